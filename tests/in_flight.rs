//! Adds, folds, evictions, collections and registrations between any two windows of a flush, as an interrupt makes them.
// Readings are borrowed, as callers do that try again.
#![allow(clippy::needless_borrows_for_generic_args)]
#![cfg(feature = "recording")]

mod doubles;

use doubles::{CREDENTIALS, Pull, SERVER, Sent, pull};
use librato::transport::{HttpTransport, RequestSource, ResponseSink, TransportError};
use librato::{
    Client, Counter, Device, FullPolicy, Gauge, Measurement, Millis, NamePolicy, Queue, SharedQueue, Summary,
};

const SLOTS: usize = 24;
type Shared = SharedQueue<SLOTS, 640>;

/// What an interrupt does at the window of this number.
type Interrupt = fn(&Shared, usize);

fn add_new_names(queue: &Shared, window: usize) {
    for number in 0..3 {
        let _ = queue.add(Gauge::new(&format!("new.{window}.{number}"), 1).source("isr"));
    }
}

fn add_one_series(queue: &Shared, window: usize) {
    for number in 0..4 {
        let _ = queue.add(Gauge::new("busy", (window * 4 + number) as u64));
        let _ = queue.add(Counter::new("running", (window * 4 + number) as u64));
    }
}

fn add_known_names(queue: &Shared, window: usize) {
    let _ = queue.add(Gauge::new("first", window as u64).source("attic"));
    let _ = queue.add(Summary::new("sum", 3, window as u64).tagged().last(1).stddev(1));
}

fn register(queue: &Shared, window: usize) {
    let known = queue.series(Gauge::named("first").source("attic")).unwrap();
    let _ = queue.record(known, window as u64);
    if let Ok(series) = queue.series(Gauge::named(["s1", "s2", "s3"][window % 3])) {
        let _ = queue.record(series, window as u64);
    }
}

fn change_defaults(queue: &Shared, window: usize) {
    queue.with(|queue| {
        let _ = queue.set_source(&format!("source.{window}"));
        let _ = queue.set_tags(Some(&[("window", &window.to_string())]));
        let _ = queue.add(Gauge::new("tagged.now", 1));
        let _ = queue.set_tags(None);
        // Names wait, so the prefix cannot change.
        assert!(queue.set_prefix("other.").is_err());
    });
}

/// Nothing of this reaches what is being sent.
fn throw_away(queue: &Shared, _: usize) {
    queue.with(|queue| {
        assert_eq!(queue.discard_chunk(), 0);
        queue.clear();
        let _ = queue.add(Gauge::new("after.clear", 1));
    });
}

fn fill(queue: &Shared) {
    queue.with(|queue| queue.set_prefix("p.")).unwrap().unwrap();
    queue.add(Gauge::new("first", 21.5).source("attic")).unwrap();
    queue.add(Measurement::new("between", 1).tags(&[("a", "1"), ("b", "2")])).unwrap();
    queue.add(Summary::new("second", 4, 12.5).min(1).max(7).sum_squares(50.25).source("attic")).unwrap();
    queue.add(Counter::new("third", 7).source("attic").description("a \"counter\"")).unwrap();
    queue.add(Gauge::new("first", 22).source("cellar")).unwrap();
    queue.add(Measurement::new("last", 5)).unwrap();
}

fn new_queue(policy: FullPolicy) -> Shared {
    // Some slots before the first reading, so that the ring wraps within the chunk.
    let mut queue = Queue::new().with_full(policy).with_names(NamePolicy::Strict);
    for _ in 0..SLOTS - 5 {
        queue.add(Gauge::new("before", 1)).unwrap();
    }
    Client::new(SERVER, CREDENTIALS, pull(256, 200)).flush(&mut queue, Millis(0), 0).unwrap();
    SharedQueue::of(queue)
}

/// The first request for readings by source, and for those with tags, if nothing disturbs.
fn undisturbed(compact: bool) -> [Vec<u8>; 2] {
    let queue = new_queue(FullPolicy::Refuse);
    fill(&queue);
    let client = Client::new(SERVER, CREDENTIALS, pull(256, 200));
    let mut client = if compact { client.compact() } else { client };
    client.flush(&queue, Millis(0), 0).unwrap();
    let mut bodies = client.transport().sent.iter().map(|sent| sent.body.clone());
    [bodies.next().unwrap(), bodies.next().unwrap()]
}

fn is_accounted_for(queue: &Shared) {
    let counts = queue.counts();
    let gone = counts.accepted + counts.evicted + counts.folded + counts.rejected + counts.discarded;
    assert_eq!(counts.added, gone + queue.len() as u32, "{counts:?}");
}

