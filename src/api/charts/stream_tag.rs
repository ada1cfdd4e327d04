//! Which measurements a stream draws, by a tag.

use std::string::String;
use std::vec::Vec;

use serde_json::{Map, Value as Json};

use crate::api::lenient;

/// Which measurements a stream draws, by a tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct StreamTag {
    /// The name of the tag.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
    /// The values that it can have; `*` stands for any text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    /// Whether measurements are grouped by this tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grouped: Option<bool>,
    /// Whether the filters of the space choose the values, where somebody sets some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamic: Option<bool>,
    /// All other fields.
    #[serde(flatten)]
    pub other: Map<String, Json>,
}

impl StreamTag {
    /// Those with one of these values; `*` stands for any text.
    #[must_use]
    pub fn new(name: impl Into<String>, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        Self { name: name.into(), values: Some(values), ..Self::default() }
    }

    /// Those that the filters of the space let through, where somebody sets some.
    #[must_use]
    pub fn dynamic(name: impl Into<String>) -> Self {
        Self { name: name.into(), dynamic: Some(true), ..Self::default() }
    }

    /// The same, and measurements are grouped by this tag.
    #[must_use]
    pub fn grouped(mut self) -> Self {
        self.grouped = Some(true);
        self
    }
}

impl core::fmt::Display for StreamTag {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let f = &mut crate::api::one_line::OneLine(f);
        f.write_str(&self.name)?;
        match &self.values {
            Some(values) => write!(f, "={}", values.join("|")),
            None => Ok(()),
        }
    }
}
