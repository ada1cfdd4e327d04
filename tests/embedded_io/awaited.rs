//! The network in memory for whoever awaits: nothing is ready at once.

use embedded_io::{ErrorKind, ErrorType};
use embedded_io_async::{Read, Write};
use librato::Server;
use librato::transport::TransportErrorKind;
use librato::transports::{AsyncRedial, Redial};

use crate::doubles::later;
use crate::net::Net;

pub(crate) struct Slow(pub(crate) Net);

impl AsyncRedial for Slow {
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

impl ErrorType for Slow {
    type Error = ErrorKind;
}

impl Write for Slow {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        later().await;
        embedded_io::Write::write(&mut self.0, bytes)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        later().await;
        embedded_io::Write::flush(&mut self.0)
    }
}

impl Read for Slow {
    async fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        later().await;
        embedded_io::Read::read(&mut self.0, buf)
    }
}
