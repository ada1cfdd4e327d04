//! A blocking byte stream as transport: a modem on a serial line, a socket, a TLS session.

#[cfg(feature = "embedded-io-async")]
mod async_redial;
#[cfg(feature = "embedded-io-async")]
mod async_stream;
mod opened;
mod redial;

use core::num::NonZeroU64;

use ::embedded_io::{Error, ErrorKind, Read, Write};

use crate::answers::ResponseReader;
use crate::exchange::{Exchange, Next};
use crate::server::Server;
use crate::transport::{HttpTransport, RequestSource, ResponseSink, TransportError, TransportErrorKind};

#[cfg(feature = "embedded-io-async")]
pub use async_redial::{AsyncDial, AsyncRedial};
#[cfg(feature = "embedded-io-async")]
pub use async_stream::AsyncByteStream;
pub use opened::Opened;
pub use redial::{Dial, Redial};

/// HTTP/1.1 over any blocking [`embedded_io`](::embedded_io) stream, with as little as 64 bytes of scratch.
///
/// The scratch serves both directions, a window at a time, so requests and answers may be of any length. Small
/// scratch costs more writes, each a segment or a modem command; 256 bytes hold a usual head.
///
/// - *Connections* are opened by a [`Redial`] and kept while the server allows it. A kept one that turns out
///   closed before the first byte of an answer is hung up and dialled anew, and the request is sent again, once.
///   A time limit that passes once the request is out is no sign of a closed connection: it is an error at once.
/// - *Security* is what the maker of the stream says it is: [`secure`](Self::secure) serves `https` only,
///   [`new`](Self::new) serves `http` only, and a request of the other scheme is refused before it is dialled.
/// - *Time* is limited by the stream alone: give its `read` and `write` a time limit, or an exchange can block
///   for ever.
/// - *Delivery*: `NotSent` while a byte of the request has not been taken by `write`. A `write` that fails is taken
///   to have sent none of its bytes.
/// - *Refusals* (400 and above) that a server sends before it has all of a request, and then closes, are answers. Nothing else
///   that it says by then is: the exchange fails with [`Closed`](TransportErrorKind::Closed).
/// - *Scratch* has held credentials, so it is zeroed at the end of each exchange.
///
/// See [`Redial`] for examples.
pub struct ByteStream<'a, R> {
    redial: R,
    scratch: &'a mut [u8],
    secure: bool,
    /// Which server the open connection leads to, as a [`place`]; `None` without one.
    kept: Option<NonZeroU64>,
}

impl ByteStream<'_, ()> {
    /// The least scratch in bytes.
    pub const MIN_SCRATCH: usize = 64;
}

impl<'a, R: Redial> ByteStream<'a, R> {
    /// A transport for `http` over plain streams. Scratch below [`MIN_SCRATCH`](ByteStream::MIN_SCRATCH) makes every
    /// exchange fail with [`TransportErrorKind::ScratchTooSmall`].
    #[must_use]
    pub const fn new(redial: R, scratch: &'a mut [u8]) -> Self {
        Self { redial, scratch, secure: false, kept: None }
    }

    /// As [`new`](Self::new), for `https`. The caller vouches that each stream of `redial` encrypts, and that it has
    /// checked the server's certificate for the host that was dialled.
    #[must_use]
    pub const fn secure(redial: R, scratch: &'a mut [u8]) -> Self {
        Self { redial, scratch, secure: true, kept: None }
    }

    /// Closes the kept connection, if there is one, for instance before the device sleeps. The next exchange dials.
    pub fn hang_up(&mut self) {
        if self.kept.take().is_some() {
            self.redial.hang_up();
        }
    }

    /// What dials, for settings of its own. A connection that it closes by itself is dialled anew.
    pub const fn redial(&mut self) -> &mut R {
        &mut self.redial
    }

    fn exchange_unwiped(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        let place = place(request.server(), self.secure, self.scratch)?;
        if self.kept.is_some_and(|kept| kept != place) {
            self.hang_up();
        }
        let mut exchange = Exchange::new(self.kept.is_some());
        let mut line = Line { redial: &mut self.redial, open: self.kept.take().is_some() };
        loop {
            match exchange.next() {
                Next::Connect => {
                    if line.hang_up() {
                        // It was closed behind our back.
                        request.rewind();
                    }
                    match line.redial.dial(request.server()) {
                        Ok(()) => {
                            line.open = true;
                            exchange.connected();
                        }
                        Err(kind) => exchange.failed(kind),
                    }
                }
                Next::Over => {
                    let stays = exchange.result()?;
                    if stays {
                        line.open = false;
                        self.kept = Some(place);
                    }
                    return Ok(());
                }
                next => match (line.redial.stream(), next) {
                    (None, _) => exchange.failed(TransportErrorKind::Closed),
                    (Some(stream), Next::Send) => send(stream, self.scratch, request, &mut exchange),
                    (Some(stream), _) => receive(stream, self.scratch, &mut exchange, response),
                },
            }
        }
    }
}

