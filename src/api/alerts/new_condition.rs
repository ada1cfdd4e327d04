//! When an alert is triggered.

use super::NewTagFilter;
use crate::Value;

/// The metric is above this threshold.
///
/// ```
/// use librato::alerts;
/// let busy = alerts::above("cpu.load", 0.9).lasting(300).of("web*");
/// let errors = alerts::above("http.errors", 100).summarized_by("sum");
/// ```
#[must_use]
pub fn above(metric: &str, threshold: impl Into<Value>) -> NewCondition<'_> {
    NewCondition::new("above", metric, None, Some(Threshold(threshold.into())))
}

/// The metric is below this threshold.
#[must_use]
pub fn below(metric: &str, threshold: impl Into<Value>) -> NewCondition<'_> {
    NewCondition::new("below", metric, None, Some(Threshold(threshold.into())))
}

/// The metric has not been reported for this many seconds, 60 to 3600. It must have been seen at least once.
#[must_use]
pub const fn absent(metric: &str, seconds: u32) -> NewCondition<'_> {
    NewCondition::new("absent", metric, Some(seconds), None)
}

/// A condition of an alert: see [`above`], [`below`] and [`absent`].
///
/// It looks at each source on its own. On a device without the feature `float` a threshold has at most three decimals, or is a
/// [`Decimal`](crate::Decimal); else, and with a NaN, the call fails before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NewCondition<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) metric_name: &'a str,
    pub(super) source: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) tags: &'a [NewTagFilter<'a>],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) summary_function: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) duration: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) threshold: Option<Threshold>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) detect_reset: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) struct Threshold(#[serde(serialize_with = "crate::encode::json_number")] pub(super) Value);

impl<'a> NewCondition<'a> {
    const fn new(
        kind: &'static str,
        metric_name: &'a str,
        duration: Option<u32>,
        threshold: Option<Threshold>,
    ) -> Self {
        Self {
            kind,
            metric_name,
            source: "*",
            tags: &[],
            summary_function: None,
            duration,
            threshold,
            detect_reset: None,
        }
    }

    /// It has to hold for this many seconds, 60 to 3600. Without this one measurement is enough.
    #[must_use]
    pub const fn lasting(mut self, seconds: u32) -> Self {
        self.duration = Some(seconds);
        self
    }

    /// Looks at these sources alone; `*` stands for any text.
    #[must_use]
    pub const fn of(mut self, source: &'a str) -> Self {
        self.source = source;
        self
    }

    /// Looks at the streams alone that fit these [tags](super::tag), each of them.
    #[must_use]
    pub const fn tagged(mut self, tags: &'a [NewTagFilter<'a>]) -> Self {
        self.tags = tags;
        self
    }

    /// What of an aggregated measurement is compared: `average`, which is what a gauge has without this, `min`, `max`, `sum`,
    /// `count`, or `derivative`, which is what a counter has without this; a counter can have `absolute_value`.
    #[must_use]
    pub const fn summarized_by(mut self, function: &'a str) -> Self {
        self.summary_function = Some(function);
        self
    }

    /// Whether a derivative that falls counts as a counter that began anew, and not as a negative one.
    #[must_use]
    pub const fn detect_reset(mut self, detect: bool) -> Self {
        self.detect_reset = Some(detect);
        self
    }
}
