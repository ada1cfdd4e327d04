//! How a metric is shown and summarized: `attributes` in the API.

use super::Value;

/// Attributes of a metric. They take effect when the submission creates the metric; afterwards the server ignores
/// them.
///
/// ```
/// use librato::{Attributes, Gauge, SummarizeFunction};
/// let attributes = Attributes::new().color("#ff8800").units_short("°C").summarize(SummarizeFunction::Average);
/// let gauge = Gauge::new("temperature", 21.5).attributes(&attributes);
/// # let mut queue = librato::Queue::<8, 512>::new();
/// # queue.add(gauge).unwrap();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Attributes<'a> {
    pub(crate) color: Option<&'a str>,
    pub(crate) units_long: Option<&'a str>,
    pub(crate) units_short: Option<&'a str>,
    pub(crate) min: Option<Value>,
    pub(crate) max: Option<Value>,
    pub(crate) stacked: Option<bool>,
    pub(crate) summarize: Option<SummarizeFunction>,
    pub(crate) aggregate: Option<bool>,
    pub(crate) gap_detection: Option<bool>,
    pub(crate) others: &'a [(&'a str, &'a str)],
}

/// How a server summarizes several measurements of a metric into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SummarizeFunction {
    /// The mean.
    Average,
    /// The sum.
    Sum,
    /// How many.
    Count,
    /// The smallest.
    Min,
    /// The largest.
    Max,
}

impl SummarizeFunction {
    /// The word of the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Average => "average",
            Self::Sum => "sum",
            Self::Count => "count",
            Self::Min => "min",
            Self::Max => "max",
        }
    }
}

impl<'a> Attributes<'a> {
    /// No attributes.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            color: None,
            units_long: None,
            units_short: None,
            min: None,
            max: None,
            stacked: None,
            summarize: None,
            aggregate: None,
            gap_detection: None,
            others: &[],
        }
    }

    /// `color`: as `#RRGGBB`.
    #[must_use]
    pub const fn color(mut self, color: &'a str) -> Self {
        self.color = Some(color);
        self
    }

    /// `display_units_long`: "Degrees Celsius".
    #[must_use]
    pub const fn units_long(mut self, units: &'a str) -> Self {
        self.units_long = Some(units);
        self
    }

    /// `display_units_short`: "°C".
    #[must_use]
    pub const fn units_short(mut self, units: &'a str) -> Self {
        self.units_short = Some(units);
        self
    }

    /// `display_min`: the lower end of a chart's axis.
    #[must_use]
    pub fn display_min(mut self, min: impl Into<Value>) -> Self {
        self.min = Some(min.into());
        self
    }

    /// `display_max`: the upper end of a chart's axis.
    #[must_use]
    pub fn display_max(mut self, max: impl Into<Value>) -> Self {
        self.max = Some(max.into());
        self
    }

    /// `display_stacked`: whether charts stack the sources.
    #[must_use]
    pub const fn stacked(mut self, stacked: bool) -> Self {
        self.stacked = Some(stacked);
        self
    }

    /// `summarize_function`: how the server makes one measurement of many.
    #[must_use]
    pub const fn summarize(mut self, function: SummarizeFunction) -> Self {
        self.summarize = Some(function);
        self
    }

    /// `aggregate`: whether the server aggregates what comes within one period of the metric.
    #[must_use]
    pub const fn aggregate(mut self, aggregate: bool) -> Self {
        self.aggregate = Some(aggregate);
        self
    }

    /// `gap_detection`: whether charts show a gap where measurements are missing.
    #[must_use]
    pub const fn gap_detection(mut self, gap_detection: bool) -> Self {
        self.gap_detection = Some(gap_detection);
        self
    }

    /// Any other attributes, as name and raw JSON value. The JSON is checked when the reading is added.
    #[must_use]
    pub const fn others(mut self, others: &'a [(&'a str, &'a str)]) -> Self {
        self.others = others;
        self
    }
}

impl serde::Serialize for Attributes<'_> {
    /// The object of the API, without the raw [`others`](Attributes::others).
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        let mut text = |key, value: Option<&str>| match value {
            Some(value) => map.serialize_entry(key, value),
            None => Ok(()),
        };
        text("color", self.color)?;
        text("display_units_long", self.units_long)?;
        text("display_units_short", self.units_short)?;
        text("summarize_function", self.summarize.map(SummarizeFunction::as_str))?;
        for (key, value) in [("display_min", self.min), ("display_max", self.max)] {
            if let Some(value) = value {
                map.serialize_entry(key, &value)?;
            }
        }
        for (key, value) in [
            ("display_stacked", self.stacked),
            ("aggregate", self.aggregate),
            ("gap_detection", self.gap_detection),
        ] {
            if let Some(value) = value {
                map.serialize_entry(key, &value)?;
            }
        }
        map.end()
    }
}
