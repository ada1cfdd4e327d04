//! W2: readings are added to a queue and to an aggregator.
//!
//! `cargo bench --features std,float --bench add`
//!
//! What a call takes lies ready in memory, in order. The loop over it is measured by itself, with nothing in it, and taken off each
//! row. So a figure is that of loading the arguments, making a [`Gauge`] of them where one is asked for, the call, and looking at
//! its result. It is right to an instruction: the empty loop may do with one less than that around a call.

#[path = "support/mod.rs"]
mod support;

use std::hint::black_box;
use std::process::ExitCode;

use librato::{Aggregator, Decimal, Gauge, Queue, Series, UnixSeconds, Value};
use support::Bench;
use support::callgrind::MANY;
use support::data::{self, Kind, Sequence};
use support::each::{each, nothing};
use support::maps::{self, Sums};
use support::peers::Rounds;
use support::row::{Key, Row, Work};
use support::workloads::{ARRAY, LOOP, W2};

/// Readings added in a round.
const ADDS: usize = 1_000;
const SOURCES: usize = 8;
const TIME: u64 = 1_421_744_400;

type Readings = Queue<{ ADDS * MANY as usize }, 8_192>;
type Aggregates = Aggregator<128, 8_192>;

/// Which series come in which order.
#[derive(Clone, Copy)]
struct Order {
    names: usize,
    /// The source is another one with each reading; else it is always the same.
    changing: bool,
}

struct Plan {
    names: Vec<&'static str>,
    sources: Vec<&'static str>,
    /// Indexes of name and source of each reading.
    keys: Vec<(usize, usize)>,
}

/// Texts that live as long as the process.
fn leaked(texts: Vec<String>) -> Vec<&'static str> {
    texts.into_iter().map(|text| &*text.leak()).collect()
}

impl Order {
    fn plan(self) -> Plan {
        let mut sequence = Sequence::new(0x0123_4567_89ab_cdef);
        let source = |at: usize| if self.changing { at % SOURCES } else { 0 };
        let keys = (0..ADDS).map(|at| (sequence.below(self.names as u64) as usize, source(at))).collect();
        Plan { names: leaked(data::names(self.names)), sources: leaked(data::sources(SOURCES)), keys }
    }

    /// Name, source and time of each reading.
    fn readings(self) -> impl Iterator<Item = (&'static str, &'static str, UnixSeconds)> {
        let Plan { names, sources, keys } = self.plan();
        let times = (0..).map(|at| UnixSeconds(TIME + at));
        keys.into_iter().zip(times).map(move |((name, source), time)| (names[name], sources[source], time))
    }
}

/// All names with all sources.
const MANY_SERIES: Order = Order { names: 100, changing: true };

fn integers() -> Vec<i64> {
    let integer = |value| if let Value::Int(integer) = value { Some(integer) } else { None };
    Kind::Integers.values(ADDS).into_iter().filter_map(integer).collect()
}

/// Two places, as a sensor has that always has the same.
fn decimals() -> Vec<Decimal> {
    integers().into_iter().map(|digits| Decimal::new(digits, 2)).collect()
}

fn floats(kind: Kind) -> Vec<f64> {
    kind.values(ADDS).into_iter().map(Value::to_f64).collect()
}

/// Work on a queue, which is emptied before each time.
struct OnQueue<F> {
    queue: Box<Readings>,
    round: F,
}

impl<F: FnMut(&mut Readings)> Work for OnQueue<F> {
    fn reset(&mut self) {
        self.queue.clear();
    }

    fn run(&mut self, rounds: u32) {
        for _ in 0..rounds {
            (self.round)(&mut self.queue);
        }
    }
}

/// Series, value and time lie ready.
fn queue_by_handle<V: Into<Value> + Copy>(values: Vec<V>) -> impl Work {
    let mut queue = Box::new(Readings::new());
    let mut series = |name, source| queue.series(Gauge::named(name).source(source)).unwrap();
    let readings = MANY_SERIES.readings().zip(values);
    let readings: Vec<(Series, V, UnixSeconds)> =
        readings.map(|((name, source, time), value)| (series(name, source), value, time)).collect();
    let round = move |queue: &mut Readings| {
        each(&readings, |&(series, value, time)| queue.record_at(series, value, time).unwrap());
    };
    OnQueue { queue, round }
}

/// Name, source, time and value lie ready; the gauge is made of them.
fn queue_by_name<V: Into<Value> + Copy>(order: Order, values: Vec<V>) -> impl Work {
    let readings: Vec<_> = order.readings().zip(values).collect();
    let round = move |queue: &mut Readings| {
        each(&readings, |&((name, source, time), value)| {
            queue.add(Gauge::new(name, value).source(source).at(time)).unwrap();
        });
    };
    OnQueue { queue: Box::new(Readings::new()), round }
}

fn aggregator_by_handle<V: Into<Value> + Copy>(values: Vec<V>) -> impl FnMut(u32) {
    let mut aggregates = Box::new(Aggregates::new());
    let adds = MANY_SERIES.readings().zip(values);
    let adds: Vec<_> = adds.map(|((name, ..), value)| (aggregates.series(name).unwrap(), value)).collect();
    move |rounds| {
        for _ in 0..rounds {
            each(&adds, |&(handle, value)| aggregates.record(handle, value).unwrap());
            black_box(&mut aggregates);
        }
    }
}

