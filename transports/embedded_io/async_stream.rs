//! A byte stream that is awaited as transport.

use core::future::{Future, Pending, pending, poll_fn};
use core::num::NonZeroU64;
use core::pin::pin;
use core::task::Poll;

use ::embedded_io::{Error, ErrorKind};
use ::embedded_io_async::{Read, Write};

use super::{AsyncRedial, place};
use crate::answers::ResponseReader;
use crate::ending::{Ending, Slot};
use crate::exchange::{Exchange, Next};
use crate::transport::{AsyncHttpTransport, RequestSource, ResponseSink, TransportError, TransportErrorKind};

/// HTTP/1.1 over any [`embedded_io_async`](::embedded_io_async) stream: [`ByteStream`](super::ByteStream) for whoever awaits, with
/// the same scratch, the same kept connections and the same meaning of failures.
///
/// - *Time* is limited by [`limit`](Self::limit), or by the stream itself: without both an exchange can wait for ever.
/// - *Delivery* is as there: a `write` that the limit cuts short is taken to have sent none of its bytes. A stream that can have sent
///   them all the same, unlike one of TCP or one that keeps them for its `flush`, needs a limit of its own, within its `write`.
/// - *Dropping* the future of an exchange at any `await` hangs up, and zeroes the scratch. The next exchange dials.
///
/// ```
/// # use embedded_io_async::{ErrorKind, ErrorType, Read, Write};
/// # struct Socket(&'static [u8]);
/// # impl ErrorType for Socket { type Error = ErrorKind; }
/// # impl Read for Socket { async fn read(&mut self, b: &mut [u8]) -> Result<usize, ErrorKind> { Read::read(&mut self.0, b).await.map_err(|e| match e {}) } }
/// # impl Write for Socket {
/// #     async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> { Ok(bytes.len()) }
/// #     async fn flush(&mut self) -> Result<(), ErrorKind> { Ok(()) }
/// # }
/// # struct Timer;
/// # impl Timer { async fn after_secs(_: u64) { std::future::pending().await } }
/// # async fn connect(_: librato::Server<'_>) -> Result<Socket, librato::transport::TransportErrorKind> {
/// #     Ok(Socket(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
/// # }
/// use librato::transports::{AsyncByteStream, AsyncDial};
/// use librato::{Async, Client, Credentials, Gauge, Millis, Queue, Server};
///
/// # async fn report() -> Result<(), Box<dyn std::error::Error>> {
/// let mut scratch = [0; 256];
/// let stream = AsyncByteStream::new(AsyncDial::new(connect), &mut scratch).limit(|| Timer::after_secs(10));
/// let mut client = Client::new(Server::from_static("http://127.0.0.1:8080"), Credentials::none(), Async(stream));
/// let mut queue = Queue::<64, 512>::new();
/// queue.add(Gauge::new("temperature", 21.5))?;
/// assert_eq!(client.flush(&mut queue, Millis(0), 1).await?.accepted, 1);
/// # Ok(())
/// # }
/// # let mut report = std::pin::pin!(report());
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert!(matches!(report.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(()))));
/// ```
pub struct AsyncByteStream<'a, R, W = fn() -> Pending<()>> {
    parts: Parts<'a, R, W>,
    exchanged: Slot<Result<(), TransportError>>,
}

/// All of it that is at work in an exchange.
struct Parts<'a, R, W> {
    redial: R,
    scratch: &'a mut [u8],
    secure: bool,
    /// Which server the open connection leads to, as a [`place`]; `None` without one.
    kept: Option<NonZeroU64>,
    limit: W,
}

impl<'a, R: AsyncRedial> AsyncByteStream<'a, R> {
    /// A transport for `http` over plain streams. It takes scratch of at least [`MIN_SCRATCH`](super::ByteStream::MIN_SCRATCH)
    /// bytes; with less every exchange fails with [`TransportErrorKind::ScratchTooSmall`].
    #[must_use]
    pub const fn new(redial: R, scratch: &'a mut [u8]) -> Self {
        Self::of(Parts { redial, scratch, secure: false, kept: None, limit: pending })
    }

