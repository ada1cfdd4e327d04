//! What servers write in more than one way.

use std::string::String;
use std::vec::Vec;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::Serializer;

/// An id: a number, or a text with a number in it.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Id {
        Number(u64),
        Text(String),
    }
    match Id::deserialize(deserializer)? {
        Id::Number(id) => Ok(id),
        Id::Text(text) => text.parse().map_err(D::Error::custom),
    }
}

/// Something that may be `null`, which is as good as nothing.
pub(super) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// The same where there may be none.
pub(super) fn optional_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(Option::<Id>::deserialize(deserializer)?.map(|Id(id)| id))
}

/// A list of ids, each bare or the member of an object.
pub(super) fn ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u64>, D::Error> {
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

/// [`id`] as a type.
#[derive(serde::Deserialize)]
struct Id(#[serde(deserialize_with = "id")] u64);

/// Writes a number. JSON has no NaN, and `null` is something else.
pub(super) fn number<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => crate::encode::json_number(&(*value).into(), serializer),
        None => serializer.serialize_none(),
    }
}
