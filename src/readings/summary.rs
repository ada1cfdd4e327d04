//! Several values in one reading.

use super::reading::{Kind, Reading, Sample, reading_methods};
use super::{Number, ReadingError, Totals, Value};

/// Values that were summed up before: count and sum, and what else is known of them.
///
/// A gauge with a source takes `sum_squares`; a tagged measurement takes `last` and `stddev` (the population
/// standard deviation). Minimum and maximum go with both.
///
/// ```
/// use librato::Summary;
/// let latency = Summary::new("latency", 4, 12.5).min(1).max(7).sum_squares(50.25);
/// # let mut queue = librato::Queue::<8, 512>::new();
/// # queue.add(latency).unwrap();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Summary<'a>(Reading<'a>);

/// The numbers of a summary as they were given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Given {
    count: u32,
    sum: Value,
    min: Option<Value>,
    max: Option<Value>,
    squares: Option<Value>,
    last: Option<Value>,
    stddev: Option<Value>,
}

/// How totals come of what was given.
#[derive(Clone, Copy)]
pub(crate) struct Sum(pub(crate) fn(&Given, bool) -> Result<Totals, ReadingError>);

impl PartialEq for Sum {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl core::fmt::Debug for Sum {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("..")
    }
}

impl<'a> Summary<'a> {
    /// A summary of `count` values, at least one, that add up to `sum`.
    #[must_use]
    pub fn new(name: &'a str, count: u32, sum: impl Into<Value>) -> Self {
        let given =
            Given { count, sum: sum.into(), min: None, max: None, squares: None, last: None, stddev: None };
        Self(Reading::new(Kind::Gauge, name, Sample::Summary(given, Sum(Given::totals))))
    }

    /// The smallest value.
    #[must_use]
    pub fn min(self, min: impl Into<Value>) -> Self {
        self.with(|given| given.min = Some(min.into()))
    }

    /// The largest value.
    #[must_use]
    pub fn max(self, max: impl Into<Value>) -> Self {
        self.with(|given| given.max = Some(max.into()))
    }

    /// The sum of the squares of the values.
    #[must_use]
    pub fn sum_squares(self, squares: impl Into<Value>) -> Self {
        self.with(|given| given.squares = Some(squares.into()))
    }

    /// The last value.
    #[must_use]
    pub fn last(self, last: impl Into<Value>) -> Self {
        self.with(|given| given.last = Some(last.into()))
    }

    /// The population standard deviation of the values.
    #[must_use]
    pub fn stddev(self, stddev: impl Into<Value>) -> Self {
        self.with(|given| given.stddev = Some(stddev.into()))
    }

    /// Makes it tagged, with the tags of the queue.
    #[must_use]
    pub const fn tagged(mut self) -> Self {
        self.0.tagged = true;
        self
    }

    fn with(mut self, set: impl FnOnce(&mut Given)) -> Self {
        if let Sample::Summary(given, _) = &mut self.0.sample {
            set(given);
        }
        self
    }
}

reading_methods!(Summary);

impl Given {
    /// The numbers at one scale.
    pub(crate) fn totals(&self, tagged: bool) -> Result<Totals, ReadingError> {
        let given = [Some(self.sum), self.min, self.max, self.squares, self.last, self.stddev];
        let mut numbers = [None; 6];
        for (number, value) in numbers.iter_mut().zip(given) {
            *number = value.map(Number::try_from).transpose()?;
        }
        let wrong_place =
            if tagged { self.squares.is_some() } else { self.last.is_some() || self.stddev.is_some() };
        if self.count == 0 || wrong_place {
            return Err(ReadingError::Summary);
        }
        if let (Some(min), Some(max)) = (self.min, self.max) {
            if min.to_f64() > max.to_f64() {
                return Err(ReadingError::Summary);
            }
        }
        Ok(Totals::of(self.count, &numbers)?)
    }

    pub(super) fn serialize_into<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("count", &self.count)?;
        map.serialize_entry("sum", &self.sum)?;
        for (key, value) in [
            ("min", self.min),
            ("max", self.max),
            ("sum_squares", self.squares),
            ("last", self.last),
            ("stddev", self.stddev),
        ] {
            if let Some(value) = value {
                map.serialize_entry(key, &value)?;
            }
        }
        Ok(())
    }
}
