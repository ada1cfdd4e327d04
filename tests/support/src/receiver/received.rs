//! One reading as the receiver took it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use super::figures::Figures;
use super::reply;

/// Which list of which body a reading came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// `gauges` of `POST /v1/metrics`.
    Gauge,
    /// `counters` of `POST /v1/metrics`.
    Counter,
    /// `measurements` of `POST /v1/measurements`.
    Measurement,
}

/// One reading that was taken, with the defaults of its request applied.
///
/// Names, sources and tags are spelled as they came; the read routes compare them without regard to case, as the
/// service does. Numbers are IEEE doubles as in the service; how they were spelled is in
/// [`SeenRequest::body`](super::SeenRequest).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Received {
    /// The number of the request that brought it, from 1.
    pub request: u64,
    /// The name of the metric.
    pub metric: String,
    /// How it was submitted.
    pub kind: Kind,
    /// Its source, if any (never for a measurement).
    pub source: Option<String>,
    /// Its tags (only for a measurement).
    pub tags: BTreeMap<String, String>,
    /// When it was measured, in Unix seconds.
    pub time: u64,
    /// True if the request gave no time and the receiver set its own.
    pub stamped: bool,
    /// Seconds between readings, if said.
    pub period: Option<u64>,
    /// What was measured.
    #[serde(flatten)]
    pub figures: Figures,
}

impl Received {
    /// How many samples it stands for: 1, or the count of an aggregate.
    pub fn samples(&self) -> u64 {
        self.figures.count.unwrap_or(1)
    }

    /// The sum of its samples.
    pub fn total(&self) -> f64 {
        self.figures.sum.or(self.figures.value).unwrap_or(0.0)
    }

    /// The mean of its samples; of a single value, that value.
    pub fn mean(&self) -> f64 {
        self.total() / self.samples() as f64
    }
}

/// Writes whole numbers as integers.
pub(crate) fn plain<S: Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
    value.map(reply::number).serialize(to)
}
