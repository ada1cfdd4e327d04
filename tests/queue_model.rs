//! Random work on tiny queues: every reading is accounted for once, none is accepted twice but after an ambiguous failure,
//! order is kept, folding keeps totals.
// Readings are borrowed, as callers do that try again.
#![allow(clippy::needless_borrows_for_generic_args)]
#![cfg(feature = "recording")]

mod doubles;

use std::cell::RefCell;
use std::collections::BTreeMap;

use doubles::{Answer, CREDENTIALS, Pull, SERVER, Sent};
use librato::transport::{TransportError, TransportErrorKind};
use librato::{
    AddError, Client, Counter, Decimal, Device, Full, FullPolicy, Gauge, Measurement, Millis, Queue,
    QueueView, Series, Summary,
};
use serde_json::Value as Json;

/// Xorshift: the same sequence at every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// Count, sum, minimum and maximum; values in thousandths.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Totals(u64, i64, i64, i64);

impl Totals {
    fn add(&mut self, other: Self) {
        *self = Self(self.0 + other.0, self.1 + other.1, self.2.min(other.2), self.3.max(other.3));
    }
}

/// Kind, name, and source or tags.
type Key = (char, String, Option<String>);

fn readings(sent: &Sent) -> Vec<(Key, Totals)> {
    let mut readings = Vec::new();
    let body = sent.json();
    for (list, kind) in [("gauges", 'g'), ("counters", 'c'), ("measurements", 'm')] {
        for reading in body.get(list).and_then(Json::as_array).into_iter().flatten() {
            let number =
                |name| reading.get(name).map(|json| (json.as_f64().unwrap() * 1000.0).round() as i64);
            let value = number("value").or(number("sum")).unwrap();
            let count = reading.get("count").map_or(1, |count| count.as_u64().unwrap());
            let totals = Totals(count, value, number("min").unwrap_or(value), number("max").unwrap_or(value));
            let place = reading.get("source").or(reading.get("tags")).map(ToString::to_string);
            readings.push(((kind, reading["name"].as_str().unwrap().to_owned(), place), totals));
        }
    }
    readings
}

/// The other end: what it took, and what a request must be that follows an ambiguous failure.
#[derive(Default)]
struct Server {
    random: u64,
    taken: Vec<(Key, Totals)>,
    doubtful: Option<Sent>,
    /// Readings that it said it did not take.
    refused: u32,
    /// Named in a refusal.
    named: u32,
    healthy: bool,
    /// Whether it refuses metrics by name.
    names: bool,
}

