//! How far an attempt at an exchange came, and what its failure means: the same for whoever moves raw bytes.

use crate::transport::{TransportError, TransportErrorKind};

/// How far an attempt had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Bytes of the request were left.
    Sending,
    /// Bytes of the request were left, and an answer had begun.
    Interrupted,
    /// The stream had the whole request; no byte of an answer had come.
    Waiting,
    /// An answer had begun.
    Answering,
}

/// An attempt that failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failed {
    pub(crate) kind: TransportErrorKind,
    pub(crate) stage: Stage,
}

impl Failed {
    /// Whether the server may have the whole request.
    pub(crate) const fn handed_over(self) -> bool {
        !matches!(self.stage, Stage::Sending | Stage::Interrupted)
    }

    /// Whether a kept connection may have been closed behind our back, and nothing speaks against a new one.
    pub(crate) const fn is_stale(self) -> bool {
        match self.stage {
            Stage::Sending => true,
            Stage::Waiting => !matches!(self.kind, TransportErrorKind::Timeout),
            Stage::Interrupted | Stage::Answering => false,
        }
    }

    /// What the exchange comes to, and whether an attempt before this one may have been the whole request already.
    pub(crate) const fn error(self, handed_over_before: bool) -> TransportError {
        if handed_over_before || self.handed_over() {
            TransportError::unknown(self.kind)
        } else {
            TransportError::not_sent(self.kind)
        }
    }
}