/// Flushes with interrupts at every window from `from` on, and fails the first time; the second request must be the first.
fn flush_under_fire(policy: FullPolicy, interrupt: Interrupt, window: usize, compact: bool, status: u16) {
    let queue = new_queue(policy);
    fill(&queue);
    let before = queue.counts();
    let fire = |number: usize| {
        if number < 40 {
            interrupt(&queue, number);
            is_accounted_for(&queue);
        }
    };
    let transport = Pull { window, sent: vec![], between: fire, answer: |_: &Sent| Ok((status, "")) };
    let client = Client::new(SERVER, CREDENTIALS, transport);
    let mut client = if compact { client.compact() } else { client };
    let error = client.flush(&queue, Millis(0), 0).unwrap_err();
    assert_eq!(error.report.requests, 1);
    client.flush_now(&queue, Millis(0), 0).unwrap_err();
    let [expected, _] = undisturbed(compact);
    for sent in &client.transport().sent {
        sent.json();
        assert_eq!(
            String::from_utf8_lossy(&sent.body),
            String::from_utf8_lossy(&expected),
            "windows of {window} bytes"
        );
    }
    is_accounted_for(&queue);

    // What is left comes through whole, whatever happened.
    let mut client = Client::new(SERVER, CREDENTIALS, pull(window, 200));
    client.flush(&queue, Millis(0), 0).unwrap();
    client.transport().sent.iter().for_each(|sent| drop(sent.json()));
    is_accounted_for(&queue);
    let counts = queue.counts();
    assert!(queue.is_empty() && counts.accepted >= before.accepted + 4, "{counts:?}");
}

#[test]
fn what_is_under_way_stays_as_it_was_counted() {
    let interrupts: [Interrupt; 6] =
        [add_new_names, add_one_series, add_known_names, register, change_defaults, throw_away];
    for policy in [FullPolicy::Refuse, FullPolicy::DropOldest, FullPolicy::Fold] {
        for interrupt in interrupts {
            for window in [1, 7, 32, 64, 100, 200, 1000] {
                for compact in [false, true] {
                    flush_under_fire(policy, interrupt, window, compact, 503);
                }
            }
        }
    }
}

/// Requests with the outcome at once: nothing that was there before is missing or twice.
#[test]
fn nothing_is_lost_or_sent_twice() {
    for policy in [FullPolicy::Refuse, FullPolicy::DropOldest, FullPolicy::Fold] {
        for interrupt in [add_new_names as Interrupt, add_one_series, add_known_names, register] {
            let queue = new_queue(policy);
            fill(&queue);
            let fire = |number: usize| {
                if number.is_multiple_of(3) && number < 30 {
                    interrupt(&queue, number);
                }
            };
            // The interrupts stop after some requests, or the queue would never be empty.
            let requests = std::cell::Cell::new(0);
            let transport = Pull {
                window: 50,
                sent: vec![],
                between: |number| {
                    if requests.get() < 4 {
                        fire(number);
                    }
                },
                answer: |_: &Sent| {
                    requests.set(requests.get() + 1);
                    Ok((200, ""))
                },
            };
            let mut client = Client::new(SERVER, CREDENTIALS, transport);
            while !queue.is_empty() {
                let report = client.flush(&queue, Millis(0), 0).unwrap();
                is_accounted_for(&queue);
                assert_eq!(report.waiting as usize, queue.len());
            }
            let sent: Vec<_> = client.transport().sent.iter().map(Sent::json).collect();
            let count = |list: &str, name: &str, value: f64| {
                let all = sent.iter().filter_map(|body| body.get(list)?.as_array()).flatten();
                all.filter(|r| {
                    r["name"] == name && r.get("value").or(r.get("sum")).unwrap().as_f64() == Some(value)
                })
                .count()
            };
            assert_eq!(count("gauges", "p.first", 21.5), 1);
            assert_eq!(count("gauges", "p.second", 12.5), 1);
            assert_eq!(count("counters", "p.third", 7.0), 1);
            if policy != FullPolicy::DropOldest {
                assert_eq!(count("measurements", "p.last", 5.0), 1);
            }
        }
    }
}

#[test]
fn a_queue_in_use_is_left_alone() {
    let queue = Shared::new();
    let counted = queue.with(|inner| {
        inner.add(Gauge::new("a", 1)).unwrap();
        assert_eq!(queue.add(Gauge::new("b", 1)), Err(librato::AddError::Busy));
        let mut client = Client::new(SERVER, CREDENTIALS, pull(64, 200));
        let error = client.flush(&queue, Millis(3), 0).unwrap_err();
        assert_eq!((error.cause, error.retry_at()), (librato::Cause::Busy, Millis(3)));
        client.transport().sent.len()
    });
    assert_eq!((counted, queue.len(), queue.counts().busy), (Some(0), 1, 1));
}

