//! One event.

use crate::api::{Endpoint, lenient};
use crate::encode::{Path, Query, Route};
use crate::json::Text;
use crate::transport::Method;

/// Reads one event: `GET /annotations/NAME/ID`.
#[must_use]
pub const fn event(stream: &str, id: u64) -> GetEvent<'_> {
    GetEvent { stream, id, more: &[] }
}

/// See [`event`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct GetEvent<'a> {
    stream: &'a str,
    id: u64,
    more: &'a [(&'a str, &'a str)],
}

impl<'a> GetEvent<'a> {
    /// Pairs of the query, for what this has no word for.
    #[must_use]
    pub const fn query(mut self, pairs: &'a [(&'a str, &'a str)]) -> Self {
        self.more = pairs;
        self
    }
}

impl Route for GetEvent<'_> {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("annotations").segment(self.stream).id(self.id);
    }

    fn query(&self, query: &mut Query<'_>) {
        query.pairs(self.more);
    }
}

impl Endpoint for GetEvent<'_> {
    type Answer<'b> = EventRef<'b>;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for GetEvent<'_> {
    type Object = Event;
}

/// What a device keeps of an event. Its texts lie in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct EventRef<'b> {
    /// Its number.
    #[serde(deserialize_with = "lenient::id")]
    pub id: u64,
    /// What happened, in a few words.
    #[serde(borrow)]
    pub title: Option<Text<'b>>,
    /// More about it.
    pub description: Option<Text<'b>>,
    /// Where it happened.
    pub source: Option<Text<'b>>,
    /// When it began, in seconds since 1970.
    pub start_time: Option<u64>,
    /// When it ended, if it has an end.
    pub end_time: Option<u64>,
}

#[cfg(feature = "std")]
pub use owned::Event;

#[cfg(feature = "std")]
mod owned {
    use std::string::String;
    use std::vec::Vec;

    use serde_json::{Map, Value as Json};

    use crate::api::annotations::Link;
    use crate::api::lenient;

    /// An event, with what the server said of it.
    ///
    /// Written back by [`update_event`](crate::annotations::update_event) it loses nothing, fields that this library does not know
    /// included. The API takes no other source or start time for an event that is there, so that these are not written.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Event {
        /// Its number. An update has it in its path.
        #[serde(skip_serializing, deserialize_with = "lenient::id")]
        pub id: u64,
        /// What happened, in a few words.
        #[serde(default)]
        pub title: Option<String>,
        /// More about it.
        #[serde(default)]
        pub description: Option<String>,
        /// Where it happened.
        #[serde(default, skip_serializing)]
        pub source: Option<String>,
        /// When it began, in seconds since 1970.
        #[serde(default, skip_serializing)]
        pub start_time: Option<u64>,
        /// When it ended, if it has an end.
        #[serde(default)]
        pub end_time: Option<u64>,
        /// What belongs to it elsewhere.
        #[serde(default, deserialize_with = "lenient::or_default")]
        pub links: Vec<Link>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl core::fmt::Display for Event {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            match (self.start_time, self.end_time) {
                (Some(start), Some(end)) => write!(f, "{start} to {end}: ")?,
                (Some(start), None) => write!(f, "{start}: ")?,
                (None, Some(end)) => write!(f, "to {end}: ")?,
                (None, None) => {}
            }
            match &self.title {
                Some(title) => f.write_str(title)?,
                None => write!(f, "event {}", self.id)?,
            }
            if let Some(source) = &self.source {
                write!(f, " ({source})")?;
            }
            match &self.description {
                Some(description) => write!(f, ": {description}"),
                None => Ok(()),
            }
        }
    }
}
