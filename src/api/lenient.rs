//! What servers write in more than one way.

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::json::whole_number;

#[cfg(feature = "std")]
pub(super) use owned::{ids, number, or_default};

/// A whole number, or a text with one in it.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    struct NumberOrText;

    impl<'de> Visitor<'de> for NumberOrText {
        type Value = u64;

        fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str("a whole number, or a text with one in it")
        }

        fn visit_u64<E: Error>(self, id: u64) -> Result<u64, E> {
            Ok(id)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<u64, E> {
            self.visit_bytes(text.as_bytes())
        }

        fn visit_bytes<E: Error>(self, text: &[u8]) -> Result<u64, E> {
            whole_number(text).ok_or_else(|| E::custom("no whole number"))
        }

        #[cfg(feature = "std")]
        fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<u64, A::Error> {
            self.visit_str(&crate::json::precise::text(map)?)
        }
    }

    // Our own decoder gives a text to who asks for a number and takes both, and has no need of one for floats then.
    #[cfg(not(feature = "std"))]
    return deserializer.deserialize_u64(NumberOrText);
    #[cfg(feature = "std")]
    deserializer.deserialize_any(NumberOrText)
}

/// The same where there may be none.
pub(super) fn optional_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(Option::<Id>::deserialize(deserializer)?.map(|Id(id)| id))
}

/// [`id`] as a type.
#[derive(serde::Deserialize)]
struct Id(#[serde(deserialize_with = "id")] u64);

#[cfg(feature = "std")]
mod owned {
    use std::vec::Vec;

    use serde::de::{Deserialize, Deserializer};
    use serde::ser::Serializer;

    use super::Id;

    /// Something that may be `null`, which is as good as nothing.
    pub(in super::super) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: Deserializer<'de>,
        T: Deserialize<'de> + Default,
    {
        Option::deserialize(deserializer).map(Option::unwrap_or_default)
    }

    /// A list of ids, each bare or the member of an object.
    pub(in super::super) fn ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u64>, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Element {
            Bare(Id),
            Of { id: Id },
        }
        let list = Option::<Vec<Option<Element>>>::deserialize(deserializer)?.unwrap_or_default();
        let ids = list.into_iter().flatten().map(|element| match element {
            Element::Bare(Id(id)) | Element::Of { id: Id(id) } => id,
        });
        Ok(ids.collect())
    }

    /// Writes a number. JSON has no NaN, and `null` is something else.
    pub(in super::super) fn number<S: Serializer>(
        value: &Option<f64>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => crate::encode::json_number(&(*value).into(), serializer),
            None => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{JsonError, decode};

    #[derive(serde::Deserialize)]
    struct Both {
        #[serde(deserialize_with = "id")]
        id: u64,
        #[serde(default, deserialize_with = "optional_id")]
        more: Option<u64>,
    }

    #[test]
    fn ids_are_numbers_or_texts() {
        for (json, ids) in [
            (r#"{"id":7}"#, Ok((7, None))),
            (r#"{"id":"145","more":"6","name":"x"}"#, Ok((145, Some(6)))),
            (r#"{"a":{"id":1},"b":[{"id":2}], "\u0069d" : "3", "more":null }"#, Ok((3, None))),
            (r#"{"id":18446744073709551615,"more":0}"#, Ok((u64::MAX, Some(0)))),
            (r#"{"id":18446744073709551616}"#, Err(JsonError::Mismatch)),
            (r#"{"id":7,"more":true}"#, Err(JsonError::Mismatch)),
            (r#"{"id":7,"id":7}"#, Err(JsonError::Mismatch)),
            (r#"{"id":null}"#, Err(JsonError::Mismatch)),
            (r#"{"id":""}"#, Err(JsonError::Mismatch)),
            (r#"{"id":"7a"}"#, Err(JsonError::Mismatch)),
            (r#"{"id":-1}"#, Err(JsonError::Mismatch)),
            (r#"{"id":1.5}"#, Err(JsonError::Mismatch)),
            (r#"{"id":[7]}"#, Err(JsonError::Mismatch)),
            (r#"{"name":"id"}"#, Err(JsonError::Mismatch)),
            ("[]", Err(JsonError::Mismatch)),
            ("", Err(JsonError::Truncated)),
            (r#"{"id":1,"a":nonsense}"#, Err(JsonError::Unexpected)),
        ] {
            let read = decode(json.as_bytes(), &mut []).map(|Both { id, more }| (id, more));
            assert_eq!(read, ids, "{json}");
        }
    }
}
