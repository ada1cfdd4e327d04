//! A modem that speaks the ESP-AT commands, in transparent mode: once a connection stands, it passes bytes through.

use embedded_io::ErrorKind;
use librato::transport::TransportErrorKind;
use librato::transports::Redial;
use librato::{Millis, Server};

use crate::{Uart, clock, meter};

/// Silence before and after what ends the transparent mode.
const GUARD: Millis = Millis::from_secs(1);
/// The most that a command may take, until all of its answer is there: a limit for each byte is none for a modem that goes on talking.
const LIMIT: Millis = Millis::from_secs(10);

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
        let end = clock::uptime().after(LIMIT);
        for part in parts {
            self.send(part, end)?;
        }
        self.send("\r\n", end)?;
        loop {
            match self.line(end)?.as_slice() {
                b"OK" => return Ok(()),
                b"ERROR" | b"FAIL" => return Err(ErrorKind::ConnectionRefused),
                _ => {}
            }
        }
    }

    fn send(&mut self, text: &str, end: Millis) -> Result<(), ErrorKind> {
        text.bytes().try_for_each(|byte| self.uart.send(byte, end))
    }

    /// The next line, or what stands of it at its beginning.
    fn line(&mut self, end: Millis) -> Result<Start, ErrorKind> {
        let mut line = Start::default();
        loop {
            match self.byte(end)? {
                b'\n' => return Ok(line),
                b'\r' => {}
                byte => line.push(byte),
            }
        }
    }

    /// The next byte. At `end` it is over, also with a byte there.
    fn byte(&mut self, end: Millis) -> Result<u8, ErrorKind> {
        if clock::uptime() >= end {
            return Err(ErrorKind::TimedOut);
        }
        self.uart.receive(end)
    }

    /// Brings the modem to where a connection can be opened, whatever it was left at by an earlier one, or before a reset.
    fn prepare(&mut self) -> Result<(), ErrorKind> {
        self.uart.discard();
        if self.command(&["ATE0"]).is_err() {
            // If only this chip was reset, the modem still passes bytes through: it sent that to the server, and does so with all that
            // comes until it is called back.
            self.escape();
            self.command(&["ATE0"])?;
        }
        self.close();
        // One connection; transparent mode, which only a single one has.
        self.command(&["AT+CIPMUX=0"])?;
        self.command(&["AT+CIPMODE=1"])
    }

    /// From here on the modem passes bytes through.
    fn pass_through(&mut self) -> Result<(), ErrorKind> {
        self.command(&["AT+CIPSEND"])?;
        let end = clock::uptime().after(LIMIT);
        while self.byte(end)? != b'>' {}
        Ok(())
    }

    /// Ends the transparent mode, if the modem is in it.
    fn escape(&mut self) {
        // All of it may fail. Then the next command does, too.
        meter::wait(|| clock::sleep_until(clock::uptime().after(GUARD)));
        let _ = self.send("+++", clock::uptime().after(LIMIT));
        meter::wait(|| clock::sleep_until(clock::uptime().after(GUARD)));
        self.uart.discard();
        // Where it was not, the `+++` is taken for the beginning of this command, which is refused; the next one is whole again.
        let _ = self.command(&["AT"]);
    }

    fn close(&mut self) {
        // It fails where the other side has closed, or nothing was open.
        let _ = self.command(&["AT+CIPCLOSE"]);
    }
}

impl Redial for TransparentModem {
    type Stream = Uart;

    fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
        self.prepare()?;
        let mut digits = [0; 5];
        let start = ["AT+CIPSTART=\"TCP\",\"", server.host(), "\",", port(server.port(), &mut digits)];
        if let Err(error) = self.command(&start) {
            // It may have been opened after the time limit.
            self.close();
            return Err(error.into());
        }
        if let Err(error) = self.pass_through() {
            // Perhaps only the prompt was lost: then the modem hears no command.
            self.hang_up();
            return Err(error.into());
        }
        Ok(())
    }

    fn stream(&mut self) -> Option<&mut Uart> {
        Some(&mut self.uart)
    }

    fn hang_up(&mut self) {
        self.escape();
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
