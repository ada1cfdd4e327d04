//! Count, sum, minimum, maximum and sum of squares, exact in digits for as long as they fit.

use super::{Number, ReadingError};

/// What the numbers of a [`Totals`] are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    /// `i64` digits with this many places; squares have twice as many.
    Places(u8),
    /// The bits of `f64`s.
    #[cfg(feature = "float")]
    Float,
}

impl Scale {
    /// The places, if the numbers are digits.
    pub(crate) const fn places(self) -> Option<u8> {
        match self {
            Self::Places(places) => Some(places),
            #[cfg(feature = "float")]
            Self::Float => None,
        }
    }
}

/// The totals of readings that were added together. The fields are what an aggregated slot stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) count: u32,
    pub(crate) scale: Scale,
    pub(crate) sum: u64,
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
    /// Sum of squares, for sources.
    pub(crate) squares: Option<u64>,
    /// Last value, for tags.
    pub(crate) last: Option<u64>,
    /// Population standard deviation, for tags.
    pub(crate) stddev: Option<u64>,
}

/// The sum no longer fits its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overflow;

impl Totals {
    /// No readings yet.
    pub(crate) const EMPTY: Self = Self {
        count: 0,
        scale: Scale::Places(0),
        sum: 0,
        min: None,
        max: None,
        squares: None,
        last: None,
        stddev: None,
    };

    /// Adds a number, and its square where wanted. What is not known of the readings before stays unknown. On overflow
    /// nothing changes; with feature `float` there is none: the totals go on as floats.
    pub(crate) fn add(&mut self, number: Number, squares: bool) -> Result<(), Overflow> {
        let added = match number {
            Number::Digits(digits, places) => self.with_digits(digits, places, squares),
            _ => None,
        };
        match added {
            Some(totals) => {
                *self = totals;
                Ok(())
            }
            None => self.add_as_float(number, squares),
        }
    }

    fn with_digits(&self, digits: i64, places: u8, squares: bool) -> Option<Self> {
        let own = self.scale.places()?;
        let mut next = self.finer(places.max(own))?;
        let scale = next.scale.places()?;
        let digits = scaled(digits, scale - places)?;
        next.count = next.count.checked_add(1)?;
        next.sum = (next.sum as i64).checked_add(digits)? as u64;
        let first = self.count == 0;
        let low = |min: u64| digits.min(min as i64) as u64;
        let high = |max: u64| digits.max(max as i64) as u64;
        next.min = if first { Some(digits as u64) } else { next.min.map(low) };
        next.max = if first { Some(digits as u64) } else { next.max.map(high) };
        next.squares = match next.squares.or(first.then_some(0)).filter(|_| squares) {
            Some(sum) => Some((sum as i64).checked_add(digits.checked_mul(digits)?)? as u64),
            None => None,
        };
        next.last = next.last.map(|_| digits as u64);
        next.stddev = None;
        Some(next)
    }

    /// The same totals with at least this many places, or `None` if the digits would not fit.
    pub(crate) fn finer(&self, places: u8) -> Option<Self> {
        let own = self.scale.places()?;
        let by = places.saturating_sub(own);
        let each = |digits: u64| scaled(digits as i64, by).map(|digits| digits as u64);
        let all = |field: Option<u64>| match field {
            Some(digits) => each(digits).map(Some),
            None => Some(None),
        };
        Some(Self {
            count: self.count,
            scale: Scale::Places(own.max(places)),
            sum: each(self.sum)?,
            min: all(self.min)?,
            max: all(self.max)?,
            squares: match self.squares {
                Some(digits) => Some(scaled(scaled(digits as i64, by)?, by)? as u64),
                None => None,
            },
            last: all(self.last)?,
            stddev: all(self.stddev)?,
        })
    }

    #[cfg(not(feature = "float"))]
    fn add_as_float(&mut self, _: Number, _: bool) -> Result<(), Overflow> {
        Err(Overflow)
    }

