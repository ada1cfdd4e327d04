//! Who opens the connections of an [`AsyncByteStream`](super::AsyncByteStream).

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use ::embedded_io_async::{Read, Write};
use pin_project_lite::pin_project;

use crate::server::Server;
use crate::transport::TransportErrorKind;

/// Opens and closes the byte stream that an [`AsyncByteStream`](super::AsyncByteStream) works over, again and again: what
/// [`Redial`](super::Redial) is to a blocking one.
///
/// A socket of a stack that is connected again and again is one like this:
///
/// ```
/// # use embedded_io_async::{ErrorKind, ErrorType, Read, Write};
/// # struct Socket;
/// # impl ErrorType for Socket { type Error = ErrorKind; }
/// # impl Read for Socket { async fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> { Ok(0) } }
/// # impl Write for Socket {
/// #     async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> { Ok(bytes.len()) }
/// #     async fn flush(&mut self) -> Result<(), ErrorKind> { Ok(()) }
/// # }
/// # impl Socket {
/// #     async fn connect(&mut self, _: (&str, u16)) -> Result<(), ErrorKind> { Ok(()) }
/// #     fn abort(&mut self) {}
/// # }
/// use librato::Server;
/// use librato::transport::TransportErrorKind;
/// use librato::transports::{AsyncByteStream, AsyncRedial};
///
/// struct Line(Socket);
///
/// impl AsyncRedial for Line {
///     type Stream = Socket;
///
///     async fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
///         self.0.abort(); // the `dial` before it may have been dropped half way, by a time limit
///         Ok(self.0.connect((server.host(), server.port())).await?)
///     }
///
///     fn stream(&mut self) -> Option<&mut Socket> {
///         Some(&mut self.0)
///     }
///
///     fn hang_up(&mut self) {
///         self.0.abort();
///     }
/// }
///
/// let mut scratch = [0; 256];
/// let stream = AsyncByteStream::new(Line(Socket), &mut scratch);
/// ```
///
/// Where the stack makes a new socket for each connection, [`AsyncDial`] takes a closure that makes one. A stream that is open
/// already and cannot be dialled again goes into [`Opened`](super::Opened).
#[expect(async_fn_in_trait, reason = "whether the future is `Send` shows by itself where the type is known")]
pub trait AsyncRedial {
    /// The stream.
    type Stream: Read + Write;

    /// Opens a connection to the host and port of `server`, and throws away what is left of an earlier one.
    ///
    /// After `Ok`, `hang_up` is called before `dial` is called again. If its future is dropped, what it has opened by then is closed
    /// with it, or by the next `dial`.
    ///
    /// # Errors
    /// Why there is no connection; an [`embedded_io::ErrorKind`](::embedded_io::ErrorKind) converts with `?`.
    /// Nothing may stay open then: `hang_up` is not called.
    async fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind>;

    /// The open connection. `None` when it is known to be lost; then it is hung up and dialled anew.
    fn stream(&mut self) -> Option<&mut Self::Stream>;

    /// Closes the connection, at once: it is called when a future is dropped as well, where nobody can wait.
    fn hang_up(&mut self);
}

impl<R: AsyncRedial> AsyncRedial for &mut R {
    type Stream = R::Stream;

    fn dial(&mut self, server: Server<'_>) -> impl Future<Output = Result<(), TransportErrorKind>> {
        (**self).dial(server)
    }

    fn stream(&mut self) -> Option<&mut Self::Stream> {
        (**self).stream()
    }

    fn hang_up(&mut self) {
        (**self).hang_up();
    }
}

/// An [`AsyncRedial`] for stacks that make a new socket for each connection. Hanging up drops the socket.
///
/// Where the task shall be spawned by an executor of many threads, a closure has to own what it needs (`async move`): of one that
/// borrows it the compiler does not see that its future is [`Send`].
///
/// ```
/// # use embedded_io_async::{ErrorKind, ErrorType, Read, Write};
/// # struct Socket;
/// # impl ErrorType for Socket { type Error = ErrorKind; }
/// # impl Read for Socket { async fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> { Ok(0) } }
/// # impl Write for Socket {
/// #     async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> { Ok(bytes.len()) }
/// #     async fn flush(&mut self) -> Result<(), ErrorKind> { Ok(()) }
/// # }
/// # impl Socket { async fn connect(_: (&str, u16)) -> Result<Self, ErrorKind> { Ok(Self) } }
/// use librato::transports::{AsyncByteStream, AsyncDial};
/// use librato::{Server, transport::TransportErrorKind};
///
/// async fn connect(server: Server<'_>) -> Result<Socket, TransportErrorKind> {
///     Ok(Socket::connect((server.host(), server.port())).await?)
/// }
///
/// let mut scratch = [0; 256];
/// let stream = AsyncByteStream::new(AsyncDial::new(connect), &mut scratch);
/// ```
pub struct AsyncDial<F, S> {
    connect: F,
    socket: Option<S>,
}

impl<F, S> AsyncDial<F, S>
where
    F: AsyncFnMut(Server<'_>) -> Result<S, TransportErrorKind>,
    S: Read + Write,
{
    /// Connects by calling `connect`.
    #[must_use]
    pub const fn new(connect: F) -> Self {
        Self { connect, socket: None }
    }
}

impl<F, S> AsyncRedial for AsyncDial<F, S>
where
    F: AsyncFnMut(Server<'_>) -> Result<S, TransportErrorKind>,
    S: Read + Write,
{
    type Stream = S;

    fn dial(&mut self, server: Server<'_>) -> impl Future<Output = Result<(), TransportErrorKind>> {
        // The old socket goes first: a small stack may have only one.
        self.socket = None;
        Dialling { connecting: (self.connect)(server), socket: &mut self.socket }
    }

    fn stream(&mut self) -> Option<&mut S> {
        self.socket.as_mut()
    }

    fn hang_up(&mut self) {
        self.socket = None;
    }
}

pin_project! {
    /// A call of the closure, whose socket is kept.
    struct Dialling<'d, C, S> {
        #[pin]
        connecting: C,
        socket: &'d mut Option<S>,
    }
}

impl<S, C: Future<Output = Result<S, TransportErrorKind>>> Future for Dialling<'_, C, S> {
    type Output = Result<(), TransportErrorKind>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        this.connecting.poll(context).map_ok(|socket| **this.socket = Some(socket))
    }
}

impl<F, S> core::fmt::Debug for AsyncDial<F, S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AsyncDial").finish_non_exhaustive()
    }
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[F, S] AsyncDial<F, S>: |_this| "AsyncDial";
}
