//! What is recorded of one series in one period.

use std::format;
use std::string::String;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::vec::Vec;

use super::percentiles::Percentiles;
use crate::{AddError, Attributes, Counter, Gauge, Reading, Summary, Tag, UnixSeconds};

/// What is measured by a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Values that are summed up.
    Gauge,
    /// A gauge that keeps its value until it is set again.
    Level,
    /// A running total.
    Counter,
    /// A running total of which each period tells the increase.
    Delta,
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

/// What people want to know of a series.
#[derive(Clone, Debug, Default)]
pub(super) struct Details {
    pub(super) description: String,
    /// The unit, in short and in full.
    pub(super) unit: Option<(&'static str, &'static str)>,
}

/// A series that handles record into.
#[derive(Debug)]
pub(crate) struct Series {
    kind: Kind,
    key: Key,
    /// What each of the threads recorded that share a shard.
    summed: [Shard; Shard::COUNT],
    percentiles: Option<Mutex<Percentiles>>,
    /// The running total, or the bits of a level.
    total: AtomicU64,
    /// What of the total is told already.
    told: AtomicU64,
    /// A total or level that nobody has touched is not reported.
    touched: AtomicBool,
    refused: AtomicU64,
    /// Nobody reports it: there are too many.
    is_beyond: bool,
}

/// A sum that lies in a cache line of its own: two threads that record at the same time mostly meet in none.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Shard(Mutex<Summed>);

impl Shard {
    /// How many there are of a series: 512 bytes.
    const COUNT: usize = 8;

