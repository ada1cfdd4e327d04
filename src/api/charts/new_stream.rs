//! What a device says of a stream.

use super::new_chart::number;
use crate::Value;

/// What a device says of a stream of a chart. What is not set is not said.
///
/// ```
/// use librato::charts::{NewStream, NewStreamTag};
/// let tags = [NewStreamTag::new("room", &["attic", "cellar"])];
/// let streams = [
///     NewStream::metric("temperature").tags(&tags).units_short("°C").color("#52D74C"),
///     NewStream::composite(r#"mean(s("temperature", "*"))"#).name("mean"),
/// ];
/// ```
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NewStream<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    composite: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<&'a [NewStreamTag<'a>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_function: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary_function: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    downsample_function: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transform_function: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    units_short: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    units_long: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "number")]
    min: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "number")]
    max: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u32>,
}

impl<'a> NewStream<'a> {
    const NONE: Self = Self {
        metric: None,
        composite: None,
        source: None,
        tags: None,
        group_function: None,
        summary_function: None,
        downsample_function: None,
        transform_function: None,
        name: None,
        color: None,
        units_short: None,
        units_long: None,
        min: None,
        max: None,
        period: None,
    };

    /// A metric, of all sources.
    #[must_use]
    pub const fn metric(name: &'a str) -> Self {
        Self { metric: Some(name), source: Some("*"), ..Self::NONE }
    }

    /// What is made of metrics by this definition.
    #[must_use]
    pub const fn composite(definition: &'a str) -> Self {
        Self { composite: Some(definition), ..Self::NONE }
    }

    /// Of these sources alone. `*` stands for any text, and `%` for a source that is chosen when somebody looks.
    #[must_use]
    pub const fn source(mut self, source: &'a str) -> Self {
        self.source = Some(source);
        self
    }

    /// Of measurements with these tags alone, whatever their source.
    #[must_use]
    pub const fn tags(mut self, tags: &'a [NewStreamTag<'a>]) -> Self {
        (self.tags, self.source) = (Some(tags), None);
        self
    }

    /// How several lines become one: `average`, `sum`, `min`, `max`; or `breakout`, which keeps them apart.
    #[must_use]
    pub const fn group_function(mut self, function: &'a str) -> Self {
        self.group_function = Some(function);
        self
    }

    /// What is shown of readings that fall together: `average`, which it is without this, `max`, `min`, `sum`, `count`; of a
    /// counter also `derivative`.
    #[must_use]
    pub const fn summary_function(mut self, function: &'a str) -> Self {
        self.summary_function = Some(function);
        self
    }

    /// How the metrics of a composite are summed up over time: as in [`summary_function`](Self::summary_function).
    #[must_use]
    pub const fn downsample_function(mut self, function: &'a str) -> Self {
        self.downsample_function = Some(function);
        self
    }

    /// A linear formula for each value `x`, such as `x/1024`.
    #[must_use]
    pub const fn transform_function(mut self, formula: &'a str) -> Self {
        self.transform_function = Some(formula);
        self
    }

    /// The name that people see.
    #[must_use]
    pub const fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// The colour, as `#52D74C`.
    #[must_use]
    pub const fn color(mut self, color: &'a str) -> Self {
        self.color = Some(color);
        self
    }

    /// The short name of the unit, which stands at a value.
    #[must_use]
    pub const fn units_short(mut self, units: &'a str) -> Self {
        self.units_short = Some(units);
        self
    }

    /// The long name of the unit, which stands at the vertical axis. Streams that have it alike share an axis.
    #[must_use]
    pub const fn units_long(mut self, units: &'a str) -> Self {
        self.units_long = Some(units);
        self
    }

    /// The least value that it can have.
    #[must_use]
    pub fn min(mut self, min: impl Into<Value>) -> Self {
        self.min = Some(min.into());
        self
    }

    /// The greatest value that it can have.
    #[must_use]
    pub fn max(mut self, max: impl Into<Value>) -> Self {
        self.max = Some(max.into());
        self
    }

    /// How often it is reported, in seconds.
    #[must_use]
    pub const fn period(mut self, seconds: u32) -> Self {
        self.period = Some(seconds);
        self
    }
}

/// Which measurements a stream draws, by a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NewStreamTag<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<&'a [&'a str]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grouped: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dynamic: Option<bool>,
}

impl<'a> NewStreamTag<'a> {
    /// Those with one of these values; `*` stands for any text.
    #[must_use]
    pub const fn new(name: &'a str, values: &'a [&'a str]) -> Self {
        Self { name, values: Some(values), grouped: None, dynamic: None }
    }

    /// Those that the filters of the space let through, where somebody sets some.
    #[must_use]
    pub const fn dynamic(name: &'a str) -> Self {
        Self { name, values: None, grouped: None, dynamic: Some(true) }
    }

    /// Whether measurements are grouped by this tag.
    #[must_use]
    pub const fn grouped(mut self, grouped: bool) -> Self {
        self.grouped = Some(grouped);
        self
    }
}
