//! A modem that speaks as much of ESP-AT as the programs use: one TCP connection, in transparent mode or in packets.
//!
//! Where the programs dial does not matter: all connections lead to the one target.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// A modem in threads of this process. It ends with the serial line, or when dropped.
pub(crate) struct Modem {
    port: u16,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    /// Dials still to fail.
    refuse: AtomicU32,
    dials: AtomicU32,
    /// Packets still to be announced without a prompt.
    withhold: AtomicU32,
    /// What came in transparent mode.
    passed: Mutex<Vec<u8>>,
}

impl Shared {
    fn passed(&self) -> MutexGuard<'_, Vec<u8>> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Modem {
    /// A modem whose connections lead to `target`; its serial line is a TCP port.
    pub(crate) fn start(target: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::<Shared>::default();
        let known = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            let Ok((serial, _)) = listener.accept() else { return };
            if !known.stop.load(Ordering::Relaxed) {
                serve(serial, target, &known);
            }
        });
        Ok(Self { port, shared, thread: Some(thread) })
    }

    /// What QEMU is told, so that the board's first serial line is the modem's.
    pub(crate) fn qemu(&self) -> [String; 2] {
        ["-serial".into(), format!("tcp:127.0.0.1:{},nodelay=on", self.port)]
    }

    /// Lets the next dials fail.
    pub(crate) fn refuse(&self, dials: u32) {
        self.shared.refuse.store(dials, Ordering::Relaxed);
    }

    /// How often the program has dialled.
    pub(crate) fn dials(&self) -> u32 {
        self.shared.dials.load(Ordering::Relaxed)
    }

    /// Lets the next packet be announced without a prompt: the program cannot send it, and the modem waits for it.
    pub(crate) fn withhold_prompt(&self) {
        self.shared.withhold.store(1, Ordering::Relaxed);
    }

    /// Whether that is still to come.
    pub(crate) fn withholds(&self) -> bool {
        self.shared.withhold.load(Ordering::Relaxed) > 0
    }

    /// All that the program has sent in transparent mode.
    pub(crate) fn passed(&self) -> Vec<u8> {
        self.shared.passed().clone()
    }
}

impl Drop for Modem {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        // Wakes the wait for QEMU, should that never have called.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

enum Event {
    Serial(Vec<u8>),
    SerialEnd,
    /// Of the connection with this number.
    Server(u32, Vec<u8>),
    ServerEnd(u32),
}

#[derive(Debug, PartialEq, Eq)]
enum Mode {
    Command,
    /// So many bytes of a packet are missing.
    Packet(usize),
    /// So many `+` are held back.
    Transparent(usize),
}

/// What a modem keeps. It begins as another program may have left it: with what none of these programs can use.
struct Settings {
    /// CIPMODE: passes bytes through.
    is_transparent: bool,
    /// CIPMUX: several connections, each command with the number of one.
    is_multiple: bool,
    /// CIPDINFO: says from where data comes.
    names_sender: bool,
    /// CIPRECVMODE: keeps data until it is asked for.
    keeps_data: bool,
}

struct Line<'a> {
    serial: TcpStream,
    target: SocketAddr,
    shared: &'a Shared,
    events: Sender<Event>,
    mode: Mode,
    settings: Settings,
    echo: bool,
    input: Vec<u8>,
    connection: Option<TcpStream>,
    /// Number of the latest connection.
    number: u32,
}

fn serve(serial: TcpStream, target: SocketAddr, shared: &Shared) {
    let (events, happened) = channel();
    let Ok(reader) = serial.try_clone() else { return };
    let from = read(reader, events.clone(), Event::Serial, Event::SerialEnd);
    let mut line = Line {
        serial,
        target,
        shared,
        events,
        mode: Mode::Command,
        settings: Settings { is_transparent: true, is_multiple: true, names_sender: true, keeps_data: true },
        echo: true,
        input: Vec::new(),
        connection: None,
        number: 0,
    };
    line.run(&happened);
    line.hang_up();
    let _ = from.join();
}

/// Reads in a thread of its own until the end.
fn read(
    mut from: TcpStream,
    events: Sender<Event>,
    bytes: impl Fn(Vec<u8>) -> Event + Send + 'static,
    end: Event,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            if events.send(bytes(buffer[..length].to_vec())).is_err() {
                return;
            }
        }
        // Nobody listens any more at the end of the run.
        let _ = events.send(end);
    })
}

