//! What becomes of readings after each kind of answer: kept or gone, tried again when, and whose fault it is.
// Readings are borrowed, as callers do that try again.
#![allow(clippy::needless_borrows_for_generic_args)]
#![cfg(feature = "recording")]

mod doubles;

use std::cell::Cell;

use doubles::{Answer, CREDENTIALS, Pull, SERVER, Sent};
use librato::transport::TransportErrorKind;
use librato::transports::{Fault, Recording, Reply};
use librato::{
    Backoff, Blame, Cause, Client, Counts, Device, FlushError, Gauge, Measurement, Millis, Queue, Schedule,
    SharedQueue,
};

const NOW: Millis = Millis::from_secs(1000);
const PROBE: u64 = 600_000;

/// What a flush of two readings left behind.
struct After {
    result: Result<u32, FlushError>,
    counts: Counts,
    in_flight: usize,
    requests: usize,
    error: String,
}

fn flush(replies: &[Reply<'static>]) -> After {
    let mut queue = Queue::<8, 128>::new();
    queue.add(Gauge::new("load", 1)).unwrap();
    queue.add(Gauge::new("temperature", 2)).unwrap();
    let mut transport = Recording::<4096>::new().otherwise(599);
    for reply in replies {
        transport = transport.answer(*reply);
    }
    let mut client = Client::new(SERVER, CREDENTIALS, transport);
    let result = client.flush(&mut queue, NOW, 3);
    let after = After {
        result: result.map(|report| report.accepted),
        counts: queue.counts(),
        in_flight: queue.in_flight(),
        requests: client.transport().requests(),
        error: client.error_body().to_string(),
    };
    if let Err(error) = result {
        assert_eq!(error.waiting() as usize, queue.len());
        if !queue.is_empty() {
            // Nothing is sent before its time, unless somebody wants it at once.
            let early = client.flush(&mut queue, Millis(error.retry_at().0 - 1), 3).unwrap_err();
            assert_eq!((early.cause, early.retry_at()), (Cause::NotYet, error.retry_at()));
            assert_eq!(early.blame(), error.blame(), "it waits for the same");
            assert!(!client.is_due(&mut queue, Millis(error.retry_at().0 - 1)));
            assert_eq!(client.transport().requests(), after.requests);
            assert!(client.is_due(&mut queue, error.retry_at()));
            client.flush_now(&mut queue, NOW, 3).unwrap_err();
            assert_eq!(client.transport().requests(), after.requests + 1);
        }
    }
    after
}

/// The error of a flush after which both readings wait, and for how many milliseconds.
fn kept(reply: Reply<'static>, in_doubt: bool) -> (Cause, Blame, u64) {
    let after = flush(&[reply]);
    let error = after.result.unwrap_err();
    let Counts { accepted, rejected, discarded, .. } = after.counts;
    assert_eq!((accepted, rejected, discarded, after.requests, error.waiting()), (0, 0, 0, 1, 2));
    assert_eq!(after.in_flight, if in_doubt { 2 } else { 0 });
    (error.cause, error.blame(), error.retry_at().since(NOW).0)
}

#[test]
fn accepted() {
    let html = &[("Content-Type", "text/html")];
    for reply in [
        Reply::new(200),
        Reply::new(204),
        Reply::new(200).headers(html),
        Reply::new(200).body(" \r\n"),
        Reply::new(201).body(r#"{"name":"x"}"#),
        Reply::new(202).headers(&[("Content-Type", "application/json")]).body("null"),
        Reply::new(202).body(r#"{"measurements":{"summary":{"total":2,"accepted":2,"failed":0}}}"#),
    ] {
        let after = flush(&[reply]);
        assert_eq!((after.result, after.counts.accepted, after.requests), (Ok(2), 2, 1));
    }
}

#[test]
fn a_login_page_accepts_nothing() {
    let page = Reply::new(200).headers(&[("Content-Type", "text/html")]).body("<html>Welcome</html>");
    assert_eq!(kept(page, false), (Cause::NotTheApi(200), Blame::Configuration, PROBE));
    assert_eq!(kept(Reply::new(202).body("OK"), false).0, Cause::NotTheApi(202));
}

#[test]
fn rejected_readings_are_no_silent_success() {
    let body =
        r#"{"measurements":{"summary":{"total":2,"accepted":1,"failed":1}},"errors":[{"param":"value"}]}"#;
    let after = flush(&[Reply::new(202).body(body)]);
    let error = after.result.unwrap_err();
    assert_eq!((error.cause, error.blame(), error.waiting()), (Cause::Rejected, Blame::Data, 0));
    assert_eq!((error.report.accepted, error.report.dropped), (1, 1));
    assert_eq!((after.counts.accepted, after.counts.rejected), (1, 1));
}

#[test]
fn a_configuration_that_is_refused_is_probed_slowly() {
    for status in [301, 302, 303, 307, 308, 401, 403, 404, 405, 406, 415, 499] {
        let moved = Reply::new(status)
            .headers(&[("Location", "https://elsewhere.example.net/"), ("Retry-After", "1")]);
        assert_eq!(kept(moved, false), (Cause::Status(status), Blame::Configuration, PROBE), "{status}");
    }
}

#[test]
fn servers_in_trouble_are_asked_again_after_a_backoff() {
    for status in [408, 500, 502, 503, 504, 599] {
        let (cause, blame, wait) = kept(Reply::new(status), true);
        assert_eq!((cause, blame), (Cause::Status(status), Blame::Server));
        assert!((1000..=2000).contains(&wait), "{wait}");
    }
    assert_eq!(kept(Reply::new(503).headers(&[("Retry-After", "90")]), true).2, 90_000);
    // No wait at all would be a loop.
    assert!(kept(Reply::new(503).headers(&[("Retry-After", "0")]), true).2 >= 1000);
    let kept_long = kept(Reply::new(503).headers(&[("Retry-After", "999999999")]), true);
    assert_eq!(kept_long.2, 86_400_000);
}

#[test]
fn rate_limits_wait_for_the_reset() {
    const DATE: (&str, &str) = ("Date", "Tue, 01 Dec 2026 00:00:00 GMT");
    let limited = |headers: &'static [(&str, &str)]| {
        let (cause, blame, wait) = kept(Reply::new(429).headers(headers), true);
        assert_eq!((cause, blame), (Cause::RateLimited(429), Blame::Server));
        wait
    };
    assert_eq!(limited(&[("Retry-After", "7")]), 7000);
    assert_eq!(limited(&[DATE, ("Retry-After", "Tue, 01 Dec 2026 00:01:00 GMT")]), 60_000);
    assert_eq!(limited(&[DATE, ("X-Librato-RateLimit-Agg", "limit=9,remaining=0,reset=1796083230")]), 30_000);
    assert_eq!(limited(&[DATE, ("X-Librato-RateLimit-Std", "limit=9,remaining=0,reset=1796083290")]), 90_000);
    assert!((1000..=2000).contains(&limited(&[])));
    let body = r#"{"errors":{"request":["Rate limit exceeded"]}}"#;
    let reply = Reply::new(403).headers(&[("Retry-After", "11")]).body(body);
    assert_eq!(kept(reply, false), (Cause::RateLimited(403), Blame::Server, 11_000));
}

#[test]
fn a_reset_is_counted_from_the_clock_of_the_device_if_the_answer_has_none() {
    let headers = &[("X-Librato-RateLimit-Std", "limit=9,remaining=0,reset=1796083290")];
    let transport = Recording::<1024>::new().answer_with(429, headers, "");
    let mut client = Client::new(SERVER, CREDENTIALS, transport);
    let mut queue = Queue::<4, 64>::new();
    queue.add(Gauge::new("a", 1)).unwrap();
    client.set_time(librato::UnixSeconds(1_796_083_200), NOW);
    let error = client.flush(&mut queue, NOW, 0).unwrap_err();
    assert_eq!(error.retry_at().since(NOW), Millis(90_000));
}

#[test]
fn data_that_no_metric_is_named_for_stays_until_it_is_discarded() {
    for status in [400, 413, 422] {
        for body in ["", "{}", r#"{"errors":{"params":{"value":["is not a number"]}}}"#, "<h1>Bad</h1>"] {
            assert_eq!(
                kept(Reply::new(status).body(body), true),
                (Cause::Status(status), Blame::Data, PROBE)
            );
        }
        // Named, but not sent.
        let body = r#"{"errors":["'other' is a counter, but was submitted as different type"]}"#;
        assert_eq!(kept(Reply::new(status).body(body), true).0, Cause::Status(status));
    }
    let mut queue = Queue::<8, 64>::new();
    queue.add(Gauge::new("bad", 1)).unwrap();
    let mut client = Client::new(SERVER, CREDENTIALS, Recording::<2048>::new().answer(400));
    client.flush(&mut queue, NOW, 0).unwrap_err();
    queue.add(Gauge::new("good", 1)).unwrap();
    assert_eq!((queue.discard_chunk(), queue.discard_chunk(), queue.len()), (1, 0, 1));
    client.flush_now(&mut queue, NOW, 0).unwrap();
    assert_eq!(client.transport().request(1).gauge("good"), Some((1.0, "")));
    assert_eq!(queue.counts().discarded, 1);
}

#[test]
fn a_named_metric_is_set_aside_and_the_rest_goes_through() {
    for body in [
        r#"{"errors":["'LOAD' is a counter, but was submitted as different type"]}"#,
        r#"{"errors":[{"param":"name","value":"load","reason":"invalid"}]}"#,
    ] {
        let after = flush(&[Reply::new(422).body(body), Reply::new(200)]);
        let error = after.result.unwrap_err();
        assert_eq!((error.cause, error.waiting()), (Cause::Rejected, 0));
        assert_eq!((error.report.accepted, error.report.dropped, error.report.requests), (1, 1, 2));
        assert_eq!((after.counts.accepted, after.counts.rejected), (1, 1));
    }
    // Both at once: one request tells both.
    let both = r#"{"errors":[{"param":"name","value":"load"},{"param":"name","value":"temperature"}]}"#;
    let after = flush(&[Reply::new(400).body(both)]);
    assert_eq!((after.requests, after.counts.rejected, after.error.starts_with("[400]")), (1, 2, true));
}

#[test]
fn a_server_that_refuses_everything_by_name_does_not_empty_the_queue() {
    let mut queue = Queue::<64, 1024>::new();
    for number in 0..50 {
        queue.add(Gauge::new(&format!("m{number:02}"), 1)).unwrap();
    }
    let refuse = |sent: &Sent| -> Answer {
        let name = sent.json()["gauges"][0]["name"].as_str().unwrap().to_owned();
        Ok((400, format!(r#"{{"errors":[{{"param":"name","value":"{name}"}}]}}"#).leak()))
    };
    let transport = Pull { window: 256, sent: vec![], between: |_| {}, answer: refuse };
    let mut client = Client::new(SERVER, CREDENTIALS, transport);
    let mut now = NOW;
    for (dropped, waiting) in [(20, 30), (0, 30)] {
        let error = client.flush_now(&mut queue, now, 0).unwrap_err();
        assert_eq!(
            (error.cause, error.report.dropped, error.waiting()),
            (Cause::Status(400), dropped, waiting)
        );
        assert_eq!(error.retry_at().since(now), Millis(PROBE));
        now = now.after(Millis::from_secs(60));
    }
    let error = client.flush(&mut queue, now.after(Millis::from_secs(3600)), 0).unwrap_err();
    assert_eq!((error.report.dropped, error.waiting()), (20, 10));
}

#[test]
fn an_accepted_chunk_is_gone_before_the_next_is_sent() {
    let queue = SharedQueue::<8, 128>::of(Queue::new().with_chunk(1));
    for number in 0..4 {
        queue.add(Gauge::new("n", number)).unwrap();
    }
    queue.add(Measurement::new("tagged", 9)).unwrap();
    let waiting = Cell::new(vec![]);
    let note = |number: usize| {
        if number == 0 {
            waiting.set([waiting.take(), vec![queue.len()]].concat());
        }
    };
    let requests = Cell::new(0);
    let third_fails = |_: &Sent| {
        requests.set(requests.get() + 1);
        Ok((if requests.get() == 3 { 500 } else { 200 }, ""))
    };
    let transport = Pull { window: 256, sent: vec![], between: note, answer: third_fails };
    let mut client = Client::new(SERVER, CREDENTIALS, transport);
    let error = client.flush(&queue, NOW, 0).unwrap_err();
    assert_eq!((error.report.accepted, error.report.requests, error.waiting()), (2, 3, 3));
    let report = client.flush(&queue, error.retry_at(), 0).unwrap();
    assert_eq!((report.accepted, report.resent, queue.len()), (3, 1, 0));
    assert_eq!(waiting.take(), [5, 4, 3, 3, 2, 1]);
    let bodies: Vec<_> = client.transport().sent.iter().map(|sent| sent.body.clone()).collect();
    assert_eq!(bodies[2], bodies[3]);
}

/// The third request, after one whose delivery was in doubt and one of which nothing arrived, or that was refused as it stands.
#[test]
fn what_the_server_may_have_stays_the_same_bytes_until_it_is_accepted() {
    let no_connection: Reply<'static> = Fault::Connect(TransportErrorKind::Connect).into();
    let unfinished = Reply::new(200).fault(Fault::RequestAt(80));
    for next in [no_connection, unfinished, Reply::new(401), Reply::new(503)] {
        let mut queue = Queue::<8, 128>::new();
        queue.add(Gauge::new("load", 1)).unwrap();
        let transport = Recording::<4096>::new().answer(Reply::new(200).fault(Fault::Timeout)).answer(next);
        let mut client = Client::new(SERVER, CREDENTIALS, transport).device(Device::from_static("attic"), 7);
        for _ in 0..2 {
            client.flush_now(&mut queue, NOW, 3).unwrap_err();
            queue.add(Gauge::new("load", 2)).unwrap();
            assert_eq!((queue.in_flight(), queue.counts().accepted), (1, 0));
        }
        assert_eq!(client.flush_now(&mut queue, NOW, 3).unwrap().accepted, 3);
        let request = |index| client.transport().request(index);
        let last = client.transport().requests() - 2;
        assert_eq!(request(last).body_text(), request(0).body_text(), "{next:?}");
        assert_eq!(request(last).header("idempotency-key"), request(0).header("idempotency-key"), "{next:?}");
    }
}

#[test]
fn waits_grow_by_the_backoff_and_start_anew_after_a_success() {
    let mut queue = Queue::<8, 64>::new();
    queue.add(Gauge::new("a", 1)).unwrap();
    let mut transport = Recording::<8192>::new();
    for status in [503, 503, 503, 200, 503] {
        transport = transport.answer(status);
    }
    let double = Backoff::Custom(|last, _| Millis(last.map_or(1000, |last| last.0 * 2)));
    let mut client = Client::new(SERVER, CREDENTIALS, transport).backoff(double);
    let (mut now, mut waits) = (NOW, vec![]);
    for _ in 0..5 {
        match client.flush(&mut queue, now, 0) {
            Ok(report) => {
                assert_eq!((report.waiting, report.resent), (0, 1));
                queue.add(Gauge::new("b", 1)).unwrap();
            }
            Err(error) => {
                waits.push(error.retry_at().since(now).0);
                now = error.retry_at();
            }
        }
    }
    assert_eq!(waits, [1000, 2000, 4000, 1000]);
}

#[test]
fn a_flush_that_sent_nothing_puts_nothing_off() {
    let mut queue = Queue::<8, 64>::new();
    queue.add(Gauge::new("a", 1)).unwrap();
    let schedule = Schedule::new().every(Millis::from_secs(60));
    let mut client =
        Client::new(SERVER, CREDENTIALS, Recording::<2048>::new().answer(503)).schedule(schedule);
    client.flush(&mut queue, NOW, 0).unwrap_err();
    let error = client.flush(&mut queue, NOW.after(Millis(500)), 0).unwrap_err();
    assert_eq!(error.cause, Cause::NotYet);
    assert!(!client.is_due(&mut queue, NOW.after(Millis(59_999))));
    assert!(client.is_due(&mut queue, NOW.after(Millis(60_000))));
}

#[test]
fn after_an_answer_nothing_waits_for_what_failed_before() {
    let named =
        r#"{"errors":{"params":{"type":["'load' is a counter, but was submitted as different type"]}}}"#;
    let later = Reply::new(503).headers(&[("Retry-After", "600")]);
    let transport = Recording::<4096>::new().answer(later).answer(Reply::new(400).body(named)).answer(200);
    let mut client = Client::new(SERVER, CREDENTIALS, transport);
    let mut queue = Queue::<8, 128>::new();
    queue.add(Gauge::new("load", 1)).unwrap();
    let error = client.flush(&mut queue, NOW, 3).unwrap_err();
    assert_eq!(error.retry_at(), NOW.after(Millis::from_secs(600)));
    let soon = NOW.after(Millis::from_secs(1));
    let error = client.flush_now(&mut queue, soon, 3).unwrap_err();
    assert_eq!((error.cause, error.retry_at()), (Cause::Rejected, soon));
    queue.add(Gauge::new("temperature", 2)).unwrap();
    assert_eq!(client.flush(&mut queue, soon, 3).unwrap().accepted, 1);
}
