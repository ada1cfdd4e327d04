//! Several values in one reading.

use super::reading::{Kind, Reading, Sample, reading_methods};
use super::{Decimal, Field, Number, ReadingError, Totals, Utf8, Value};

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
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[serde(transparent)]
pub struct Summary<'a>(Reading<'a>);

/// The numbers of a summary as they were given, by the order of [`Field::ALL`]. Every reading has room for them, and `Value`s
/// would take twice as much.
#[derive(Clone, Copy)]
pub(crate) struct Given {
    count: u32,
    forms: [u16; 6],
    bits: [u64; 6],
}

/// The forms of a number; 0 is none. From the last on it is a decimal, with as many places as the form is beyond that.
const INT: u16 = 1;
const UINT: u16 = 2;
const FLOAT: u16 = 3;
const DECIMAL: u16 = 4;

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
        let given = Given { count, forms: [0; 6], bits: [0; 6] };
        Self(Reading::new(Kind::Gauge, Utf8::new(name), Sample::Summary(given, Sum(Given::totals))))
            .with(Field::Sum, sum.into())
    }

    /// The smallest value.
    #[must_use]
    pub fn min(self, min: impl Into<Value>) -> Self {
        self.with(Field::Min, min.into())
    }

    /// The largest value.
    #[must_use]
    pub fn max(self, max: impl Into<Value>) -> Self {
        self.with(Field::Max, max.into())
    }

    /// The sum of the squares of the values.
    #[must_use]
    pub fn sum_squares(self, squares: impl Into<Value>) -> Self {
        self.with(Field::Squares, squares.into())
    }

    /// The last value.
    #[must_use]
    pub fn last(self, last: impl Into<Value>) -> Self {
        self.with(Field::Last, last.into())
    }

    /// The population standard deviation of the values.
    #[must_use]
    pub fn stddev(self, stddev: impl Into<Value>) -> Self {
        self.with(Field::Stddev, stddev.into())
    }

    /// Makes it tagged, with the tags of the queue.
    #[must_use]
    pub const fn tagged(mut self) -> Self {
        self.0.tagged = true;
        self
    }

    fn with(mut self, field: Field, value: Value) -> Self {
        if let Sample::Summary(given, _) = &mut self.0.sample {
            given.set(field, value);
        }
        self
    }
}

reading_methods!(Summary);

impl Given {
    fn set(&mut self, field: Field, value: Value) {
        let (form, bits) = match value {
            Value::Int(int) => (INT, int as u64),
            Value::Uint(int) => (UINT, int),
            Value::Float(float) => (FLOAT, float.to_bits()),
            Value::Decimal(Decimal { digits, places }) => (DECIMAL + u16::from(places), digits as u64),
        };
        let at = field as usize;
        if let (Some(own_form), Some(own_bits)) = (self.forms.get_mut(at), self.bits.get_mut(at)) {
            (*own_form, *own_bits) = (form, bits);
        }
    }

    fn get(&self, field: Field) -> Option<Value> {
        let bits = self.bits.get(field as usize).copied()?;
        match self.forms.get(field as usize).copied()? {
            0 => None,
            INT => Some(Value::Int(bits as i64)),
            UINT => Some(Value::Uint(bits)),
            FLOAT => Some(Value::Float(f64::from_bits(bits))),
            form => Some(Value::Decimal(Decimal::new(bits as i64, (form - DECIMAL) as u8))),
        }
    }

    /// The numbers at one scale.
    pub(crate) fn totals(&self, tagged: bool) -> Result<Totals, ReadingError> {
        let mut numbers = [None; 6];
        for (number, field) in numbers.iter_mut().zip(Field::ALL) {
            *number = self.get(field).map(Number::try_from).transpose()?;
        }
        let has = |field| self.get(field).is_some();
        let wrong_place = if tagged { has(Field::Squares) } else { has(Field::Last) || has(Field::Stddev) };
        if self.count == 0 || wrong_place {
            return Err(ReadingError::Summary);
        }
        if let (Some(min), Some(max)) = (self.get(Field::Min), self.get(Field::Max)) {
            if min.to_f64() > max.to_f64() {
                return Err(ReadingError::Summary);
            }
        }
        Ok(Totals::of(self.count, &numbers)?)
    }

    pub(super) fn serialize_into<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("count", &self.count)?;
        for field in Field::ALL {
            if let Some(value) = self.get(field) {
                map.serialize_entry(field.name(), &value)?;
            }
        }
        Ok(())
    }
}

impl PartialEq for Given {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && Field::ALL.into_iter().all(|field| self.get(field) == other.get(field))
    }
}

impl core::fmt::Debug for Given {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut fields = f.debug_struct("Given");
        fields.field("count", &self.count);
        for field in Field::ALL {
            fields.field(field.name(), &self.get(field));
        }
        fields.finish()
    }
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[] Given: |given| "count {=u32}", given.count;
    impl[] Sum: |_this| "..";
}
