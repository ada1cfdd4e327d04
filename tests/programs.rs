//! The three programs of the README, run against the local receiver.
#![cfg(all(feature = "std", feature = "embedded-io"))]

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use librato::transport::TransportErrorKind;
use librato::transports::{ByteStream, Dial};
use librato::{Client, Counter, Credentials, Decimal, Gauge, Librato, Millis, Server, SharedQueue};
use librato_test_support::receiver::{Answer, Config, Receiver};
use librato_test_support::socket::Socket;

const USER: &str = "user@example.net";
const TOKEN: &str = "0123456789abcdef";

#[test]
fn desktop() {
    let receiver = Receiver::start(Config::new(USER, TOKEN));
    let api = Librato::connect(&receiver.url(), USER, TOKEN).unwrap().source("kitchen");
    api.submit(Gauge::new("temperature", 21.5).description("at home")).unwrap();

    let mut batch = api.batch().auto_submit(400);
    batch.add(Gauge::new("temperature", 22.1).source("upstairs")).unwrap();
    batch.add(Counter::new("requests", 102).source("server1")).unwrap();
    assert_eq!(batch.finish().unwrap().to_string(), "2 accepted, 0 waiting, 0 dropped");
    assert_eq!(receiver.readings().len(), 3);
}

fn connect(server: Server<'_>) -> Result<Socket, TransportErrorKind> {
    Socket::connect((server.host(), server.port())).map_err(|_| TransportErrorKind::Connect)
}

static QUEUE: SharedQueue<64, 512> = SharedQueue::new();
static UPTIME: AtomicU64 = AtomicU64::new(0);

fn uptime() -> Millis {
    Millis(UPTIME.load(Ordering::SeqCst))
}

/// The README's interrupt and main loop, with a thread for the interrupt, a clock that a sleep moves on, and an end.
#[test]
fn firmware() {
    let receiver = Receiver::start(Config::new(USER, TOKEN));
    receiver.next_answers([
        Answer::status(503).header("Retry-After", "30"),
        Answer::hang_up(),
        Answer::status(429).header("Retry-After", "7"),
    ]);
    let url = receiver.url();
    let server = Server::new(&url).unwrap();
    let credentials = Credentials::new(USER, TOKEN).unwrap();
    let interrupt = std::thread::spawn(|| {
        for number in 0..500 {
            let gauge = Gauge::new("temperature", Decimal::new(number, 2)).source("attic");
            while QUEUE.add_uptime(gauge, uptime()).is_err() {
                std::thread::sleep(Duration::from_micros(200));
            }
        }
    });
    let mut scratch = [0; 256];
    let modem = ByteStream::new(Dial::new(connect), &mut scratch);
    let mut client = Client::new(server, credentials, modem).trust_any_date();
    let mut waits = Vec::new();
    while !(interrupt.is_finished() && QUEUE.is_empty()) {
        let wake = match client.flush(&QUEUE, uptime, 7) {
            Ok(_) => uptime().after(Millis(1)),
            Err(error) => {
                waits.push(error.retry_at().since(uptime()));
                error.retry_at()
            }
        };
        UPTIME.store(wake.0, Ordering::SeqCst);
    }
    interrupt.join().unwrap();
    // The kept connection that was closed was dialled again, and the request sent again, by the transport.
    assert_eq!(waits, [Millis::from_secs(30), Millis::from_secs(7)]);
    let values: Vec<f64> = receiver.readings().iter().filter_map(|reading| reading.figures.value).collect();
    let expected: Vec<f64> = (0..500).map(|number| f64::from(number) / 100.0).collect();
    assert_eq!(values, expected);
    assert_eq!(QUEUE.counts().accepted, 500);
}
