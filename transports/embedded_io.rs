//! A blocking byte stream as transport: a modem on a serial line, a socket, a TLS session.

mod redial;

use core::num::NonZeroU64;

use ::embedded_io::{Error, ErrorKind, Read, Write};

use crate::answers::{Progress, ResponseReader};
use crate::attempt::{Failed, Stage};
use crate::server::Server;
use crate::transport::{HttpTransport, RequestSource, ResponseSink, TransportError, TransportErrorKind};

pub use redial::{Dial, Opened, Redial};

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
        if self.scratch.len() < ByteStream::MIN_SCRATCH {
            return Err(TransportError::not_sent(TransportErrorKind::ScratchTooSmall));
        }
        if request.server().is_secure() != self.secure {
            return Err(TransportError::not_sent(TransportErrorKind::Insecure));
        }
        let place = place(request.server());
        if self.kept.is_some_and(|kept| kept != place) {
            self.hang_up();
        }

        let mut handed_over = false;
        loop {
            let is_kept = self.kept.is_some();
            let dialled = if is_kept { Ok(()) } else { self.redial.dial(request.server()) };
            let result = match dialled {
                Ok(()) => self.attempt(place, request, response),
                Err(kind) => Err(Failed { kind, stage: Stage::Sending }),
            };
            match result {
                Err(failed) if is_kept && failed.is_stale() => {
                    handed_over = failed.handed_over();
                    request.rewind();
                }
                Err(failed) => return Err(failed.error(handed_over)),
                Ok(()) => return Ok(()),
            }
        }
    }

    /// One exchange over the open connection, which is kept or hung up in the end.
    fn attempt(
        &mut self,
        place: NonZeroU64,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), Failed> {
        self.kept = None;
        let line = HangUp(&mut self.redial);
        let result = match line.0.stream() {
            Some(stream) => converse(stream, self.scratch, request, response),
            None => Err(Failed { kind: TransportErrorKind::Closed, stage: Stage::Sending }),
        };
        if result? {
            core::mem::forget(line);
            self.kept = Some(place);
        }
        Ok(())
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

/// A connection that is hung up unless this is forgotten: should stream or sink panic, nobody takes the rest of an answer for
/// that of the next request.
struct HangUp<'r, R: Redial>(&'r mut R);

impl<R: Redial> Drop for HangUp<'_, R> {
    fn drop(&mut self) {
        self.0.hang_up();
    }
}

/// Sends the request and reads the answer; says whether the connection may be used again.
fn converse<S: Read + Write>(
    stream: &mut S,
    scratch: &mut [u8],
    request: &mut dyn RequestSource,
    response: &mut dyn ResponseSink,
) -> Result<bool, Failed> {
    let sent = send(stream, scratch, request);
    match sent {
        // A server that refuses a request before its end (401, 413) answers and closes: its words are worth a look.
        Ok(()) | Err(Failed { kind: TransportErrorKind::Closed, stage: Stage::Sending }) => {}
        Err(failed) => return Err(failed),
    }
    let mut reader = ResponseReader::new();
    let received = receive(stream, scratch, &mut reader, response);
    match (sent, received) {
        (Ok(()), received) => received,
        (_, Ok(_)) if reader.status() >= 400 => Ok(false),
        (Err(failed), Err(Failed { stage: Stage::Waiting, .. })) => Err(failed),
        (Err(failed), _) => Err(Failed { stage: Stage::Interrupted, ..failed }),
    }
}

/// Reads the answer; says whether the connection may be used again.
fn receive<S: Read>(
    stream: &mut S,
    scratch: &mut [u8],
    reader: &mut ResponseReader,
    response: &mut dyn ResponseSink,
) -> Result<bool, Failed> {
    let mut stage = Stage::Waiting;
    loop {
        let taken = uninterrupted(|| stream.read(scratch)).map_err(|kind| Failed { kind, stage })?;
        let progress = if taken == 0 {
            reader.closed().map(|()| Progress::Done)
        } else {
            stage = Stage::Answering;
            // A stream that claims more bytes than it had room for is broken.
            let raw = scratch.get(..taken).ok_or(Failed { kind: TransportErrorKind::Io, stage })?;
            reader.feed(raw, response)
        };
        match progress {
            Ok(Progress::More) => {}
            Ok(Progress::Done) => return Ok(reader.is_reusable()),
            Err(_) if stage == Stage::Waiting => {
                return Err(Failed { kind: TransportErrorKind::Closed, stage });
            }
            Err(error) => return Err(Failed { kind: TransportErrorKind::Answer(error), stage }),
        }
    }
}

fn send<S: Write>(stream: &mut S, scratch: &mut [u8], request: &mut dyn RequestSource) -> Result<(), Failed> {
    let failed = |kind| Failed { kind, stage: Stage::Sending };
    loop {
        let filled = request.fill(scratch);
        let mut rest = scratch.get(..filled).ok_or(failed(TransportErrorKind::Io))?;
        if rest.is_empty() {
            break;
        }
        // Not `write_all`: it panics when a stream takes zero bytes.
        while !rest.is_empty() {
            match uninterrupted(|| stream.write(rest)).map_err(failed)? {
                0 => return Err(failed(TransportErrorKind::WriteZero)),
                taken => rest = rest.get(taken..).unwrap_or_default(),
            }
        }
    }
    uninterrupted(|| stream.flush()).map_err(|kind| Failed { kind, stage: Stage::Waiting })
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

/// Tells servers apart in 8 bytes (64-bit FNV-1a of the host, which begins with the port), so that a transport that serves two
/// clients does not send to one over the connection to the other. The port stands in the uppermost bits, where no letter can make
/// up for it.
fn place(server: Server<'_>) -> NonZeroU64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ (u64::from(server.port()) << 48);
    let hash = server.host().bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    });
    NonZeroU64::MIN | hash
}
