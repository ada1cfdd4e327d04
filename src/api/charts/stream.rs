//! What a chart draws.

use std::string::String;
use std::vec::Vec;

use serde_json::{Map, Value as Json};

use super::StreamTag;
use crate::Error;
use crate::api::lenient;

/// What a chart draws: a metric, of some sources or with some tags, or what is made of metrics.
///
/// ```
/// use librato::charts::{Stream, StreamTag};
/// let legacy = Stream::metric("cpu.user").source("web*").group_function("breakout");
/// let tagged = Stream::metric("cpu.user").tag(StreamTag::new("environment", ["prod*"]));
/// let made = Stream::composite(r#"sum(s("cpu.*", "*"))"#).name("all");
/// assert_eq!(made.to_string(), r#"all: sum(s("cpu.*", "*"))"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Stream {
    /// Its number, which the server gives it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient::optional_id")]
    pub id: Option<u64>,
    /// The metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// How it is made of metrics, instead of one metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composite: Option<String>,
    /// The sources; `*` stands for any text, and `%` for a source that is chosen when somebody looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The tags of the measurements, where they have tags instead of sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<StreamTag>>,
    /// `gauge`, `counter` or `composite`.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The name that people see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How several lines become one: `average`, `sum`, `min`, `max`; or `breakout`, which keeps them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_function: Option<String>,
    /// What is shown of readings that fall together: `average`, which it is without this, `max`, `min`, `sum`, `count`; of a
    /// counter also `derivative`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_function: Option<String>,
    /// How the metrics of a composite are summed up over time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downsample_function: Option<String>,
    /// A linear formula for each value `x`, such as `x/1024`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transform_function: Option<String>,
    /// How often it is reported, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
    /// Whether it has a vertical axis of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_axis: Option<bool>,
    /// The least value that it can have.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "lenient::number")]
    pub min: Option<f64>,
    /// The greatest value that it can have.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "lenient::number")]
    pub max: Option<f64>,
    /// The short name of the unit, which stands at a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units_short: Option<String>,
    /// The long name of the unit, which stands at the vertical axis. Streams that have it alike share an axis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units_long: Option<String>,
    /// The colour, as `#52D74C`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Whether a line has gaps where nothing was reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_detection: Option<bool>,
    /// Its place among the streams of the chart, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// All other fields.
    #[serde(flatten)]
    pub other: Map<String, Json>,
}

impl Stream {
    /// A metric, of all sources.
    #[must_use]
    pub fn metric(name: impl Into<String>) -> Self {
        Self { metric: Some(name.into()), source: Some("*".into()), ..Self::default() }
    }

    /// What is made of metrics by this definition.
    #[must_use]
    pub fn composite(definition: impl Into<String>) -> Self {
        Self { composite: Some(definition.into()), ..Self::default() }
    }

    /// Of these sources alone; `*` stands for any text, and `%` for a source that is chosen when somebody looks.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Of measurements with this tag alone, whatever their source.
    #[must_use]
    pub fn tag(mut self, tag: StreamTag) -> Self {
        self.source = None;
        self.tags.get_or_insert_default().push(tag);
        self
    }

    /// How several lines become one: see [the field](Self::group_function).
    #[must_use]
    pub fn group_function(mut self, function: impl Into<String>) -> Self {
        self.group_function = Some(function.into());
        self
    }

    /// What is shown of readings that fall together: see [the field](Self::summary_function).
    #[must_use]
    pub fn summary_function(mut self, function: impl Into<String>) -> Self {
        self.summary_function = Some(function.into());
        self
    }

    /// The name that people see.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The colour, as `#52D74C`.
    #[must_use]
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.color = Some(color.into());
        self
    }
}

/// A new stream from its fields, by the names that the API has for them, those included that this library has no word for.
/// It is of all sources if the fields name neither sources nor tags nor a composite.
impl TryFrom<Map<String, Json>> for Stream {
    type Error = Error;

    /// Fails with [`Error::Body`] if a field has a value that it cannot have.
    fn try_from(fields: Map<String, Json>) -> Result<Self, Error> {
        let mut stream: Self = serde_json::from_value(fields.into()).map_err(|_| Error::Body)?;
        if stream.tags.is_none() && stream.composite.is_none() {
            stream.source.get_or_insert_with(|| "*".into());
        }
        Ok(stream)
    }
}

impl core::fmt::Display for Stream {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let f = &mut crate::api::one_line::OneLine(f);
        if let Some(name) = &self.name {
            write!(f, "{name}: ")?;
        }
        match (&self.composite, &self.metric) {
            (Some(definition), _) => f.write_str(definition)?,
            (None, Some(metric)) => f.write_str(metric)?,
            (None, None) => f.write_str("nothing")?,
        }
        if let Some(source) = &self.source {
            write!(f, " from {source}")?;
        }
        for (index, tag) in self.tags.iter().flatten().enumerate() {
            write!(f, "{}{tag}", if index == 0 { " with " } else { ", " })?;
        }
        Ok(())
    }
}
