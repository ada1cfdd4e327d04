//! What an update changes of a metric.

use crate::Attributes;

/// What an [update](super::update) changes of a metric. What is not set stays as it is.
///
/// ```
/// use librato::{Attributes, metrics};
/// let changes = metrics::Changes::new()
///     .display_name("CPU load")
///     .period(60)
///     .attributes(Attributes::new().units_short("%").display_min(0));
/// let call = metrics::update("cpu.load", &changes);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Changes<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Attributes<'a>>,
}

impl<'a> Changes<'a> {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { display_name: None, description: None, period: None, kind: None, attributes: None }
    }

    /// The name that people see, at most 255 characters.
    #[must_use]
    pub const fn display_name(mut self, name: &'a str) -> Self {
        self.display_name = Some(name);
        self
    }

    /// What it measures.
    #[must_use]
    pub const fn description(mut self, description: &'a str) -> Self {
        self.description = Some(description);
        self
    }

    /// How often it is reported, in seconds.
    #[must_use]
    pub const fn period(mut self, seconds: u32) -> Self {
        self.period = Some(seconds);
        self
    }

    /// `gauge` or `counter`. An update of a metric that is not there creates it, and needs this for it.
    #[must_use]
    pub const fn kind(mut self, kind: &'a str) -> Self {
        self.kind = Some(kind);
        self
    }

    /// How it is shown.
    #[must_use]
    pub const fn attributes(mut self, attributes: Attributes<'a>) -> Self {
        self.attributes = Some(attributes);
        self
    }

    /// The same without a type, where that is said already.
    pub(super) const fn without_kind(mut self) -> Self {
        self.kind = None;
        self
    }
}
