//! One exchange of a request and its answer, without whoever moves the bytes: what comes next, and what a failure means.

use crate::answers::{Progress, ResponseReader};
use crate::transport::{ResponseSink, TransportError, TransportErrorKind};

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A new connection, in place of the one before. The request goes out from its first byte.
    Connect,
    /// Bytes of the request.
    Send,
    /// Bytes of the answer.
    Receive,
    /// Nothing: see [`Exchange::result`].
    Over,
}

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Bytes of the request are left.
    Sending,
    /// Bytes of the request are left, and an answer has begun.
    Interrupted,
    /// The whole request is out; no byte of an answer has come.
    Waiting,
    /// The whole request is out, and an answer has begun.
    Answering,
}

/// An exchange under way. Blocking, async and polled transports move its bytes, and have a reader of their own for each attempt: that
/// is most of what it takes, and is needed when the request is out.
///
/// A connection that an earlier exchange left, and that turns out closed before the first byte of an answer, is connected anew, once.
pub(crate) struct Exchange {
    next: Next,
    /// What it came to, once it is over.
    result: Result<bool, TransportError>,
    /// Bytes of the request are left.
    unsent: bool,
    /// A byte of an answer has come.
    begun: bool,
    /// The attempt began on a connection that another exchange had left.
    kept: bool,
    /// The server may have the whole request from an attempt before this one.
    handed_over: bool,
}

impl Exchange {
    /// An exchange over a connection that an earlier one left, or over one that is still to be made.
    pub(crate) const fn new(kept: bool) -> Self {
        Self {
            next: if kept { Next::Send } else { Next::Connect },
            result: Ok(false),
            unsent: true,
            begun: false,
            kept,
            handed_over: false,
        }
    }

    /// One that is over, and left no connection.
    pub(crate) const fn none() -> Self {
        Self { next: Next::Over, ..Self::new(false) }
    }

    pub(crate) const fn next(&self) -> Next {
        self.next
    }

    /// What it came to. `Ok` says whether the connection can carry another exchange.
    pub(crate) const fn result(&self) -> Result<bool, TransportError> {
        self.result
    }

    /// The connection that was asked for stands.
    pub(crate) const fn connected(&mut self) {
        self.next = Next::Send;
    }

    /// The whole request is out.
    pub(crate) const fn sent(&mut self) {
        (self.unsent, self.next) = (false, Next::Receive);
    }

    /// A write failed. A server that refuses a request before its end (401, 413) answers and closes: its words are worth a look.
    #[cfg(feature = "embedded-io")]
    pub(crate) fn write_failed(&mut self, kind: TransportErrorKind) {
        match kind {
            TransportErrorKind::Closed => self.next = Next::Receive,
            kind => self.failed(kind),
        }
    }

    /// Bytes of the answer arrived; `None` of a stream that claims more of them than it had room for, which is broken. A refusal (400
    /// and above) may come before the whole request is out.
    pub(crate) fn received(
        &mut self,
        reader: &mut ResponseReader,
        bytes: Option<&[u8]>,
        response: &mut dyn ResponseSink,
    ) {
        self.begun |= bytes.is_none_or(|bytes| !bytes.is_empty());
        let Some(bytes) = bytes else { return self.failed(TransportErrorKind::Io) };
        match reader.feed(bytes, response) {
            Ok(Progress::More) => {}
            Ok(Progress::Done) => self.answered(reader),
            Err(error) => self.failed(TransportErrorKind::Answer(error)),
        }
    }

    /// The other side closed the connection.
    pub(crate) fn closed(&mut self, reader: &mut ResponseReader) {
        match reader.closed() {
            Ok(()) => self.answered(reader),
            Err(error) if self.stage() == Stage::Answering => self.failed(TransportErrorKind::Answer(error)),
            Err(_) => self.failed(TransportErrorKind::Closed),
        }
    }

    /// Connecting, sending or receiving failed.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn failed(&mut self, kind: TransportErrorKind) {
        let stage = self.stage();
        // Where a write found the connection closed, that is why, whatever became of reading on.
        let kind = if self.unsent && self.next == Next::Receive { TransportErrorKind::Closed } else { kind };
        let handed_over = matches!(stage, Stage::Waiting | Stage::Answering);
        let is_stale = match stage {
            Stage::Sending => true,
            // A time limit that passes is no sign of a closed connection.
            Stage::Waiting => kind != TransportErrorKind::Timeout,
            Stage::Interrupted | Stage::Answering => false,
        };
        let error = if handed_over || self.handed_over {
            TransportError::unknown(kind)
        } else {
            TransportError::not_sent(kind)
        };
        if self.kept && is_stale {
            (self.kept, self.handed_over, self.unsent, self.next) = (false, handed_over, true, Next::Connect);
        } else {
            self.over(Err(error));
        }
    }

    /// The answer is whole.
    fn answered(&mut self, reader: &ResponseReader) {
        if !self.unsent {
            self.over(Ok(reader.is_reusable()));
        } else if reader.status() >= 400 {
            self.over(Ok(false));
        } else {
            self.failed(TransportErrorKind::Closed);
        }
    }

    const fn over(&mut self, result: Result<bool, TransportError>) {
        (self.next, self.result) = (Next::Over, result);
    }

    const fn stage(&self) -> Stage {
        match (self.unsent, self.begun) {
            (true, false) => Stage::Sending,
            (true, true) => Stage::Interrupted,
            (false, false) => Stage::Waiting,
            (false, true) => Stage::Answering,
        }
    }
}
