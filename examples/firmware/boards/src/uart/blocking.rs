//! The serial line, blocking, with a time limit for each call.
//!
//! It asks the controller again and again. A FIFO of 16 bytes holds 1.4 ms at 115,200 baud: an interrupt that takes longer costs bytes on
//! a line without RTS and CTS. A real device wants a receiver that an interrupt or DMA serves, and sleeps until it has something.

use embedded_io::{ErrorKind, ErrorType, Read, Write};
use librato::Millis;

use super::port::Port;
use crate::{clock, meter};

/// The most that a call may take.
const LIMIT: Millis = Millis::from_secs(10);

/// A serial line.
pub struct Uart(Port);

impl Uart {
    pub(crate) const fn new(port: Port) -> Self {
        Self(port)
    }

    /// Throws away what has arrived, whole or not.
    pub fn discard(&mut self) {
        while self.0.get() != Ok(None) {}
    }

    /// The next byte, unless `end` comes before it.
    ///
    /// # Errors
    /// [`ErrorKind::TimedOut`]; [`ErrorKind::InvalidData`] if bytes were lost or damaged.
    pub fn receive(&mut self, end: Millis) -> Result<u8, ErrorKind> {
        match self.0.get()? {
            Some(byte) => Ok(byte),
            None => wait(end, || self.0.get()),
        }
    }

    /// Sends a byte, unless `end` comes before there is room for it.
    ///
    /// # Errors
    /// [`ErrorKind::TimedOut`].
    // All of a request passes here, most of it without a wait.
    #[inline(always)]
    pub fn send(&mut self, byte: u8, end: Millis) -> Result<(), ErrorKind> {
        if self.0.put(byte) { Ok(()) } else { wait(end, || Ok(self.0.put(byte).then_some(()))) }
    }
}

/// A product sleeps here (`wfi`) until the line's interrupt.
fn wait<T>(end: Millis, attempt: impl Fn() -> Result<Option<T>, ErrorKind>) -> Result<T, ErrorKind> {
    meter::wait(|| {
        loop {
            if let Some(done) = attempt()? {
                return Ok(done);
            }
            if clock::uptime() >= end {
                return Err(ErrorKind::TimedOut);
            }
        }
    })
}

fn end() -> Millis {
    clock::uptime().after(LIMIT)
}

impl ErrorType for Uart {
    type Error = ErrorKind;
}

impl Read for Uart {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        let Some((first, others)) = buf.split_first_mut() else { return Ok(0) };
        *first = self.receive(end())?;
        let mut taken = 1;
        for slot in others {
            // After an error the stream has a gap, and is of no more use: what came before goes with it.
            let Some(byte) = self.0.get()? else { break };
            *slot = byte;
            taken += 1;
        }
        Ok(taken)
    }
}

impl Write for Uart {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        let end = end();
        for (sent, &byte) in buf.iter().enumerate() {
            match self.send(byte, end) {
                // An error would say that nothing has gone out.
                Err(_) if sent > 0 => return Ok(sent),
                result => result?,
            }
        }
        Ok(buf.len())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}