impl Line<'_> {
    fn run(&mut self, happened: &Receiver<Event>) {
        for event in happened {
            match event {
                Event::Serial(bytes) => bytes.into_iter().for_each(|byte| self.typed(byte)),
                Event::SerialEnd => return,
                Event::Server(number, bytes) if number == self.number && self.connection.is_some() => {
                    self.arrived(&bytes);
                }
                Event::ServerEnd(number) if number == self.number && self.connection.is_some() => {
                    self.hang_up();
                    // In transparent mode nothing tells.
                    if !matches!(self.mode, Mode::Transparent(_)) {
                        self.say("CLOSED\r\n");
                    }
                }
                Event::Server(..) | Event::ServerEnd(_) => {}
            }
        }
    }

    /// A byte from the board.
    fn typed(&mut self, byte: u8) {
        match self.mode {
            Mode::Command => {
                if self.echo {
                    self.write(&[byte]);
                }
                self.input.push(byte);
                if byte == b'\n' {
                    let line = String::from_utf8_lossy(&std::mem::take(&mut self.input)).trim().to_owned();
                    self.command(&line);
                }
            }
            Mode::Packet(missing) => {
                self.input.push(byte);
                self.mode = Mode::Packet(missing - 1);
                if missing == 1 {
                    self.mode = Mode::Command;
                    let packet = std::mem::take(&mut self.input);
                    let sent = self.send(&packet);
                    self.say(&format!("\r\nRecv {} bytes\r\n", packet.len()));
                    self.say(if sent { "\r\nSEND OK\r\n" } else { "\r\nSEND FAIL\r\n" });
                }
            }
            // A modem wants silence around them as well; this one's time is not that of the board.
            Mode::Transparent(2) if byte == b'+' => self.mode = Mode::Command,
            Mode::Transparent(held) if byte == b'+' => self.mode = Mode::Transparent(held + 1),
            Mode::Transparent(held) => {
                self.mode = Mode::Transparent(0);
                let mut bytes = vec![b'+'; held];
                bytes.push(byte);
                self.shared.passed().extend_from_slice(&bytes);
                // Without a connection they are lost.
                self.send(&bytes);
            }
        }
    }

    fn command(&mut self, command: &str) {
        let (name, value) = command.split_once('=').unwrap_or((command, ""));
        let done = match name {
            "" => return,
            "AT" => true,
            "ATE0" => {
                self.echo = false;
                true
            }
            "AT+CIPMUX" => {
                // Not with a connection.
                let may_change = self.connection.is_none();
                if may_change {
                    self.settings.is_multiple = value == "1";
                }
                may_change
            }
            "AT+CIPMODE" => {
                let may_change = value != "1" || !self.settings.is_multiple;
                if may_change {
                    self.settings.is_transparent = value == "1";
                }
                may_change
            }
            "AT+CIPDINFO" => {
                self.settings.names_sender = value == "1";
                true
            }
            "AT+CIPRECVMODE" => {
                self.settings.keeps_data = value == "1";
                true
            }
            "AT+CIPSTART" => self.dial(),
            "AT+CIPCLOSE" => {
                let was_open = self.connection.is_some();
                self.hang_up();
                if was_open {
                    self.say("CLOSED\r\n");
                }
                was_open
            }
            "AT+CIPSEND" => match value.parse() {
                Ok(length @ 1..=2048) if self.connection.is_some() && !self.settings.is_transparent => {
                    self.mode = Mode::Packet(length);
                    let is_mute = self
                        .shared
                        .withhold
                        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
                        .is_ok();
                    return self.say(if is_mute { "\r\nOK\r\n" } else { "\r\nOK\r\n>" });
                }
                Err(_) if value.is_empty() && self.connection.is_some() && self.settings.is_transparent => {
                    self.mode = Mode::Transparent(0);
                    return self.say("\r\nOK\r\n\r\n>");
                }
                _ => false,
            },
            _ => false,
        };
        self.say(if done { "\r\nOK\r\n" } else { "\r\nERROR\r\n" });
    }

    fn dial(&mut self) -> bool {
        self.shared.dials.fetch_add(1, Ordering::Relaxed);
        if self.settings.is_multiple
            || self.connection.is_some()
            || self.shared.refuse.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
        {
            return false;
        }
        let Ok(connection) = TcpStream::connect(self.target) else { return false };
        let Ok(reader) = connection.try_clone() else { return false };
        // A failure makes the run slower and nothing else.
        let _ = connection.set_nodelay(true);
        self.number += 1;
        let number = self.number;
        read(
            reader,
            self.events.clone(),
            move |bytes| Event::Server(number, bytes),
            Event::ServerEnd(number),
        );
        self.connection = Some(connection);
        self.say("CONNECT\r\n");
        true
    }

    /// Bytes from the server.
    fn arrived(&mut self, bytes: &[u8]) {
        match self.mode {
            Mode::Transparent(_) => self.write(bytes),
            // Left over from before the board left the transparent mode, to hang up.
            _ if self.settings.is_transparent => {}
            // No program asks for it.
            _ if self.settings.keeps_data => self.say(&format!("\r\n+IPD,{}\r\n", bytes.len())),
            _ => {
                let sender = if self.settings.names_sender { ",\"127.0.0.1\",80" } else { "" };
                self.say(&format!("\r\n+IPD,{}{sender}:", bytes.len()));
                self.write(bytes);
            }
        }
    }

    fn send(&mut self, bytes: &[u8]) -> bool {
        self.connection.as_mut().is_some_and(|connection| connection.write_all(bytes).is_ok())
    }

    fn hang_up(&mut self) {
        if let Some(connection) = self.connection.take() {
            // It may be closed already.
            let _ = connection.shutdown(Shutdown::Both);
        }
    }

    fn say(&mut self, words: &str) {
        self.write(words.as_bytes());
    }

    fn write(&mut self, bytes: &[u8]) {
        // Once QEMU has gone, nobody reads.
        let _ = self.serial.write_all(bytes);
    }
}

