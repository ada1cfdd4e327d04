//! What is recorded of one series in one period.

use std::format;
use std::string::String;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::vec::Vec;

use super::percentiles::Percentiles;
use super::told::{Entry, Summed, Told};
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

    /// Sets a tag. Their order tells no series from another.
    pub(super) fn set_tag(&mut self, name: String, value: String) {
        match self.tags.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            Some((_, known)) => *known = value,
            None => self.tags.push((name, value)),
        }
        self.tags.sort();
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
    /// What of the total was handed out.
    told: AtomicU64,
    /// A total or level that nobody has touched is not reported.
    touched: AtomicBool,
    refused: AtomicU64,
    /// Nobody reports what is recorded from now on.
    is_closed: AtomicBool,
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
            is_closed: AtomicBool::new(false),
        }
    }

    /// Has all that is recorded from now on counted as refused, and what nobody takes any more of what was recorded before.
    pub(super) fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
    }

    pub(super) fn name(&self) -> &str {
        &self.key.name
    }

    /// Records a value. The lock is held for a few additions: by threads that share a shard, and once a period by the reporter.
    #[inline]
    pub(crate) fn record(&self, value: f64) {
        if !value.is_finite() {
            self.refuse();
            return;
        }
        let mut summed = Shard::mine(&self.summed);
        // With the lock held, nothing comes in behind who closes the series and then takes what is there.
        if self.is_closed.load(Ordering::Relaxed) {
            drop(summed);
            self.refuse();
            return;
        }
        summed.add(value);
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

    #[cold]
    fn refuse(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// How many values were refused so far, or what was added to a total that nobody reports.
    pub(super) fn refused(&self) -> u64 {
        let refused = self.refused.load(Ordering::Relaxed);
        if !self.is_closed.load(Ordering::Relaxed) {
            return refused;
        }
        refused.saturating_add(match self.kind {
            Kind::Gauge | Kind::Level => {
                self.summed.iter().map(|shard| u64::from(lock(&shard.0).count)).sum()
            }
            Kind::Counter | Kind::Delta => {
                self.total.load(Ordering::Relaxed).saturating_sub(self.told.load(Ordering::Relaxed))
            }
        })
    }

    /// Hands out what was recorded in the period, if anything was, and begins the next one. `number` is that of the series.
    pub(super) fn drain(&self, number: u32, into: &mut Vec<Entry>) {
        let is_touched = self.touched.load(Ordering::Relaxed);
        let total = self.total.load(Ordering::Relaxed);
        let told = match self.kind {
            Kind::Counter | Kind::Delta if is_touched => {
                let before = self.told.swap(total, Ordering::Relaxed);
                Some(match self.kind {
                    Kind::Delta => Told::Summed(Summed::one(total.saturating_sub(before) as f64)),
                    _ => Told::Total(total),
                })
            }
            Kind::Counter | Kind::Delta => None,
            Kind::Gauge | Kind::Level => {
                let summed = Shard::take(&self.summed);
                let level = f64::from_bits(total);
                let is_level = self.kind == Kind::Level && is_touched && level.is_finite();
                let kept = is_level.then(|| Summed::one(level));
                Some(summed).filter(|summed| summed.count > 0).or(kept).map(Told::Summed)
            }
        };
        into.extend(told.map(|told| Entry { key: (number, 0), told }));
        let Some(percentiles) = &self.percentiles else { return };
        // Nobody who records waits while they are looked for.
        let drained = lock(percentiles).drain();
        let parts = (1..).zip(drained.values());
        into.extend(parts.map(|(part, (percent, value))| Entry {
            key: (number, part),
            told: Told::Percentile(percent, value),
        }));
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
    /// Makes a reading of what was handed out.
    pub(super) fn tell(
        &self,
        told: Told,
        time: UnixSeconds,
        details: &Details,
        take: Take<'_>,
    ) -> Result<(), AddError> {
        match told {
            Told::Total(total) => dressed!(Counter::new(self.name(), total), self, time, details, take),
            Told::Summed(Summed { count: 1, sum, .. }) => {
                dressed!(Gauge::new(self.name(), sum), self, time, details, take)
            }
            Told::Summed(Summed { count, sum, min, max }) => {
                let summary = Summary::new(self.name(), count, sum).min(min).max(max);
                dressed!(summary, self, time, details, take)
            }
            Told::Percentile(percent, value) => {
                let name = format!("{}.p{percent}", self.key.name);
                dressed!(Gauge::new(&name, value), self, time, details, take)
            }
        }
    }
}

/// Nobody leaves anything half done that matters here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
