//! What came of a flush.

use crate::Millis;
use crate::transport::TransportError;

/// What came of the readings of a flush or a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Report {
    /// Accepted by the server.
    pub accepted: u32,
    /// Still in the queue. After a flush without an error that is what came in while it sent.
    pub waiting: u32,
    /// Gone without being accepted: the server refused them by name, or reported them as rejected.
    pub dropped: u32,
    /// Sent a second time or more, after a failure.
    pub resent: u32,
    /// Requests that were sent.
    pub requests: u32,
}

impl Report {
    pub(crate) const EMPTY: Self = Self { accepted: 0, waiting: 0, dropped: 0, resent: 0, requests: 0 };

    #[cfg(feature = "std")]
    /// Adds what another flush brought; what waits is what waits now.
    pub(crate) fn and_then(&mut self, next: &Self) {
        self.accepted = self.accepted.saturating_add(next.accepted);
        self.dropped = self.dropped.saturating_add(next.dropped);
        self.resent = self.resent.saturating_add(next.resent);
        self.requests = self.requests.saturating_add(next.requests);
        self.waiting = next.waiting;
    }
}

impl core::fmt::Display for Report {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} accepted, {} waiting, {} dropped", self.accepted, self.waiting, self.dropped)
    }
}

/// Whose fault a failure is, and so who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Blame {
    /// Base URL, credentials, rights. Everything is kept, and tried again slowly.
    Configuration,
    /// The readings.
    Data,
    /// The server: it is overloaded, limits the rate, or has a fault.
    Server,
    /// What lies between.
    Network,
}

/// Why not everything was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Cause {
    /// The server answered with this status.
    Status(u16),
    /// The server limits the rate, and answered with this status (429, or 403).
    RateLimited(u16),
    /// A 2xx with a body that is no JSON: something other than the API answered, such as the login page of a network.
    NotTheApi(u16),
    /// The server accepted the request but not all of its readings, or refused some by name.
    Rejected,
    /// No whole answer came.
    Transport(TransportError),
    /// It is not time yet: an earlier failure asked to wait. Nothing was sent.
    NotYet,
    /// The queue was in use, or another client was sending its chunk.
    Busy,
}

impl Cause {
    /// Whose fault it is.
    #[must_use]
    pub const fn blame(self) -> Blame {
        match self {
            Self::Rejected | Self::Status(400 | 413 | 422) => Blame::Data,
            Self::Status(408 | 500..) | Self::RateLimited(_) | Self::NotYet | Self::Busy => Blame::Server,
            Self::Status(_) | Self::NotTheApi(_) => Blame::Configuration,
            Self::Transport(error) => match error.kind {
                crate::transport::TransportErrorKind::Insecure
                | crate::transport::TransportErrorKind::ScratchTooSmall
                | crate::transport::TransportErrorKind::Unsupported
                | crate::transport::TransportErrorKind::Certificate => Blame::Configuration,
                _ => Blame::Network,
            },
        }
    }
}

impl core::fmt::Display for Cause {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Status(status) => write!(f, "the server answered {status}"),
            Self::RateLimited(status) => write!(f, "the server limits the rate ({status})"),
            Self::NotTheApi(status) => write!(f, "something other than the API answered ({status})"),
            Self::Rejected => f.write_str("the server did not take all readings"),
            Self::Transport(error) => error.fmt(f),
            Self::NotYet => f.write_str("an earlier failure asked to wait"),
            Self::Busy => f.write_str("the queue is in use"),
        }
    }
}

/// A flush after which something that it was to send still waits, or was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct FlushError {
    /// Why.
    pub cause: Cause,
    /// What came of the readings.
    pub report: Report,
    pub(crate) retry_at: Millis,
    pub(crate) blame: Blame,
}

impl FlushError {
    /// The queue is in use.
    pub(crate) const fn busy(report: Report, now: Millis) -> Self {
        Self { cause: Cause::Busy, report, retry_at: now, blame: Cause::Busy.blame() }
    }

    /// When to flush again. Before that [`flush`](crate::Client::flush) sends nothing.
    #[must_use]
    pub const fn retry_at(&self) -> Millis {
        self.retry_at
    }

    /// Whose fault it is. Before its time: of the failure that asked to wait.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        self.blame
    }

    /// How many readings were kept.
    #[must_use]
    pub const fn waiting(&self) -> u32 {
        self.report.waiting
    }
}

impl core::fmt::Display for FlushError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}; {}", self.cause, self.report)
    }
}

impl core::error::Error for FlushError {}
