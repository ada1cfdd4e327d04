//! A value with tags.

use super::reading::{Kind, Reading, Sample, reading_methods};
use super::{Input, Utf8, Value};

/// A tagged measurement (`POST /v1/measurements`), with tags in place of a source.
///
/// Without [`tags`](Self::tags) of its own it has those of the queue, or none.
///
/// ```
/// use librato::Measurement;
/// let measurement = Measurement::new("temperature", 21.5).tags(&[("city", "austin"), ("room", "attic")]);
/// # let mut queue = librato::Queue::<8, 512>::new();
/// # queue.add(measurement).unwrap();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[serde(transparent)]
pub struct Measurement<'a>(Reading<'a>);

impl<'a> Measurement<'a> {
    /// A measurement by its metric name and value.
    #[must_use]
    pub fn new(name: &'a str, value: impl Into<Value>) -> Self {
        Self::of(name, value.into())
    }

    /// A measurement without a value, to be registered with [`Queue::series`](crate::Queue::series).
    #[must_use]
    pub const fn named(name: &'a str) -> Self {
        Self::of(name, Value::Int(0))
    }

    const fn of(name: &'a str, value: Value) -> Self {
        let mut reading = Reading::new(Kind::Gauge, Utf8::new(name), Sample::Value(Input::of(value)));
        reading.tagged = true;
        Self(reading)
    }
}

reading_methods!(Measurement);
