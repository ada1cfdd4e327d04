//! The ESP-AT commands for one TCP connection, in packets, step by step: nothing here waits.

use boards::BufferedUart;
use embedded_io::{ErrorKind, Write};
use librato::Server;

/// The longest packet.
pub(crate) const PACKET: usize = 128;

/// What comes before a connection. Each is waited for; that they are refused does not matter: one fails where nothing is open, and a modem
/// that does not know a setting does not do what it switches off. These are its own defaults, but it keeps what another program has set.
const PREPARATION: [&[u8]; 6] = [
    b"ATE0",
    b"AT+CIPCLOSE",
    // One connection, in packets, with nothing but `+IPD,length:` before what the server sends, and that as it comes.
    b"AT+CIPMUX=0",
    b"AT+CIPMODE=0",
    b"AT+CIPDINFO=0",
    b"AT+CIPRECVMODE=0",
];

/// What the modem has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event<'b> {
    /// Nothing that matters.
    Nothing,
    /// The connection stands.
    Connected,
    /// The packet is out.
    Sent,
    /// What was asked for was refused.
    Refused,
    /// From the server.
    Data(&'b [u8]),
    /// The server has closed the connection.
    Closed,
}

/// What it is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    /// Until its answer to this command of [`PREPARATION`].
    Preparing(usize),
    Dialling,
    /// A packet of so many bytes is announced; then it is on its way.
    Announced(usize),
    Sending,
}

/// The modem.
pub(crate) struct Modem {
    uart: BufferedUart,
    state: State,
    /// Where to dial.
    server: Server<'static>,
    packet: [u8; PACKET],
    line: [u8; 16],
    len: usize,
    /// Bytes of the server's that come next.
    data: usize,
    /// The connection went while a packet was under way, which its refusal says once more.
    lost: bool,
    /// It fell silent, or nobody knows what it was left at: it may be in a packet.
    silent: bool,
}

impl Modem {
    /// A modem that has joined its network, for connections to this server.
    pub(crate) const fn new(uart: BufferedUart, server: Server<'static>) -> Self {
        Self {
            uart,
            state: State::Idle,
            server,
            packet: [0; PACKET],
            line: [0; 16],
            len: 0,
            data: 0,
            lost: false,
            // If only this chip was reset.
            silent: true,
        }
    }

    /// Whether it can be asked for something.
    pub(crate) fn is_idle(&self) -> bool {
        self.state == State::Idle
    }

    /// Asks for a connection, in place of the one before: [`Connected`](Event::Connected) or [`Refused`](Event::Refused).
    pub(crate) fn open(&mut self) -> Result<(), ErrorKind> {
        (self.len, self.data) = (0, 0);
        if core::mem::take(&mut self.silent) {
            // It may still wait for the rest of a packet. Blank lines end that, and mean nothing to it if it does not; nor to a server, as
            // JSON without its end is none.
            write(&mut self.uart, &[b'\n'; PACKET])?;
        }
        self.prepare(0)
    }

    /// Whether the modem has said something that nobody has taken yet.
    pub(crate) fn has_data(&self) -> bool {
        self.uart.has_data()
    }

    /// Asks for a packet to be sent, of bytes that `fill` writes: [`Sent`](Event::Sent) or [`Refused`](Event::Refused).
    pub(crate) fn send(&mut self, fill: impl FnOnce(&mut [u8]) -> usize) -> Result<(), ErrorKind> {
        let len = fill(&mut self.packet).min(PACKET);
        self.command(State::Announced(len), &[b"AT+CIPSEND=", Digits::of(len as u16).as_bytes()])
    }

    /// Gives up what is under way: the modem says nothing. One with a reset line is reset here.
    pub(crate) fn give_up(&mut self) {
        (self.state, self.len, self.data, self.lost, self.silent) = (State::Idle, 0, 0, false, true);
    }