    /// That of this thread. Threads take them in turn.
    #[inline]
    fn mine(all: &[Self; Self::COUNT]) -> MutexGuard<'_, Summed> {
        static THREADS: AtomicUsize = AtomicUsize::new(0);
        std::thread_local! {
            static MINE: usize = THREADS.fetch_add(1, Ordering::Relaxed);
        }
        let [first, ..] = all;
        let mine = MINE.try_with(|mine| *mine).unwrap_or(0);
        lock(&all.get(mine % Self::COUNT).unwrap_or(first).0)
    }

    /// Takes what all threads recorded.
    fn take(all: &[Self; Self::COUNT]) -> Summed {
        let mut sum = Summed::default();
        for shard in all {
            sum.merge(core::mem::take(&mut *lock(&shard.0)));
        }
        sum
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Summed {
    count: u32,
    sum: f64,
    min: f64,
    max: f64,
}

/// Where readings go.
pub(super) type Take<'a> = &'a mut dyn FnMut(Reading<'_>) -> Result<(), AddError>;

impl Series {
    pub(super) fn new(kind: Kind, key: Key, percentiles: &[f64]) -> Self {
        Self {
            kind,
            key,
            summed: Default::default(),
            percentiles: (!percentiles.is_empty()).then(|| Mutex::new(Percentiles::new(percentiles))),
            total: AtomicU64::new(0),
            told: AtomicU64::new(0),
            touched: AtomicBool::new(false),
            refused: AtomicU64::new(0),
            is_beyond: false,
        }
    }

    /// One that counts what it refuses.
    pub(super) fn beyond(kind: Kind) -> Self {
        Self { is_beyond: true, ..Self::new(kind, Key::new(""), &[]) }
    }

    pub(super) fn name(&self) -> &str {
        &self.key.name
    }

    /// Records a value. The lock is held for a few additions: by threads that share a shard, and once a period by the reporter.
    #[inline]
    pub(crate) fn record(&self, value: f64) {
        if self.is_beyond || !value.is_finite() {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let mut summed = Shard::mine(&self.summed);
        if summed.count == 0 {
            (summed.min, summed.max) = (value, value);
        }
        // After four thousand million values in a period only the sum goes on.
        summed.count = summed.count.saturating_add(1);
        summed.sum += value;
        summed.min = if value < summed.min { value } else { summed.min };
        summed.max = if value > summed.max { value } else { summed.max };
        drop(summed);
        if let Some(percentiles) = &self.percentiles {
            lock(percentiles).record(value);
        }
    }

    /// Adds to the running total.
    #[inline]
    pub(crate) fn add(&self, more: u64) {
        self.total.fetch_add(more, Ordering::Relaxed);
        self.touch();
    }

    /// Sets the running total, unless it is lower than it was.
    pub(crate) fn raise(&self, total: u64) {
        self.total.fetch_max(total, Ordering::Relaxed);
        self.touch();
    }

    /// Makes another level of the one that it has.
    #[cfg(feature = "metrics")]
    pub(crate) fn change(&self, change: impl Fn(f64) -> f64) {
        let bits = |bits| Some(change(f64::from_bits(bits)).to_bits());
        let before = self.total.fetch_update(Ordering::Relaxed, Ordering::Relaxed, bits);
        self.record(change(f64::from_bits(before.unwrap_or_else(|before| before))));
        self.touch();
    }

    fn touch(&self) {
        if !self.touched.load(Ordering::Relaxed) {
            self.touched.store(true, Ordering::Relaxed);
        }
    }

    /// How many values were refused so far.
    pub(super) fn refused(&self) -> u64 {
        let is_total = matches!(self.kind, Kind::Counter | Kind::Delta);
        let counted = if self.is_beyond && is_total { self.total.load(Ordering::Relaxed) } else { 0 };
        self.refused.load(Ordering::Relaxed).saturating_add(counted)
    }

    /// Hands out what was recorded in the period, if anything was, and begins the next one. What finds no room stays.
    pub(super) fn drain(&self, time: UnixSeconds, details: &Details, take: Take<'_>) -> Result<(), AddError> {
        let is_touched = self.touched.load(Ordering::Relaxed);
        let total = self.total.load(Ordering::Relaxed);
        match self.kind {
            Kind::Counter if is_touched => self.give_total(total, time, details, take),
            Kind::Delta if is_touched => {
                let more = total.saturating_sub(self.told.load(Ordering::Relaxed));
                self.give(self.name(), more.into(), time, details, take)?;
                self.told.store(total, Ordering::Relaxed);
                Ok(())
            }
            Kind::Counter | Kind::Delta => Ok(()),
            Kind::Gauge | Kind::Level => {
                let summed = Shard::take(&self.summed);
                if summed.count > 0 {
                    let result = self.give_summed(summed, time, details, take);
                    if matches!(result, Err(AddError::Full(_))) {
                        Shard::mine(&self.summed).merge(summed);
                    }
                    result?;
                } else if self.kind == Kind::Level && is_touched {
                    let level = f64::from_bits(total);
                    if level.is_finite() {
                        self.give(self.name(), level.into(), time, details, take)?;
                    }
                }
                self.give_percentiles(time, details, take)
            }
        }
    }

    fn give_percentiles(&self, time: UnixSeconds, details: &Details, take: Take<'_>) -> Result<(), AddError> {
        let Some(percentiles) = &self.percentiles else { return Ok(()) };
        // Nobody who records waits for the queue.
        let drained = lock(percentiles).drain();
        let mut give = |(percent, value): (f64, f64)| {
            self.give(&format!("{}.p{percent}", self.key.name), value.into(), time, details, take)
        };
        let result = drained.values().try_for_each(&mut give);
        if matches!(result, Err(AddError::Full(_))) {
            lock(percentiles).put_back(&drained);
        }
        result
    }
}

/// The kinds of readings have the same methods, but no trait.
macro_rules! dressed {
    ($reading:expr, $series:expr, $time:expr, $details:expr, $take:expr) => {{
        let series: &Series = $series;
        let tags: Vec<Tag<'_>> = series.key.tags.iter().map(|(name, value)| (&**name, &**value)).collect();
        let details: &Details = $details;
        let attributes =
            details.unit.map(|(short, long)| Attributes::new().units_short(short).units_long(long));
        let mut reading = $reading.at($time);
        reading = series.key.source.as_deref().map_or(reading, |source| reading.source(source));
        reading = if tags.is_empty() { reading } else { reading.tags(&tags).inherit_tags() };
        reading =
            if details.description.is_empty() { reading } else { reading.description(&details.description) };
        reading = attributes.as_ref().map_or(reading, |attributes| reading.attributes(attributes));
        $take(reading.into())
    }};
}

impl Series {
    fn give(
        &self,
        name: &str,
        value: crate::Value,
        time: UnixSeconds,
        details: &Details,
        take: Take<'_>,
    ) -> Result<(), AddError> {
        dressed!(Gauge::new(name, value), self, time, details, take)
    }

    fn give_total(
        &self,
        total: u64,
        time: UnixSeconds,
        details: &Details,
        take: Take<'_>,
    ) -> Result<(), AddError> {
        dressed!(Counter::new(self.name(), total), self, time, details, take)
    }

    fn give_summed(
        &self,
        summed: Summed,
        time: UnixSeconds,
        details: &Details,
        take: Take<'_>,
    ) -> Result<(), AddError> {
        let Summed { count, sum, min, max } = summed;
        if count == 1 {
            return self.give(self.name(), sum.into(), time, details, take);
        }
        dressed!(Summary::new(self.name(), count, sum).min(min).max(max), self, time, details, take)
    }
}

impl Summed {
    /// Adds what was summed up elsewhere.
    fn merge(&mut self, other: Self) {
        *self = match (self.count, other.count) {
            (_, 0) => return,
            (0, _) => other,
            _ => Self {
                count: self.count.saturating_add(other.count),
                sum: self.sum + other.sum,
                min: self.min.min(other.min),
                max: self.max.max(other.max),
            },
        };
    }
}

/// Nobody leaves anything half done that matters here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
