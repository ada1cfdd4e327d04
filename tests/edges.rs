//! Queues at the edges of their sizes.
// Readings are borrowed, as callers do that try again.
#![allow(clippy::needless_borrows_for_generic_args)]

mod doubles;

use doubles::{CREDENTIALS, SERVER, Sent, is_same, pull};
use librato::{
    AddError, Client, Counter, Decimal, Full, FullPolicy, Gauge, Measurement, Millis, NamePolicy, NameRule,
    Queue, QueueView, ReadingError, Summary,
};
use serde_json::{Value as Json, json};

fn flush(queue: &mut QueueView) -> Vec<Json> {
    let mut client = Client::new(SERVER, CREDENTIALS, pull(100, 200));
    client.flush(queue, Millis(0), 0).unwrap();
    client.transport().sent.iter().map(Sent::json).collect()
}

/// 65,535 slots are used of any number, and the ring goes round where they end.
#[test]
fn more_slots_than_sixteen_bits_count() {
    // In a static, as on a stack of a test's thread there is little room.
    static QUEUE: std::sync::Mutex<Queue<66_000, 64>> =
        std::sync::Mutex::new(Queue::new().with_chunk(20_000));
    let queue = &mut *QUEUE.lock().unwrap();
    let (mut added, mut next) = (0_u64, 0_u64);
    for round in 0..3 {
        while queue.add(&Gauge::new("a", added)).is_ok() {
            added += 1;
        }
        assert_eq!(queue.len(), 65_535);
        if round == 2 {
            break;
        }
        // One chunk goes, the next one fails.
        let requests = std::cell::Cell::new(0);
        let transport = doubles::Pull {
            window: 4096,
            sent: vec![],
            between: |_| {},
            answer: |_: &Sent| {
                requests.set(requests.get() + 1);
                Ok((if requests.get() == 3 { 500 } else { 200 }, ""))
            },
        };
        let mut client = Client::new(SERVER, CREDENTIALS, transport);
        client.flush_now(&mut *queue, Millis(0), 0).unwrap_err();
        assert_eq!((queue.len(), queue.in_flight()), (25_535, 20_000));
        for sent in &client.transport().sent[..2] {
            for gauge in sent.json()["gauges"].as_array().unwrap() {
                assert_eq!(gauge["value"], next);
                next += 1;
            }
        }
    }
    assert_eq!((queue.counts().accepted, next), (80_000, 80_000));
}

