//! What is wrong with an answer.

use std::boxed::Box;
use std::format;
use std::string::ToString;

use crate::json::JsonError;

/// What is wrong with an answer that is not what was asked for: the member that is missing, or what was expected, and where in the
/// answer, or in the element of a list. No text of the answer is in it, for it may be a secret.
///
/// ```
/// use librato::DecodeError;
/// use librato::metrics::Metric;
/// let error = |json| DecodeError::from(serde_json::from_str::<Metric>(json).unwrap_err()).to_string();
/// assert_eq!(error(r#"{"type":"gauge"}"#), "missing field `name` (line 1, column 16)");
/// assert_eq!(error(r#"{"name":"cpu","period":"60"}"#), "expected u32 (line 1, column 27)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(Box<str>);

impl From<serde_json::Error> for DecodeError {
    fn from(error: serde_json::Error) -> Self {
        let text = error.to_string();
        let wrong = if error.is_eof() {
            "it is cut off"
        } else if error.is_data() {
            said(&text)
        } else {
            "it is no JSON"
        };
        Self(match (error.line(), error.column()) {
            (0, _) => wrong.into(),
            (line, column) => format!("{wrong} (line {line}, column {column})").into(),
        })
    }
}

/// What of an error are words of the library's types, not of the answer.
fn said(text: &str) -> &str {
    let text = text.rsplit_once(" at line ").map_or(text, |(text, _)| text);
    if text.starts_with("missing field ") || text.starts_with("duplicate field ") {
        return text;
    }
    // Behind the value that was found instead, which may have anything in it.
    text.rfind(", expected ").and_then(|at| text.get(at + 2..)).unwrap_or("a value is of another kind")
}

impl From<JsonError> for DecodeError {
    fn from(error: JsonError) -> Self {
        Self(match error {
            JsonError::Mismatch => "it has no such list, or leads to itself as the next page".into(),
            error => error.to_string().into(),
        })
    }
}

impl From<&'static str> for DecodeError {
    fn from(wrong: &'static str) -> Self {
        Self(wrong.into())
    }
}

impl core::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for DecodeError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api_tokens::ApiToken;
    use crate::services::Service;

    fn error<T: serde::de::DeserializeOwned>(json: &str) -> std::string::String {
        DecodeError::from(serde_json::from_str::<T>(json).err().unwrap()).to_string()
    }

    #[test]
    fn no_text_of_the_answer_is_in_it() {
        for json in [
            r#"{"id":1,"settings":"hunter2"}"#,
            r#"{"id":1,"settings":"hunter2, expected hunter2"}"#,
            r#"{"id":"hunter2","settings":{}}"#,
            r#"{"hunter2":1}"#,
            "hunter2",
        ] {
            assert!(!error::<Service>(json).contains("hunter2"), "{json}: {}", error::<Service>(json));
        }
        assert!(!error::<ApiToken>(r#"{"token":"hunter2","active":"hunter2"}"#).contains("hunter2"));
    }

    #[test]
    fn what_is_wrong() {
        assert_eq!(error::<Service>(r#"{"title":"t""#), "it is cut off (line 1, column 12)");
        assert_eq!(error::<Service>("<html>"), "it is no JSON (line 1, column 1)");
        assert!(DecodeError::from(JsonError::Mismatch).to_string().starts_with("it has no such list"));
        assert_eq!(DecodeError::from(JsonError::TooDeep).to_string(), "the JSON text is nested too deep");
    }
}
