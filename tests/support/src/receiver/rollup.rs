//! Readings put together by series and time.

use std::collections::{BTreeMap, BTreeSet};

use super::received::{Kind, Received};

/// What falls into one step of the resolution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) count: u64,
    pub(crate) sum: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    /// Known only while every part brought its own.
    pub(crate) sum_squares: Option<f64>,
    /// The latest to arrive.
    pub(crate) last: f64,
}

impl Point {
    pub(crate) fn new(reading: &Received) -> Self {
        let figures = &reading.figures;
        let mean = reading.mean();
        let single = figures.count.is_none();
        Self {
            count: reading.samples(),
            sum: reading.total(),
            min: figures.min.unwrap_or(mean),
            max: figures.max.unwrap_or(mean),
            sum_squares: if single { Some(mean * mean) } else { figures.sum_squares },
            last: figures.last.unwrap_or(mean),
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.sum_squares = self.sum_squares.zip(other.sum_squares).map(|(one, two)| one + two);
        self.last = other.last;
    }

    pub(crate) fn mean(&self) -> f64 {
        self.sum / self.count as f64
    }
}

/// A stretch of time, both ends included, in steps.
pub(crate) struct Interval {
    pub(crate) from: u64,
    pub(crate) to: u64,
    pub(crate) step: u64,
}

/// Points by series and time.
pub(crate) type Series<K> = BTreeMap<K, BTreeMap<u64, Point>>;

/// Rolls the readings of one metric up. `series` says which series a reading belongs to, or `None` to leave it out.
pub(crate) fn roll<'a, K: Ord>(
    readings: impl Iterator<Item = &'a Received>,
    metric: &str,
    interval: &Interval,
    series: impl Fn(&Received) -> Option<K>,
) -> Series<K> {
    let mut rolled = Series::new();
    for reading in readings {
        if !reading.metric.eq_ignore_ascii_case(metric)
            || !(interval.from..=interval.to).contains(&reading.time)
        {
            continue;
        }
        let Some(key) = series(reading) else { continue };
        let time = reading.time - reading.time % interval.step;
        let point = Point::new(reading);
        let points: &mut BTreeMap<u64, Point> = rolled.entry(key).or_default();
        points.entry(time).and_modify(|known| known.merge(&point)).or_insert(point);
    }
    rolled
}

/// Cuts all series where more than `most` points in time would be shown. Gives the first time left out.
pub(crate) fn cut<K>(rolled: &mut Series<K>, most: usize) -> Option<u64> {
    let times: BTreeSet<u64> = rolled.values().flat_map(|points| points.keys().copied()).collect();
    let next = times.into_iter().nth(most)?;
    for points in rolled.values_mut() {
        points.split_off(&next);
    }
    Some(next)
}

/// True for what `POST /v1/measurements` brought.
pub(crate) fn is_tagged(reading: &Received) -> bool {
    reading.kind == Kind::Measurement
}
