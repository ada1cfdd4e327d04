//! Numbers of a program in which any crate has turned on serde_json's feature `arbitrary_precision`: who asks for anything, and would
//! take a number, is given a map with its text.

use std::string::String;

use serde::de::{Error, MapAccess};

/// The text of a number.
pub(crate) fn text<'de, A: MapAccess<'de>>(mut map: A) -> Result<String, A::Error> {
    match map.next_entry::<String, String>()? {
        Some((key, text)) if key == super::NUMBER => Ok(text),
        _ => Err(A::Error::custom("expected a number, not an object")),
    }
}