impl<R: Redial> HttpTransport for ByteStream<'_, R> {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        let result = self.exchange_unwiped(request, response);
        // All of it: what it was lent to may have written beyond what it says.
        self.scratch.fill(0);
        result
    }
}

impl<R> core::fmt::Debug for ByteStream<'_, R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ByteStream")
            .field("secure", &self.secure)
            .field("connected", &self.kept.is_some())
            .finish_non_exhaustive()
    }
}

/// What an I/O error means to a transport. A [`Redial::dial`] may use it through `?`.
impl From<ErrorKind> for TransportErrorKind {
    #[cfg_attr(target_os = "none", inline(never))]
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::TimedOut => Self::Timeout,
            ErrorKind::WriteZero => Self::WriteZero,
            ErrorKind::ConnectionRefused | ErrorKind::AddrInUse | ErrorKind::AddrNotAvailable => {
                Self::Connect
            }
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::NotConnected
            | ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Io,
        }
    }
}

/// A connection that is hung up unless it is to stay: should stream or sink panic, nobody takes the rest of an answer for that of
/// the next request.
struct Line<'r, R: Redial> {
    redial: &'r mut R,
    open: bool,
}

impl<R: Redial> Line<'_, R> {
    /// Says whether there was something to hang up.
    fn hang_up(&mut self) -> bool {
        let was_open = core::mem::take(&mut self.open);
        if was_open {
            self.redial.hang_up();
        }
        was_open
    }
}

impl<R: Redial> Drop for Line<'_, R> {
    fn drop(&mut self) {
        self.hang_up();
    }
}

/// Sends the request.
#[cfg_attr(target_os = "none", inline(never))]
fn send<S: Write>(
    stream: &mut S,
    scratch: &mut [u8],
    request: &mut dyn RequestSource,
    exchange: &mut Exchange,
) {
    loop {
        let filled = request.fill(scratch);
        if filled == 0 {
            break;
        }
        let mut rest = scratch.get(..filled).unwrap_or_default();
        // Not `write_all`: it panics when a stream takes zero bytes.
        while !rest.is_empty() {
            match uninterrupted(|| stream.write(rest)) {
                Ok(0) => return exchange.failed(TransportErrorKind::WriteZero),
                Ok(taken) => rest = rest.get(taken..).unwrap_or_default(),
                Err(kind) => return exchange.write_failed(kind),
            }
        }
    }
    exchange.sent();
    if let Err(kind) = uninterrupted(|| stream.flush()) {
        exchange.failed(kind);
    }
}

/// Reads the answer.
#[cfg_attr(target_os = "none", inline(never))]
fn receive<S: Read>(
    stream: &mut S,
    scratch: &mut [u8],
    exchange: &mut Exchange,
    response: &mut dyn ResponseSink,
) {
    let mut reader = ResponseReader::new();
    while exchange.next() == Next::Receive {
        match uninterrupted(|| stream.read(scratch)) {
            Ok(0) => exchange.closed(&mut reader),
            Ok(taken) => exchange.received(&mut reader, scratch.get(..taken), response),
            Err(kind) => exchange.failed(kind),
        }
    }
}

/// Repeats `operation` while it is only interrupted.
fn uninterrupted<T, E: Error>(mut operation: impl FnMut() -> Result<T, E>) -> Result<T, TransportErrorKind> {
    loop {
        match operation().map_err(|error| error.kind()) {
            Ok(value) => return Ok(value),
            Err(ErrorKind::Interrupted) => {}
            Err(kind) => return Err(kind.into()),
        }
    }
}

/// Which server a connection leads to, in 8 bytes (64-bit FNV-1a of the host, which begins with the port), so that a transport that
/// serves two clients does not send to one over the connection to the other. The port stands in the uppermost bits, where no letter
/// can make up for it.
///
/// # Errors
/// If it is not to be reached by a stream that is `secure`, or not, or with as little scratch.
fn place(server: Server<'_>, secure: bool, scratch: &[u8]) -> Result<NonZeroU64, TransportError> {
    if scratch.len() < ByteStream::MIN_SCRATCH {
        return Err(TransportError::not_sent(TransportErrorKind::ScratchTooSmall));
    }
    if server.is_secure() != secure {
        return Err(TransportError::not_sent(TransportErrorKind::Insecure));
    }
    let start = 0xcbf2_9ce4_8422_2325 ^ (u64::from(server.port()) << 48);
    let hash = server.host().bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    });
    Ok(NonZeroU64::MIN | hash)
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[R] ByteStream<'_, R>: |stream| "ByteStream(connected: {=bool})", stream.kept.is_some();
}
