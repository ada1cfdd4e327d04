//! Composites: metrics that are made of others.

use super::{Changes, MetricRef};
use crate::api::Endpoint;
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Defines a metric that is made of others, or redefines it: `PUT /metrics/NAME` with `composite`.
///
/// The answer is the metric if it is new, and nothing if it was there.
///
/// ```
/// use librato::metrics;
/// let changes = metrics::Changes::new().description("all rooms");
/// let call = metrics::define("humidity", r#"sum(s("humidity.*", "*"))"#).changes(changes);
/// ```
#[must_use]
pub const fn define<'a>(name: &'a str, compose: &'a str) -> Define<'a> {
    Define { name, composite: compose, kind: "composite", changes: Changes::new() }
}

/// See [`define`].
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Define<'a> {
    #[serde(skip_serializing)]
    name: &'a str,
    composite: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip)]
    changes: Changes<'a>,
}

impl<'a> Define<'a> {
    /// What else is set of the metric.
    #[must_use]
    pub const fn changes(mut self, changes: Changes<'a>) -> Self {
        self.changes = changes.without_kind();
        self
    }
}

impl Route for Define<'_> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("metrics").segment(self.name);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self).json(&self.changes);
    }
}

impl Endpoint for Define<'_> {
    type Answer<'b> = Option<MetricRef<'b>>;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Define<'_> {
    type Object = Option<super::Metric>;
}
