//! Readings of devices without a clock: stamped with the uptime, given their time before they go out.
// Readings are borrowed, as callers do that try again.
#![allow(clippy::needless_borrows_for_generic_args)]
#![cfg(feature = "recording")]

mod doubles;

use doubles::{CREDENTIALS, SERVER, block_on};
use librato::transport::{TransportError, TransportErrorKind};
use librato::transports::{Fault, Recording, Reply};
use librato::{
    Async, BootTime, Client, Gauge, LineProtocol, Millis, Queue, Server, SharedQueue, TimeError, UnixSeconds,
};

const LOCAL: Server = Server::from_static("http://127.0.0.1");
/// 2026-12-01T00:00:00Z.
const DATE: [(&str, &str); 1] = [("Date", "Tue, 01 Dec 2026 00:00:00 GMT")];
const TIME: u64 = 1_796_083_200;

fn add(queue: &mut Queue<8, 128>, name: &str, uptime: u64) {
    queue.add_uptime(Gauge::new(name, 1), Millis::from_secs(uptime)).unwrap();
}

/// The time of the first reading of each request, after a flush at 100 s whose answer is `reply` and one at 200 s.
fn times(server: Server<'static>, reply: Reply<'static>, any_date: bool) -> [Option<u64>; 2] {
    let mut queue = Queue::new();
    let transport = Recording::<4096>::new().answer(reply);
    let client = Client::new(server, CREDENTIALS, transport);
    let mut client = if any_date { client.trust_any_date() } else { client };
    add(&mut queue, "a", 90);
    let _ = client.flush(&mut queue, Millis::from_secs(100), 0);
    queue.discard_chunk();
    queue.clear();
    add(&mut queue, "b", 150);
    client.flush_now(&mut queue, Millis::from_secs(200), 0).unwrap();
    [0, 1].map(|index| client.transport().request(index).readings().next().unwrap().time())
}

#[test]
fn the_time_comes_from_a_server_that_is_trusted() {
    let reply = Reply::new(200).headers(&DATE);
    assert_eq!(times(SERVER, reply, false), [None, Some(TIME + 50)]);
    assert_eq!(times(LOCAL, reply, true), [None, Some(TIME + 50)]);
    assert_eq!(times(LOCAL, reply, false), [None, None]);
    // An error tells the time as well, by its header or in its body.
    assert_eq!(times(SERVER, Reply::new(401).headers(&DATE), false), [None, Some(TIME + 50)]);
    let body = r#"{"errors":{"request":["no"]},"request_time":1796083300}"#;
    assert_eq!(times(SERVER, Reply::new(401).body(body), false), [None, Some(TIME + 150)]);
}

#[test]
fn no_time_before_the_release_is_believed() {
    let old = [("Date", "Tue, 20 Jan 2015 12:00:00 GMT")];
    let old: &'static [(&str, &str)] = old.to_vec().leak();
    assert_eq!(times(SERVER, Reply::new(200).headers(old), false), [None, None]);
    // A failed exchange tells no time.
    assert_eq!(times(SERVER, Reply::new(200).headers(&DATE).fault(Fault::AnswerAt(60)), false), [None, None]);
}

#[test]
fn a_value_of_a_series_gets_its_time_later() {
    let mut queue = Queue::<8, 128>::new();
    let shared = SharedQueue::<8, 128>::new();
    let gauge = || Gauge::named("a").source("attic");
    let series = queue.series(gauge()).unwrap();
    queue.record_uptime(series, 1, Millis::from_secs(90)).unwrap();
    let series = shared.series(gauge()).unwrap();
    shared.record_uptime(series, 2, Millis::from_secs(95)).unwrap();
    let mut client = Client::new(SERVER, CREDENTIALS, Recording::<4096>::new());
    client.set_time(UnixSeconds(TIME), Millis::from_secs(100));
    client.flush(&mut queue, Millis::from_secs(100), 0).unwrap();
    client.flush(&shared, Millis::from_secs(100), 0).unwrap();
    let times = [0, 1].map(|index| client.transport().request(index).readings().next().unwrap().time());
    assert_eq!(times, [Some(TIME - 10), Some(TIME - 5)]);
}

#[test]
fn a_reading_keeps_its_own_time() {
    let mut queue = Queue::<8, 128>::new();
    queue.add_uptime(Gauge::new("own", 1).at(UnixSeconds(7)), Millis(u64::MAX)).unwrap();
    queue.add_at(Gauge::new("given", 1), UnixSeconds(8)).unwrap();
    queue.add_uptime(Gauge::new("uptime", 1), Millis(9_999)).unwrap();
    queue.add(Gauge::new("none", 1)).unwrap();
    let mut client = Client::new(SERVER, CREDENTIALS, Recording::<2048>::new());
    client.set_time(UnixSeconds(1_000_100), Millis::from_secs(100));
    assert_eq!(client.boot_time().get(), Some(UnixSeconds(1_000_000)));
    client.flush(&mut queue, Millis(0), 0).unwrap();
    let times: Vec<_> = client.transport().request(0).readings().map(|reading| reading.time()).collect();
    assert_eq!(times, [Some(7), Some(8), Some(1_000_009), None]);
}