impl Server {
    fn answer(&mut self, sent: &Sent) -> Answer {
        let mut random = Random(self.random);
        let choice = if self.healthy { 0 } else { random.below(9) };
        self.random = random.0;
        let readings = readings(sent);
        let again = self.doubtful.take();
        if let Some(before) = &again {
            assert_eq!(before, sent, "sent again as something else");
        }
        let answer = match choice {
            0..=3 => Ok((200, "")),
            4 => Ok((503, "")),
            5 => {
                self.doubtful = again;
                return Err(TransportError::not_sent(TransportErrorKind::Connect));
            }
            6 => Err(TransportError::unknown(TransportErrorKind::Timeout)),
            7 => Ok((202, r#"{"measurements":{"summary":{"total":9,"accepted":8,"failed":1}},"errors":[]}"#)),
            _ if self.names && readings.iter().any(|(key, _)| key.1 == "load") => {
                self.named += readings.iter().filter(|(key, _)| key.1 == "load").count() as u32;
                return Ok((
                    400,
                    r#"{"errors":["'LOAD' is a counter, but was submitted as different type"]}"#,
                ));
            }
            _ => {
                self.doubtful = again;
                return Ok((401, "{}"));
            }
        };
        match answer {
            Ok((200..=299, body)) => {
                self.refused += u32::from(!body.is_empty());
                self.taken.extend(readings);
            }
            _ => self.doubtful = Some(sent.clone()),
        }
        answer
    }
}

fn is_accounted_for(queue: &QueueView) {
    let counts = queue.counts();
    let gone = counts.accepted + counts.evicted + counts.folded + counts.rejected + counts.discarded;
    assert_eq!(counts.added, gone + queue.len() as u32, "{counts:?}");
}

/// All that can be seen of a queue, but for why it refused something.
fn visible(queue: &QueueView) -> impl PartialEq + std::fmt::Debug + use<> {
    let counts = queue.counts();
    (queue.len(), queue.tagged_len(), queue.in_flight(), counts.added, counts.evicted, counts.folded)
}

struct Run {
    random: Random,
    added: Vec<(Key, Totals)>,
    source: Option<String>,
    series: Vec<(Series, Key)>,
}

impl Run {
    /// Adds a reading whose value, its number, tells it from all others.
    fn add(&mut self, queue: &mut QueueView) {
        let id = self.added.len() as i64 + 1;
        let value = Decimal::new(id, 3);
        let name = ["a", "load", "a.name.of.some.length", "m1", "m2", "m3"][self.random.below(6) as usize];
        let own = [None, None, Some("s1"), Some("attic")][self.random.below(4) as usize];
        let place = own.map(|own| format!("\"{own}\"")).or_else(|| self.source.clone());
        let key = |kind, place| (kind, name.to_owned(), place);
        let one = Totals(1, id, id, id);
        let before = visible(queue);
        let (result, key, totals) = match self.random.below(6) {
            0 => {
                let counter = Counter::new(name, value);
                (queue.add(own.map_or(counter, |own| counter.source(own))), key('c', place), one)
            }
            1 => {
                let measurement = Measurement::new(name, value).tags(&[("room", "r1")]);
                (queue.add(measurement), key('m', Some("{\"room\":\"r1\"}".to_owned())), one)
            }
            2 => {
                let (low, high) = (id - 7, id + 30);
                let summary =
                    Summary::new(name, 5, value).min(Decimal::new(low * 10, 4)).max(Decimal::new(high, 3));
                (
                    queue.add(own.map_or(summary, |own| summary.source(own))),
                    key('g', place),
                    Totals(5, id, low, high),
                )
            }
            3 if !self.series.is_empty() => {
                let at = self.random.below(self.series.len() as u64) as usize;
                let (series, key) = self.series[at].clone();
                (queue.record(series, value), key, one)
            }
            _ => {
                let gauge = Gauge::new(name, value);
                (queue.add(own.map_or(gauge, |own| gauge.source(own))), key('g', place), one)
            }
        };
        match result {
            Ok(()) => self.added.push((key, totals)),
            Err(AddError::Full(Full::Slots | Full::Text)) => {
                assert_eq!(visible(queue), before, "a failed add changed something: {result:?}");
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    fn set_source(&mut self, queue: &mut QueueView) {
        let source = ["", "s1", "other.source"][self.random.below(3) as usize];
        if queue.set_source(source).is_ok() {
            self.source = (!source.is_empty()).then(|| format!("\"{source}\""));
        }
    }

    fn register(&mut self, queue: &mut QueueView) {
        let name = ["held", "load"][self.random.below(2) as usize];
        if let Ok(series) = queue.series(Gauge::named(name)) {
            self.series.push((series, ('g', name.to_owned(), self.source.clone())));
        }
    }
}

fn sums<'a>(readings: impl Iterator<Item = &'a (Key, Totals)>, kind: char) -> BTreeMap<Key, Totals> {
    let mut sums: BTreeMap<Key, Totals> = BTreeMap::new();
    for (key, totals) in readings.filter(|((found, ..), _)| *found == kind) {
        sums.entry(key.clone()).and_modify(|sum| sum.add(*totals)).or_insert(*totals);
    }
    sums
}

/// Works on a queue at random, empties it in the end, and compares what was added with what was taken.
fn run<const SLOTS: usize, const TEXT: usize>(policy: FullPolicy, chunk: u16, seed: u64) {
    // Dropping what a server refuses would spoil the totals that folding must keep.
    let loses = policy != FullPolicy::Fold;
    let server = RefCell::new(Server { random: seed | 1, names: loses, ..Server::default() });
    let mut queue = Queue::<SLOTS, TEXT>::new().with_full(policy).with_chunk(chunk);
    let transport = Pull {
        window: 64,
        sent: Vec::new(),
        between: |_| {},
        answer: |sent: &Sent| server.borrow_mut().answer(sent),
    };
    let mut client = Client::new(SERVER, CREDENTIALS, transport).device(Device::from_static("d"), 1);
    let mut run = Run {
        random: Random(seed.wrapping_mul(0x9e37_79b9) | 1),
        added: vec![],
        source: None,
        series: vec![],
    };
    let mut now = 0;
    for _ in 0..300 {
        match run.random.below(20) {
            0..=13 => run.add(&mut queue),
            14..=16 => {
                now += 3_600_000;
                let before = queue.counts();
                let result = client.flush_now(&mut queue, Millis(now), 1);
                let (report, counts) = (result.unwrap_or_else(|error| error.report), queue.counts());
                assert_eq!(report.accepted, counts.accepted - before.accepted);
                assert_eq!(report.dropped, counts.rejected - before.rejected);
                assert_eq!(report.waiting as usize, queue.len());
            }
            17 => run.set_source(&mut queue),
            18 => run.register(&mut queue),
            _ if loses && run.random.below(3) == 0 => {
                // What is in doubt is given up as well.
                server.borrow_mut().doubtful = None;
                if run.random.below(2) == 0 { queue.clear() } else { assert!(queue.discard_chunk() <= SLOTS) }
            }
            _ => {}
        }
        is_accounted_for(&queue);
    }
    server.borrow_mut().healthy = true;
    client.flush_now(&mut queue, Millis(now + 1), 1).unwrap();
    is_accounted_for(&queue);
    assert!(queue.is_empty() && queue.in_flight() == 0);

    let (server, counts) = (server.borrow(), queue.counts());
    assert_eq!(counts.added as usize, run.added.len());
    assert_eq!(counts.accepted + server.refused, server.taken.len() as u32);
    assert_eq!(counts.rejected, server.refused + server.named);
    match policy {
        FullPolicy::Fold => {
            assert_eq!((counts.evicted, counts.discarded), (0, 0));
            for kind in ['g', 'm'] {
                assert_eq!(sums(server.taken.iter(), kind), sums(run.added.iter(), kind));
            }
            let newest = |list: &[(Key, Totals)]| -> BTreeMap<Key, Totals> {
                list.iter().filter(|(key, _)| key.0 == 'c').cloned().collect()
            };
            assert_eq!(newest(&server.taken), newest(&run.added));
        }
        _ => {
            assert_eq!(counts.folded, 0);
            // Each was added as it was taken, once, and in this order among those of its kind.
            for kind in ['g', 'c', 'm'] {
                let mut left = run.added.iter().filter(|(key, _)| key.0 == kind);
                for taken in server.taken.iter().filter(|(key, _)| key.0 == kind) {
                    assert!(left.any(|added| added == taken), "{taken:?} twice, changed, or out of order");
                }
            }
            let missing = run.added.len() - server.taken.len();
            assert_eq!(missing as u32, counts.evicted + counts.discarded + server.named);
        }
    }
}

fn all_sizes(policy: FullPolicy) {
    for seed in 1..=10 {
        for chunk in [0, 1, 3] {
            run::<1, 16>(policy, chunk, seed);
            run::<2, 96>(policy, chunk, seed);
            run::<3, 48>(policy, chunk, seed);
            run::<4, 96>(policy, chunk, seed);
            run::<7, 64>(policy, chunk, seed);
            run::<8, 96>(policy, chunk, seed);
            run::<8, 512>(policy, chunk, seed);
            run::<20, 512>(policy, chunk, seed);
        }
    }
}

#[test]
fn refusing() {
    all_sizes(FullPolicy::Refuse);
}

#[test]
fn dropping_the_oldest() {
    all_sizes(FullPolicy::DropOldest);
}

#[test]
fn folding() {
    all_sizes(FullPolicy::Fold);
}

#[test]
fn no_memory_at_all() {
    for policy in [FullPolicy::Refuse, FullPolicy::DropOldest, FullPolicy::Fold] {
        run::<0, 0>(policy, 0, 5);
        run::<0, 64>(policy, 1, 5);
        run::<3, 0>(policy, 0, 5);
        run::<3, 3>(policy, 0, 5);
        run::<3, 4>(policy, 0, 5);
    }
}

/// A newer reading is worth more than an older one, whatever there is no room for.
#[test]
fn the_newest_stay() {
    let mut queue = Queue::<6, 64>::new().with_full(FullPolicy::DropOldest);
    let names: Vec<String> = (0..40).map(|n| format!("a.long.name.{n}")).collect();
    for name in &names {
        queue.add(Gauge::new(name, 1)).unwrap();
    }
    // A text that would never fit drops none of them.
    let before = queue.counts();
    assert_eq!(queue.add(Gauge::new(&"x".repeat(70), 1)), Err(AddError::Full(Full::Text)));
    assert_eq!((queue.counts().evicted, queue.len()), (before.evicted, 3));
    let mut client = Client::new(SERVER, CREDENTIALS, doubles::pull(64, 200));
    client.flush(&mut queue, Millis(0), 0).unwrap();
    let sent = client.transport().sent[0].json();
    let sent: Vec<_> = sent["gauges"].as_array().unwrap().iter().map(|gauge| gauge["name"].clone()).collect();
    assert_eq!(sent, names[37..]);
}
