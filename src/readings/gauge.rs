//! A value that goes up and down.

use super::reading::{Kind, Reading, Sample, reading_methods};
use super::{Input, Utf8, Value};

/// A gauge: a value that goes up and down, such as a temperature (`gauges` of `POST /v1/metrics`).
///
/// ```
/// use librato::{Gauge, UnixSeconds};
/// let gauge = Gauge::new("temperature", 21.5)
///     .source("attic")
///     .at(UnixSeconds(1_421_744_400))
///     .description("under the roof");
/// # let mut queue = librato::Queue::<8, 512>::new();
/// # queue.add(gauge).unwrap();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[serde(transparent)]
pub struct Gauge<'a>(Reading<'a>);

impl<'a> Gauge<'a> {
    /// A gauge by its metric name and value.
    #[must_use]
    pub fn new(name: &'a str, value: impl Into<Value>) -> Self {
        Self(Reading::new(Kind::Gauge, Utf8::new(name), Sample::Value(Input::of(value.into()))))
    }

    /// A gauge without a value, to be registered with [`Queue::series`](crate::Queue::series).
    #[must_use]
    pub const fn named(name: &'a str) -> Self {
        Self(Reading::new(Kind::Gauge, Utf8::new(name), Sample::Value(Input::of(Value::Int(0)))))
    }
}

reading_methods!(Gauge);
