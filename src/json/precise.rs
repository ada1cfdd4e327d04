//! Numbers of a program in which any crate has turned on serde_json's feature `arbitrary_precision`: who asks for anything, and would
//! take a number, is given a map with its text.

use std::string::String;

use serde::de::{Error, MapAccess};

/// The key of that map. Nobody else is to write it.
const KEY: &str = "$serde_json::private::Number";

/// The text of a number.
pub(crate) fn text<'de, A: MapAccess<'de>>(mut map: A) -> Result<String, A::Error> {
    match map.next_entry::<String, String>()? {
        Some((key, text)) if key == KEY => Ok(text),
        _ => Err(A::Error::custom("expected a number, not an object")),
    }
}
