//! What a server says of an event that it took.

use std::string::String;

use super::Event;
use crate::api::{Done, Owned};
use crate::{Error, Reply};

/// What a server says of an event that it took: mostly the event, but it has taken it whatever it says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Posted {
    /// The number of the event, to change or [close](super::close) it by.
    pub id: Option<u64>,
    /// The event as the server has it.
    pub event: Option<Event>,
    /// The answer, as it came.
    pub reply: Reply,
}

impl Owned for Posted {
    fn of(reply: &Reply) -> Result<Self, Error> {
        let event = reply.json::<Event>().ok();
        let id = event.as_ref().map(|event| event.id).or(Done::of(reply)?.created());
        Ok(Self { id, event, reply: reply.clone() })
    }
}

impl core::fmt::Display for Posted {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match (&self.event, self.id) {
            (Some(event), _) => event.fmt(f),
            (None, Some(id)) => write!(f, "event {id}"),
            (None, None) => f.write_str(&String::from_utf8_lossy(&self.reply.body)),
        }
    }
}
