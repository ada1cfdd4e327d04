//! The id of an object, before the object is read.

use super::answer::last_number;
use crate::json::{Event, JsonError, Scanner};

/// The `id` of an object, which some answers have as a number and some as a text.
///
/// serde-json-core has to know which it is before it reads on, so the id is looked up before the rest is decoded.
pub(super) fn id_of(json: &[u8]) -> Result<u64, JsonError> {
    let mut scanner = Scanner::new(json);
    while let Some(event) = scanner.next_event()? {
        let Event::Key(key) = event else { continue };
        if key.is("id") {
            let id = match scanner.next_event()? {
                Some(Event::Number(digits)) => last_number(digits.as_bytes()),
                Some(Event::String(text)) => last_number(text.raw()),
                _ => None,
            };
            return id.ok_or(JsonError::Mismatch);
        }
        scanner.skip_value()?;
    }
    Err(JsonError::Mismatch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_numbers_or_texts() {
        for (json, id) in [
            (r#"{"id":7}"#, Ok(7)),
            (r#"{"id":"145","id":7}"#, Ok(145)),
            (r#"{"a":{"id":1},"b":[{"id":2}], "\u0069d" : "3" }"#, Ok(3)),
            (r#"{"id":18446744073709551615}"#, Ok(u64::MAX)),
            (r#"{"id":18446744073709551616}"#, Err(JsonError::Mismatch)),
            (r#"{"id":null}"#, Err(JsonError::Mismatch)),
            (r#"{"id":""}"#, Err(JsonError::Mismatch)),
            (r#"{"id":-1}"#, Err(JsonError::Mismatch)),
            (r#"{"id":1.5}"#, Err(JsonError::Mismatch)),
            (r#"{"name":"id"}"#, Err(JsonError::Mismatch)),
            ("[]", Err(JsonError::Mismatch)),
            ("", Err(JsonError::Truncated)),
            (r#"{"a":1"#, Err(JsonError::Truncated)),
            (r#"{"a":nonsense,"id":1}"#, Err(JsonError::Unexpected)),
        ] {
            assert_eq!(id_of(json.as_bytes()), id, "{json}");
        }
    }
}
