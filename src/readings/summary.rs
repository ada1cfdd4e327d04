//! Several values in one reading.

use super::reading::{Kind, Reading, Sample, reading_methods};
use super::{Number, ReadingError, Scale, Totals, Value};

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
        let number = |value: Option<Value>| value.map(Number::try_from).transpose();
        let fields = [
            Some(Number::try_from(self.sum)?),
            number(self.min)?,
            number(self.max)?,
            number(self.last)?,
            number(self.stddev)?,
        ];
        let squares = number(self.squares)?;
        let wrong_place = if tagged { squares.is_some() } else { fields[3].is_some() || fields[4].is_some() };
        if self.count == 0 || wrong_place {
            return Err(ReadingError::Summary);
        }
        if let (Some(min), Some(max)) = (self.min, self.max) {
            if min.to_f64() > max.to_f64() {
                return Err(ReadingError::Summary);
            }
        }
        match self.digits(&fields, squares) {
            Some(totals) => Ok(totals),
            None => self.floats(&fields, squares),
        }
    }

    fn digits(&self, fields: &[Option<Number>; 5], squares: Option<Number>) -> Option<Totals> {
        let mut scale = match squares {
            Some(Number::Digits(_, places)) => places.div_ceil(2),
            Some(_) => return None,
            None => 0,
        };
        for field in fields.iter().flatten() {
            let Number::Digits(_, places) = *field else { return None };
            scale = scale.max(places);
        }
        let at = |number: Option<Number>, scale: u8| match number {
            Some(Number::Digits(digits, places)) => {
                let power = 10_i64.checked_pow(u32::from(scale - places))?;
                Some(Some(digits.checked_mul(power)? as u64))
            }
            _ => Some(None),
        };
        let [sum, min, max, last, stddev] = *fields;
        Some(Totals {
            count: self.count,
            scale: Scale::Places(scale),
            sum: at(sum, scale)??,
            min: at(min, scale)?,
            max: at(max, scale)?,
            squares: at(squares, scale * 2)?,
            last: at(last, scale)?,
            stddev: at(stddev, scale)?,
        })
    }

    #[cfg(not(feature = "float"))]
    fn floats(&self, _: &[Option<Number>; 5], _: Option<Number>) -> Result<Totals, ReadingError> {
        Err(ReadingError::TooPrecise)
    }

    #[cfg(feature = "float")]
    fn floats(&self, fields: &[Option<Number>; 5], squares: Option<Number>) -> Result<Totals, ReadingError> {
        let bits = |number: Option<Number>| number.map(|number| number.to_f64().to_bits());
        let [sum, min, max, last, stddev] = *fields;
        Ok(Totals {
            count: self.count,
            scale: Scale::Float,
            sum: bits(sum).unwrap_or(0),
            min: bits(min),
            max: bits(max),
            squares: bits(squares),
            last: bits(last),
            stddev: bits(stddev),
        })
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