/// A policy needs readings that it may touch: a chunk takes half of the queue at most.
#[test]
fn a_full_queue_takes_new_readings_during_a_flush() {
    for policy in [FullPolicy::DropOldest, FullPolicy::Fold] {
        let queue = Shared::of(Queue::new().with_full(policy));
        (0..SLOTS).for_each(|number| queue.add(Gauge::new("a", number)).unwrap());
        let between = |number: usize| {
            if number < 20 {
                queue.add(Gauge::new("a", 100 + number)).unwrap();
            }
        };
        let transport = Pull { window: 16, sent: vec![], between, answer: |_: &Sent| Ok((500, "")) };
        let mut client = Client::new(SERVER, CREDENTIALS, transport);
        client.flush(&queue, Millis(0), 0).unwrap_err();
        assert_eq!(client.transport().sent[0].json()["gauges"].as_array().unwrap().len(), SLOTS / 2);
        assert_eq!(queue.counts().added as usize, SLOTS + 20);
        is_accounted_for(&queue);
    }
}

/// Finds its connection closed once it has sent everything, and sends it again over a new one, as the contract of transports allows.
struct Repeating {
    answers: Vec<(u16, &'static str)>,
    sent: Vec<Sent>,
}

impl HttpTransport for Repeating {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        let first = Sent::pulled(request, 64, |_| {});
        request.rewind();
        let second = Sent::pulled(request, 64, |_| {});
        assert_eq!(first, second);
        self.sent.push(second);
        let (status, body) = self.answers.pop().unwrap();
        response.status(status);
        response.body(body.as_bytes());
        Ok(())
    }
}

/// A queue with a reading whose request is answered like that, and what a client sent once all is accepted. One more reading comes in
/// behind the first request.
fn sent_again_after(status: u16, body: &'static str) -> (Shared, Vec<Sent>) {
    let queue = Shared::new();
    for name in ["a", "b"] {
        queue.add(Gauge::new(name, 1)).unwrap();
    }
    let transport = Repeating { answers: vec![(200, ""), (200, ""), (status, body)], sent: vec![] };
    let client = Client::new(SERVER, CREDENTIALS, transport);
    let mut client = client.device(Device::new("d").unwrap(), 1);
    client.flush(&queue, Millis(0), 0).unwrap_err();
    queue.add(Gauge::new("c", 1)).unwrap();
    while !queue.is_empty() {
        client.flush_now(&queue, Millis(0), 0).unwrap();
    }
    (queue, std::mem::take(&mut client.transport_mut().sent))
}

#[test]
fn what_may_have_been_taken_before_it_was_turned_away_stays_as_it_is() {
    for (status, body) in [
        (302, ""),
        (401, ""),
        (404, ""),
        (400, r#"{"errors":{"request":["no"]}}"#),
        (403, r#"{"errors":{"request":["rate limit"]}}"#),
        (200, "<html>Log in</html>"),
        (503, ""),
    ] {
        let (queue, sent) = sent_again_after(status, body);
        assert_eq!(sent[1], sent[0], "{status}");
        assert_eq!((sent.len(), queue.counts().accepted, queue.counts().resent), (3, 3, 2), "{status}");
    }
}

/// What the server refuses of the second copy it has refused of the first: the others go on without the reading that it named.
#[test]
fn a_refusal_that_names_a_reading_holds_for_each_copy() {
    let named = r#"{"errors":[{"param":"name","value":"a"}]}"#;
    let queue = Shared::new();
    for name in ["a", "b"] {
        queue.add(Gauge::new(name, 1)).unwrap();
    }
    let transport = Repeating { answers: vec![(200, ""), (400, named)], sent: vec![] };
    let client = Client::new(SERVER, CREDENTIALS, transport);
    let mut client = client.device(Device::new("d").unwrap(), 1);
    client.flush(&queue, Millis(0), 0).unwrap_err();
    let [refused, others] = &client.transport().sent[..] else { panic!() };
    assert_ne!(refused.header("Idempotency-Key"), others.header("Idempotency-Key"));
    assert_eq!(others.body, br#"{"gauges":[{"name":"b","value":1}]}"#);
    assert_eq!((queue.len(), queue.counts().accepted, queue.counts().rejected), (0, 1, 1));
}

/// Gives up a connection after a part of the request, and is turned away on the next one.
struct Interrupted;

impl HttpTransport for Interrupted {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        assert_eq!(request.fill(&mut [0; 64]), 64);
        request.rewind();
        Sent::pulled(request, 64, |_| {});
        response.status(404);
        Ok(())
    }
}

#[test]
fn what_never_was_out_as_a_whole_is_not_in_doubt() {
    let queue = Shared::new();
    queue.add(Gauge::new("a", 1)).unwrap();
    let mut client = Client::new(SERVER, CREDENTIALS, Interrupted);
    client.flush(&queue, Millis(0), 0).unwrap_err();
    assert_eq!(queue.with(|queue| (queue.len(), queue.in_flight())), Some((1, 0)));
}
