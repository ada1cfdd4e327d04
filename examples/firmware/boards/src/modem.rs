//! A modem that speaks the ESP-AT commands, in transparent mode: once a connection stands, it passes bytes through.

use embedded_io::{ErrorKind, Read, Write};
use librato::transport::TransportErrorKind;
use librato::transports::Redial;
use librato::{Millis, Server};

use crate::{Uart, clock, meter};

/// Silence before and after what ends the transparent mode.
const GUARD: Millis = Millis::from_secs(1);

/// The modem. Its stream is the serial line.
pub struct TransparentModem {
    uart: Uart,
}

impl TransparentModem {
    /// A modem on this line, which has joined its network.
    #[must_use]
    pub const fn new(uart: Uart) -> Self {
        Self { uart }
    }

    /// Sends a command and waits for its `OK`.
    fn command(&mut self, parts: &[&str]) -> Result<(), ErrorKind> {
        for part in parts {
            self.uart.write(part.as_bytes())?;
        }
        self.uart.write(b"\r\n")?;
        loop {
            match self.line()?.as_slice() {
                b"OK" => return Ok(()),
                b"ERROR" | b"FAIL" => return Err(ErrorKind::ConnectionRefused),
                _ => {}
            }
        }
    }

    /// The next line, or what stands of it at its beginning.
    fn line(&mut self) -> Result<Start, ErrorKind> {
        let mut line = Start::default();
        loop {
            match self.byte()? {
                b'\n' => return Ok(line),
                b'\r' => {}
                byte => line.push(byte),
            }
        }
    }

    fn byte(&mut self) -> Result<u8, ErrorKind> {
        let mut byte = [0];
        self.uart.read(&mut byte)?;
        Ok(byte[0])
    }

    fn close(&mut self) {
        // It fails where the other side has closed.
        let _ = self.command(&["AT+CIPCLOSE"]);
    }
}

impl Redial for TransparentModem {
    type Stream = Uart;

    fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
        self.uart.discard();
        self.command(&["ATE0"])?;
        self.command(&["AT+CIPMODE=1"])?;
        let mut digits = [0; 5];
        self.command(&["AT+CIPSTART=\"TCP\",\"", server.host(), "\",", port(server.port(), &mut digits)])?;
        let opened = self.command(&["AT+CIPSEND"]).and_then(|()| {
            while self.byte()? != b'>' {}
            Ok(())
        });
        if opened.is_err() {
            self.close();
        }
        Ok(opened?)
    }

    fn stream(&mut self) -> Option<&mut Uart> {
        Some(&mut self.uart)
    }

    fn hang_up(&mut self) {
        meter::wait(|| clock::sleep_until(clock::uptime().after(GUARD)));
        let _ = self.uart.write(b"+++");
        meter::wait(|| clock::sleep_until(clock::uptime().after(GUARD)));
        self.uart.discard();
        self.close();
    }
}

/// The first bytes of a line: as many as any answer that matters has.
#[derive(Default)]
struct Start {
    bytes: [u8; 8],
    len: usize,
}

impl Start {
    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        }
    }

    fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// A port in digits.
fn port(port: u16, digits: &mut [u8; 5]) -> &str {
    let mut rest = port;
    let mut first = digits.len();
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        (*digit, rest, first) = (b'0' + (rest % 10) as u8, rest / 10, at);
        if rest == 0 {
            break;
        }
    }
    digits.get(first..).and_then(|digits| core::str::from_utf8(digits).ok()).unwrap_or_default()
}
