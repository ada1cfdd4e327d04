//! A value in the form that is stored and written: digits where possible, a float only where nothing else will do.

use super::probe::short_decimal;
#[cfg(all(target_pointer_width = "64", not(target_os = "none")))]
use super::probe::{Quick, quick_decimal};
use super::{Decimal, ReadingError, Value};
use crate::divide::divide;

/// A checked value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    /// `digits` divided by ten to the power of `places`, which is at most nine.
    Digits(i64, u8),
    /// A whole number above `i64::MAX`.
    Large(u64),
    /// Anything else that is finite.
    #[cfg(feature = "float")]
    Float(f64),
}

impl TryFrom<Value> for Number {
    type Error = ReadingError;

    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn try_from(value: Value) -> Result<Self, ReadingError> {
        match value {
            Value::Int(int) => Ok(Self::Digits(int, 0)),
            Value::Uint(int) => Ok(i64::try_from(int).map_or(Self::Large(int), |int| Self::Digits(int, 0))),
            Value::Decimal(decimal) => fewest_places(decimal),
            Value::Float(float) => float_number(float),
        }
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        match number {
            Number::Digits(digits, 0) => Self::Int(digits),
            Number::Digits(digits, places) => Self::Decimal(Decimal::new(digits, places)),
            Number::Large(int) => Self::Uint(int),
            #[cfg(feature = "float")]
            Number::Float(float) => Self::Float(float),
        }
    }
}

#[cfg(all(target_pointer_width = "64", not(target_os = "none")))]
#[inline]
pub(super) fn float_number(float: f64) -> Result<Number, ReadingError> {
    match quick_decimal(float) {
        Quick::Short(found) => Ok(Number::Digits(found.digits, found.places)),
        Quick::Long => long_float(float),
        Quick::Unknown => any_float(float),
    }
}

#[cfg(not(all(target_pointer_width = "64", not(target_os = "none"))))]
pub(super) fn float_number(float: f64) -> Result<Number, ReadingError> {
    any_float(float)
}

#[cfg_attr(not(target_os = "none"), inline(never))]
fn any_float(float: f64) -> Result<Number, ReadingError> {
    match short_decimal(float) {
        Some(found) => Ok(Number::Digits(found.digits, found.places)),
        // As the probe looks at it, so that it is looked at once.
        None if float.to_bits() >> 52 & 0x7ff == 0x7ff => Err(ReadingError::NotFinite),
        None => long_float(float),
    }
}

#[cfg(feature = "float")]
#[cfg_attr(not(target_os = "none"), inline)]
fn long_float(float: f64) -> Result<Number, ReadingError> {
    Ok(Number::Float(float))
}

/// Minus zero is the one short decimal that the probe leaves to the formatter; here it becomes zero.
#[cfg(not(feature = "float"))]
fn long_float(float: f64) -> Result<Number, ReadingError> {
    if float.to_bits() << 1 == 0 { Ok(Number::Digits(0, 0)) } else { Err(ReadingError::NeedsFloat) }
}

#[inline]
fn fewest_places(decimal: Decimal) -> Result<Number, ReadingError> {
    if decimal.places <= Decimal::MAX_PLACES {
        return Ok(Number::Digits(decimal.digits, decimal.places));
    }
    without_zeros(decimal)
}

/// The same decimal with nine places, if only zeros go.
#[cold]
pub(super) fn without_zeros(decimal: Decimal) -> Result<Number, ReadingError> {
    let Decimal { mut digits, mut places } = decimal;
    while places > Decimal::MAX_PLACES {
        let (shorter, 0) = divide(digits.unsigned_abs(), 10) else { return Err(ReadingError::TooPrecise) };
        // A tenth of it fits with either sign.
        digits = if digits < 0 { -(shorter as i64) } else { shorter as i64 };
        places -= 1;
    }
    Ok(Number::Digits(digits, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_what_they_are() {
        assert_eq!(Number::try_from(Value::Int(i64::MIN)), Ok(Number::Digits(i64::MIN, 0)));
        assert_eq!(Number::try_from(Value::Uint(5)), Ok(Number::Digits(5, 0)));
        assert_eq!(Number::try_from(Value::Uint(u64::MAX)), Ok(Number::Large(u64::MAX)));
        assert_eq!(Number::try_from(Value::from(21.5)), Ok(Number::Digits(215, 1)));
        assert_eq!(Number::try_from(Value::from(f64::NAN)), Err(ReadingError::NotFinite));
        assert_eq!(Number::try_from(Value::from(f64::NEG_INFINITY)), Err(ReadingError::NotFinite));
        assert_eq!(Number::try_from(Value::from(f32::INFINITY)), Err(ReadingError::NotFinite));
        assert_eq!(Number::try_from(Value::from(Decimal::new(1000, 12))), Ok(Number::Digits(1, 9)));
        assert_eq!(Number::try_from(Value::from(Decimal::new(1, 10))), Err(ReadingError::TooPrecise));
    }

    #[cfg(feature = "float")]
    #[test]
    fn other_floats_stay_floats() {
        assert_eq!(Number::try_from(Value::from(0.0001)), Ok(Number::Float(0.0001)));
    }

    #[cfg(not(feature = "float"))]
    #[test]
    fn other_floats_are_refused() {
        assert_eq!(Number::try_from(Value::from(0.0001)), Err(ReadingError::NeedsFloat));
        assert_eq!(Number::try_from(Value::from(-0.0)), Ok(Number::Digits(0, 0)));
    }
}
