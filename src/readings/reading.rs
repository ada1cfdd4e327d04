//! What all kinds of readings have in common.

use super::tags::OwnTags;
use super::{Attributes, Input, Totals, Utf8};
use crate::UnixSeconds;

/// A tag: name and value.
pub type Tag<'a> = (&'a str, &'a str);

/// What a reading is to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A value that goes up and down.
    Gauge,
    /// A running total.
    Counter,
}

/// Any reading, as a queue takes it: made from a [`Gauge`](crate::Gauge), [`Counter`](crate::Counter),
/// [`Measurement`](crate::Measurement) or [`Summary`](crate::Summary).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Reading<'a> {
    pub(crate) kind: Kind,
    pub(crate) name: Utf8<'a>,
    pub(crate) sample: Sample<'a>,
    pub(crate) source: Option<Utf8<'a>>,
    pub(crate) time: Option<UnixSeconds>,
    /// Own tags, even none: the reading is tagged. `None`: it is tagged if the queue has tags.
    pub(crate) tags: Option<OwnTags<'a>>,
    pub(crate) inherit: bool,
    /// Tagged, with no tags of its own said.
    pub(crate) tagged: bool,
    /// What an aggregator settled: it overrides all that is said of tags here, and the queue's tags.
    pub(crate) settled: Option<Settled<'a>>,
    pub(crate) details: Option<Details<'a>>,
}

/// The fields beyond name, value, source, tags and time, if there is one of them.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Details<'a> {
    /// Writes the others.
    pub(crate) write: WriteDetails,
    pub(crate) period: Option<u32>,
    pub(crate) display_name: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
    pub(crate) attributes: Option<&'a Attributes<'a>>,
    pub(crate) fields: &'a [(&'a str, &'a str)],
}

/// Where an aggregated reading belongs, whatever the queue's tags are.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) enum Settled<'a> {
    /// With a source, its own or the queue's.
    Sourced,
    /// With these tags, checked and written as the members of a JSON object; maybe none.
    Tagged(&'a [u8]),
}

/// What was measured: a value, or totals of several.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) enum Sample<'a> {
    Value(Input),
    /// As given, and how totals come of it: firmware without summaries does not link that.
    Summary(super::summary::Given, super::summary::Sum),
    Totals(&'a Totals),
}

impl<'a> Reading<'a> {
    pub(crate) const fn new(kind: Kind, name: Utf8<'a>, sample: Sample<'a>) -> Self {
        Self {
            kind,
            name,
            sample,
            source: None,
            time: None,
            tags: None,
            inherit: false,
            tagged: false,
            settled: None,
            details: None,
        }
    }

    /// The name of the metric.
    #[must_use]
    pub const fn name(&self) -> &'a str {
        self.name.as_str()
    }

    /// The time it was measured at, if it has one.
    #[must_use]
    pub const fn time(&self) -> Option<UnixSeconds> {
        self.time
    }

    /// Its fields beyond name, value, source, tags and time; maybe none.
    pub(crate) const fn details(&self) -> Details<'a> {
        match self.details {
            Some(details) => details,
            None => Details {
                write: WriteDetails(super::details::write),
                period: None,
                display_name: None,
                description: None,
                attributes: None,
                fields: &[],
            },
        }
    }
}

/// Writes the fields of a reading beyond name, value, source, tags and time.
/// Whether it is tagged and whether its queue folds come with it.
type Write = fn(&Reading<'_>, bool, bool, &mut dyn FnMut(&[u8])) -> Result<(), super::ReadingError>;

/// That function, where it is needed. Which one it is says nothing about a reading.
#[derive(Clone, Copy)]
pub(crate) struct WriteDetails(pub(crate) Write);

impl PartialEq for WriteDetails {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl core::fmt::Debug for WriteDetails {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("..")
    }
}

impl serde::Serialize for Reading<'_> {
    /// The object of the API, without raw fields.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name)?;
        match &self.sample {
            Sample::Value(value) => map.serialize_entry("value", value)?,
            Sample::Summary(given, _) => given.serialize_into(&mut map)?,
            Sample::Totals(_) => {}
        }
        let tagged = self.tagged || self.tags.is_some();
        let time_key = if tagged { "time" } else { "measure_time" };
        if let Some(source) = self.source {
            map.serialize_entry("source", &source)?;
        }
        if let Some(tags) = self.tags {
            map.serialize_entry("tags", &AsMap(tags.tags))?;
        }
        if let Some(time) = self.time {
            map.serialize_entry(time_key, &time)?;
        }
        if let Some(details) = &self.details {
            details.serialize_into(&mut map)?;
        }
        map.end()
    }
}

