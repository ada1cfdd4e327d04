//! What comes back of a call.

use super::lenient;
use crate::encode::Route;
use crate::json::{JsonError, decode, whole_number};

/// A call with an answer that is decoded as a whole.
pub trait Endpoint: Route {
    /// What the answer is decoded as. Its texts lie in the caller's buffer.
    type Answer<'b>: Answer<'b>;
}

/// A successful answer as it was received.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Received<'b> {
    /// The status, 200 to 299.
    pub status: u16,
    /// The number at the end of the `Location` header, if there is one: the id of what was created, or of a job.
    pub id: Option<u64>,
    /// The body.
    pub json: &'b [u8],
    /// What of the buffer is left.
    pub scratch: &'b mut [u8],
}

/// What an answer can be decoded as: anything that serde can decode, or [`Done`].
pub trait Answer<'b>: Sized {
    /// Decodes it.
    ///
    /// # Errors
    /// If it is something else.
    fn read(received: Received<'b>) -> Result<Self, JsonError>;
}

impl<'b, T: serde::Deserialize<'b>> Answer<'b> for T {
    fn read(received: Received<'b>) -> Result<Self, JsonError> {
        // Nothing is `None`.
        let json = if received.json.is_empty() { b"null" } else { received.json };
        decode(json, received.scratch)
    }
}

/// The answer to a call that gives nothing back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Done {
    status: u16,
    id: Option<u64>,
}

impl Done {
    pub(crate) const fn new(status: u16, id: Option<u64>) -> Self {
        Self { status, id }
    }

    /// The id of what was created, if something was (201) and has a number.
    #[must_use]
    pub const fn created(self) -> Option<u64> {
        if self.status == 201 { self.id } else { None }
    }

    /// The job that goes on with it: the server accepted the call, and does it later (202).
    #[must_use]
    pub const fn job(self) -> Option<u64> {
        if self.status == 202 { self.id } else { None }
    }
}

impl Answer<'_> for Done {
    fn read(received: Received<'_>) -> Result<Self, JsonError> {
        let id = received.id.or_else(|| decode(received.json, received.scratch).ok().map(|Named { id }| id));
        Ok(Self::new(received.status, id))
    }
}

/// What some servers say in the body: what was created, or which job it is.
#[derive(serde::Deserialize)]
pub(super) struct Named {
    #[serde(deserialize_with = "lenient::id")]
    pub(super) id: u64,
}

/// The number at the end of the path of a `Location`, with or without a slash behind it.
pub(crate) fn last_number(location: &[u8]) -> Option<u64> {
    let path = location.split(|byte| matches!(byte, b'?' | b'#')).next()?;
    let path = path.strip_suffix(b"/").unwrap_or(path);
    whole_number(path.rsplit(|byte| *byte == b'/').next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_location_ends_with() {
        for (location, number) in [
            (&b"/v1/jobs/123"[..], Some(123)),
            (b"https://metrics.example.net/v1/alerts/0", Some(0)),
            (b"7", Some(7)),
            (b"/v1/metrics/cpu", None),
            (b"/v1/jobs/", None),
            (b"/v1/jobs/123/", Some(123)),
            (b"/v1/jobs/123//", None),
            (b"/v1/jobs/123?page=4", Some(123)),
            (b"/v1/jobs/123/?next=/5#/6", Some(123)),
            (b"/v1/jobs/123#7", Some(123)),
            (b"/v1/jobs?id=123", None),
            (b"/v1/jobs/#123", None),
            (b"/", None),
            (b"?7", None),
            (b"", None),
            (b"/v1/jobs/18446744073709551616", None),
        ] {
            assert_eq!(last_number(location), number);
        }
    }

    #[test]
    fn the_status_says_whose_id_it_is() {
        assert_eq!((Done::new(201, Some(7)).created(), Done::new(201, Some(7)).job()), (Some(7), None));
        assert_eq!((Done::new(202, Some(7)).created(), Done::new(202, Some(7)).job()), (None, Some(7)));
        assert_eq!((Done::new(204, None).created(), Done::new(204, None).job()), (None, None));
    }
}