fn one_less(left: u32) -> Option<u32> {
    left.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says something to the modem, and reads as much as is expected.
    fn ask(line: &mut TcpStream, words: &str, answer: &str) {
        line.write_all(words.as_bytes()).unwrap();
        let mut heard = vec![0; answer.len()];
        line.read_exact(&mut heard).unwrap();
        assert_eq!(String::from_utf8_lossy(&heard), answer);
    }

    #[test]
    fn both_ways_of_sending() {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let modem = Modem::start(server.local_addr().unwrap()).unwrap();
        let mut line = TcpStream::connect((Ipv4Addr::LOCALHOST, modem.port)).unwrap();
        ask(&mut line, "ATE0\r\n", "ATE0\r\n\r\nOK\r\n");
        ask(&mut line, "AT+CIPSEND=3\r\n", "\r\nERROR\r\n");
        let dial = "AT+CIPSTART=\"TCP\",\"127.0.0.1\",8080\r\n";
        // Not as it was left.
        ask(&mut line, dial, "\r\nERROR\r\n");
        for setting in ["CIPMUX", "CIPMODE", "CIPDINFO", "CIPRECVMODE"] {
            ask(&mut line, &format!("AT+{setting}=0\r\n"), "\r\nOK\r\n");
        }
        modem.refuse(1);
        ask(&mut line, dial, "\r\nERROR\r\n");
        ask(&mut line, dial, "CONNECT\r\n\r\nOK\r\n");
        assert_eq!(modem.dials(), 3);
        let mut peer = server.accept().unwrap().0;
        ask(&mut line, "AT+CIPSEND=3\r\n", "\r\nOK\r\n>");
        ask(&mut line, "abc", "\r\nRecv 3 bytes\r\n\r\nSEND OK\r\n");
        ask(&mut peer, "defg", "abc");
        ask(&mut line, "", "\r\n+IPD,4:defg");
        drop(peer);
        ask(&mut line, "", "CLOSED\r\n");

        ask(&mut line, "AT+CIPMODE=1\r\n", "\r\nOK\r\n");
        ask(&mut line, dial, "CONNECT\r\n\r\nOK\r\n");
        let mut peer = server.accept().unwrap().0;
        ask(&mut line, "AT+CIPSEND\r\n", "\r\nOK\r\n\r\n>");
        line.write_all(b"a++b").unwrap();
        ask(&mut peer, "c", "a++b");
        ask(&mut line, "", "c");
        assert_eq!(modem.passed(), b"a++b");
        ask(&mut line, "+++AT+CIPCLOSE\r\n", "CLOSED\r\n\r\nOK\r\n");
        assert_eq!(peer.read(&mut [0]).unwrap(), 0);
    }
}
