//! A fault at every byte of request and answer: what becomes of the readings, and what the server sees.
// Readings are borrowed, as callers do that try again.
#![allow(clippy::needless_borrows_for_generic_args)]
#![cfg(feature = "embedded-io")]

mod doubles;
#[allow(dead_code)]
#[path = "embedded_io/net.rs"]
mod net;

use doubles::CREDENTIALS;
use embedded_io::ErrorKind;
use librato::transport::{Delivery, TransportErrorKind};
use librato::transports::ByteStream;
use librato::{Blame, Cause, Client, Device, FlushError, Gauge, Millis, Queue, Server};
use net::{ANSWER, Net, Plan, Strike};

const SERVER: Server = Server::from_static("http://127.0.0.1");
const DEVICE: Device = Device::from_static("meter-7");

const STRIKES: [Strike; 4] = [
    Strike::Zero,
    Strike::Error(ErrorKind::ConnectionReset),
    Strike::Error(ErrorKind::TimedOut),
    Strike::Error(ErrorKind::Other),
];

fn queue() -> Queue<4, 64> {
    let mut queue = Queue::new();
    queue.add(Gauge::new("t", 21.5).source("attic")).unwrap();
    queue
}

/// The bytes of the request for [`queue`].
fn request() -> Vec<u8> {
    let net = Net::new(1 << 20, &[Plan { flush: Some(ErrorKind::Other), ..Plan::good() }]);
    let mut scratch = [0; 64];
    let stream = ByteStream::new(net.clone(), &mut scratch);
    Client::new(SERVER, CREDENTIALS, stream).device(DEVICE, 3).flush(&mut queue(), Millis(0), 0).unwrap_err();
    net.0.borrow().taken[0].clone()
}

/// Flushes over a connection that fails by this plan, then over a good one. Gives the first result and what each took.
fn flush_twice(plan: Plan, request_len: usize, scratch: usize) -> (Result<(), FlushError>, Vec<Vec<u8>>) {
    let net = Net::new(request_len, &[plan, Plan::good()]);
    let mut scratch = vec![0; scratch];
    let mut client =
        Client::new(SERVER, CREDENTIALS, ByteStream::new(net.clone(), &mut scratch)).device(DEVICE, 3);
    let mut queue = queue();
    let first = client.flush(&mut queue, Millis(5), 9);
    if let Err(error) = first {
        assert_eq!((queue.len(), error.waiting(), error.report.accepted), (1, 1, 0));
        let Cause::Transport(failure) = error.cause else { panic!("{error:?}") };
        assert_eq!(error.blame(), Blame::Network);
        // In doubt, it stays what it is; unsent, it waits like any other.
        assert_eq!(queue.in_flight(), usize::from(failure.delivery == Delivery::Unknown));
        let before = error.retry_at().0 - 1;
        let early = client.flush(&mut queue, Millis(before), 9).unwrap_err();
        assert_eq!((early.cause, early.report.requests), (Cause::NotYet, 0));
        let report = client.flush(&mut queue, error.retry_at(), 9).unwrap();
        assert_eq!((report.accepted, report.waiting), (1, 0));
        let again = u32::from(failure.delivery == Delivery::Unknown);
        assert_eq!((report.resent, queue.counts().resent), (again, again));
    }
    assert_eq!((queue.len(), queue.counts().accepted, queue.counts().added), (0, 1, 1));
    drop(client);
    assert!(scratch.iter().all(|&byte| byte == 0));
    let taken = net.0.borrow().taken.clone();
    (first.map(|_| ()), taken)
}

#[test]
fn a_fault_at_every_byte_of_the_request_delivers_once() {
    let request = request();
    for at in 0..request.len() {
        for strike in STRIKES {
            let plan = Plan { write: Some((at, strike)), ..Plan::good() };
            let (first, taken) = flush_twice(plan, request.len(), 64 + at % 200);
            let Cause::Transport(failure) = first.unwrap_err().cause else { panic!() };
            assert_eq!(failure.delivery, Delivery::NotSent, "byte {at}");
            assert_eq!(taken[0], request[..at]);
            // Another request than the first one, which nobody got.
            assert_eq!((taken.len(), taken[1].len()), (2, request.len()));
        }
    }
}

#[test]
fn a_fault_at_every_byte_of_the_answer_sends_the_same_again() {
    let request = request();
    assert!(String::from_utf8_lossy(&request).contains("\r\nIdempotency-Key: meter-7-3-1\r\n"));
    for at in 0..ANSWER.len() {
        for strike in STRIKES {
            let plan = Plan { read: Some((at, strike)), ..Plan::good() };
            let (first, taken) = flush_twice(plan, request.len(), 64 + at % 200);
            let Cause::Transport(failure) = first.unwrap_err().cause else { panic!() };
            assert_eq!(failure.delivery, Delivery::Unknown, "byte {at}");
            assert_eq!(taken, [request.clone(), request.clone()]);
        }
    }
    let (whole, taken) = flush_twice(Plan::good(), request.len(), 64);
    assert_eq!((whole, taken), (Ok(()), vec![request]));
}

