//! A modem on a serial line: the stream that the client's bytes go through.

use embedded_io::{ErrorKind, ErrorType, Read, Write};
use librato::Server;
use librato::transport::TransportErrorKind;
use librato::transports::Redial;

use crate::board::{TIMER, UART_DATA, UART_OPEN, UART_STATE};

/// The most that a byte may take, in milliseconds.
const TIME_LIMIT: u32 = 10_000;

pub struct Modem;

impl Modem {
    fn wait(&self, bit: u32, wanted: u32) -> Result<(), ErrorKind> {
        let since = TIMER.get();
        while UART_STATE.get() & bit != wanted {
            if TIMER.get().wrapping_sub(since) > TIME_LIMIT {
                return Err(ErrorKind::TimedOut);
            }
        }
        Ok(())
    }
}

impl ErrorType for Modem {
    type Error = ErrorKind;
}

impl Read for Modem {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        self.wait(1, 1)?;
        let mut taken = 0;
        for slot in buf {
            if UART_STATE.get() & 1 == 0 {
                break;
            }
            *slot = UART_DATA.get() as u8;
            taken += 1;
        }
        Ok(taken)
    }
}

impl Write for Modem {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        for byte in buf {
            self.wait(2, 0)?;
            UART_DATA.set(u32::from(*byte));
        }
        Ok(buf.len())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl Redial for Modem {
    type Stream = Self;

    fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
        self.write(server.host().as_bytes())?;
        UART_OPEN.set(u32::from(server.port()));
        Ok(())
    }

    fn stream(&mut self) -> Option<&mut Self> {
        Some(self)
    }

    fn hang_up(&mut self) {
        UART_OPEN.set(0);
    }
}
