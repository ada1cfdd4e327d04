//! Who opens the connections of a [`ByteStream`](super::ByteStream): [`Redial`], and a ready answer to it.

use ::embedded_io::{Read, Write};

use crate::server::Server;
use crate::transport::TransportErrorKind;

/// Opens and closes the byte stream that a [`ByteStream`](super::ByteStream) works over, again and again.
///
/// A modem that is driven over a serial line answers the three questions like this:
///
/// ```
/// # use embedded_io::{ErrorKind, ErrorType, Read, Write};
/// # struct Uart;
/// # impl ErrorType for Uart { type Error = ErrorKind; }
/// # impl Read for Uart { fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> { Ok(0) } }
/// # impl Write for Uart {
/// #     fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> { Ok(bytes.len()) }
/// #     fn flush(&mut self) -> Result<(), ErrorKind> { Ok(()) }
/// # }
/// # impl Modem { fn command(&mut self, _: &[&str]) -> Result<(), ErrorKind> { Ok(()) } }
/// use librato::Server;
/// use librato::transport::TransportErrorKind;
/// use librato::transports::{ByteStream, Redial};
///
/// struct Modem {
///     uart: Uart,
/// }
///
/// impl Redial for Modem {
///     type Stream = Uart;
///
///     fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
///         self.command(&["AT+OPEN=", server.host()])?; // waits until the modem passes bytes through
///         Ok(())
///     }
///
///     fn stream(&mut self) -> Option<&mut Uart> {
///         Some(&mut self.uart)
///     }
///
///     fn hang_up(&mut self) {
///         let _ = self.command(&["+++", "AT+CLOSE"]);
///     }
/// }
///
/// let mut scratch = [0; 256];
/// let stream = ByteStream::new(Modem { uart: Uart }, &mut scratch);
/// ```
///
/// Where the stack makes a new socket for each connection, [`Dial`] takes a closure that makes one. A stream that
/// is open already and cannot be dialled again goes into [`Opened`](super::Opened). A line that stays open whatever happens, such
/// as a serial cable to a gateway, is a `Redial` whose `dial` and `hang_up` do nothing.
pub trait Redial {
    /// The stream. A device that reads and writes by itself says `type Stream = Self`.
    type Stream: Read + Write;

    /// Opens a connection to the host and port of `server`. It waits until bytes can be written, with a time
    /// limit of its own, and throws away what is left of an earlier connection.
    ///
    /// After `Ok`, `hang_up` is called before `dial` is called again.
    ///
    /// # Errors
    /// Why there is no connection; an [`embedded_io::ErrorKind`](::embedded_io::ErrorKind) converts with `?`.
    /// Nothing may stay open then: `hang_up` is not called.
    fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind>;

    /// The open connection. `None` when it is known to be lost; then it is hung up and dialled anew.
    fn stream(&mut self) -> Option<&mut Self::Stream>;

    /// Closes the connection.
    fn hang_up(&mut self);
}

impl<R: Redial + ?Sized> Redial for &mut R {
    type Stream = R::Stream;

    fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
        (**self).dial(server)
    }

    fn stream(&mut self) -> Option<&mut Self::Stream> {
        (**self).stream()
    }

    fn hang_up(&mut self) {
        (**self).hang_up();
    }
}

/// A [`Redial`] for stacks that make a new socket for each connection. Hanging up drops the socket.
///
/// ```
/// # use embedded_io::{ErrorKind, ErrorType, Read, Write};
/// # struct Socket;
/// # impl ErrorType for Socket { type Error = ErrorKind; }
/// # impl Read for Socket { fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> { Ok(0) } }
/// # impl Write for Socket {
/// #     fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> { Ok(bytes.len()) }
/// #     fn flush(&mut self) -> Result<(), ErrorKind> { Ok(()) }
/// # }
/// # impl Socket { fn connect(_: (&str, u16)) -> Result<Self, ErrorKind> { Ok(Self) } }
/// use librato::transports::{ByteStream, Dial};
///
/// let mut scratch = [0; 256];
/// let dial = Dial::new(|server| Ok(Socket::connect((server.host(), server.port()))?));
/// let stream = ByteStream::new(dial, &mut scratch);
/// ```
pub struct Dial<F, S> {
    connect: F,
    socket: Option<S>,
}

impl<F, S> Dial<F, S>
where
    F: FnMut(Server<'_>) -> Result<S, TransportErrorKind>,
    S: Read + Write,
{
    /// Connects by calling `connect`, which must have a time limit.
    #[must_use]
    pub const fn new(connect: F) -> Self {
        Self { connect, socket: None }
    }
}

impl<F, S> Redial for Dial<F, S>
where
    F: FnMut(Server<'_>) -> Result<S, TransportErrorKind>,
    S: Read + Write,
{
    type Stream = S;

    fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
        // The old socket goes first: a small stack may have only one.
        self.socket = None;
        self.socket = Some((self.connect)(server)?);
        Ok(())
    }

    fn stream(&mut self) -> Option<&mut S> {
        self.socket.as_mut()
    }

    fn hang_up(&mut self) {
        self.socket = None;
    }
}

impl<F, S> core::fmt::Debug for Dial<F, S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Dial").finish_non_exhaustive()
    }
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[F, S] Dial<F, S>: |_this| "Dial";
}
