//! One stream, with or without its events.

use super::{EventRef, StreamRef};
use crate::UnixSeconds;
use crate::api::{Endpoint, Listing, Page};
use crate::encode::{Path, Query, Route};
use crate::json::{JsonError, Picked, Step, Text, decode};
use crate::transport::Method;

/// Reads one stream: `GET /annotations/NAME`.
///
/// Without a start time or a count the answer has no events. As a list ([`Client::list`](crate::Client::list), `Librato::list`)
/// this gives the events one at a time, those of one source after the other, each in the order of their start times.
///
/// ```
/// use core::ops::ControlFlow;
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, UnixSeconds, annotations};
///
/// let answer = r#"{"name":"irrigation","events":[{"unassigned":[{"id":7,"title":"valve 2 open","start_time":60}]}]}"#;
/// let transport = Recording::<512>::new().answer_with(200, &[], answer);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let mut open = None;
/// client.list(annotations::get("irrigation").start_time(UnixSeconds(0)), &mut [0; 128], Millis(0), |event| {
///     open = event.ok().filter(|event| event.end_time.is_none()).map(|event| event.id);
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(open, Some(7));
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn get(stream: &str) -> Get<'_> {
    Get { stream, count: None, start_time: None, end_time: None, sources: &[], more: &[] }
}

/// See [`get`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Get<'a> {
    stream: &'a str,
    count: Option<u32>,
    start_time: Option<u64>,
    end_time: Option<u64>,
    sources: &'a [&'a str],
    more: &'a [(&'a str, &'a str)],
}

impl<'a> Get<'a> {
    /// How many events at most.
    #[must_use]
    pub const fn count(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// Events that began at this time or later.
    #[must_use]
    pub const fn start_time(mut self, time: UnixSeconds) -> Self {
        self.start_time = Some(time.0);
        self
    }

    /// Events that began up to this time.
    #[must_use]
    pub const fn end_time(mut self, time: UnixSeconds) -> Self {
        self.end_time = Some(time.0);
        self
    }

    /// Of these sources alone; `*` stands for any text.
    #[must_use]
    pub const fn sources(mut self, sources: &'a [&'a str]) -> Self {
        self.sources = sources;
        self
    }

    /// More pairs of the query, for what this has no word for.
    #[must_use]
    pub const fn query(mut self, pairs: &'a [(&'a str, &'a str)]) -> Self {
        self.more = pairs;
        self
    }
}

impl Route for Get<'_> {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("annotations").segment(self.stream);
    }

    fn query(&self, query: &mut Query<'_>) {
        query.pair("count", self.count).pair("start_time", self.start_time).pair("end_time", self.end_time);
        query.pair("sources", self.sources);
        query.pairs(self.more);
    }
}

impl Endpoint for Get<'_> {
    type Answer<'b> = StreamRef<'b>;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Get<'_> {
    type Object = super::Stream;
}

/// The events, one at a time. Those that were cut off follow by `next_time`.
impl Listing for Get<'_> {
    type Item<'b> = EventRef<'b>;

    const WAY: &'static [Step] = &[Step::Key("events"), Step::Each, Step::Any, Step::Each];

    // The documentation has the sources in a list; the service gave them without one.
    const ALSO: &'static [Step] = &[Step::Key("events"), Step::Any, Step::Each];

    fn item(picked: Picked<'_>) -> Result<EventRef<'_>, JsonError> {
        let mut event: EventRef<'_> = decode(picked.json, picked.scratch)?;
        let group = Text::of_key(picked.key);
        event.source = event.source.or(Some(group).filter(|source| !source.is("unassigned")));
        Ok(event)
    }

    fn turn(&mut self, page: &Page) -> bool {
        let next = page.query.next_time.filter(|next| self.count.is_none() && Some(*next) > self.start_time);
        self.start_time = next.or(self.start_time);
        next.is_some()
    }
}

#[cfg(feature = "std")]
impl crate::api::OwnedListing for Get<'_> {
    type Object = super::Event;
}
