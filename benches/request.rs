//! W3 and W5: requests of 300 gauges and of one go over loopback to a server that answers at once.
//!
//! `cargo bench --features std,float --bench request`
//!
//! The server is a thread of the bench, and another process than the client under callgrind. So the instructions are those of the
//! client in user space, from the flush of a queue that is full to the end of the answer; connecting is in both runs of a
//! row, and cancels. "Ours" is a [`Client`]; over a plain socket it has [`ByteStream`] with 64 KB of scratch, which hold a request
//! of 300 gauges, and 256 B for one gauge. One line has the scratch of a device instead: a segment's worth, 1,460 B.

#[path = "support/sink.rs"]
mod sink;
#[path = "support/mod.rs"]
mod support;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::rc::Rc;

use librato::transport::{HttpTransport, TransportErrorKind};
use librato::transports::{ByteStream, Dial, Redial, Ureq};
use librato::{Client, Credentials, Gauge, Librato, Millis, Queue, Series, Server, UnixSeconds};
use librato_test_support::socket::Socket;
use support::Bench;
use support::callgrind::MANY;
use support::data::{Kind, READINGS, Set};
use support::peers::{self, Plain, PlainGauge, Rounds};
use support::row::{Key, Row, Work};
use support::workloads::{RAW, UREQ_SERDE, W3, W5};

const USER: &str = "user@example.net";
const TOKEN: &str = "75AFDB82";
/// `USER:TOKEN` in Base64.
const BASIC: &str = "Basic dXNlckBleGFtcGxlLm5ldDo3NUFGREI4Mg==";

/// Scratch of a program on a desktop: a whole request is one window, and one write.
const SCRATCH: usize = 65_536;
/// Scratch of a device with a network: what a TCP segment carries over Ethernet.
const SEGMENT: usize = 1_460;
/// Scratch for one gauge.
const SMALL: usize = 256;

type Readings = Queue<READINGS, 12_288>;

/// What is measured, and against which server.
#[derive(Clone)]
struct Request {
    sink: SocketAddr,
    set: Rc<Set>,
    /// How many of the set go into a request.
    readings: usize,
    /// Scratch of the byte stream.
    scratch: usize,
}

impl Request {
    fn url(&self) -> &'static str {
        Box::leak(format!("http://{}", self.sink).into_boxed_str())
    }

    fn client<T: HttpTransport>(&self, transport: T) -> Client<'static, T> {
        let server = Server::new(self.url()).unwrap();
        Client::new(server, Credentials::from_static(USER, TOKEN), transport)
    }

    /// A byte stream over a plain socket.
    fn socket(&self) -> ByteStream<'static, impl Redial + use<>> {
        let address = self.sink;
        let dial = Dial::new(move |_| Socket::connect(address).map_err(|_| TransportErrorKind::Connect));
        ByteStream::new(dial, vec![0; self.scratch].leak())
    }

    fn gauges(&self) -> impl Iterator<Item = Gauge<'_>> {
        self.set.readings().take(self.readings).map(|(name, source, time, value)| {
            Gauge::new(name, value).source(source).at(UnixSeconds(time.into()))
        })
    }

    /// Flushes of queues that were filled before.
    fn flushes<T: HttpTransport>(&self, transport: T) -> Flushes<T> {
        let queues = (0..MANY).map(|_| Box::new(Readings::new())).collect();
        Flushes { client: self.client(transport), queues, request: self.clone() }
    }

    /// Each round adds the readings by handle and flushes.
    fn adds_and_flushes<T: HttpTransport>(&self, transport: T) -> impl FnMut(u32) + use<T> {
        let mut client = self.client(transport);
        let mut queue = Box::new(Readings::new());
        let series: Vec<Series> = self.gauges().map(|gauge| queue.series(gauge).unwrap()).collect();
        let request = self.clone();
        move |rounds| {
            for _ in 0..rounds {
                for ((&series, &value), &(.., time)) in
                    series.iter().zip(&request.set.values).zip(&request.set.keys)
                {
                    queue.record_at(series, value, UnixSeconds(time.into())).unwrap();
                }
                let report = client.flush(&mut *queue, Millis(0), 1).unwrap();
                assert_eq!(report.accepted as usize, request.readings);
            }
        }
    }

    fn librato(&self) -> Librato {
        Librato::connect(self.url(), USER, TOKEN).unwrap()
    }

    /// What a desktop program does: each round adds by name to a batch, and finishes it.
    fn batches(&self) -> impl FnMut(u32) + use<> {
        let api = self.librato();
        let request = self.clone();
        move |rounds| {
            for _ in 0..rounds {
                let mut batch = api.batch();
                for gauge in request.gauges() {
                    batch.add(gauge).unwrap();
                }
                assert_eq!(batch.finish().unwrap().accepted as usize, request.readings);
            }
        }
    }

    /// The same for one gauge.
    fn submits(&self) -> impl FnMut(u32) + use<> {
        let api = self.librato();
        let request = self.clone();
        move |rounds| {
            for _ in 0..rounds {
                for gauge in request.gauges() {
                    assert_eq!(api.submit(gauge).unwrap().accepted, 1);
                }
            }
        }
    }

    /// The bytes of the request are there; they are written, and the answer is read.
    fn raw(&self) -> impl FnMut(u32) + use<> {
        let mut body = Vec::new();
        Plain::new(&self.set).serde_json(self.readings, &mut body);
        let head = format!(
            "POST /v1/metrics HTTP/1.1\r\nHost: {}\r\nAuthorization: {BASIC}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.sink,
            body.len()
        );
        let bytes = [head.into_bytes(), body].concat();
        let mut stream = TcpStream::connect(self.sink).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut answer = [0; sink::ANSWER.len()];
        move |rounds| {
            for _ in 0..rounds {
                stream.write_all(&bytes).unwrap();
                stream.read_exact(&mut answer).unwrap();
                assert!(answer.starts_with(b"HTTP/1.1 200"));
            }
        }
    }

    /// Gauges that are there are serialized into a buffer that is used again, and sent.
    fn ureq_serde_json(&self) -> Rounds {
        let url = format!("{}/v1/metrics", self.url());
        let readings = self.readings;
        Plain::new(&self.set).with_gauges(
            |gauges| ureq_rounds(gauges, readings, url.clone()),
            |gauges| ureq_rounds(gauges, readings, url.clone()),
        )
    }
}

