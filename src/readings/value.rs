//! The values that a reading can have.

/// An exact decimal: `digits` divided by ten to the power of `places`.
///
/// The natural form of most sensors, and the cheapest: no floating point is involved anywhere.
///
/// ```
/// use librato::Decimal;
/// let temperature = Decimal::new(2150, 2); // 21.50
/// assert_eq!(temperature.to_f64(), 21.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Decimal {
    /// All digits, with the sign.
    pub digits: i64,
    /// How many of them stand behind the decimal point. More than [`MAX_PLACES`](Self::MAX_PLACES) that are not zeros are
    /// refused when added.
    pub places: u8,
}

impl Decimal {
    /// The most places that a reading can have.
    pub const MAX_PLACES: u8 = 9;

    /// `digits` divided by ten to the power of `places`.
    #[must_use]
    pub const fn new(digits: i64, places: u8) -> Self {
        Self { digits, places }
    }

    /// The nearest `f64` for up to 15 digits; within one unit in the last place beyond.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        let mut power = 1.0;
        for _ in 0..self.places {
            power *= 10.0;
        }
        self.digits as f64 / power
    }
}

/// The value of a reading. Integers stay integers; anything that converts [`Into`] it can be reported.
///
/// ```
/// use librato::{Decimal, Value};
/// assert_eq!(Value::from(3u8), Value::Int(3));
/// assert_eq!(Value::from(21.5), Value::Float(21.5));
/// assert_eq!(Value::from(Decimal::new(215, 1)), Value::Decimal(Decimal::new(215, 1)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Value {
    /// A whole number.
    Int(i64),
    /// A whole number above `i64::MAX`.
    Uint(u64),
    /// A floating-point number. NaN and infinities are refused when added. Without feature `float` it must be
    /// whole or a decimal of at most three places.
    Float(f64),
    /// An exact decimal.
    Decimal(Decimal),
}

impl Value {
    /// The value as the nearest `f64`.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Uint(int) => int as f64,
            Self::Float(float) => float,
            Self::Decimal(decimal) => decimal.to_f64(),
        }
    }
}

macro_rules! whole {
    ($($int:ty),*) => {$(
        impl From<$int> for Value {
            fn from(value: $int) -> Self {
                Self::Int(value as i64)
            }
        }
    )*};
}

whole!(i8, i16, i32, i64, isize, u8, u16, u32);

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        i64::try_from(value).map_or(Self::Uint(value), Self::Int)
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::from(value as u64)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<f32> for Value {
    /// A decimal of at most three places where the `f32` is the nearest to one (22.1 stays 22.1), else the exact
    /// value of the `f32`.
    fn from(value: f32) -> Self {
        super::probe::short_decimal_f32(value).map_or(Self::Float(f64::from(value)), Self::Decimal)
    }
}

impl From<Decimal> for Value {
    fn from(value: Decimal) -> Self {
        Self::Decimal(value)
    }
}

impl serde::Serialize for Value {
    /// A plain number; a decimal as the nearest `f64`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Int(int) => serializer.serialize_i64(int),
            Self::Uint(int) => serializer.serialize_u64(int),
            other => serializer.serialize_f64(other.to_f64()),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Value {
    /// From any number.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyNumber;

        impl<'de> serde::de::Visitor<'de> for AnyNumber {
            type Value = Value;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a number")
            }

            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
                Ok(value.into())
            }

            #[cfg(feature = "std")]
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
                let text = crate::json::precise::text(map)?;
                let whole =
                    text.parse::<i64>().map(Value::Int).or_else(|_| text.parse::<u64>().map(Value::Uint));
                let number = whole
                    .ok()
                    .or_else(|| text.parse().ok().filter(|float: &f64| float.is_finite()).map(Value::Float));
                number.ok_or_else(|| serde::de::Error::custom("a number out of range"))
            }
        }

        deserializer.deserialize_any(AnyNumber)
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;
    use serde::de::Deserialize;
    use serde::de::value::{Error, MapDeserializer};

    #[test]
    fn a_number_of_arbitrary_precision() {
        let read =
            |key, text| Value::deserialize(MapDeserializer::<_, Error>::new([(key, text)].into_iter()));
        let number = |text| read("$serde_json::private::Number", text).ok();
        assert_eq!(number("7"), Some(Value::Int(7)));
        assert_eq!(number("18446744073709551615"), Some(Value::Uint(u64::MAX)));
        assert_eq!(number("-2.5e3"), Some(Value::Float(-2500.0)));
        assert_eq!((number("seven"), number("1e400")), (None, None));
        assert!(read("value", "7").is_err(), "an object is no number");
    }
}
