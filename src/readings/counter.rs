//! A running total.

use super::reading::{Kind, Reading, Sample, reading_methods};
use super::{Input, Utf8, Value};

/// A counter: a running total that only grows, such as requests served (`counters` of `POST /v1/metrics`). The server
/// shows its growth.
///
/// ```
/// use librato::Counter;
/// let counter = Counter::new("requests", 102).source("server1");
/// # let mut queue = librato::Queue::<8, 512>::new();
/// # queue.add(counter).unwrap();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[serde(transparent)]
pub struct Counter<'a>(Reading<'a>);

impl<'a> Counter<'a> {
    /// A counter by its metric name and the total so far.
    #[must_use]
    pub fn new(name: &'a str, value: impl Into<Value>) -> Self {
        Self(Reading::new(Kind::Counter, Utf8::new(name), Sample::Value(Input::of(value.into()))))
    }

    /// A counter without a value, to be registered with [`Queue::series`](crate::Queue::series).
    #[must_use]
    pub const fn named(name: &'a str) -> Self {
        Self(Reading::new(Kind::Counter, Utf8::new(name), Sample::Value(Input::of(Value::Int(0)))))
    }
}

reading_methods!(Counter);
