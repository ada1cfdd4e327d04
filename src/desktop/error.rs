//! What can go wrong in a desktop program.

use core::time::Duration;
use std::boxed::Box;
use std::string::String;
use std::vec::Vec;

use super::DecodeError;
use crate::answers::ErrorBody;
use crate::measurements::TimeRangeError;
use crate::session::{Blame, Cause, Report};
use crate::{AddError, CredentialsError, HeaderError, ServerError};

/// What can go wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The base URL.
    Server(ServerError),
    /// User or token.
    Credentials(CredentialsError),
    /// The user agent or device id.
    Header(HeaderError),
    /// A variable that is not set, in the environment or wherever variables are looked up: its name.
    Missing(&'static str),
    /// A reading that was not taken. It is still in the caller's hand.
    Reading(AddError),
    /// A stretch of time that no call can be made with.
    TimeRange(TimeRangeError),
    /// A request that was not accepted, or not whole.
    Failed(Box<Failure>),
    /// A call with a name or an id in its path that is empty, `.` or `..`. Nothing was sent.
    Path,
    /// A call whose body cannot be written as JSON, such as one with a NaN. Nothing was sent.
    Body,
    /// An answer that is not what was asked for. The server accepted the call all the same.
    Decode(DecodeError),
    /// Something that has no id yet, because it was never saved, or that does not know where it belongs. Nothing was sent.
    NoId,
}

/// A request that was not accepted, or not whole.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// Why.
    pub cause: Cause,
    /// What came of the readings.
    pub report: Report,
    /// How long to wait before the next try, as the server announced it or the backoff has it. Zero where nothing asks to wait:
    /// after readings that were refused for good, or a [call](super::Librato::call) whose answer announces nothing.
    pub retry_after: Duration,
    /// The body of the server's answer, at most its first 4 KiB; empty if there was none.
    pub body: Vec<u8>,
    pub(super) status: u16,
}

impl Failure {
    /// The server's words about it: the status, and what the body says.
    #[must_use]
    pub fn error_body(&self) -> ErrorBody<'_> {
        ErrorBody::new(self.status, &self.body)
    }
}

impl Error {
    /// The status that the server answered with, if it did.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Failed(failure) if failure.status != 0 => Some(failure.status),
            _ => None,
        }
    }

    /// Whose fault it is.
    #[must_use]
    pub fn blame(&self) -> Blame {
        match self {
            Self::Failed(failure) => failure.cause.blame(),
            Self::Reading(_) | Self::TimeRange(_) | Self::Body | Self::Path | Self::NoId => Blame::Data,
            Self::Decode(_) => Blame::Server,
            _ => Blame::Configuration,
        }
    }

    /// How long to wait before the next try; `None` if waiting does not help.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Failed(failure) => Some(failure.retry_after),
            _ => None,
        }
    }

    /// What came of the readings, if any were sent.
    #[must_use]
    pub fn report(&self) -> Report {
        match self {
            Self::Failed(failure) => failure.report,
            _ => Report::default(),
        }
    }
}

impl core::fmt::Debug for Failure {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Failure")
            .field("cause", &self.cause)
            .field("report", &self.report)
            .field("retry_after", &self.retry_after)
            .field("body", &String::from_utf8_lossy(&self.body))
            .finish()
    }
}

impl core::fmt::Display for Failure {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.cause {
            Cause::Status(_) | Cause::RateLimited(_) => self.error_body().fmt(f)?,
            Cause::Rejected => write!(f, "{}: {}", self.cause, self.error_body())?,
            cause => cause.fmt(f)?,
        }
        if self.report.waiting > 0 || self.report.dropped > 0 {
            write!(f, " ({})", self.report)?;
        }
        Ok(())
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Server(error) => error.fmt(f),
            Self::Credentials(error) => error.fmt(f),
            Self::Header(error) => error.fmt(f),
            Self::Missing(name) => write!(f, "the environment variable {name} is not set"),
            Self::Reading(error) => error.fmt(f),
            Self::TimeRange(error) => error.fmt(f),
            Self::Failed(failure) => failure.fmt(f),
            Self::Path => f.write_str("a name in the path must not be empty, . or .."),
            Self::Body => f.write_str("the call cannot be written as JSON"),
            Self::Decode(error) => write!(f, "the answer is not what was asked for: {error}"),
            Self::NoId => f.write_str("it was never saved"),
        }
    }
}

impl core::error::Error for Failure {}
impl core::error::Error for Error {}

macro_rules! from {
    ($($variant:ident($error:ty)),*) => {$(
        impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        }
    )*};
}

from!(
    Server(ServerError),
    Credentials(CredentialsError),
    Header(HeaderError),
    Reading(AddError),
    TimeRange(TimeRangeError)
);
