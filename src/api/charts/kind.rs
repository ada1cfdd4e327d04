//! How a chart draws.

use std::string::String;

/// How a chart draws.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ChartType {
    /// A line for each stream.
    #[default]
    Line,
    /// Streams as areas, one above the other.
    Stacked,
    /// One number.
    Bignumber,
    /// Something that this library does not know.
    #[serde(untagged)]
    Other(String),
}

impl core::fmt::Display for ChartType {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Line => "line",
            Self::Stacked => "stacked",
            Self::Bignumber => "bignumber",
            Self::Other(other) => other,
        })
    }
}
