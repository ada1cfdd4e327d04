//! The query of a step.

use serde_json::Value;

use super::{Stop, unknown};
use crate::golden::case::members;

/// Texts and numbers, and lists of them as the API has them; the rest is known to typed calls alone.
pub(super) fn query(op: &str, query: &Value) -> Result<Vec<(String, String)>, Stop> {
    let mut pairs = Vec::new();
    for (name, value) in members(query) {
        let name = if value.is_array() { format!("{name}[]") } else { name.to_owned() };
        for value in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
            pairs.push(match value {
                Value::String(text) => (name.clone(), text.clone()),
                Value::Number(number) => (name.clone(), number.to_string()),
                _ => return Err(unknown(format!("{op}: {name}={value}"))),
            });
        }
    }
    Ok(pairs)
}

/// The same, borrowed.
pub(super) fn pairs(query: &[(String, String)]) -> Vec<(&str, &str)> {
    query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