fn ureq_rounds<V: serde::Serialize + 'static>(
    gauges: Vec<PlainGauge<'static, V>>,
    readings: usize,
    url: String,
) -> Rounds {
    let agent = ureq::Agent::new_with_defaults();
    let mut body = Vec::with_capacity(65_536);
    Box::new(move |rounds| {
        for _ in 0..rounds {
            body.clear();
            peers::write(&gauges[..readings], &mut body);
            let request = agent.post(&url).header("Authorization", BASIC);
            let mut answer = request.header("Content-Type", "application/json").send(&body[..]).unwrap();
            assert_eq!(answer.status(), 200);
            // Else the connection is not kept.
            assert_eq!(answer.body_mut().read_to_vec().unwrap(), b"");
        }
    })
}

/// One flush a round, each of a queue of its own.
struct Flushes<T> {
    client: Client<'static, T>,
    queues: Vec<Box<Readings>>,
    request: Request,
}

impl<T: HttpTransport> Work for Flushes<T> {
    fn reset(&mut self) {
        for queue in &mut self.queues {
            queue.clear();
            for gauge in self.request.gauges() {
                queue.add(gauge).unwrap();
            }
        }
    }

    fn run(&mut self, rounds: u32) {
        for queue in self.queues.iter_mut().take(rounds as usize) {
            let report = self.client.flush(&mut **queue, Millis(0), 1).unwrap();
            assert_eq!(report.accepted as usize, self.request.readings);
        }
    }
}

/// A row of which one round is one request.
macro_rules! row {
    ($rows:ident, $whose:ident, $line:expr, $request:ident, $column:expr, $start:expr) => {{
        let request = $request.clone();
        $rows.push(Row::$whose(Key::new("", $line, $column), 1, move || {
            let $request = &request;
            $start
        }));
    }};
}

fn w3(sink: SocketAddr) -> Vec<Row> {
    let mut rows = Vec::new();
    for kind in [Kind::Decimals, Kind::Tenths, Kind::Floats] {
        let set = Rc::new(Set::wide(kind));
        let request = Request { sink, set, readings: READINGS, scratch: SCRATCH };
        let column = kind.name();
        row!(rows, ours, "ours, plain socket", request, column, request.flushes(request.socket()));
        let segments = Request { scratch: SEGMENT, ..request.clone() };
        let words = "ours, plain socket, 1,460 B of scratch";
        row!(rows, ours, words, segments, column, segments.flushes(segments.socket()));
        row!(rows, ours, "ours, ureq", request, column, request.flushes(Ureq::new()));
        let words = "ours, plain socket, with the adds by handle";
        row!(rows, ours, words, request, column, request.adds_and_flushes(request.socket()));
        let words = "Librato, with the adds by name";
        row!(rows, ours, words, request, column, request.batches());
        row!(rows, other, RAW, request, column, request.raw());
        row!(rows, other, UREQ_SERDE, request, column, request.ureq_serde_json());
    }
    rows
}

fn w5(sink: SocketAddr) -> Vec<Row> {
    let mut rows = Vec::new();
    let set = Rc::new(Set::wide(Kind::Tenths));
    let request = Request { sink, set, readings: 1, scratch: SMALL };
    let column = Kind::Tenths.name();
    let words = "ours, plain socket, with the add by handle";
    row!(rows, ours, words, request, column, request.adds_and_flushes(request.socket()));
    let words = "ours, ureq, with the add by handle";
    row!(rows, ours, words, request, column, request.adds_and_flushes(Ureq::new()));
    row!(rows, ours, "Librato::submit", request, column, request.submits());
    row!(rows, other, RAW, request, column, request.raw());
    row!(rows, other, UREQ_SERDE, request, column, request.ureq_serde_json());
    rows
}

fn main() -> ExitCode {
    support::main(|options| {
        let address = match &options.sink {
            Some(address) => address.parse().expect("the address of a sink"),
            None => sink::start().expect("a server on loopback"),
        };
        let arguments = vec!["--sink".to_owned(), address.to_string()];
        Bench { workloads: vec![(W3, w3(address)), (W5, w5(address))], arguments }
    })
}
