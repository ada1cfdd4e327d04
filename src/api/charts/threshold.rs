//! A value that changes the colour of a big number.

use std::string::String;

use serde_json::{Map, Value as Json};

use crate::api::lenient;

/// A value that changes the colour of a big number.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Threshold {
    /// On which side of the value: `>`, `<` or `=`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The value.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "lenient::number")]
    pub value: Option<f64>,
    /// The colour, `red` or `yellow`.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// All other fields.
    #[serde(flatten)]
    pub other: Map<String, Json>,
}

impl Threshold {
    /// A threshold from its parts, such as `>`, 90 and `red`.
    #[must_use]
    pub fn new(operator: impl Into<String>, value: f64, kind: impl Into<String>) -> Self {
        Self {
            operator: Some(operator.into()),
            value: Some(value),
            kind: Some(kind.into()),
            other: Map::new(),
        }
    }
}

impl core::fmt::Display for Threshold {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let f = &mut crate::api::one_line::OneLine(f);
        f.write_str(self.kind.as_deref().unwrap_or("coloured"))?;
        match (self.operator.as_deref(), self.value) {
            (Some(operator), Some(value)) => write!(f, " where {operator} {value}"),
            _ => Ok(()),
        }
    }
}
