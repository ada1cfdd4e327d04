//! Lines in memory for whoever awaits: nothing is ready at once.

use embedded_io::ErrorType;
use embedded_io_async::{Read, Write};
use librato::Server;
use librato::transport::TransportErrorKind;
use librato::transports::{AsyncRedial, Redial};

use crate::doubles::later;

/// A blocking line that is its own stream.
pub(crate) struct Slow<L>(pub(crate) L);

impl<L: Redial<Stream = L>> AsyncRedial for Slow<L>
where
    L: embedded_io::Read + embedded_io::Write,
{
    type Stream = Self;

    async fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
        later().await;
        Redial::dial(&mut self.0, server)
    }

    fn stream(&mut self) -> Option<&mut Self> {
        Redial::stream(&mut self.0).is_some().then_some(self)
    }

    fn hang_up(&mut self) {
        Redial::hang_up(&mut self.0);
    }
}

impl<L: ErrorType> ErrorType for Slow<L> {
    type Error = L::Error;
}

impl<L: embedded_io::Write> Write for Slow<L> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, L::Error> {
        later().await;
        embedded_io::Write::write(&mut self.0, bytes)
    }

    async fn flush(&mut self) -> Result<(), L::Error> {
        later().await;
        embedded_io::Write::flush(&mut self.0)
    }
}

impl<L: embedded_io::Read> Read for Slow<L> {
    async fn read(&mut self, buf: &mut [u8]) -> Result<usize, L::Error> {
        later().await;
        embedded_io::Read::read(&mut self.0, buf)
    }
}
