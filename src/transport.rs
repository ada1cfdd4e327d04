//! The seam between the library and whatever moves bytes: [`HttpTransport`] and the two traits it works
//! between.
//!
//! *A request is a source of bytes*: the transport asks for as many as it has room for. *A response is a sink
//! of bytes*: the transport hands over what arrives. Neither side needs a buffer for a whole request or a whole
//! answer.

mod asynchronous;

use crate::answers::AnswerError;
use crate::server::Server;

pub use asynchronous::{Async, AsyncHttpTransport};

/// The method of a request. The API uses these four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Method {
    /// Read.
    Get,
    /// Create, or submit measurements.
    Post,
    /// Update, or create by name.
    Put,
    /// Delete.
    Delete,
}

impl Method {
    /// The method as it stands in the request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A request, to be pulled by a transport: either as raw HTTP/1.1 bytes (`fill`), or in parts (`method`,
/// `server`, `target`, `headers`, `body_len`, `fill_body`) for clients that write the head themselves.
/// A transport uses one of the two ways in one exchange.
pub trait RequestSource {
    /// Writes the next bytes of head and body into `buf` and says how many. Less than `buf.len()` does not mean
    /// the end; 0 for a `buf` that is not empty does. Any length of `buf` from 1 up works, 64 and more well.
    fn fill(&mut self, buf: &mut [u8]) -> usize;

    /// As [`fill`](Self::fill), for the body alone.
    fn fill_body(&mut self, buf: &mut [u8]) -> usize;

    /// Starts again from the first byte. The bytes that follow are the same as before. A client takes it that the server may have the
    /// request by then: readings of one that is turned away after that are kept as the same bytes.
    fn rewind(&mut self);

    /// The method.
    fn method(&self) -> Method;

    /// Scheme, host and port to reach. A transport that cannot honour the scheme refuses the request
    /// with [`TransportErrorKind::Insecure`] before it sends a byte.
    fn server(&self) -> Server<'_>;

    /// Gives the request target, path and query, piece by piece, percent-encoded. Starts with `/`.
    fn target(&self, piece: &mut dyn FnMut(&str));

    /// Gives each header but `Host` and `Content-Length` as `(name, piece of value)`. An empty name continues the value of
    /// the header before. Values may hold credentials: do not log them.
    fn headers(&self, piece: &mut dyn FnMut(&str, &str));

    /// The length of the body in bytes, exact. It may have to be counted, so that only those ask who need it before the body;
    /// [`fill`](Self::fill) knows it anyway. 0 with [`has_body`](Self::has_body) false means no body at all.
    fn body_len(&mut self) -> u64;

    /// Whether there is a body, even an empty one.
    fn has_body(&self) -> bool;
}

/// Whether a [`ResponseSink`] wants more of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Flow {
    /// Go on.
    More,
    /// The rest of the body is not wanted. The transport drains it if that is cheap, else closes the connection.
    Enough,
}

/// Where the parts of the final answer go, in order: `status`, each `header`, then `body` in pieces of any size.
/// Interim answers (1xx) are not given.
///
/// A transport that reads raw bytes gives them to a [`ResponseReader`](crate::answers::ResponseReader), which calls
/// these.
pub trait ResponseSink {
    /// A final answer begins with this status, 200 to 999. Called again, it begins anew: what came before is forgotten.
    fn status(&mut self, code: u16);
    /// One header. Names are ASCII and may come in any case; values without white space around them.
    fn header(&mut self, name: &[u8], value: &[u8]);
    /// A piece of the body, with chunked framing taken off.
    fn body(&mut self, piece: &[u8]) -> Flow;
}

/// Moves one request and its answer.
///
/// # What an implementation keeps to
///
/// - *Whole exchange.* `exchange` sends the whole request, reads the whole answer into `response` and returns `Ok`,
///   or returns an error. Any status is `Ok`, 4xx and 5xx as well. Redirects are not followed: credentials go to no
///   host but the one named.
/// - *Partial progress.* Short reads and writes are continued inside. A write of zero bytes is an error, never a reason
///   to spin. Nothing of the request is kept after the return.
/// - *Time.* It must not block for ever: it has a time limit, or states that it cannot have one.
/// - *After an error* it may be called again at once; a connection in doubt has been closed by then.
/// - *Kept connections* that turn out closed may be dialled anew and the request sent again by itself
///   ([`RequestSource::rewind`]), but only while no byte of an answer has come.
/// - *Errors say what they mean for delivery.* [`Delivery::NotSent`] only when the server cannot have seen
///   a whole request; everything else is [`Delivery::Unknown`].
/// - *Not for interrupts.* It blocks.
///
/// The trait is object-safe.
pub trait HttpTransport {
    /// Sends `request` and gives the answer to `response`.
    ///
    /// # Errors
    /// When no whole answer came. What `response` was given until then does not count.
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError>;
}

#[cfg(feature = "std")]
impl<T: HttpTransport + ?Sized> HttpTransport for std::boxed::Box<T> {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        (**self).exchange(request, response)
    }
}

impl<T: HttpTransport + ?Sized> HttpTransport for &mut T {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        (**self).exchange(request, response)
    }
}

/// What is known about the request after a failed exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Delivery {
    /// The server cannot have seen the whole request.
    NotSent,
    /// It may have been seen, and acted on. Sending it again may count it twice.
    Unknown,
}

/// Why an exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The host's name has no address.
    Resolve,
    /// No connection could be made.
    Connect,
    /// The server's certificate is not for this host, expired, unknown, or not the pinned key.
    Certificate,
    /// Any other failure of TLS.
    Tls,
    /// A time limit passed.
    Timeout,
    /// The connection was closed or reset.
    Closed,
    /// The stream took zero bytes.
    WriteZero,
    /// Any other failure of reading or writing.
    Io,
    /// The answer was no usable HTTP answer.
    Answer(AnswerError),
    /// `https` over a plain stream, or a transport built without TLS.
    Insecure,
    /// The scratch buffer is below the minimum that the transport names.
    ScratchTooSmall,
    /// The transport cannot send this request: its own capacity, or a setting that it refuses.
    Unsupported,
}

/// A failed exchange: why, and what that means for delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct TransportError {
    /// Why.
    pub kind: TransportErrorKind,
    /// Whether the server may have seen the request.
    pub delivery: Delivery,
}

impl TransportError {
    /// A failure before the server can have seen the whole request.
    #[must_use]
    pub const fn not_sent(kind: TransportErrorKind) -> Self {
        Self { kind, delivery: Delivery::NotSent }
    }

    /// A failure after which it is open whether the server saw the request.
    #[must_use]
    pub const fn unknown(kind: TransportErrorKind) -> Self {
        Self { kind, delivery: Delivery::Unknown }
    }
}

impl core::fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Resolve => "the host name has no address",
            Self::Connect => "no connection could be made",
            Self::Certificate => "the server's certificate was refused",
            Self::Tls => "TLS failed",
            Self::Timeout => "a time limit passed",
            Self::Closed => "the connection was closed",
            Self::WriteZero => "the stream took no bytes",
            Self::Io => "reading or writing failed",
            Self::Answer(error) => return error.fmt(f),
            Self::Insecure => "https needs a stream that is secure",
            Self::ScratchTooSmall => "the scratch buffer is too small",
            Self::Unsupported => "the transport cannot send this request",
        })
    }
}

impl core::fmt::Display for TransportError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.kind.fmt(f)?;
        f.write_str(match self.delivery {
            Delivery::NotSent => " (not sent)",
            Delivery::Unknown => " (may have been delivered)",
        })
    }
}

impl core::error::Error for TransportError {}
