//! W1: 300 gauges become the body of one request.

#[path = "support/mod.rs"]
mod support;

use std::hint::black_box;
use std::rc::Rc;

use librato::transport::{HttpTransport, RequestSource, ResponseSink, TransportError, TransportErrorKind};
use librato::{Client, Credentials, Gauge, Millis, Queue, Server, UnixSeconds, Value};
use support::data::{Kind, READINGS, Set};
use support::row::{Of, Row};

const SERVER: Server<'static> = Server::from_static("http://127.0.0.1:8080");
const CREDENTIALS: Credentials<'static> = Credentials::from_static("user@example.net", "75AFDB82");

/// Names and sources of 300 readings take 9 KB.
type Readings = Queue<300, 12_288>;

/// Pulls the body of a request through a window, `rounds` times, and says that the time is over: the chunk stays pinned, and
/// goes out again at the next flush as the same bytes.
struct Pull {
    window: Vec<u8>,
    rounds: u32,
}

impl HttpTransport for Pull {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        _: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        for _ in 0..self.rounds {
            request.rewind();
            while request.fill_body(black_box(&mut self.window)) > 0 {}
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

/// Bytes of body: the request is counted once, and pulled `rounds` times.
fn encode(set: &Set, window: usize) -> impl FnMut(u32) + use<> {
    let mut queue = queue(set.readings());
    let mut client = Client::new(SERVER, CREDENTIALS, Pull { window: vec![0; window], rounds: 0 });
    move |rounds| {
        client.transport_mut().rounds = rounds;
        client.flush_now(&mut *queue, Millis(0), 1).unwrap_err();
    }
}

/// The length of the body: each flush makes a request, which counts, and nothing is pulled.
fn count(set: &Set, readings: usize) -> impl FnMut(u32) + use<> {
    let mut queue = queue(set.readings().take(readings));
    let mut client = Client::new(SERVER, CREDENTIALS, Pull { window: Vec::new(), rounds: 0 });
    move |rounds| {
        for _ in 0..rounds {
            client.flush_now(&mut *queue, Millis(0), 1).unwrap_err();
        }
    }
}

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (letter, make) in [("a", Set::wide as fn(Kind) -> Set), ("b", Set::narrow)] {
        for kind in Kind::ALL {
            let set = Rc::new(make(kind));
            let name = |what: &str| format!("{letter}, {}, {what}", kind.name());
            let per = READINGS as u32;
            for (window, words) in [(65_536, "64 KB"), (1_460, "1,460 B"), (256, "256 B"), (64, "64 B")] {
                let set = set.clone();
                rows.push(Row::new(name(words), Of::Ours, per, move || encode(&set, window)));
            }
            let of_one = set.clone();
            rows.push(Row::new(name("flush"), Of::Other, 1, move || count(&of_one, 1)));
            rows.push(
                Row::new(name("count"), Of::Ours, per - 1, move || count(&set, READINGS)).less(name("flush")),
            );
        }
    }
    rows
}

fn main() -> std::process::ExitCode {
    support::main(rows)
}