fn aggregator_by_name<V: Into<Value> + Copy>(order: Order, values: Vec<V>) -> impl FnMut(u32) {
    let adds: Vec<_> = order.readings().zip(values).map(|((name, ..), value)| (name, value)).collect();
    let mut aggregates = Box::new(Aggregates::new());
    move |rounds| {
        for _ in 0..rounds {
            each(&adds, |&(name, value)| aggregates.add(name, value).unwrap());
            black_box(&mut aggregates);
        }
    }
}

/// A row for each kind of values, without the loop over them.
macro_rules! by_kind {
    ($rows:ident, $line:expr, |$values:ident| $start:expr) => {{
        let line: &str = $line;
        by_kind!(@row $rows, line, Kind::Integers, $values, integers(), $start);
        by_kind!(@row $rows, line, Kind::Decimals, $values, decimals(), $start);
        for kind in [Kind::Tenths, Kind::Floats] {
            by_kind!(@row $rows, line, kind, $values, floats(kind), $start);
        }
    }};
    (@row $rows:ident, $line:ident, $kind:expr, $values:ident, $made:expr, $start:expr) => {{
        let row = Row::ours(Key::new("", $line, $kind.name()), ADDS as u32, move || {
            let $values = $made;
            $start
        });
        $rows.push(row.less(move || nothing($made)));
    }};
}

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    by_kind!(rows, "queue, by handle", |values| queue_by_handle(values));
    for (order, words) in [
        (Order { names: 8, changing: false }, "queue, by name: 8 names, 1 source"),
        (Order { names: 8, changing: true }, "queue, by name: 8 names, 8 sources"),
        (Order { names: 100, changing: false }, "queue, by name: 100 names, 1 source"),
        (Order { names: 100, changing: true }, "queue, by name: 100 names, 8 sources"),
    ] {
        by_kind!(rows, words, |values| queue_by_name(order, values));
    }
    by_kind!(rows, "aggregator, by handle", |values| aggregator_by_handle(values));
    for (names, words) in [(8, "aggregator, by name: 8 names"), (100, "aggregator, by name: 100 names")] {
        let order = Order { names, changing: false };
        by_kind!(rows, words, |values| aggregator_by_name(order, values));
    }

    let mut the_loop = |kind: Kind, start: fn() -> Rounds| {
        rows.push(Row::other(Key::new("", LOOP, kind.name()), ADDS as u32, start));
    };
    the_loop(Kind::Integers, || nothing(integers()));
    the_loop(Kind::Decimals, || nothing(decimals()));
    the_loop(Kind::Tenths, || nothing(floats(Kind::Tenths)));
    the_loop(Kind::Floats, || nothing(floats(Kind::Floats)));

    // The others add up plain floats.
    let key = |line: &str| Key::new("", line, Kind::Floats.name());
    let values = || floats(Kind::Floats);
    let row = Row::other(key(ARRAY), ADDS as u32, move || {
        let Plan { names, keys, .. } = MANY_SERIES.plan();
        maps::array(&names, keys.into_iter().map(|(name, _)| name).zip(values()).collect())
    });
    rows.push(row.less(move || nothing(values())));
    let mut other = |line: &str, order: Order, start: maps::Adds| {
        let row = Row::other(key(line), ADDS as u32, move || {
            let adds = order.readings().zip(values()).map(|((name, ..), value)| (name, value));
            start(&order.plan().names, adds.collect())
        });
        rows.push(row.less(move || nothing(values())));
    };
    for names in [8, 100] {
        let order = Order { names, changing: false };
        other(&format!("HashMap, SipHash: {names} names"), order, maps::sip);
        other(&format!("HashMap, FxHash: {names} names"), order, maps::fx);
        other(&format!("heapless FnvIndexMap: {names} names"), order, maps::index);
        other(&format!("heapless LinearMap: {names} names"), order, maps::linear);
    }
    rows
}

/// The aggregator and a map come to the same sums.
fn verify() {
    let Plan { names, keys, .. } = MANY_SERIES.plan();
    let mut expected = vec![Sums::default(); names.len()];
    let mut aggregates = Aggregates::new();
    for ((name, _), value) in keys.into_iter().zip(floats(Kind::Floats)) {
        aggregates.add(names[name], value).unwrap();
        expected[name].add(value);
    }
    let mut seen = 0;
    for aggregate in aggregates.iter() {
        let name = names.iter().position(|&name| aggregate.name == name).unwrap();
        let Sums { count, sum, min, max } = expected[name];
        let found = [aggregate.sum, aggregate.min, aggregate.max].map(Value::to_f64);
        assert_eq!((aggregate.count, found), (count, [sum, min, max]), "{}", names[name]);
        seen += 1;
    }
    assert_eq!(seen, expected.iter().filter(|sums| sums.count > 0).count());
}

fn main() -> ExitCode {
    support::main(|options| {
        if !options.is_child() {
            verify();
        }
        Bench { workloads: vec![(W2, rows())], arguments: Vec::new() }
    })
}
