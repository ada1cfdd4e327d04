//! A stream, and the list of them.

use crate::api::{List, Resource};
use crate::json::{Step, Text};

/// The annotation streams of an account.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Streams {}

impl Resource for Streams {
    type Item<'b> = StreamRef<'b>;
    const PATH: &'static str = "annotations";
    const WAY: &'static [Step] = &[Step::Key("annotations"), Step::Each];
}

/// Lists annotation streams, without their events: `GET /annotations`. They come in the order of their names.
#[must_use]
pub const fn list<'a>() -> List<'a, Streams> {
    List::new()
}

/// What a device keeps of a stream. Its texts lie in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct StreamRef<'b> {
    /// Its name.
    #[serde(borrow)]
    pub name: Text<'b>,
    /// The name that people see.
    pub display_name: Option<Text<'b>>,
}

#[cfg(feature = "std")]
pub use owned::Stream;

#[cfg(feature = "std")]
mod owned {
    use std::collections::BTreeMap;
    use std::string::String;
    use std::vec::Vec;

    use serde::{Deserialize, Deserializer};
    use serde_json::{Map, Value as Json};

    use super::Streams;
    use crate::api::annotations::Event;
    use crate::api::lenient;
    use crate::api::owned::OwnedResource;
    use crate::api::stored::there;
    use crate::transport::HttpTransport;
    use crate::{Error, Librato, annotations};

    impl OwnedResource for Streams {
        type Object = Stream;
    }

    /// A stream, with what the server said of it.
    ///
    /// Written back by [`save`](Self::save) or [`update`](crate::annotations::update) it loses nothing, fields that this library does not know included.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Stream {
        /// Its name. An update has it in its path.
        #[serde(skip_serializing)]
        pub name: String,
        /// The name that people see.
        #[serde(default)]
        pub display_name: Option<String>,
        /// The events by source, if they were [asked for](crate::annotations::Get::start_time). Those without a source stand under
        /// `unassigned`.
        #[serde(default, skip_serializing, deserialize_with = "events")]
        pub events: Option<BTreeMap<String, Vec<Event>>>,
        /// What the server says of the events: `next_time` is where those go on that were cut off.
        #[serde(default, skip_serializing, deserialize_with = "lenient::or_default")]
        pub query: Map<String, Json>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl Stream {
        /// The stream of this name, without its events.
        ///
        /// # Errors
        /// As [`Librato::send`]. A name that the server does not know is none.
        pub fn find<T: HttpTransport>(api: &Librato<T>, name: &str) -> Result<Option<Self>, Error> {
            there(api.send(annotations::get(name)))
        }

        /// Writes it back, without its events.
        ///
        /// # Errors
        /// As [`Librato::send`].
        pub fn save<T: HttpTransport>(&self, api: &Librato<T>) -> Result<(), Error> {
            api.send(annotations::update(&self.name, self)).map(drop)
        }

        /// Deletes it, with its events.
        ///
        /// # Errors
        /// As [`Librato::send`].
        pub fn delete<T: HttpTransport>(&self, api: &Librato<T>) -> Result<(), Error> {
            api.send(annotations::delete(&self.name)).map(drop)
        }
    }

    type Group = BTreeMap<String, Option<Vec<Event>>>;

    /// The documentation has the sources in a list; the service gave them without one.
    fn events<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<BTreeMap<String, Vec<Event>>>, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Groups {
            One(Group),
            List(Vec<Group>),
        }
        let groups = match Option::deserialize(deserializer)? {
            Some(Groups::One(group)) => std::vec![group],
            Some(Groups::List(groups)) => groups,
            None => return Ok(None),
        };
        let mut all = BTreeMap::<String, Vec<Event>>::new();
        for (source, events) in groups.into_iter().flatten() {
            all.entry(source).or_default().extend(events.into_iter().flatten());
        }
        Ok(Some(all))
    }

    impl core::fmt::Display for Stream {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            f.write_str(&self.name)?;
            if let Some(name) = &self.display_name {
                write!(f, ": {name}")?;
            }
            match &self.events {
                Some(events) => write!(f, " ({} events)", events.values().map(Vec::len).sum::<usize>()),
                None => Ok(()),
            }
        }
    }
}
