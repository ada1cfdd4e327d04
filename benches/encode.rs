//! W1: 300 gauges become the body of one request.
//!
//! `cargo bench --features std,float --bench encode`

#[path = "support/mod.rs"]
mod support;

use std::hint::black_box;
use std::process::ExitCode;

use librato::transport::{HttpTransport, RequestSource, ResponseSink, TransportError, TransportErrorKind};
use librato::{Action, Client, Credentials, Gauge, Millis, Polled, Queue, Server, UnixSeconds, Value};
use support::Bench;
use support::data::{Kind, READINGS, Set};
use support::peers::{self, Plain, Rounds};
use support::row::{Key, Row};
use support::workloads::{MEMCPY, NUMBERS, W1};

const SERVER: Server<'static> = Server::from_static("http://127.0.0.1:8080");
const CREDENTIALS: Credentials<'static> = Credentials::from_static("user@example.net", "75AFDB82");

/// Windows, as a socket's buffer, a segment, a usual scratch, and the least.
const WINDOWS: [(usize, &str); 4] = [(65_536, "64 KB"), (1_460, "1,460 B"), (256, "256 B"), (64, "64 B")];

/// Names and sources of 300 readings take 9 KB.
type Readings = Queue<READINGS, 12_288>;

/// Pulls the body of a request through a window, `rounds` times, and says that the time is over: the chunk stays pinned, and
/// goes out again at the next flush as the same bytes.
struct Pull {
    window: Vec<u8>,
    rounds: u32,
    /// The body, if it is wanted.
    body: Option<Vec<u8>>,
}

impl Pull {
    fn new(window: usize) -> Self {
        Self { window: vec![0; window], rounds: 0, body: None }
    }
}

/// Asks for the length of the body, or does not, and says that the time is over.
struct Ask {
    asks: bool,
    length: u64,
}

impl HttpTransport for Ask {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        _: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        if self.asks {
            self.length = black_box(request.body_len());
        }
        Err(TransportError::unknown(TransportErrorKind::Timeout))
    }
}

impl HttpTransport for Pull {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        _: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        for _ in 0..self.rounds {
            request.rewind();
            loop {
                let filled = request.fill_body(black_box(&mut self.window));
                if filled == 0 {
                    break;
                }
                if let Some(body) = &mut self.body {
                    body.extend_from_slice(&self.window[..filled]);
                }
            }
        }
        Err(TransportError::unknown(TransportErrorKind::Timeout))
    }
}

fn queue<'a>(readings: impl Iterator<Item = (&'a str, &'a str, u32, Value)>) -> Box<Readings> {
    let mut queue = Box::new(Readings::new());
    for (name, source, time, value) in readings {
        queue.add(Gauge::new(name, value).source(source).at(UnixSeconds(time.into()))).unwrap();
    }
    queue
}

/// Bytes of body: one flush has it pulled `rounds` times, and nobody asks how long it is.
fn encode(set: &Set, window: usize) -> impl FnMut(u32) + use<> {
    let mut queue = queue(set.readings());
    let mut client = Client::new(SERVER, CREDENTIALS, Pull::new(window));
    move |rounds| {
        client.transport_mut().rounds = rounds;
        client.flush_now(&mut *queue, Millis(0), 1).unwrap_err();
    }
}

/// The length of the body where it is kept: each of `rounds` flushes makes a request, which is asked for it once, and nothing is
/// pulled. A client with `std` writes the body into a buffer then. If nobody `asks`, it is the same flush without that.
fn count_and_keep(set: &Set, asks: bool) -> impl FnMut(u32) + use<> {
    let mut queue = queue(set.readings());
    let mut client = Client::new(SERVER, CREDENTIALS, Ask { asks, length: 0 });
    move |rounds| {
        for _ in 0..rounds {
            client.flush_now(&mut *queue, Millis(0), 1).unwrap_err();
        }
    }
}

