//! A stream that is open already.

use ::embedded_io::{Read, Write};

#[cfg(feature = "embedded-io-async")]
use super::AsyncRedial;
use super::Redial;
use crate::server::Server;
use crate::transport::TransportErrorKind;

/// What "dials" one stream that is open already: it serves until it fails or the server ends it. From then on every exchange ends with
/// [`TransportErrorKind::Connect`].
///
/// It is a [`Redial`], or an [`AsyncRedial`](super::AsyncRedial) where the stream is one that is awaited. The stream must lead to the
/// server of the requests; nothing here can check that.
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
/// # let socket = Socket;
/// use librato::transports::{ByteStream, Opened};
///
/// let mut scratch = [0; 256];
/// let stream = ByteStream::new(Opened::new(socket), &mut scratch);
/// ```
pub struct Opened<S> {
    stream: Option<S>,
}

impl<S> Opened<S> {
    /// Uses `stream`, and drops it when the connection ends.
    #[must_use]
    pub const fn new(stream: S) -> Self {
        Self { stream: Some(stream) }
    }

    const fn dial(&self) -> Result<(), TransportErrorKind> {
        match self.stream {
            Some(_) => Ok(()),
            None => Err(TransportErrorKind::Connect),
        }
    }
}

impl<S: Read + Write> Redial for Opened<S> {
    type Stream = S;

    fn dial(&mut self, _server: Server<'_>) -> Result<(), TransportErrorKind> {
        Opened::dial(self)
    }

    fn stream(&mut self) -> Option<&mut S> {
        self.stream.as_mut()
    }

    fn hang_up(&mut self) {
        self.stream = None;
    }
}

/// ```
/// # use embedded_io_async::{ErrorKind, ErrorType, Read, Write};
/// # struct Socket;
/// # impl ErrorType for Socket { type Error = ErrorKind; }
/// # impl Read for Socket { async fn read(&mut self, _: &mut [u8]) -> Result<usize, ErrorKind> { Ok(0) } }
/// # impl Write for Socket {
/// #     async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> { Ok(bytes.len()) }
/// #     async fn flush(&mut self) -> Result<(), ErrorKind> { Ok(()) }
/// # }
/// # let socket = Socket;
/// use librato::transports::{AsyncByteStream, Opened};
///
/// let mut scratch = [0; 256];
/// let stream = AsyncByteStream::new(Opened::new(socket), &mut scratch);
/// ```
#[cfg(feature = "embedded-io-async")]
impl<S: ::embedded_io_async::Read + ::embedded_io_async::Write> AsyncRedial for Opened<S> {
    type Stream = S;

    async fn dial(&mut self, _server: Server<'_>) -> Result<(), TransportErrorKind> {
        Opened::dial(self)
    }

    fn stream(&mut self) -> Option<&mut S> {
        self.stream.as_mut()
    }

    fn hang_up(&mut self) {
        self.stream = None;
    }
}

impl<S> core::fmt::Debug for Opened<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Opened").finish_non_exhaustive()
    }
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[S] Opened<S>: |_this| "Opened";
}
