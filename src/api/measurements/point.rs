//! What was measured at a time, with its tags.

use super::{Compose, SeriesQuery, TagsRef};
use crate::UnixSeconds;
use crate::api::{Page, Paged};
use crate::json::{JsonError, Picked, Step, decode};

/// The way to the measurements of an answer.
const WAY: &[Step] = &[Step::Key("series"), Step::Each, Step::Key("measurements"), Step::Each];

/// The way to the tags of each series.
const TAGS: &[Step] = &[Step::Key("series"), Step::Each, Step::Key("tags")];

/// What was measured at a time, as a device reads it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
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

/// A call that reads measurements: one at a time, of one series after the other, page after page.
macro_rules! reads_series {
    ($call:ty, bare: $may_be_bare:literal) => {
        /// The measurements, one at a time, of one series after the other.
        impl $crate::api::Listing for $call {
            type Item<'b> = PointRef<'b>;

            const WAY: &'static [Step] = WAY;
            const BESIDE: &'static [Step] = TAGS;
            const MAY_BE_BARE: bool = $may_be_bare;
            const PAGED: Paged = Paged::Links;

            fn item(picked: Picked<'_>) -> Result<PointRef<'_>, JsonError> {
                PointRef::read(picked)
            }

            fn turn(&mut self, page: &Page) -> bool {
                page.next.is_some()
            }
        }

        #[cfg(feature = "std")]
        impl $crate::api::OwnedEndpoint for $call {
            type Object = super::Measurements;
        }

        #[cfg(feature = "std")]
        impl $crate::api::OwnedListing for $call {
            type Object = TaggedPoint;

            // The tags of a series can stand behind its measurements.
            const GROUP: Option<&'static [Step]> = Some(&[Step::Key("series"), Step::Each]);

            fn objects(picked: Picked<'_>, give: &mut dyn FnMut(Result<TaggedPoint, crate::Error>)) {
                TaggedPoint::of_series(picked, give);
            }
        }
    };
}

reads_series!(SeriesQuery<'_>, bare: false);
// The documentation has the series of a composite without an object around them.
reads_series!(Compose<'_>, bare: true);

#[cfg(feature = "std")]
pub use owned::{Point, TaggedPoint};

#[cfg(feature = "std")]
mod owned {
    use std::string::String;
    use std::vec::Vec;

    use serde_json::{Map, Value as Json};

    use crate::json::{Picked, Picker, Step};
    use crate::{DecodeError, Error};

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
        /// The tags.
        pub tags: Map<String, Json>,
        /// What was measured.
        #[serde(flatten)]
        pub point: Point,
    }

    impl core::fmt::Display for Point {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            match self.value {
                Some(value) => write!(f, "{}: {value}", self.time),
                None => write!(f, "{}: no value", self.time),
            }
        }
    }

    impl core::fmt::Display for TaggedPoint {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            write!(f, "{}", self.point)?;
            for (number, (name, value)) in self.tags.iter().enumerate() {
                let value = value.as_str().unwrap_or_default();
                write!(f, "{}{name}={value}", if number == 0 { " (" } else { ", " })?;
            }
            f.write_str(if self.tags.is_empty() { "" } else { ")" })
        }
    }

    impl TaggedPoint {
        /// The value of the tag with this name.
        #[must_use]
        pub fn tag(&self, name: &str) -> Option<&str> {
            self.tags.get(name)?.as_str()
        }

        /// The measurements of a series. One that is something else spoils no other.
        pub(super) fn of_series(
            Picked { json, scratch, .. }: Picked<'_>,
            give: &mut dyn FnMut(Result<Self, Error>),
        ) {
            let (mut tags, mut points) = (Ok(None), Vec::new());
            let mut picker = Picker::new([&[Step::Key("tags")], &[Step::Key("measurements"), Step::Each]]);
            // The room behind the series takes each of its parts, and that it is whole was found before.
            let _ = picker.feed(json, scratch, &mut |part| {
                match part {
                    Ok(part) if part.way == 0 => tags = serde_json::from_slice(part.json),
                    Ok(part) => points
                        .push(serde_json::from_slice(part.json).map_err(|error| Error::Decode(error.into()))),
                    Err(_) => points.push(Err(Error::Decode("it is too long".into()))),
                }
                true
            });
            let tags: Option<Map<_, _>> = match tags {
                Ok(tags) => tags,
                Err(error) => {
                    let error = DecodeError::from(error);
                    return points.iter().for_each(|_| give(Err(Error::Decode(error.clone()))));
                }
            };
            let tags = tags.unwrap_or_default();
            for point in points {
                give(point.map(|point| Self { tags: tags.clone(), point }));
            }
        }
    }
}
