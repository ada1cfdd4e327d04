//! Names that come and go: a million of them through a few hundred bytes, beside series that stay.
// Readings are borrowed, as callers do that try again.
#![allow(clippy::needless_borrows_for_generic_args)]

mod doubles;

use doubles::{CREDENTIALS, SERVER, Sent};
use librato::transport::{HttpTransport, RequestSource, ResponseSink, TransportError};
use librato::{Client, Counter, FullPolicy, Gauge, Measurement, Millis, Queue};

const NAMES: u32 = 1_000_000;

/// Looks at one request of many; the others are accepted unread, as reading all of them takes most of the time.
struct Sampling {
    requests: u32,
    seen: Option<Sent>,
}

impl HttpTransport for Sampling {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        self.requests += 1;
        let looks = self.requests.is_multiple_of(101);
        self.seen = looks.then(|| Sent::pulled(request, 200, |_| {}));
        response.status(200);
        Ok(())
    }
}

/// A name that no other number has, without the cost of `format!`.
fn name(number: u32, text: &mut [u8; 12]) -> &str {
    let digits = b"0123456789abcdef";
    text.copy_from_slice(b"n.00000000.x");
    for (place, shift) in text[2..10].iter_mut().zip([28, 24, 20, 16, 12, 8, 4, 0]) {
        *place = digits[(number >> shift & 15) as usize];
    }
    std::str::from_utf8(text).unwrap()
}

#[test]
fn a_million_names_through_a_small_queue() {
    let mut queue = Queue::<16, 256>::new();
    queue.set_prefix("p.").unwrap();
    let attic = queue.series(Gauge::named("held").source("attic")).unwrap();
    let mut client = Client::new(SERVER, CREDENTIALS, Sampling { requests: 0, seen: None });
    let (mut text, mut looked_at) = ([0; 12], 0);
    let mut cellar = None;
    for first in (0..NAMES).step_by(12) {
        let end = NAMES.min(first + 12);
        for number in first..end {
            queue.add(Gauge::new(name(number, &mut text), number)).unwrap();
        }
        queue.record(attic, first).unwrap();
        if first == 120_000 {
            // Registered in between: the texts before it move.
            cellar = Some(queue.series(Counter::named("later").source("cellar")).unwrap());
        }
        if let Some(cellar) = cellar {
            queue.record(cellar, 7).unwrap();
        }
        client.flush(&mut queue, Millis(0), 0).unwrap();
        if let Some(sent) = &client.transport().seen {
            let body = sent.json();
            let gauges = body["gauges"].as_array().unwrap();
            for (number, gauge) in (first..end).zip(gauges) {
                assert_eq!(gauge["name"], format!("p.{}", name(number, &mut text)));
                assert_eq!((gauge["value"].as_u64(), gauge.get("source")), (Some(number.into()), None));
            }
            let held = &gauges[(end - first) as usize];
            assert_eq!((&held["name"], &held["source"]), (&"p.held".into(), &"attic".into()));
            if cellar.is_some() {
                let later = &body["counters"][0];
                assert_eq!((&later["name"], &later["source"]), (&"p.later".into(), &"cellar".into()));
            }
            looked_at += 1;
        }
    }
    assert!(looked_at > 800, "{looked_at}");
    let counts = queue.counts();
    assert_eq!((counts.no_text, counts.no_slot, counts.invalid), (0, 0, 0));
    assert!(counts.added > NAMES && counts.accepted == counts.added);
}

/// Names, sources, tag sets and descriptions together, with defaults that change, through a queue that drops the oldest.
#[test]
fn texts_of_all_kinds_come_and_go() {
    let mut queue = Queue::<8, 400>::new().with_full(FullPolicy::DropOldest);
    let held =
        queue.series(Measurement::named("held").tags(&[("room", "attic")]).description("under the roof"));
    let held = held.unwrap();
    let mut client = Client::new(SERVER, CREDENTIALS, doubles::pull(100, 200));
    for number in 0..4000_u32 {
        let (name, other) = (format!("n{number}"), format!("o.{number}"));
        queue.set_source(&format!("default-{number}")).unwrap();
        queue.set_tags((number % 3 == 0).then_some(&[("all", other.as_str())])).unwrap();
        let tags = [("host", other.as_str()), ("all", "own")];
        queue.add(Measurement::new(&name, number).tags(&tags).inherit_tags()).unwrap();
        queue.add(Gauge::new(&other, number).description(&name)).unwrap();
        queue.record(held, number).unwrap();
        if number % 2 == 0 {
            client.flush(&mut queue, Millis(0), 0).unwrap();
            let sent = core::mem::take(&mut client.transport_mut().sent);
            let last = sent.last().unwrap().json();
            let measurements = last["measurements"].as_array().unwrap();
            let held = measurements.last().unwrap();
            let expected = format!(
                r#"{{"name":"held","sum":{number},"count":1,"tags":{{"room":"attic"}},"description":"under the roof"}}"#
            );
            assert_eq!(*held, serde_json::from_str::<serde_json::Value>(&expected).unwrap());
            let described = sent.iter().map(Sent::json).find_map(|body| {
                let lists = ["gauges", "measurements"].map(|list| body[list].as_array().cloned());
                lists.into_iter().flatten().flatten().find(|reading| reading["name"] == other.as_str())
            });
            let described = described.unwrap();
            assert_eq!(described["description"], name.as_str());
            match number % 3 {
                0 => assert_eq!(described["tags"]["all"], other.as_str()),
                _ => assert_eq!(described["source"], format!("default-{number}")),
            }
        }
    }
    assert_eq!((queue.counts().no_text, queue.counts().invalid), (0, 0));
}
