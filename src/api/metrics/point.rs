//! What was measured at a time.

use crate::UnixSeconds;
use crate::json::Text;

/// What was measured at a time, as a device reads it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct PointRef<'b> {
    /// The source; `unassigned` if it has none.
    pub source: Text<'b>,
    /// When.
    pub time: UnixSeconds,
    /// The value: the mean of all readings that fall together by the resolution.
    pub value: Option<f64>,
}

#[cfg(feature = "std")]
pub use owned::Point;

#[cfg(feature = "std")]
mod owned {
    use std::string::String;

    use serde_json::{Map, Value as Json};

    /// What was measured at a time. Readings that fall together by the resolution are summed up.
    #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Point {
        /// When, in seconds since 1970.
        pub measure_time: u64,
        /// The mean, or for a counter the last value.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<f64>,
        /// How many readings there are.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub count: Option<u64>,
        /// Their sum.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sum: Option<f64>,
        /// The least of them.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min: Option<f64>,
        /// The greatest of them.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<f64>,
        /// The sum of their squares.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sum_squares: Option<f64>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl core::fmt::Display for Point {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            write!(f, "{}:", self.measure_time)?;
            if let Some(value) = self.value {
                write!(f, " {value}")?;
            }
            match self.count {
                Some(count) if count != 1 => write!(f, " ({count} readings)"),
                _ => Ok(()),
            }
        }
    }
}
