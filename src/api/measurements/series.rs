//! Series with tags, as a desktop program owns them.

use std::string::String;
use std::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json};

use super::Point;
use crate::api::lenient::or_default;

/// The series of a metric or of a composite over tags: one page of them. A [list](crate::Librato::list) of the same call gives
/// all pages, a measurement at a time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct Measurements {
    /// The name of the metric.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The definition of the composite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compose: Option<String>,
    /// A series for each set of tags.
    #[serde(default, deserialize_with = "or_default")]
    pub series: Vec<TagSeries>,
    /// How many seconds lie between two measurements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<u32>,
    /// Other pages, as the server names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<Json>>,
    /// How it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Map<String, Json>>,
    /// All other fields, such as those of the metric.
    #[serde(flatten)]
    pub other: Map<String, Json>,
}

impl Serialize for Measurements {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

/// The documentation has the series of a composite without an object around them.
impl<'de> Deserialize<'de> for Measurements {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Answer {
            Bare(Vec<TagSeries>),
            Whole(#[serde(deserialize_with = "Measurements::deserialize")] Measurements),
        }
        Ok(match Answer::deserialize(deserializer)? {
            Answer::Bare(series) => Self { series, ..Self::default() },
            Answer::Whole(whole) => whole,
        })
    }
}

/// What was measured with one set of tags.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TagSeries {
    /// The tags.
    #[serde(default, deserialize_with = "or_default")]
    pub tags: Map<String, Json>,
    /// What was measured, the earliest first.
    #[serde(default, deserialize_with = "or_default")]
    pub measurements: Vec<Point>,
    /// What the server says of the metric, in a composite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<Map<String, Json>>,
    /// How often the metric is reported, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
    /// All other fields.
    #[serde(flatten)]
    pub other: Map<String, Json>,
}

impl TagSeries {
    /// The value of the tag with this name.
    #[must_use]
    pub fn tag(&self, name: &str) -> Option<&str> {
        self.tags.get(name)?.as_str()
    }
}

impl core::fmt::Display for Measurements {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let f = &mut crate::api::one_line::OneLine(f);
        let what = self.name.as_ref().or(self.compose.as_ref()).map_or("measurements", String::as_str);
        let points: usize = self.series.iter().map(|series| series.measurements.len()).sum();
        write!(f, "{what}: {} series, {points} measurements", self.series.len())
    }
}

impl core::fmt::Display for TagSeries {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let f = &mut crate::api::one_line::OneLine(f);
        for (at, (name, value)) in self.tags.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            match value {
                Json::String(text) => write!(f, "{comma}{name}={text}")?,
                other => write!(f, "{comma}{name}={other}")?,
            }
        }
        write!(f, ": {} measurements", self.measurements.len())
    }
}
