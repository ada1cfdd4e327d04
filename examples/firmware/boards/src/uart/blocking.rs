//! The serial line, blocking, with a time limit for each byte.

use embedded_io::{ErrorKind, ErrorType, Read, ReadReady, Write};
use librato::Millis;

use super::port::Port;
use crate::{clock, meter};

/// A serial line.
pub struct Uart {
    port: Port,
    limit: Millis,
}

impl Uart {
    /// A line with a time limit of ten seconds.
    pub(crate) const fn new(port: Port) -> Self {
        Self { port, limit: Millis::from_secs(10) }
    }

    /// The same line with another time limit for each byte.
    #[must_use]
    pub const fn limit(mut self, limit: Millis) -> Self {
        self.limit = limit;
        self
    }

    /// Throws away what has arrived.
    pub fn discard(&mut self) {
        while self.port.is_readable() {
            self.port.get();
        }
    }

    /// A product sleeps here (`wfi`) until the line's interrupt.
    fn wait(&self, ready: impl Fn(&Port) -> bool) -> Result<(), ErrorKind> {
        if ready(&self.port) {
            return Ok(());
        }
        meter::wait(|| {
            let end = clock::uptime().after(self.limit);
            while !ready(&self.port) {
                if clock::uptime() >= end {
                    return Err(ErrorKind::TimedOut);
                }
            }
            Ok(())
        })
    }
}

impl ErrorType for Uart {
    type Error = ErrorKind;
}

impl Read for Uart {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        if buf.is_empty() {
            return Ok(0);
        }
        self.wait(Port::is_readable)?;
        let mut taken = 0;
        for slot in buf.iter_mut().take_while(|_| self.port.is_readable()) {
            *slot = self.port.get();
            taken += 1;
        }
        Ok(taken)
    }
}

impl ReadReady for Uart {
    fn read_ready(&mut self) -> Result<bool, ErrorKind> {
        Ok(self.port.is_readable())
    }
}

impl Write for Uart {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        for &byte in buf {
            self.wait(Port::is_writable)?;
            self.port.put(byte);
        }
        Ok(buf.len())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}
