//! What is recorded of one series in one period.

use std::string::String;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::vec::Vec;

use crate::{AddError, Counter, Gauge, Reading, Summary, Tag, UnixSeconds};

/// What is measured by a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Gauge,
    Counter,
}

/// What a series is told by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) source: Option<String>,
    pub(super) tags: Vec<(String, String)>,
}

impl Key {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.into(), source: None, tags: Vec::new() }
    }
}

/// A series that handles record into.
#[derive(Debug)]
pub(crate) struct Series {
    pub(super) kind: Kind,
    pub(super) key: Key,
    summed: Mutex<Summed>,
    total: AtomicU64,
    /// A counter that nobody has touched is not reported.
    touched: AtomicBool,
    refused: AtomicU64,
    /// Nobody reports it: there are too many.
    pub(super) is_beyond: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Summed {
    count: u32,
    sum: f64,
    min: f64,
    max: f64,
}

impl Series {
    pub(super) fn new(kind: Kind, key: Key, is_beyond: bool) -> Self {
        Self {
            kind,
            key,
            summed: Mutex::default(),
            total: AtomicU64::new(0),
            touched: AtomicBool::new(false),
            refused: AtomicU64::new(0),
            is_beyond,
        }
    }

    fn summed(&self) -> MutexGuard<'_, Summed> {
        self.summed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a value. The lock is held for a few additions, by this and once a period by the reporter.
    #[inline]
    pub(crate) fn record(&self, value: f64) {
        if self.is_beyond || !value.is_finite() {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let mut summed = self.summed();
        if summed.count == 0 {
            (summed.min, summed.max) = (value, value);
        } else if summed.count == u32::MAX {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return;
        }
        summed.count += 1;
        summed.sum += value;
        summed.min = if value < summed.min { value } else { summed.min };
        summed.max = if value > summed.max { value } else { summed.max };
    }

    /// Adds to the running total.
    #[inline]
    pub(crate) fn add(&self, more: u64) {
        self.total.fetch_add(more, Ordering::Relaxed);
        if !self.touched.load(Ordering::Relaxed) {
            self.touched.store(true, Ordering::Relaxed);
        }
    }

    /// Sets the running total, unless it is lower than it was.
    pub(crate) fn raise(&self, total: u64) {
        self.total.fetch_max(total, Ordering::Relaxed);
        self.touched.store(true, Ordering::Relaxed);
    }

    /// How many values were refused so far.
    pub(super) fn refused(&self) -> u64 {
        let beyond = if self.is_beyond { self.total.load(Ordering::Relaxed) } else { 0 };
        self.refused.load(Ordering::Relaxed).saturating_add(beyond)
    }

    /// Hands out what was recorded in the period, if anything was, and begins the next one. What is not taken stays.
    pub(super) fn drain(
        &self,
        time: UnixSeconds,
        take: &mut dyn FnMut(Reading<'_>) -> Result<(), AddError>,
    ) -> Result<(), AddError> {
        let tags: Vec<Tag<'_>> = self.key.tags.iter().map(|(name, value)| (&**name, &**value)).collect();
        let (name, source) = (&*self.key.name, self.key.source.as_deref());
        if self.kind == Kind::Counter {
            if !self.touched.load(Ordering::Relaxed) {
                return Ok(());
            }
            let mut counter = Counter::new(name, self.total.load(Ordering::Relaxed)).at(time);
            counter = source.map_or(counter, |source| counter.source(source));
            return take(if tags.is_empty() { counter } else { counter.tags(&tags) }.into());
        }
        let drained = core::mem::take(&mut *self.summed());
        let result = match drained.count {
            0 => return Ok(()),
            1 => {
                let gauge = Gauge::new(name, drained.sum).at(time);
                let gauge = source.map_or(gauge, |source| gauge.source(source));
                take(if tags.is_empty() { gauge } else { gauge.tags(&tags) }.into())
            }
            count => {
                let summary = Summary::new(name, count, drained.sum).min(drained.min).max(drained.max);
                let summary = summary.at(time);
                let summary = source.map_or(summary, |source| summary.source(source));
                take(if tags.is_empty() { summary } else { summary.tags(&tags) }.into())
            }
        };
        if matches!(result, Err(AddError::Full(_))) {
            self.put_back(drained);
        }
        result
    }

    fn put_back(&self, drained: Summed) {
        let mut summed = self.summed();
        let now = *summed;
        *summed = if now.count == 0 {
            drained
        } else {
            Summed {
                count: now.count.saturating_add(drained.count),
                sum: now.sum + drained.sum,
                min: now.min.min(drained.min),
                max: now.max.max(drained.max),
            }
        };
    }
}