    /// As [`new`](Self::new), for `https`. The caller vouches that each stream of `redial` encrypts, and that it has
    /// checked the server's certificate for the host that was dialled.
    #[must_use]
    pub const fn secure(redial: R, scratch: &'a mut [u8]) -> Self {
        Self::of(Parts { redial, scratch, secure: true, kept: None, limit: pending })
    }

    /// The same transport, which waits for the stream no longer than what `limit` gives: for a connection, for room for some bytes,
    /// for some bytes of an answer. It is asked for each of them; `|| Timer::after_secs(10)` does with embassy. What takes
    /// longer is a [`Timeout`](TransportErrorKind::Timeout).
    #[must_use]
    pub fn limit<W: FnMut() -> L, L: Future<Output = ()>>(self, limit: W) -> AsyncByteStream<'a, R, W> {
        let Parts { redial, scratch, secure, kept, .. } = self.parts;
        AsyncByteStream::of(Parts { redial, scratch, secure, kept, limit })
    }
}

impl<'a, R: AsyncRedial, W> AsyncByteStream<'a, R, W> {
    const fn of(parts: Parts<'a, R, W>) -> Self {
        Self { parts, exchanged: Slot::new() }
    }

    /// Closes the kept connection, if there is one, for instance before the device sleeps. The next exchange dials.
    pub fn hang_up(&mut self) {
        self.parts.hang_up();
    }

    /// What dials, for settings of its own. A connection that it closes by itself is dialled anew.
    pub const fn redial(&mut self) -> &mut R {
        &mut self.parts.redial
    }
}

impl<R: AsyncRedial, W> Parts<'_, R, W> {
    fn hang_up(&mut self) {
        if self.kept.take().is_some() {
            self.redial.hang_up();
        }
    }
}

/// What comes of the work, unless the limit passes first. A function would keep both twice, as what it was given and where they are
/// pinned.
macro_rules! within {
    ($limit:expr, $work:expr) => {{
        let (mut limit, mut work) = (pin!($limit), pin!($work));
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => limit.as_mut().poll(context).map(|()| None),
        })
        .await
    }};
}

/// Sends the request. Neither this nor the next is a function, as the future of one would take more, and its end be one more.
macro_rules! send {
    ($line:ident, $request:ident, $exchange:ident, $limit:expr) => {
        'send: {
            let Some(stream) = $line.redial.stream() else { break 'send Err(TransportErrorKind::Closed) };
            loop {
                let filled = $request.fill($line.scratch);
                if filled == 0 {
                    break;
                }
                let mut rest = $line.scratch.get(..filled).unwrap_or_default();
                while !rest.is_empty() {
                    match outcome(within!($limit(), stream.write(rest))) {
                        Some(Ok(0)) => break 'send Err(TransportErrorKind::WriteZero),
                        Some(Ok(taken)) => rest = rest.get(taken..).unwrap_or_default(),
                        Some(Err(kind)) => {
                            $exchange.write_failed(kind);
                            break 'send Ok(());
                        }
                        None => {}
                    }
                }
            }
            $exchange.sent();
            loop {
                if let Some(flushed) = outcome(within!($limit(), stream.flush())) {
                    break flushed;
                }
            }
        }
    };
}

/// Reads the answer.
macro_rules! receive {
    ($line:ident, $exchange:ident, $response:ident, $limit:expr) => {
        'receive: {
            let Some(stream) = $line.redial.stream() else { break 'receive Err(TransportErrorKind::Closed) };
            let mut reader = ResponseReader::new();
            while $exchange.next() == Next::Receive {
                match outcome(within!($limit(), stream.read($line.scratch))) {
                    Some(Ok(0)) => $exchange.closed(&mut reader),
                    Some(Ok(taken)) => $exchange.received(&mut reader, $line.scratch.get(..taken), $response),
                    Some(Err(kind)) => break 'receive Err(kind),
                    None => {}
                }
            }
            Ok(())
        }
    };
}

