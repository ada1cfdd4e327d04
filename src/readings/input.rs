//! A value as it was given, on its way to a [`Number`].

#[cfg(not(feature = "std"))]
use super::Decimal;
#[cfg(not(feature = "std"))]
use super::number::{float_number, without_zeros};
use super::{Number, ReadingError, Value};

/// On a host the value itself: what is looked into is inlined there.
#[cfg(feature = "std")]
#[derive(Clone, Copy)]
pub(crate) struct Input(Value);

/// On a device a number that is ready as it was given, or what one may come of, and how.
///
/// It is made where the type of the value is known: firmware that reports integers and decimals links nothing that looks into a
/// float, or that makes a decimal of more than nine places shorter. That is 600 bytes of flash.
#[cfg(not(feature = "std"))]
#[derive(Clone, Copy)]
pub(crate) enum Input {
    Ready(Number),
    Float(f64, Check<f64>),
    Decimal(Decimal, Check<Decimal>),
}

/// Makes a number of it.
#[cfg(not(feature = "std"))]
type Check<T> = fn(T) -> Result<Number, ReadingError>;

#[cfg(feature = "std")]
impl Input {
    #[inline(always)]
    pub(crate) const fn of(value: Value) -> Self {
        Self(value)
    }

    #[inline(always)]
    pub(crate) fn number(self) -> Result<Number, ReadingError> {
        Number::try_from(self.0)
    }

    #[inline(always)]
    pub(crate) const fn value(self) -> Value {
        self.0
    }
}

#[cfg(not(feature = "std"))]
impl Input {
    #[inline(always)]
    pub(crate) const fn of(value: Value) -> Self {
        match value {
            Value::Int(int) => Self::Ready(Number::Digits(int, 0)),
            Value::Uint(int) if int <= i64::MAX as u64 => Self::Ready(Number::Digits(int as i64, 0)),
            Value::Uint(int) => Self::Ready(Number::Large(int)),
            Value::Float(float) => Self::Float(float, float_number),
            Value::Decimal(Decimal { digits, places }) if places <= Decimal::MAX_PLACES => {
                Self::Ready(Number::Digits(digits, places))
            }
            Value::Decimal(decimal) => Self::Decimal(decimal, without_zeros),
        }
    }

    pub(crate) fn number(self) -> Result<Number, ReadingError> {
        match self {
            Self::Ready(number) => Ok(number),
            Self::Float(float, check) => check(float),
            Self::Decimal(decimal, check) => check(decimal),
        }
    }

    pub(crate) fn value(self) -> Value {
        match self {
            Self::Ready(number) => number.into(),
            Self::Float(float, _) => Value::Float(float),
            Self::Decimal(decimal, _) => Value::Decimal(decimal),
        }
    }
}

impl PartialEq for Input {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl core::fmt::Debug for Input {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.value().fmt(f)
    }
}

impl serde::Serialize for Input {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[] Input: |input| "{}", input.value();
}
