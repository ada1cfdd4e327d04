//! When an alert is triggered, as a desktop program owns it.

use std::borrow::ToOwned;
use std::string::String;
use std::vec::Vec;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value as Json};

use super::new_condition::Threshold;
use super::{NewCondition, TagFilter};
use crate::Value;

/// What has to be the case with a metric.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConditionType {
    /// It is above the threshold.
    Above,
    /// It is below the threshold.
    Below,
    /// It is not reported.
    Absent,
    /// Something that this library does not know.
    #[serde(untagged)]
    Other(String),
}

/// A condition of an [`Alert`](super::Alert). A new one is made of a [`NewCondition`] by `into()`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Condition {
    /// The server's number of it.
    #[serde(default, skip_serializing)]
    pub id: Option<u64>,
    /// What has to be the case.
    #[serde(rename = "type")]
    pub kind: ConditionType,
    /// The metric that it looks at.
    pub metric_name: String,
    /// Which sources of it.
    #[serde(default = "all")]
    pub source: Option<String>,
    /// Which tagged streams of it.
    #[serde(default, serialize_with = "write_tags", deserialize_with = "read_tags")]
    pub tags: Vec<TagFilter>,
    /// What of an aggregated measurement is compared, see [`NewCondition::summarized_by`].
    #[serde(default)]
    pub summary_function: Option<String>,
    /// For how many seconds it has to hold.
    #[serde(default)]
    pub duration: Option<u32>,
    /// What the metric has to be above or below.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "write_threshold")]
    pub threshold: Option<Value>,
    /// Whether a derivative that falls counts as a counter that began anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detect_reset: Option<bool>,
    /// All other fields.
    #[serde(flatten)]
    pub other: Map<String, Json>,
}

impl Condition {
    /// Whether one measurement is enough.
    #[must_use]
    pub fn is_immediate(&self) -> bool {
        matches!(self.duration, None | Some(0))
    }
}

impl From<NewCondition<'_>> for Condition {
    fn from(condition: NewCondition<'_>) -> Self {
        Self {
            id: None,
            kind: match condition.kind {
                "above" => ConditionType::Above,
                "below" => ConditionType::Below,
                _ => ConditionType::Absent,
            },
            metric_name: condition.metric_name.to_owned(),
            source: Some(condition.source.to_owned()),
            tags: condition.tags.iter().copied().map(TagFilter::from).collect(),
            summary_function: condition.summary_function.map(str::to_owned),
            duration: condition.duration,
            threshold: condition.threshold.map(|Threshold(value)| value),
            detect_reset: condition.detect_reset,
            other: Map::new(),
        }
    }
}

impl core::fmt::Display for ConditionType {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Above => "above",
            Self::Below => "below",
            Self::Absent => "absent",
            Self::Other(other) => other,
        })
    }
}

impl core::fmt::Display for Condition {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let f = &mut crate::api::one_line::OneLine(f);
        if let Some(function) = &self.summary_function {
            write!(f, "{function} of ")?;
        }
        f.write_str(&self.metric_name)?;
        if let Some(source) = self.source.as_deref().filter(|source| *source != "*") {
            write!(f, " of {source}")?;
        }
        for tag in &self.tags {
            write!(f, " with {}={}", tag.name, tag.values.join("|"))?;
        }
        write!(f, " {}", self.kind)?;
        if let Some(threshold) = self.threshold {
            write!(f, " {}", threshold.to_f64())?;
        }
        match self.duration {
            None | Some(0) => Ok(()),
            Some(seconds) => write!(f, " for {seconds} s"),
        }
    }
}

/// The source of a condition that names none.
#[expect(clippy::unnecessary_wraps, reason = "a server can say that there is none")]
fn all() -> Option<String> {
    Some("*".to_owned())
}

/// No tags are an object without members.
fn write_tags<S: Serializer>(tags: &[TagFilter], serializer: S) -> Result<S::Ok, S::Error> {
    if tags.is_empty() { Map::new().serialize(serializer) } else { tags.serialize(serializer) }
}

fn read_tags<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<TagFilter>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged, deny_unknown_fields)]
    enum Tags {
        List(Vec<TagFilter>),
        Empty {},
    }
    Ok(match Option::deserialize(deserializer)? {
        Some(Tags::List(tags)) => tags,
        Some(Tags::Empty {}) | None => Vec::new(),
    })
}

fn write_threshold<S: Serializer>(threshold: &Option<Value>, serializer: S) -> Result<S::Ok, S::Error> {
    threshold.map(Threshold).serialize(serializer)
}
