//! What came of work that is awaited.

use super::TimeError;
use crate::session::{BootTime, FlushError, Report};

/// One place for all of a client's: each borrows the client, so that there is one at a time.
pub(super) enum Ended {
    Flushed(Result<Report, FlushError>),
    Learned(Result<BootTime, TimeError>),
}

impl Ended {
    pub(super) fn flushed(self) -> Option<Result<Report, FlushError>> {
        if let Self::Flushed(result) = self { Some(result) } else { None }
    }

    pub(super) fn learned(self) -> Option<Result<BootTime, TimeError>> {
        if let Self::Learned(result) = self { Some(result) } else { None }
    }
}
