//! New events.

use serde::Serialize;

use super::NewLink;
use crate::UnixSeconds;
use crate::api::{Done, Endpoint};
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Posts an event: `POST /annotations/NAME`. A stream that is not there is created.
///
/// A device gets the [id](Done::created) of the event, to [close](super::close) it by; a desktop program what the server says of it.
/// A title is a few words.
///
/// ```
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, UnixSeconds, annotations};
///
/// let transport = Recording::<1024>::new()
///     .answer_with(201, &[("Location", "/v1/annotations/irrigation/143")], "")
///     .answer_with(204, &[], "");
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let mut buffer = [0; 256];
/// let event = annotations::post("irrigation", "valve 2 open").source("garden");
/// if let Some(id) = client.send(&event, &mut buffer, Millis(0))?.created() {
///     // The valve is closed again.
///     client.send(&annotations::close("irrigation", id, UnixSeconds(1_386_054_000)), &mut buffer, Millis(60_000))?;
/// }
/// assert_eq!(client.transport().request(1).target(), "/v1/annotations/irrigation/143");
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn post<'a>(stream: &'a str, title: &'a str) -> Post<'a> {
    Post { stream, title, source: None, description: None, start_time: None, end_time: None, links: None }
}

/// Posts an event of free form, which is anything that serde can write: `POST /annotations/NAME`.
#[must_use]
pub const fn post_json<'a, B: Serialize>(stream: &'a str, event: &'a B) -> PostJson<'a, B> {
    PostJson { stream, event }
}

/// See [`post`].
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Post<'a> {
    #[serde(skip)]
    stream: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<&'a [NewLink<'a>]>,
}

impl<'a> Post<'a> {
    /// Where it happened.
    #[must_use]
    pub const fn source(mut self, source: &'a str) -> Self {
        self.source = Some(source);
        self
    }

    /// More about it.
    #[must_use]
    pub const fn description(mut self, description: &'a str) -> Self {
        self.description = Some(description);
        self
    }

    /// When it began. Without this it is when the server gets it.
    #[must_use]
    pub const fn start_time(mut self, time: UnixSeconds) -> Self {
        self.start_time = Some(time.0);
        self
    }

    /// When it ended.
    #[must_use]
    pub const fn end_time(mut self, time: UnixSeconds) -> Self {
        self.end_time = Some(time.0);
        self
    }

    /// What belongs to it elsewhere.
    #[must_use]
    pub const fn links(mut self, links: &'a [NewLink<'a>]) -> Self {
        self.links = Some(links);
        self
    }

    #[cfg(feature = "std")]
    pub(super) const fn stream(&self) -> &'a str {
        self.stream
    }

    /// The same without an end, beginning now if it does not say when.
    #[cfg(feature = "std")]
    pub(super) fn starting(mut self, now: UnixSeconds) -> Self {
        self.start_time = self.start_time.or(Some(now.0));
        self.end_time = None;
        self
    }
}

impl Route for Post<'_> {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("annotations").segment(self.stream);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self);
    }
}

impl Endpoint for Post<'_> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Post<'_> {
    type Object = super::Posted;
}

/// See [`post_json`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PostJson<'a, B> {
    stream: &'a str,
    event: &'a B,
}

impl<B: Serialize> Route for PostJson<'_, B> {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("annotations").segment(self.stream);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self.event);
    }
}

impl<B: Serialize> Endpoint for PostJson<'_, B> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for PostJson<'_, B> {
    type Object = super::Posted;
}
