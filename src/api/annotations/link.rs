//! What belongs to an event elsewhere.

use crate::api::{Done, Endpoint};
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// A link that an event gets.
///
/// ```
/// use librato::annotations::{self, NewLink};
/// let links = [NewLink::new("commit", "https://git.example/42").label("what is in it")];
/// let call = annotations::post("deploys", "v42").links(&links);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NewLink<'a> {
    rel: &'a str,
    href: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
}

impl<'a> NewLink<'a> {
    /// What the target is to the event, which no other link of the event may be, and the URL of the target.
    #[must_use]
    pub const fn new(rel: &'a str, href: &'a str) -> Self {
        Self { rel, href, label: None }
    }

    /// What people see of it.
    #[must_use]
    pub const fn label(mut self, label: &'a str) -> Self {
        self.label = Some(label);
        self
    }
}

/// Adds a link to an event: `POST /annotations/NAME/ID/links`.
#[must_use]
pub const fn add_link<'a>(stream: &'a str, event: u64, link: NewLink<'a>) -> AddLink<'a> {
    AddLink { stream, event, link }
}

/// Takes the link with this `rel` from an event: `DELETE /annotations/NAME/ID/links/REL`.
#[must_use]
pub const fn delete_link<'a>(stream: &'a str, event: u64, rel: &'a str) -> DeleteLink<'a> {
    DeleteLink { stream, event, rel }
}

/// See [`add_link`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct AddLink<'a> {
    stream: &'a str,
    event: u64,
    link: NewLink<'a>,
}

impl Route for AddLink<'_> {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("annotations").segment(self.stream).id(self.event).segment("links");
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(&self.link);
    }
}

impl Endpoint for AddLink<'_> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for AddLink<'_> {
    type Object = Done;
}

/// See [`delete_link`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DeleteLink<'a> {
    stream: &'a str,
    event: u64,
    rel: &'a str,
}

impl Route for DeleteLink<'_> {
    fn method(&self) -> Method {
        Method::Delete
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("annotations").segment(self.stream).id(self.event).segment("links").segment(self.rel);
    }
}

impl Endpoint for DeleteLink<'_> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for DeleteLink<'_> {
    type Object = Done;
}

#[cfg(feature = "std")]
pub use owned::Link;

#[cfg(feature = "std")]
mod owned {
    use std::string::String;

    use serde_json::{Map, Value as Json};

    /// A link that an event has.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Link {
        /// What the target is to the event. No two links of an event are the same to it.
        pub rel: String,
        /// The URL of the target.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub href: Option<String>,
        /// What people see of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub label: Option<String>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl Link {
        /// A link: what the target is to the event, and the URL of the target.
        #[must_use]
        pub fn new(rel: impl Into<String>, href: impl Into<String>) -> Self {
            Self { rel: rel.into(), href: Some(href.into()), label: None, other: Map::new() }
        }
    }

    impl core::fmt::Display for Link {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            f.write_str(self.label.as_ref().unwrap_or(&self.rel))?;
            self.href.as_ref().map_or(Ok(()), |href| write!(f, " <{href}>"))
        }
    }
}