impl Details<'_> {
    fn serialize_into<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        if let Some(period) = self.period {
            map.serialize_entry("period", &period)?;
        }
        if let Some(name) = self.display_name {
            map.serialize_entry("display_name", name)?;
        }
        if let Some(description) = self.description {
            map.serialize_entry("description", description)?;
        }
        if let Some(attributes) = self.attributes {
            map.serialize_entry("attributes", attributes)?;
        }
        Ok(())
    }
}

struct AsMap<'a>(&'a [Tag<'a>]);

impl serde::Serialize for AsMap<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// The builder methods and conversions that all kinds of readings share.
macro_rules! reading_methods {
    ($kind:ident) => {
        use super::reading::Details;

        impl<'a> $kind<'a> {
            /// Where it was measured. Up to 255 of `A-Z a-z 0-9 . : - _`, and not `all`.
            #[must_use]
            pub const fn source(mut self, source: &'a str) -> Self {
                self.0.source = Some(crate::readings::Utf8::new(source));
                self
            }

            /// When it was measured. Without it the server's time of receipt counts, or the queue's stamp.
            #[must_use]
            pub const fn at(mut self, time: crate::UnixSeconds) -> Self {
                self.0.time = Some(time);
                self
            }

            /// Its own tags, which make it a tagged measurement (`POST /v1/measurements`, which knows no counters).
            /// They stand alone: the queue's tags are not added.
            #[must_use]
            pub const fn tags(mut self, tags: &'a [crate::Tag<'a>]) -> Self {
                self.0.tags = Some(crate::readings::tags::OwnTags::new(tags));
                self
            }

            /// The queue's tags are added to its own; where both have a name, its own wins.
            #[must_use]
            pub const fn inherit_tags(mut self) -> Self {
                self.0.inherit = true;
                self
            }

            /// `period`: the seconds between two readings of the metric.
            #[must_use]
            pub const fn period(mut self, seconds: u32) -> Self {
                self.0.details = Some(Details { period: Some(seconds), ..self.0.details() });
                self
            }

            /// `display_name`: the name that people see.
            #[must_use]
            pub const fn display_name(mut self, name: &'a str) -> Self {
                self.0.details = Some(Details { display_name: Some(name), ..self.0.details() });
                self
            }

            /// `description`: what the metric is.
            #[must_use]
            pub const fn description(mut self, description: &'a str) -> Self {
                self.0.details = Some(Details { description: Some(description), ..self.0.details() });
                self
            }

            /// `attributes`: how the metric is shown and summarized.
            #[must_use]
            pub const fn attributes(mut self, attributes: &'a crate::Attributes<'a>) -> Self {
                self.0.details = Some(Details { attributes: Some(attributes), ..self.0.details() });
                self
            }

            /// Any other fields, as name and raw JSON value. The JSON is checked when the reading is added.
            #[must_use]
            pub const fn fields(mut self, fields: &'a [(&'a str, &'a str)]) -> Self {
                self.0.details = Some(Details { fields, ..self.0.details() });
                self
            }
        }

        impl<'a> From<$kind<'a>> for crate::Reading<'a> {
            fn from(reading: $kind<'a>) -> Self {
                reading.0
            }
        }

        impl<'a> From<&$kind<'a>> for crate::Reading<'a> {
            fn from(reading: &$kind<'a>) -> Self {
                reading.0
            }
        }
    };
}

impl<'a> From<&Reading<'a>> for Reading<'a> {
    fn from(reading: &Reading<'a>) -> Self {
        *reading
    }
}

pub(super) use reading_methods;

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[] WriteDetails: |_this| "..";
}