    #[cfg(feature = "float")]
    fn add_as_float(&mut self, number: Number, squares: bool) -> Result<(), Overflow> {
        let value = number.to_f64();
        let mut next = self.as_float();
        next.count = next.count.checked_add(1).ok_or(Overflow)?;
        next.sum = (f64::from_bits(next.sum) + value).to_bits();
        let first = self.count == 0;
        let pick = |field: Option<u64>, better: fn(f64, f64) -> bool| match field {
            None if !first => None,
            Some(bits) if !better(value, f64::from_bits(bits)) => Some(bits),
            _ => Some(value.to_bits()),
        };
        next.min = pick(next.min, |new, old| new < old);
        next.max = pick(next.max, |new, old| new > old);
        let squares_before = next.squares.or(first.then_some(0)).filter(|_| squares);
        next.squares = squares_before.map(|sum| (f64::from_bits(sum) + value * value).to_bits());
        next.last = next.last.map(|_| value.to_bits());
        next.stddev = None;
        if !f64::from_bits(next.sum).is_finite() || !f64::from_bits(next.squares.unwrap_or(0)).is_finite() {
            return Err(Overflow);
        }
        *self = next;
        Ok(())
    }

    /// The same totals with floats for digits.
    #[cfg(feature = "float")]
    pub(crate) fn as_float(&self) -> Self {
        let Some(places) = self.scale.places() else { return *self };
        let each = |digits: u64| Number::Digits(digits as i64, places).to_f64().to_bits();
        Self {
            count: self.count,
            scale: Scale::Float,
            sum: each(self.sum),
            min: self.min.map(each),
            max: self.max.map(each),
            squares: self.squares.map(|digits| Number::Digits(digits as i64, places * 2).to_f64().to_bits()),
            last: self.last.map(each),
            stddev: self.stddev.map(each),
        }
    }

    /// Adds other totals, as if each of their readings had been added.
    pub(crate) fn merge(&mut self, other: &Self) -> Result<(), Overflow> {
        if self.count == 0 {
            *self = *other;
            return Ok(());
        }
        match self.merged_digits(other) {
            Some(totals) => {
                *self = totals;
                Ok(())
            }
            None => self.merge_as_float(other),
        }
    }

    fn merged_digits(&self, other: &Self) -> Option<Self> {
        let (own, others) = (self.scale.places()?, other.scale.places()?);
        let mut next = self.finer(others)?;
        let other = other.finer(own)?;
        next.count = next.count.checked_add(other.count)?;
        next.sum = (next.sum as i64).checked_add(other.sum as i64)? as u64;
        next.min = next.min.zip(other.min).map(|(a, b)| (a as i64).min(b as i64) as u64);
        next.max = next.max.zip(other.max).map(|(a, b)| (a as i64).max(b as i64) as u64);
        next.squares = match next.squares.zip(other.squares) {
            Some((a, b)) => Some((a as i64).checked_add(b as i64)? as u64),
            None => None,
        };
        next.last = other.last;
        next.stddev = None;
        Some(next)
    }

    #[cfg(not(feature = "float"))]
    fn merge_as_float(&mut self, _: &Self) -> Result<(), Overflow> {
        Err(Overflow)
    }

    #[cfg(feature = "float")]
    fn merge_as_float(&mut self, other: &Self) -> Result<(), Overflow> {
        let (mut next, other) = (self.as_float(), other.as_float());
        let joined = |a: Option<u64>, b: Option<u64>, join: fn(f64, f64) -> f64| {
            a.zip(b).map(|(a, b)| join(f64::from_bits(a), f64::from_bits(b)).to_bits())
        };
        next.count = next.count.checked_add(other.count).ok_or(Overflow)?;
        let sum = f64::from_bits(next.sum) + f64::from_bits(other.sum);
        next.min = joined(next.min, other.min, f64::min);
        next.max = joined(next.max, other.max, f64::max);
        next.squares = joined(next.squares, other.squares, |a, b| a + b);
        next.last = other.last;
        next.stddev = None;
        if !sum.is_finite() || next.squares.is_some_and(|bits| !f64::from_bits(bits).is_finite()) {
            return Err(Overflow);
        }
        next.sum = sum.to_bits();
        *self = next;
        Ok(())
    }

    /// A field of these totals as a number.
    pub(crate) const fn number(&self, field: u64) -> Number {
        match self.scale {
            Scale::Places(places) => Number::Digits(field as i64, places),
            #[cfg(feature = "float")]
            Scale::Float => Number::Float(f64::from_bits(field)),
        }
    }

    /// The sum of squares as a number.
    pub(crate) const fn squares_number(&self, field: u64) -> Number {
        match self.scale {
            Scale::Places(places) => Number::Digits(field as i64, places * 2),
            #[cfg(feature = "float")]
            Scale::Float => Number::Float(f64::from_bits(field)),
        }
    }
}

