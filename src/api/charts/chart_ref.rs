//! A chart and a stream as a device reads them.

use crate::api::{lenient, spaces};
use crate::json::Text;

/// What a device keeps of a chart. Its texts lie in the caller's buffer. The ends of its axis are not among it, for to read
/// numbers with a fraction takes 1 KB of flash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ChartRef<'b> {
    /// The number that calls know it by.
    #[serde(deserialize_with = "lenient::id")]
    pub id: u64,
    /// Its title.
    #[serde(borrow)]
    pub name: Option<Text<'b>>,
    /// `line`, `stacked` or `bignumber`.
    #[serde(rename = "type")]
    pub kind: Option<Text<'b>>,
    /// What stands at its vertical axis.
    pub label: Option<Text<'b>>,
}

impl ChartRef<'_> {
    /// Whether this is its whole title, but for the case of ASCII letters.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name.is_some_and(|own| spaces::is_called(own, name))
    }
}

/// What a device keeps of a stream. Its texts lie in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct StreamRef<'b> {
    /// The metric that it draws.
    #[serde(borrow)]
    pub metric: Option<Text<'b>>,
    /// How what it draws is made of metrics, instead of one metric.
    pub composite: Option<Text<'b>>,
    /// The sources that it draws; `*` stands for any text.
    pub source: Option<Text<'b>>,
    /// The name that people see.
    pub name: Option<Text<'b>>,
    /// How several lines become one: `average`, `sum`, `min`, `max`; or `breakout`, which keeps them apart.
    pub group_function: Option<Text<'b>>,
    /// The short name of its unit.
    pub units_short: Option<Text<'b>>,
}