impl<R: AsyncRedial, W: FnMut() -> L, L: Future<Output = ()>> AsyncHttpTransport
    for AsyncByteStream<'_, R, W>
{
    fn exchange(
        &mut self,
        request: &mut (dyn RequestSource + Send),
        response: &mut (dyn ResponseSink + Send),
    ) -> impl Future<Output = Result<(), TransportError>> {
        let Self { parts, exchanged } = self;
        let exchanged = &*exchanged;
        let work = async move {
            let result = 'exchange: {
                let place = match place(request.server(), parts.secure, parts.scratch) {
                    Ok(place) => place,
                    Err(error) => break 'exchange Err(error),
                };
                if parts.kept.is_some_and(|kept| kept != place) {
                    parts.hang_up();
                }
                let mut exchange = Exchange::new(parts.kept.is_some());
                let open = parts.kept.take().is_some();
                let mut line = Line { redial: &mut parts.redial, scratch: &mut *parts.scratch, open };
                loop {
                    let done = match exchange.next() {
                        Next::Connect => {
                            if line.hang_up() {
                                // It was closed behind our back.
                                request.rewind();
                            }
                            let dialled = within!((parts.limit)(), line.redial.dial(request.server()));
                            let dialled = dialled.unwrap_or(Err(TransportErrorKind::Timeout));
                            line.open = dialled.is_ok();
                            dialled.map(|()| exchange.connected())
                        }
                        Next::Send => send!(line, request, exchange, (parts.limit)),
                        Next::Receive => receive!(line, exchange, response, (parts.limit)),
                        Next::Over => {
                            break 'exchange exchange.result().map(|stays| {
                                if stays {
                                    line.open = false;
                                    parts.kept = Some(place);
                                }
                            });
                        }
                    };
                    if let Err(kind) = done {
                        exchange.failed(kind);
                    }
                }
            };
            exchanged.end(result).await
        };
        Ending::new(work, exchanged, Some)
    }
}

impl<R, W> core::fmt::Debug for AsyncByteStream<'_, R, W> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AsyncByteStream")
            .field("secure", &self.parts.secure)
            .field("connected", &self.parts.kept.is_some())
            .finish_non_exhaustive()
    }
}

/// A connection that is hung up unless it is to stay, also when the future of the exchange is dropped: nobody takes the rest of an
/// answer for that of the next request. What is left in the scratch goes with it.
struct Line<'r, R: AsyncRedial> {
    redial: &'r mut R,
    scratch: &'r mut [u8],
    open: bool,
}

impl<R: AsyncRedial> Line<'_, R> {
    /// Says whether there was something to hang up.
    fn hang_up(&mut self) -> bool {
        let was_open = core::mem::take(&mut self.open);
        if was_open {
            self.redial.hang_up();
        }
        was_open
    }
}

impl<R: AsyncRedial> Drop for Line<'_, R> {
    fn drop(&mut self) {
        self.hang_up();
        self.scratch.fill(0);
    }
}

/// What became of an operation; `None` if it was only interrupted.
fn outcome<T, E: Error>(result: Option<Result<T, E>>) -> Option<Result<T, TransportErrorKind>> {
    match result.map(|result| result.map_err(|error| error.kind())) {
        Some(Ok(value)) => Some(Ok(value)),
        Some(Err(ErrorKind::Interrupted)) => None,
        Some(Err(kind)) => Some(Err(kind.into())),
        None => Some(Err(TransportErrorKind::Timeout)),
    }
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[R, W] AsyncByteStream<'_, R, W>: |stream| "AsyncByteStream(connected: {=bool})", stream.parts.kept.is_some();
}
