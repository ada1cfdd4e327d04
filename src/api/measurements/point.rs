//! What was measured at a time, with its tags.

use super::TagsRef;
use crate::UnixSeconds;
use crate::json::{JsonError, Picked, Step, decode};

/// The way to the measurements of an answer.
pub(super) const WAY: &[Step] = &[Step::Key("series"), Step::Each, Step::Key("measurements"), Step::Each];

/// The way to the tags of each series.
pub(super) const TAGS: &[Step] = &[Step::Key("series"), Step::Each, Step::Key("tags")];

/// What was measured at a time, as a device reads it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct PointRef<'b> {
    /// The tags of the series, if they came before its measurements.
    pub tags: TagsRef<'b>,
    /// When.
    pub time: UnixSeconds,
    /// The value.
    pub value: Option<f64>,
}

impl<'b> PointRef<'b> {
    pub(super) fn read(Picked { key, json, scratch, .. }: Picked<'b>) -> Result<Self, JsonError> {
        #[derive(serde::Deserialize)]
        struct Measured {
            time: u64,
            value: Option<f64>,
        }
        let Measured { time, value } = decode(json, scratch)?;
        Ok(Self { tags: TagsRef::new(key), time: UnixSeconds(time), value })
    }
}

#[cfg(feature = "std")]
pub use owned::{Point, TaggedPoint};

#[cfg(feature = "std")]
mod owned {
    use std::string::String;

    use serde_json::{Map, Value as Json};

    use crate::Error;
    use crate::json::Picked;

    /// What was measured at a time. Readings that fall together by the resolution are summed up.
    #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Point {
        /// When, in seconds since 1970.
        pub time: u64,
        /// The mean, or what a [summary function](crate::measurements::SeriesQuery::summary_function) makes of them.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub value: Option<f64>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    /// What was measured at a time, with the tags of its series.
    #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct TaggedPoint {
        /// The tags, if they came before the measurements.
        pub tags: Map<String, Json>,
        /// What was measured.
        #[serde(flatten)]
        pub point: Point,
    }

    impl TaggedPoint {
        /// The value of the tag with this name.
        #[must_use]
        pub fn tag(&self, name: &str) -> Option<&str> {
            self.tags.get(name)?.as_str()
        }

        pub(in super::super) fn read(picked: &Picked<'_>) -> Result<Self, Error> {
            let point = serde_json::from_slice(picked.json).map_err(|_| Error::Decode)?;
            let tags: Option<_> = if picked.key.is_empty() {
                None
            } else {
                serde_json::from_slice(picked.key).map_err(|_| Error::Decode)?
            };
            Ok(Self { tags: tags.unwrap_or_default(), point })
        }
    }
}
