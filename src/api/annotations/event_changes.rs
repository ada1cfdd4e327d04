//! What an update changes of an event.

use super::NewLink;
use crate::UnixSeconds;

/// What an [update](super::update_event) changes of an event. What is not set stays as it is.
///
/// ```
/// use librato::{UnixSeconds, annotations};
/// let changes = annotations::EventChanges::new().title("v42, rolled back").end_time(UnixSeconds(1_386_054_000));
/// let call = annotations::update_event("deploys", 143, &changes);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct EventChanges<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<&'a [NewLink<'a>]>,
}

impl<'a> EventChanges<'a> {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { title: None, description: None, end_time: None, links: None }
    }

    /// What happened, in a few words.
    #[must_use]
    pub const fn title(mut self, title: &'a str) -> Self {
        self.title = Some(title);
        self
    }

    /// More about it.
    #[must_use]
    pub const fn description(mut self, description: &'a str) -> Self {
        self.description = Some(description);
        self
    }

    /// When it ended.
    #[must_use]
    pub const fn end_time(mut self, time: UnixSeconds) -> Self {
        self.end_time = Some(time.0);
        self
    }

    /// All of its links. [`add_link`](super::add_link) and [`delete_link`](super::delete_link) change one of them.
    #[must_use]
    pub const fn links(mut self, links: &'a [NewLink<'a>]) -> Self {
        self.links = Some(links);
        self
    }
}