    /// Takes what has arrived, up to the next event. After an error nobody knows what the modem has heard or said: it is given up.
    pub(crate) fn step<'b>(&mut self, buf: &'b mut [u8]) -> Result<Event<'b>, ErrorKind> {
        self.hear(buf).inspect_err(|_| self.give_up())
    }

    fn hear<'b>(&mut self, buf: &'b mut [u8]) -> Result<Event<'b>, ErrorKind> {
        if self.data > 0 {
            let most = self.data.min(buf.len());
            let data = self.uart.take(buf.get_mut(..most).unwrap_or_default())?;
            self.data -= data.len();
            return Ok(if data.is_empty() { Event::Nothing } else { Event::Data(data) });
        }
        let mut byte = [0];
        while let [byte] = *self.uart.take(&mut byte)? {
            let event = self.typed(byte)?;
            if event != Event::Nothing || self.data > 0 {
                return Ok(event);
            }
        }
        Ok(Event::Nothing)
    }

    /// Takes a byte of a line. What is beyond the room for a line is no answer that matters.
    fn typed(&mut self, byte: u8) -> Result<Event<'static>, ErrorKind> {
        match (byte, self.state) {
            (b'\r', _) => {}
            (b'\n', _) => {
                let line = self.line;
                let line = line.get(..core::mem::take(&mut self.len)).unwrap_or_default();
                return self.answered(line);
            }
            (b'>', State::Announced(len)) if self.len == 0 => {
                self.state = State::Sending;
                write(&mut self.uart, self.packet.get(..len).unwrap_or_default())?;
            }
            (b':', _) if self.line.starts_with(b"+IPD,") => {
                let digits = self.line.get(5..self.len).unwrap_or_default();
                self.data = digits.iter().fold(0, |number, digit| {
                    usize::saturating_add(usize::saturating_mul(number, 10), usize::from(digit & 0x0f))
                });
                self.len = 0;
            }
            (byte, _) => {
                if let Some(slot) = self.line.get_mut(self.len) {
                    (*slot, self.len) = (byte, self.len + 1);
                }
            }
        }
        Ok(Event::Nothing)
    }

    /// Goes on after a line.
    fn answered(&mut self, line: &[u8]) -> Result<Event<'static>, ErrorKind> {
        let is_ok = line == b"OK";
        let is_end = is_ok || line == b"ERROR" || line == b"FAIL";
        match self.state {
            State::Preparing(step) if is_end => self.prepare(step + 1)?,
            State::Preparing(_) => {}
            State::Dialling | State::Announced(_) if is_end && !is_ok => return Ok(self.done(Event::Refused)),
            State::Dialling if is_ok => return Ok(self.done(Event::Connected)),
            State::Sending if line == b"SEND OK" => return Ok(self.done(Event::Sent)),
            State::Sending if line == b"SEND FAIL" => return Ok(self.done(Event::Refused)),
            _ if line == b"CLOSED" => {
                self.lost = self.state != State::Idle;
                return Ok(Event::Closed);
            }
            _ => {}
        }
        Ok(Event::Nothing)
    }

    fn done(&mut self, event: Event<'static>) -> Event<'static> {
        self.state = State::Idle;
        let is_known = core::mem::take(&mut self.lost) && event == Event::Refused;
        if is_known { Event::Nothing } else { event }
    }

    /// The command of this step, or the dial behind the last one.
    fn prepare(&mut self, step: usize) -> Result<(), ErrorKind> {
        if let Some(command) = PREPARATION.get(step) {
            return self.command(State::Preparing(step), &[command]);
        }
        let port = Digits::of(self.server.port());
        let host = self.server.host().as_bytes();
        self.command(State::Dialling, &[b"AT+CIPSTART=\"TCP\",\"", host, b"\",", port.as_bytes()])
    }

    fn command(&mut self, state: State, parts: &[&[u8]]) -> Result<(), ErrorKind> {
        self.state = state;
        for part in parts {
            write(&mut self.uart, part)?;
        }
        write(&mut self.uart, b"\r\n")
    }
}

/// All of it: the UART takes less only when its time limit has passed.
fn write(uart: &mut BufferedUart, bytes: &[u8]) -> Result<(), ErrorKind> {
    if uart.write(bytes)? < bytes.len() { Err(ErrorKind::TimedOut) } else { Ok(()) }
}

/// A number in digits.
struct Digits {
    digits: [u8; 5],
    first: usize,
}

impl Digits {
    fn of(number: u16) -> Self {
        let (mut digits, mut first, mut rest) = ([0; 5], 5, number);
        for (at, digit) in digits.iter_mut().enumerate().rev() {
            (*digit, rest, first) = (b'0' + (rest % 10) as u8, rest / 10, at);
            if rest == 0 {
                break;
            }
        }
        Self { digits, first }
    }

    fn as_bytes(&self) -> &[u8] {
        self.digits.get(self.first..).unwrap_or_default()
    }
}