/// What is added after an ambiguous failure waits for the next request, and changes nothing in this one.
#[test]
fn what_is_in_doubt_is_not_mixed_with_what_is_new() {
    let request = request();
    let lost = Plan { read: Some((0, Strike::Error(ErrorKind::TimedOut))), ..Plan::good() };
    let net = Net::new(request.len(), &[lost.clone(), lost, Plan::good(), Plan::good()]);
    let mut scratch = [0; 100];
    let mut client =
        Client::new(SERVER, CREDENTIALS, ByteStream::new(net.clone(), &mut scratch)).device(DEVICE, 3);
    let mut queue = queue();
    for _ in 0..2 {
        let error = client.flush_now(&mut queue, Millis(0), 0).unwrap_err();
        assert_eq!(queue.in_flight(), 1);
        assert!(error.retry_at() > Millis(0));
        let _ = queue.add(Gauge::new("u", 1));
    }
    let error = client.flush_now(&mut queue, Millis(0), 0);
    let report = error.unwrap_or_else(|error| error.report);
    assert_eq!(report.resent, 1);
    let taken = &net.0.borrow().taken;
    assert_eq!((&taken[0], &taken[1]), (&request, &request));
    assert!(taken[2].starts_with(&request));
}

/// A retry that does not reach the server, or is turned away at its door, says nothing of the request before it.
#[test]
fn what_is_in_doubt_stays_so_until_the_server_answers_it() {
    let request = request();
    let lost = Plan { read: Some((0, Strike::Error(ErrorKind::TimedOut))), ..Plan::good() };
    let unreached = Plan { refused: Some(TransportErrorKind::Connect), ..Plan::good() };
    let turned_away =
        Plan::answering("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    for between in [unreached, turned_away] {
        let net = Net::new(request.len(), &[lost.clone(), between, Plan::good(), Plan::good()]);
        let mut scratch = [0; 100];
        let mut client =
            Client::new(SERVER, CREDENTIALS, ByteStream::new(net.clone(), &mut scratch)).device(DEVICE, 3);
        let mut queue = queue();
        for _ in 0..2 {
            client.flush_now(&mut queue, Millis(0), 0).unwrap_err();
            assert_eq!(queue.in_flight(), 1);
            queue.add(Gauge::new("u", 1)).unwrap();
        }
        let report = client.flush_now(&mut queue, Millis(0), 0).unwrap_or_else(|error| error.report);
        assert_eq!((report.resent, report.accepted), (1, 3));
        let taken = &net.0.borrow().taken;
        assert!(taken.len() >= 2 && taken.iter().all(|taken| taken.starts_with(&request)), "{taken:?}");
    }
}

#[test]
fn two_queues_keep_their_own_keys() {
    let lost = Plan { read: Some((10, Strike::Zero)), ..Plan::good() };
    let plans = [lost.clone(), lost, Plan::good()];
    let net = Net::new(request().len(), &plans);
    let mut scratch = [0; 100];
    let mut client =
        Client::new(SERVER, CREDENTIALS, ByteStream::new(net.clone(), &mut scratch)).device(DEVICE, 3);
    let (mut one, mut two) = (queue(), queue());
    client.flush_now(&mut one, Millis(0), 0).unwrap_err();
    client.flush_now(&mut two, Millis(0), 0).unwrap_err();
    client.flush_now(&mut one, Millis(0), 0).unwrap();
    client.flush_now(&mut two, Millis(0), 0).unwrap();
    one.add(Gauge::new("t", 21.5).source("attic")).unwrap();
    client.flush_now(&mut one, Millis(0), 0).unwrap();
    let taken = net.0.borrow().taken.concat();
    let text = String::from_utf8(taken).unwrap();
    let keys: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("Idempotency-Key: ")).collect();
    assert_eq!(keys, ["meter-7-3-1", "meter-7-3-2", "meter-7-3-1", "meter-7-3-2", "meter-7-3-3"]);
}

#[test]
fn a_kept_connection_that_was_closed_costs_nothing() {
    let request = request();
    // The second request finds the connection closed and is sent again over a new one by the transport itself.
    let closing = Plan { write: Some((request.len(), Strike::Error(ErrorKind::BrokenPipe))), ..Plan::good() };
    let net = Net::new(request.len(), &[closing, Plan::good()]);
    let mut scratch = [0; 64];
    let mut client =
        Client::new(SERVER, CREDENTIALS, ByteStream::new(net.clone(), &mut scratch)).device(DEVICE, 3);
    for _ in 0..2 {
        let mut queue = queue();
        let report = client.flush(&mut queue, Millis(0), 0).unwrap();
        assert_eq!((report.accepted, report.resent, report.requests), (1, 0, 1));
    }
    assert_eq!((net.0.borrow().seen(), net.0.borrow().dials), (2, 2));
}