/// The length of the body, counted and nothing else, as it is for a byte stream whose scratch does not hold the body, and for a
/// client that is polled. The latter counts when it is asked for the first byte of a request, and keeps the length for those
/// behind it. So each round is two flushes that fail, of which bytes are asked one at a time: one of each flush, which counts
/// `twice`, or two of the second one. All else is the same in both, and their difference is one count.
fn count(set: &Set, twice: bool) -> impl FnMut(u32) + use<> {
    let mut queue = queue(set.readings());
    let mut client = Client::new(SERVER, CREDENTIALS, Polled::new());
    let mut now = Millis(0);
    move |rounds| {
        for _ in 0..rounds {
            for bytes in if twice { [1, 1] } else { [0, 2] } {
                assert_eq!(client.poll(&mut *queue, now, 1), Action::Connect);
                client.connected();
                for _ in 0..bytes {
                    assert_eq!(client.fill(&mut *queue, black_box(&mut [0])), 1);
                }
                client.failed(TransportErrorKind::Timeout);
                let Action::Done(Err(error)) = client.poll(&mut *queue, now, 1) else { unreachable!() };
                now = error.retry_at();
            }
        }
    }
}

/// The body, pulled through a window.
fn body(set: &Set, window: usize) -> Vec<u8> {
    let mut queue = queue(set.readings());
    let mut pull = Pull { rounds: 1, body: Some(Vec::new()), ..Pull::new(window) };
    Client::new(SERVER, CREDENTIALS, &mut pull).flush_now(&mut *queue, Millis(0), 1).unwrap_err();
    pull.body.unwrap_or_default()
}

/// Whether a request that is polled, and so counts its body, has this one.
fn is_counted_as(set: &Set, body: &[u8]) -> bool {
    let mut queue = queue(set.readings());
    let mut client = Client::new(SERVER, CREDENTIALS, Polled::new());
    assert_eq!(client.poll(&mut *queue, Millis(0), 1), Action::Connect);
    client.connected();
    let mut request = vec![0; 65_536];
    let (first, rest) = request.split_at_mut(1);
    let filled = client.fill(&mut *queue, first) + client.fill(&mut *queue, rest);
    let end = [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat();
    request[..filled].ends_with(&end)
}

/// The length of the body where it is kept.
fn length(set: &Set) -> u64 {
    let mut ask = Ask { asks: true, length: 0 };
    Client::new(SERVER, CREDENTIALS, &mut ask)
        .flush_now(&mut *queue(set.readings()), Millis(0), 1)
        .unwrap_err();
    ask.length
}

/// All who take part write the same.
fn verify(set: &Set) {
    let plain = Plain::new(set);
    let whole = body(set, 65_536);
    for (window, _) in WINDOWS {
        assert_eq!(body(set, window), whole, "{window}");
    }
    assert_eq!(length(set), whole.len() as u64);
    assert!(is_counted_as(set, &whole));
    let mut bytes = Vec::new();
    plain.serde_json(READINGS, &mut bytes);
    peers::assert_same_json(&whole, &bytes);
    let mut block = vec![0; 65_536];
    let written = plain.serde_json_core(&mut block);
    peers::assert_same_json(&whole, &block[..written]);
}

/// The rows of one set of readings, which each row makes for itself: a child needs only its own.
fn set_rows(rows: &mut Vec<Row>, title: &str, kind: Kind, make: fn(Kind) -> Set) {
    let key = |line: &str| Key::new(title, line, kind.name());
    let per = READINGS as u32;
    for (window, words) in WINDOWS {
        let line = format!("ours, {words} window");
        rows.push(Row::ours(key(&line), per, move || encode(&make(kind), window)));
    }
    let row = Row::ours(key("ours, count"), per, move || count(&make(kind), true));
    rows.push(row.less(move || count(&make(kind), false)));
    let row = Row::ours(key("ours, count and keep"), per, move || count_and_keep(&make(kind), true));
    rows.push(row.less(move || count_and_keep(&make(kind), false)));

    rows.push(Row::other(key(MEMCPY), per, move || peers::memcpy(body(&make(kind), 65_536))));
    let mut other = |line: &str, start: fn(Plain) -> Rounds| {
        rows.push(Row::other(key(line), per, move || start(Plain::new(&make(kind)))));
    };
    other(NUMBERS, peers::numbers);
    other("serde_json, to a reused Vec", peers::serde_json);
    other("serde-json-core, to a slice", peers::serde_json_core);
}

fn main() -> ExitCode {
    let sets = [("300 names, 8 sources", Set::wide as fn(Kind) -> Set), ("8 names, 5 sources", Set::narrow)];
    support::main(|options| {
        let mut rows = Vec::new();
        for (title, make) in sets {
            for kind in Kind::ALL {
                if !options.is_child() {
                    verify(&make(kind));
                }
                set_rows(&mut rows, title, kind, make);
            }
        }
        Bench { workloads: vec![(W1, rows)], arguments: Vec::new() }
    })
}
