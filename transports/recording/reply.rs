//! What a recording plays in one exchange: an answer, and what goes wrong.

use crate::transport::TransportErrorKind;

/// What goes wrong in an exchange of a [`Recording`](super::Recording). Bytes are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Fault {
    /// There is no connection, for this reason: nothing is sent.
    Connect(TransportErrorKind),
    /// The connection breaks when this byte of the request is to be sent: `NotSent`. A shorter request goes through.
    RequestAt(usize),
    /// The request is sent, and no byte of an answer comes in time.
    Timeout,
    /// The connection breaks when this byte of the answer is to be read. A shorter answer comes whole.
    AnswerAt(usize),
    /// The server closes the connection after this many bytes of the answer. That ends the answer well if it has no
    /// length, or is shorter.
    CloseAt(usize),
}

/// One exchange of a [`Recording`](super::Recording): the answer, and perhaps a [`Fault`]. A status converts
/// into one: `answer(503)` is `answer(Reply::new(503))`.
///
/// ```
/// use librato::transports::{Fault, Recording, Reply};
///
/// let busy = Reply::new(429).headers(&[("Retry-After", "30")]).body("{}");
/// let transport = Recording::<4096>::new()
///     .answer(busy)
///     .answer(Reply::new(200).fault(Fault::AnswerAt(20)))
///     .answer(Reply::raw(b"HTTP/1.1 200 OK\r\n\r\nuntil the end of the stream").pieces(1));
/// assert_eq!(transport.unplayed(), 3);
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Reply<'a> {
    pub(super) answer: Answer<'a>,
    pub(super) fault: Option<Fault>,
    pub(super) window: Option<usize>,
    pub(super) pieces: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) enum Answer<'a> {
    Parts { status: u16, headers: &'a [(&'a str, &'a str)], body: &'a str },
    Raw(&'a [u8]),
}

impl<'a> Reply<'a> {
    /// An answer with this status, without a body.
    #[must_use]
    pub const fn new(status: u16) -> Self {
        Self::from_answer(Answer::Parts { status, headers: &[], body: "" })
    }

    /// An answer of these bytes, which may be no HTTP at all. The stream ends after them.
    #[must_use]
    pub const fn raw(bytes: &'a [u8]) -> Self {
        Self::from_answer(Answer::Raw(bytes))
    }

    const fn from_answer(answer: Answer<'a>) -> Self {
        Self { answer, fault: None, window: None, pieces: None }
    }

    /// The headers, in place of those given before. `Content-Length` is added unless it, or `Transfer-Encoding`, is
    /// among them. A [`raw`](Self::raw) answer has its own and does not change.
    #[must_use]
    pub const fn headers(mut self, headers: &'a [(&'a str, &'a str)]) -> Self {
        if let Answer::Parts { status, body, .. } = self.answer {
            self.answer = Answer::Parts { status, headers, body };
        }
        self
    }

    /// The body, in place of one given before. A [`raw`](Self::raw) answer has its own and does not change.
    #[must_use]
    pub const fn body(mut self, body: &'a str) -> Self {
        if let Answer::Parts { status, headers, .. } = self.answer {
            self.answer = Answer::Parts { status, headers, body };
        }
        self
    }

    /// What goes wrong.
    #[must_use]
    pub const fn fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// As [`Recording::window`](super::Recording::window), for this exchange alone.
    #[must_use]
    pub const fn window(mut self, bytes: usize) -> Self {
        self.window = Some(bytes);
        self
    }

    /// As [`Recording::pieces`](super::Recording::pieces), for this exchange alone.
    #[must_use]
    pub const fn pieces(mut self, bytes: usize) -> Self {
        self.pieces = Some(bytes);
        self
    }
}

impl From<u16> for Reply<'_> {
    fn from(status: u16) -> Self {
        Self::new(status)
    }
}

/// An exchange without an answer: what comes before the fault is that of a 200.
impl From<Fault> for Reply<'_> {
    fn from(fault: Fault) -> Self {
        Self::new(200).fault(fault)
    }
}