#[cfg(feature = "float")]
impl Number {
    /// The nearest float.
    pub(crate) fn to_f64(self) -> f64 {
        match self {
            Self::Digits(digits, places) => super::Decimal::new(digits, places).to_f64(),
            Self::Large(int) => int as f64,
            Self::Float(float) => float,
        }
    }
}

impl From<Overflow> for ReadingError {
    fn from(_: Overflow) -> Self {
        Self::TooPrecise
    }
}

fn scaled(digits: i64, by: u8) -> Option<i64> {
    let mut digits = digits;
    for _ in 0..by {
        digits = digits.checked_mul(10)?;
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(numbers: &[Number]) -> Totals {
        let mut totals = Totals::EMPTY;
        for &number in numbers {
            totals.add(number, true).unwrap();
        }
        totals
    }

    #[test]
    fn digits_move_to_the_finest_scale() {
        let sum = totals(&[Number::Digits(1, 0), Number::Digits(-25, 2), Number::Digits(5, 1)]);
        assert_eq!((sum.count, sum.scale), (3, Scale::Places(2)));
        assert_eq!(sum.number(sum.sum), Number::Digits(125, 2));
        assert_eq!(sum.min.map(|min| min as i64), Some(-25));
        assert_eq!(sum.max.map(|max| max as i64), Some(100));
        // 1 + 0.0625 + 0.25
        assert_eq!(sum.squares_number(sum.squares.unwrap()), Number::Digits(13125, 4));
    }

    #[test]
    fn merging_is_adding_each() {
        let numbers =
            [Number::Digits(7, 0), Number::Digits(-3, 1), Number::Digits(12, 2), Number::Digits(9, 0)];
        let mut left = totals(&numbers[..2]);
        left.merge(&totals(&numbers[2..])).unwrap();
        assert_eq!(left, totals(&numbers));
    }

    #[test]
    fn what_is_not_known_stays_unknown() {
        let given = Totals { count: 2, sum: 5, min: None, max: None, squares: None, ..Totals::EMPTY };
        let mut sum = given;
        sum.add(Number::Digits(7, 0), true).unwrap();
        assert_eq!((sum.count, sum.sum, sum.min, sum.max, sum.squares), (3, 12, None, None, None));
        let mut tagged = Totals { last: Some(4), ..totals(&[Number::Digits(4, 0)]) };
        tagged.add(Number::Digits(75, 1), false).unwrap();
        assert_eq!((tagged.last, tagged.squares, tagged.max), (Some(75), None, Some(75)));
        #[cfg(feature = "float")]
        {
            let mut sum = given.as_float();
            sum.add(Number::Float(0.1), true).unwrap();
            assert_eq!((sum.count, sum.min, sum.max, sum.squares), (3, None, None, None));
        }
    }

    #[cfg(not(feature = "float"))]
    #[test]
    fn overflow_changes_nothing() {
        let mut sum = totals(&[Number::Digits(3_000_000_000, 0)]);
        let before = sum;
        assert_eq!(sum.add(Number::Digits(i64::MAX, 0), false), Err(Overflow));
        assert_eq!(sum, before);
        assert_eq!(sum.add(Number::Digits(1, 9), true), Err(Overflow));
        assert_eq!(sum, before);
    }

    #[cfg(feature = "float")]
    #[test]
    fn overflow_goes_on_in_floats() {
        let mut sum = totals(&[Number::Digits(3, 0)]);
        sum.add(Number::Digits(i64::MAX, 0), false).unwrap();
        assert_eq!(sum.scale, Scale::Float);
        assert_eq!(f64::from_bits(sum.sum), 9.223_372_036_854_776e18);
        let mut most = totals(&[Number::Float(f64::MAX / 2.0 / 1e200)]);
        assert_eq!(most.add(Number::Float(f64::MAX), true), Err(Overflow));
        assert_eq!(most.count, 1);
    }

    #[cfg(feature = "float")]
    #[test]
    fn floats_add_up_as_floats() {
        let mut sum = totals(&[Number::Float(0.1), Number::Float(0.2)]);
        assert_eq!(f64::from_bits(sum.sum), 0.1 + 0.2);
        sum.add(Number::Digits(1, 0), false).unwrap();
        assert_eq!(f64::from_bits(sum.max.unwrap()), 1.0);
        assert_eq!(f64::from_bits(sum.min.unwrap()), 0.1);
    }
}