#[test]
fn long_readings_go_round_the_ring() {
    let deviation =
        Summary::new("s", 4, Decimal::new(125, 1)).tagged().min(1).max(7).last(Decimal::new(25, 1));
    let deviation = deviation.stddev(Decimal::new(2291, 3));
    let expected =
        json!({"name": "s", "count": 4, "sum": 12.5, "min": 1, "max": 7, "last": 2.5, "stddev": 2.291});
    // Every place of the ring for the first of its four slots.
    for start in 0..11 {
        let mut queue = Queue::<11, 64>::new();
        for _ in 0..start {
            queue.add(&Gauge::new("a", 1)).unwrap();
            flush(&mut queue);
        }
        queue.add(&deviation).unwrap();
        queue.add(&Counter::new("c", 5)).unwrap();
        queue.add(&deviation).unwrap();
        assert_eq!(queue.add(&Summary::new("s", 1, 1)), Err(AddError::Full(Full::Slots)));
        let [counters, measurements] = flush(&mut queue).try_into().unwrap();
        assert_eq!(counters, json!({"counters": [{"name": "c", "value": 5}]}));
        for found in measurements["measurements"].as_array().unwrap() {
            // Digits have the places of the finest: 1 goes out as 1.000.
            let wanted = expected.as_object().unwrap();
            assert_eq!(found.as_object().unwrap().len(), wanted.len());
            assert!(wanted.iter().all(|(name, value)| match value.as_f64() {
                Some(number) => found[name].as_f64() == Some(number),
                None => is_same(&found[name], value),
            }));
        }
        assert_eq!(measurements["measurements"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn an_invalid_reading_makes_no_room() {
    for policy in [FullPolicy::DropOldest, FullPolicy::Fold] {
        let mut queue = Queue::<4, 64>::new().with_full(policy);
        (0..4).for_each(|number| queue.add(&Gauge::new("a", number)).unwrap());
        let name = "not a name";
        for reading in
            [Gauge::new(name, 1), Gauge::new("b", f64::NAN), Gauge::new("b", 1).fields(&[("", "1")])]
        {
            assert!(matches!(queue.add(&reading), Err(AddError::Invalid(_))));
        }
        assert_eq!(
            queue.add(&Measurement::new("b", 1).source("s")),
            Err(ReadingError::SourceWithTags.into())
        );
        assert_eq!((queue.len(), queue.counts().evicted, queue.counts().folded), (4, 0, 0));
    }
}

/// What a summary leaves out stays unknown when others are folded into it.
#[test]
fn folding_claims_no_more_than_it_knows() {
    let mut queue = Queue::<8, 64>::new().with_full(FullPolicy::Fold);
    queue.add(&Summary::new("a", 3, 30)).unwrap();
    queue.add(&Summary::new("b", 3, 30).min(1).max(20).sum_squares(402)).unwrap();
    for number in [1, 2] {
        queue.add(&Gauge::new("a", number)).unwrap();
    }
    // Eight slots are in use: "a" has five of them.
    queue.add(&Gauge::new("b", 50)).unwrap();
    queue.add(&Gauge::new("c", 1)).unwrap();
    queue.add(&Gauge::new("b", 60)).unwrap();
    let bodies = flush(&mut queue);
    let mut gauges: Vec<_> =
        bodies.iter().flat_map(|body| body["gauges"].as_array().unwrap().clone()).collect();
    gauges.sort_by_key(|gauge| gauge["name"].to_string());
    assert_eq!(gauges[0], json!({"name": "a", "count": 5, "sum": 33}));
    let b: Vec<_> = gauges.iter().filter(|gauge| gauge["name"] == "b").collect();
    let folded = json!({"name": "b", "count": 4, "sum": 80, "min": 1, "max": 50});
    assert_eq!(b, [&folded, &json!({"name": "b", "value": 60})]);
}

#[test]
fn a_series_of_another_queue_is_refused() {
    let mut one = Queue::<4, 64>::new();
    let mut two = Queue::<4, 64>::new();
    let series = one.series(&Gauge::named("a").source("b")).unwrap();
    two.add(&Gauge::new("x", 1)).unwrap();
    assert_eq!(two.record(series, 1), Err(AddError::Invalid(ReadingError::Series)));
    one.record(series, 1).unwrap();
    assert_eq!(flush(&mut one), [json!({"gauges": [{"name": "a", "value": 1, "source": "b"}]})]);
}

/// Metric and source may be one text, whose place is in the middle of a text elsewhere.
#[test]
fn a_series_of_one_text_is_refused_by_another_queue() {
    let mut one = Queue::<4, 64>::new();
    let mut two = Queue::<4, 64>::new();
    one.series(&Gauge::named("abcde")).unwrap();
    let series = one.series(&Gauge::named("x").source("x")).unwrap();
    two.series(&Gauge::named("a.name.of.many.words")).unwrap();
    assert_eq!(two.record(series, 1), Err(AddError::Invalid(ReadingError::Series)));
    one.record(series, 1).unwrap();
    assert_eq!(flush(&mut one), [json!({"gauges": [{"name": "x", "value": 1, "source": "x"}]})]);
}

/// Far beyond what is used nothing is remembered for a text that is none.
#[test]
fn a_series_stays_in_a_queue_with_far_too_much_text() {
    let mut queue = Box::new(Queue::<4, 300_000>::new());
    let series = queue.series(&Gauge::named("x")).unwrap();
    // Texts come and go until the last ones make room for others.
    for number in 0..200 {
        queue.add(&Gauge::new(&format!("{number:0200}"), 1)).unwrap();
        queue.clear();
    }
    assert!(queue.text_len() <= 16 * 1024);
    assert_eq!(queue.record(series, 1), Ok(()));
}

#[test]
fn an_empty_source_is_refused_whatever_came_before() {
    let mut queue = Queue::<8, 256>::new();
    queue.set_source("attic").unwrap();
    let empty = AddError::Invalid(ReadingError::Source(NameRule::Empty));
    for _ in 0..3 {
        assert_eq!(queue.add(Gauge::new("a", 1).source("")), Err(empty));
        queue.add(Gauge::new("a", 1)).unwrap();
    }
    assert_eq!(queue.len(), 3);
}

#[test]
fn a_stricter_rule_holds_for_texts_that_are_there() {
    let mut queue = Queue::<8, 256>::new().with_names(NamePolicy::AsIs);
    queue.add(Gauge::new("bad name", 1).source("bad source")).unwrap();
    queue.set_names(NamePolicy::Strict);
    assert!(matches!(queue.add(Gauge::new("bad name", 1)), Err(AddError::Invalid(ReadingError::Name(_)))));
    let error = queue.add(Gauge::new("a", 1).source("bad source"));
    assert!(matches!(error, Err(AddError::Invalid(ReadingError::Source(_)))), "{error:?}");
    queue.add(Gauge::new("a", 1)).unwrap();
    queue.add(Gauge::new("a", 2)).unwrap();
    assert_eq!(queue.len(), 3);
}

#[test]
fn a_prefix_comes_before_the_series_that_it_holds_for() {
    let mut queue = Queue::<8, 512>::new();
    queue.series(Gauge::named(&"n".repeat(255))).unwrap();
    assert_eq!(queue.set_prefix("p."), Err(AddError::Busy));
}
