//! What a device says of a chart.

use super::NewStream;
use crate::Value;

/// What a device says of a chart that it [creates](super::create) or [changes](super::update). What is not set is not said.
///
/// ```
/// use librato::charts::{NewChart, NewStream, NewThreshold};
/// let streams = [NewStream::metric("users").source("web*").summary_function("max")];
/// let limits = [NewThreshold { operator: ">", value: 1000.into(), kind: "red" }];
/// let fields = NewChart::bignumber("Users", &streams).use_last_value(true).thresholds(&limits);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NewChart<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    streams: Option<&'a [NewStream<'a>]>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "number")]
    min: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "number")]
    max: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    use_log_yaxis: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    use_last_value: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    related_space: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thresholds: Option<&'a [NewThreshold<'a>]>,
}

impl<'a> NewChart<'a> {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            name: None,
            kind: None,
            streams: None,
            min: None,
            max: None,
            label: None,
            use_log_yaxis: None,
            use_last_value: None,
            related_space: None,
            thresholds: None,
        }
    }

    /// A chart with a line for each stream.
    #[must_use]
    pub const fn line(name: &'a str, streams: &'a [NewStream<'a>]) -> Self {
        Self::new().name(name).kind("line").streams(streams)
    }

    /// A chart with streams as areas, one above the other.
    #[must_use]
    pub const fn stacked(name: &'a str, streams: &'a [NewStream<'a>]) -> Self {
        Self::new().name(name).kind("stacked").streams(streams)
    }

    /// One number. The API wants [thresholds](Self::thresholds) for it.
    #[must_use]
    pub const fn bignumber(name: &'a str, streams: &'a [NewStream<'a>]) -> Self {
        Self::new().name(name).kind("bignumber").streams(streams)
    }

    /// The title.
    #[must_use]
    pub const fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// `line`, `stacked` or `bignumber`.
    #[must_use]
    pub const fn kind(mut self, kind: &'a str) -> Self {
        self.kind = Some(kind);
        self
    }

    /// What it draws, instead of all that it drew before.
    #[must_use]
    pub const fn streams(mut self, streams: &'a [NewStream<'a>]) -> Self {
        self.streams = Some(streams);
        self
    }

    /// Where the vertical axis begins.
    #[must_use]
    pub fn min(mut self, min: impl Into<Value>) -> Self {
        self.min = Some(min.into());
        self
    }

    /// Where the vertical axis ends.
    #[must_use]
    pub fn max(mut self, max: impl Into<Value>) -> Self {
        self.max = Some(max.into());
        self
    }

    /// What stands at the vertical axis.
    #[must_use]
    pub const fn label(mut self, label: &'a str) -> Self {
        self.label = Some(label);
        self
    }

    /// Whether the vertical axis is logarithmic.
    #[must_use]
    pub const fn use_log_yaxis(mut self, use_log: bool) -> Self {
        self.use_log_yaxis = Some(use_log);
        self
    }

    /// Whether a big number is the last value, not what the time on show comes to.
    #[must_use]
    pub const fn use_last_value(mut self, use_last: bool) -> Self {
        self.use_last_value = Some(use_last);
        self
    }

    /// Another space that it has to do with, by id.
    #[must_use]
    pub const fn related_space(mut self, id: u64) -> Self {
        self.related_space = Some(id);
        self
    }

    /// The values that change the colour of a big number.
    #[must_use]
    pub const fn thresholds(mut self, thresholds: &'a [NewThreshold<'a>]) -> Self {
        self.thresholds = Some(thresholds);
        self
    }
}

/// A value that changes the colour of a big number.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NewThreshold<'a> {
    /// On which side of the value: `>`, `<` or `=`.
    pub operator: &'a str,
    /// The value.
    #[serde(serialize_with = "crate::encode::json_number")]
    pub value: Value,
    /// The colour, `red` or `yellow`.
    #[serde(rename = "type")]
    pub kind: &'a str,
}

/// Writes a number, or nothing.
pub(super) fn number<S: serde::Serializer>(value: &Option<Value>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => crate::encode::json_number(value, serializer),
        None => serializer.serialize_none(),
    }
}
