//! What a program records with.

use std::sync::Arc;
use std::time::{Duration, Instant};
use std::vec::Vec;

use super::registry::Registry;
use super::series::{Key, Kind, Series};

/// A series that is being described: see [`Reporter::series`](super::Reporter::series).
#[must_use = "it ends with `gauge`, `counter` or `timer`"]
#[derive(Debug)]
pub struct SeriesBuilder<'r> {
    registry: &'r Registry,
    key: Key,
    percentiles: Vec<f64>,
}

impl<'r> SeriesBuilder<'r> {
    pub(super) const fn new(registry: &'r Registry, key: Key) -> Self {
        Self { registry, key, percentiles: Vec::new() }
    }

    /// The source. A reading cannot have tags as well, those of the client included: it would be [dropped](super::Stats::dropped).
    pub fn source(mut self, source: &str) -> Self {
        self.key.source = Some(source.into());
        self
    }

    /// A tag, beside those of the client. One of a name that is there takes its place.
    pub fn tag(mut self, name: &str, value: &str) -> Self {
        self.key.set_tag(name.into(), value.into());
        self
    }

    /// Reports these percentiles, from 0 to 100, of a gauge or timer as well, as gauges `NAME.p99`: to within one percent, for up
    /// to 32 KB of memory. They are those of the handle that came first.
    pub fn percentiles(mut self, percentiles: &[f64]) -> Self {
        self.percentiles = percentiles.into();
        self
    }

    /// As a gauge.
    #[must_use]
    pub fn gauge(self) -> GaugeHandle {
        GaugeHandle(self.registry.series(Kind::Gauge, self.key, &self.percentiles))
    }

    /// As a counter.
    #[must_use]
    pub fn counter(self) -> CounterHandle {
        CounterHandle(self.registry.series(Kind::Counter, self.key, &[]))
    }

    /// As a counter of which each period tells the increase, as a gauge: for servers that make nothing of running totals. Increases
    /// beyond 2⁵³ lose their last digits.
    #[must_use]
    pub fn delta(self) -> CounterHandle {
        CounterHandle(self.registry.series(Kind::Delta, self.key, &[]))
    }

    /// As a gauge of durations, in milliseconds.
    #[must_use]
    pub fn timer(self) -> TimerHandle {
        TimerHandle(self.gauge())
    }
}

/// Records values of a gauge. Clones record into the same series.
#[derive(Clone, Debug)]
pub struct GaugeHandle(pub(super) Arc<Series>);

impl GaugeHandle {
    /// Records a value. One that is no number is counted as refused.
    #[inline]
    pub fn record(&self, value: f64) {
        self.0.record(value);
    }
}

/// Adds to a counter. Clones add to the same one.
#[derive(Clone, Debug)]
pub struct CounterHandle(pub(super) Arc<Series>);

impl CounterHandle {
    /// Adds to the running total.
    #[inline]
    pub fn add(&self, more: u64) {
        self.0.add(more);
    }

    /// Sets the running total to one that somebody else keeps. A lower one than before changes nothing.
    pub fn raise(&self, total: u64) {
        self.0.raise(total);
    }
}

/// Measures how long something takes, in milliseconds. Clones record into the same series.
#[derive(Clone, Debug)]
pub struct TimerHandle(GaugeHandle);

impl TimerHandle {
    /// Runs `work`, and records how long it took, also if it panics.
    pub fn time<R>(&self, work: impl FnOnce() -> R) -> R {
        let _running = self.start();
        work()
    }

    /// Begins to measure; the end is when the result is dropped.
    #[must_use = "it measures until it is dropped"]
    pub fn start(&self) -> impl Drop + Send + use<> {
        Running { timer: self.clone(), start: Instant::now() }
    }

    /// Records a duration.
    #[inline]
    pub fn record(&self, duration: Duration) {
        self.0.record(duration.as_secs_f64() * 1e3);
    }
}

/// A duration that has not ended.
struct Running {
    timer: TimerHandle,
    start: Instant,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.timer.record(self.start.elapsed());
    }
}
