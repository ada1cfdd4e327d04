//! One value of an answer, decoded with serde where it lies.

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use super::deserializer::Decoder;
use super::{JsonError, Text, check};

/// Decodes one JSON value where it lies, in one pass. Texts are borrowed from it: a [`Text`] any, a `&str` one without an escape.
///
/// `scratch` takes the characters of a text with an escape that `T` owns, one at a time; what `T` passes over needs none.
/// A number becomes the nearest `f64`.
///
/// # Errors
/// What is wrong with the text; [`JsonError::Mismatch`] if it is JSON but no `T`, [`JsonError::NoRoom`] if `scratch` is too short.
///
/// ```
/// use librato::json::{Text, decode};
///
/// #[derive(serde::Deserialize)]
/// struct Sensor<'b> {
///     #[serde(borrow)]
///     room: Text<'b>,
///     offset: Option<f64>,
/// }
/// let sensor: Sensor<'_> = decode(br#"{"room":"caf\u00e9","offset":-0.25,"more":[1]}"#, &mut [])?;
/// assert!(sensor.room.is("café"));
/// assert_eq!(sensor.offset, Some(-0.25));
/// # Ok::<(), librato::json::JsonError>(())
/// ```
pub fn decode<'b, T: Deserialize<'b>>(json: &'b [u8], scratch: &mut [u8]) -> Result<T, JsonError> {
    Decoder::new(json, scratch).whole().map_err(|error| match error {
        // What is wrong with the text goes before what is wrong with the value, wherever it stands.
        JsonError::Mismatch | JsonError::NoRoom => check(json).err().unwrap_or(error),
        error => error,
    })
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    /// From a string, as it is spelled. Only [`decode`] can lend one with escapes.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Raw;

        impl<'de> Visitor<'de> for Raw {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a string that can be borrowed")
            }

            fn visit_borrowed_bytes<E: Error>(self, raw: &'de [u8]) -> Result<Text<'de>, E> {
                Ok(Text::from_raw(raw))
            }
        }

        deserializer.deserialize_bytes(Raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    #[derive(serde::Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        name: Text<'a>,
        plain: Option<&'a str>,
        owned: Option<heapless::String<16>>,
    }

    #[test]
    fn what_it_reads_serde_json_reads_too() {
        for text in ["", "x", "é\"", "\\ \n", "\u{1}😀", "/\u{7f}\u{2028}"] {
            let escaped: String = text.encode_utf16().map(|unit| std::format!("\\u{unit:04x}")).collect();
            for spelled in [serde_json::to_string(text).unwrap(), std::format!("\"{escaped}\"")] {
                let json = std::format!(
                    "{{\"n\\u0061me\":{spelled},\"other\":[{spelled}],{spelled}:0,\"owned\":{spelled}}}"
                );
                let named: Named<'_> = decode(json.as_bytes(), &mut [0; 16]).unwrap();
                assert_eq!(named.name.to_string(), text);
                assert_eq!(named.owned.as_deref(), Some(text));
                assert_eq!(serde_json::from_str::<String>(&spelled).unwrap(), text);
            }
        }
    }

    #[test]
    fn borrows_what_has_no_escape() {
        let json = "{\"plain\":\"é and €\",\"name\":\"n\",\"owned\":null}";
        let named: Named<'_> = decode(json.as_bytes(), &mut []).unwrap();
        assert_eq!(named.plain, Some("é and €"));
        assert!(named.name.is("n") && named.owned.is_none());
    }

    #[test]
    fn what_is_refused() {
        let mut deep = Vec::from(*b"{\"name\":\"x\",\"other\":");
        deep.extend([b'['; 5_000]);
        for (json, error) in [
            (&b"{\"name\":1}"[..], JsonError::Mismatch),
            (b"{}", JsonError::Mismatch),
            (b"[]", JsonError::Mismatch),
            (b"{\"name\":\"x\",\"other\":nonsense}", JsonError::Unexpected),
            (b"{\"name\":\"x\"", JsonError::Truncated),
            (b"{\"name\":\"x\",\"name\":\"y\"}", JsonError::Mismatch),
            (b"{\"name\":\"x\",\"plain\":\"\\n\"}", JsonError::Mismatch),
            (b"{\"name\":\"x\",\"owned\":\"0123456789abcde\\n\"}", JsonError::NoRoom),
            (b"{\"name\":\"x\",\"owned\":\"0123456789abcdefg\"}", JsonError::Mismatch),
            (b"{\"name\":1,\"other\":[}", JsonError::Unexpected),
            (b"{\"name\":\"x\"}{}", JsonError::Trailing),
            (&deep, JsonError::TooDeep),
        ] {
            assert_eq!(decode::<Named<'_>>(json, &mut [0; 15]).err(), Some(error), "{json:?}");
        }
    }
}