#[test]
fn what_is_in_flight_keeps_its_bytes() {
    let mut queue = Queue::<8, 128>::new();
    add(&mut queue, "a", 90);
    let busy = Reply::new(503).headers(&DATE);
    let mut client = Client::new(SERVER, CREDENTIALS, Recording::<4096>::new().answer(busy));
    client.flush(&mut queue, Millis::from_secs(100), 0).unwrap_err();
    assert!(client.boot_time().get().is_some());
    add(&mut queue, "b", 150);
    client.flush_now(&mut queue, Millis::from_secs(200), 0).unwrap();
    let body = |index| client.transport().request(index).body_text();
    assert_eq!(body(0), body(1));
    assert_eq!(client.transport().request(2).readings().next().unwrap().time(), Some(TIME + 50));
}

#[test]
fn what_was_not_sent_gets_its_time_yet() {
    let mut queue = Queue::<8, 128>::new();
    add(&mut queue, "a", 90);
    let transport = Recording::<4096>::new().answer(Fault::Connect(TransportErrorKind::Connect));
    let mut client = Client::new(SERVER, CREDENTIALS, transport);
    let error = client.flush(&mut queue, Millis::from_secs(100), 0).unwrap_err();
    client.set_time(UnixSeconds(TIME), Millis::from_secs(100));
    // Later corrections do not move what has a time.
    client.flush(&mut queue, error.retry_at(), 0).unwrap();
    assert_eq!(client.transport().request(1).readings().next().unwrap().time(), Some(TIME - 10));
}

#[test]
fn a_time_beyond_32_bits_is_left_to_the_server() {
    let mut queue = Queue::<8, 128>::new();
    add(&mut queue, "a", u64::from(u32::MAX));
    let mut client = Client::new(SERVER, CREDENTIALS, Recording::<2048>::new());
    client.set_time(UnixSeconds(1), Millis(0));
    client.flush(&mut queue, Millis(0), 0).unwrap();
    assert_eq!(client.transport().request(0).readings().next().unwrap().time(), None);
}

/// A future that an executor of many threads takes.
const fn spawnable<F: Future + Send>(future: F) -> F {
    future
}

/// What a client of this server learns from this answer 100 s after its start, asked and awaited.
fn learned(server: Server<'static>, any_date: bool, reply: Reply<'static>) -> Result<BootTime, TimeError> {
    let now = Millis::from_secs(100);
    let transport = Recording::<2048>::new().answer(reply);
    let client = Client::new(server, CREDENTIALS, transport);
    let mut client = if any_date { client.trust_any_date() } else { client };
    let learned = client.learn_time(now);
    assert_eq!(learned.is_ok(), client.boot_time().get().is_some());

    let client = Client::new(server, CREDENTIALS, Async(Recording::<2048>::new().answer(reply)));
    let mut client = if any_date { client.trust_any_date() } else { client };
    assert_eq!(block_on(spawnable(client.learn_time(now))), learned);
    learned
}

#[test]
fn the_time_can_be_asked_for() {
    let dated = |status| Reply::new(status).headers(&DATE);
    let expected = Some(UnixSeconds(TIME - 100));
    // Whoever may only write learns it from the refusal.
    for status in [200, 401, 404, 503] {
        let boot = learned(SERVER, false, dated(status)).unwrap();
        assert_eq!((boot.get(), boot.at(Millis::from_secs(130))), (expected, Some(UnixSeconds(TIME + 30))));
    }
    assert_eq!(learned(LOCAL, true, dated(200)).unwrap().get(), expected);
    assert_eq!(learned(LOCAL, false, dated(200)), Err(TimeError::Untrusted));
    assert_eq!(learned(SERVER, false, Reply::new(200)), Err(TimeError::NoDate));
    let old = Reply::new(200).headers(&[("Date", "Tue, 20 Jan 2015 12:00:00 GMT")]);
    assert_eq!(learned(SERVER, false, old), Err(TimeError::NoDate));
    let kind = TransportErrorKind::Timeout;
    let error = TransportError::unknown(kind);
    assert_eq!(learned(SERVER, false, dated(200).fault(Fault::Timeout)), Err(TimeError::Transport(error)));
}

#[test]
fn what_is_asked_for_the_time_is_small() {
    let transport = Recording::<2048>::new().answer(Reply::new(200).headers(&DATE));
    let mut client = Client::new(SERVER, CREDENTIALS, transport);
    client.learn_time(Millis(0)).unwrap();
    let request = client.transport().request(0);
    assert_eq!((request.method(), request.target()), ("GET", "/v1/metrics?length=1"));
    // Once known, it moves by an hour at most, and an answer without a date leaves it as it is.
    client.set_time(UnixSeconds(TIME + 10_000), Millis(0));
    *client.transport_mut() = Recording::new().answer(Reply::new(200).headers(&DATE)).answer(200);
    let boot = client.learn_time(Millis(0)).unwrap();
    assert_eq!(boot.get(), Some(UnixSeconds(TIME + 6_400)));
    assert_eq!(client.learn_time(Millis(0)), Err(TimeError::NoDate));
    assert_eq!(client.boot_time(), boot);

    let transport = Recording::<2048>::new().answer(Reply::new(204).headers(&DATE));
    let mut client = Client::with_format(SERVER, CREDENTIALS, transport, LineProtocol::v1("house"));
    client.learn_time(Millis(0)).unwrap();
    assert_eq!(client.transport().request(0).target(), "/ping");
    // Nothing that cannot be believed is asked for.
    let mut client = Client::new(LOCAL, CREDENTIALS, Recording::<2048>::new());
    client.learn_time(Millis(0)).unwrap_err();
    assert_eq!(client.transport().requests(), 0);
}
