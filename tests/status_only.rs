//! A client that looks at no body: it sends the same bytes, and loses nothing that another keeps.
#![cfg(feature = "recording")]

mod doubles;

use doubles::{CREDENTIALS, SERVER};
use librato::transports::{Recording, Reply};
use librato::{
    Blame, Cause, Client, Counter, FlushError, Gauge, LibratoFormat, LineProtocol, Measurement, Millis,
    Queue, Report, StatusOnly, UnixSeconds, WireFormat,
};

const NOW: Millis = Millis::from_secs(1000);
/// A metric that the server names.
const NAMED: &str =
    r#"{"errors":{"params":{"type":["'load' is a counter, but was submitted as different type"]}}}"#;

fn queue() -> Queue<16, 256> {
    let mut queue = Queue::new();
    queue.add(Gauge::new("load", 1).source("attic").at(UnixSeconds(1_421_744_400))).unwrap();
    queue.add(Counter::new("pulses", 2)).unwrap();
    queue.add(Measurement::new("humidity", 3).tags(&[("room", "attic")])).unwrap();
    queue
}

/// What becomes of a queue after one answer, and what was sent.
fn flush<F: WireFormat>(
    format: F,
    reply: Reply<'static>,
) -> (Result<Report, FlushError>, Queue<16, 256>, Vec<String>) {
    let mut queue = queue();
    let transport = Recording::<4096>::new().answer(reply).otherwise(503);
    let mut client = Client::with_format(SERVER, CREDENTIALS, transport, format);
    let result = client.flush(&mut queue, NOW, 3);
    let sent = client.transport();
    let bodies = (0..sent.requests())
        .map(|index| format!("{} {}", sent.request(index).target(), sent.request(index).body_text()));
    (result, queue, bodies.collect())
}

#[test]
fn it_sends_what_the_format_sends() {
    let (_, _, whole) = flush(LibratoFormat, Reply::new(200));
    assert_eq!(whole.len(), 2);
    assert_eq!(flush(StatusOnly(LibratoFormat), Reply::new(200)).2, whole);
    let (_, _, lines) = flush(LineProtocol::v1("house"), Reply::new(204));
    assert_eq!(lines.len(), 1);
    assert_eq!(flush(StatusOnly(LineProtocol::v1("house")), Reply::new(204)).2, lines);
}

#[test]
fn a_refused_request_stays_whole() {
    let (result, queue, _) = flush(LibratoFormat, Reply::new(400).body(NAMED));
    assert_eq!((result.unwrap_err().report.dropped, queue.counts().rejected), (1, 1));

    let (result, mut queue, _) = flush(StatusOnly(LibratoFormat), Reply::new(400).body(NAMED));
    let error = result.unwrap_err();
    assert_eq!((error.cause, error.blame()), (Cause::Status(400), Blame::Data));
    assert_eq!((queue.len(), queue.in_flight(), queue.counts().rejected), (3, 2, 0));
    assert_eq!((queue.discard_chunk(), queue.len(), queue.counts().discarded), (2, 1, 2));
}

#[test]
fn what_it_cannot_tell_is_kept() {
    let limit =
        Reply::new(403).body(r#"{"errors":{"request":["You have hit the API limit for measurements."]}}"#);
    let cause = |result: Result<Report, FlushError>| result.unwrap_err().cause;
    assert_eq!(cause(flush(LibratoFormat, limit).0), Cause::RateLimited(403));
    let (result, queue, _) = flush(StatusOnly(LibratoFormat), limit);
    assert_eq!((cause(result), queue.len()), (Cause::Status(403), 3));
    for page in ["<html>", "\r\n\r\n <html>", "welcome"] {
        let (result, queue, _) = flush(StatusOnly(LibratoFormat), Reply::new(200).body(page));
        assert_eq!((cause(result), queue.len()), (Cause::NotTheApi(200), 3), "{page}");
    }
    for answer in ["", "\r\n", " {}", "[]"] {
        let (result, queue, _) = flush(StatusOnly(LibratoFormat), Reply::new(200).body(answer));
        assert_eq!((cause(result), queue.len()), (Cause::Status(503), 1), "{answer}");
    }
}

#[test]
fn headers_count() {
    let later = Reply::new(429).headers(&[("Retry-After", "77")]);
    let (result, queue, _) = flush(StatusOnly(LibratoFormat), later);
    let error = result.unwrap_err();
    assert_eq!((error.cause, error.retry_at()), (Cause::RateLimited(429), NOW.after(Millis::from_secs(77))));
    assert_eq!(queue.len(), 3);
}
