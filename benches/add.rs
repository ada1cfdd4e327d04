//! W2: readings are added to a queue and to an aggregator.
//!
//! `cargo bench --features std,float --bench add`

#[path = "support/mod.rs"]
mod support;

use std::hint::black_box;
use std::process::ExitCode;

use librato::{Aggregator, Decimal, Gauge, Queue, Series, UnixSeconds, Value};
use support::Bench;
use support::callgrind::MANY;
use support::data::{self, Kind, Sequence};
use support::maps::{self, Sums};
use support::peers::Rounds;
use support::row::{Key, Row, Work};
use support::workloads::{ARRAY, W2};

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
    names: Vec<String>,
    sources: Vec<String>,
    /// Indexes of name and source of each reading.
    keys: Vec<(usize, usize)>,
}

impl Order {
    fn plan(self) -> Plan {
        let mut sequence = Sequence::new(0x0123_4567_89ab_cdef);
        let source = |at: usize| if self.changing { at % SOURCES } else { 0 };
        let keys = (0..ADDS).map(|at| (sequence.below(self.names as u64) as usize, source(at))).collect();
        Plan { names: data::names(self.names), sources: data::sources(SOURCES), keys }
    }

    /// Each reading's name.
    fn names(self) -> (Vec<String>, Vec<usize>) {
        let Plan { names, keys, .. } = self.plan();
        (names, keys.into_iter().map(|(name, _)| name).collect())
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

fn queue_by_handle<V: Into<Value> + Copy>(values: Vec<V>) -> impl Work {
    let Plan { names, sources, keys } = MANY_SERIES.plan();
    let mut queue = Box::new(Readings::new());
    let series = keys
        .iter()
        .map(|&(name, source)| queue.series(Gauge::named(&names[name]).source(&sources[source])).unwrap());
    let series: Vec<Series> = series.collect();
    let round = move |queue: &mut Readings| {
        for (at, (&series, &value)) in series.iter().zip(&values).enumerate() {
            queue.record_at(series, value, UnixSeconds(TIME + at as u64)).unwrap();
        }
    };
    OnQueue { queue, round }
}

fn queue_by_name<V: Into<Value> + Copy>(order: Order, values: Vec<V>) -> impl Work {
    let Plan { names, sources, keys } = order.plan();
    let round = move |queue: &mut Readings| {
        for (at, (&(name, source), &value)) in keys.iter().zip(&values).enumerate() {
            let gauge = Gauge::new(&names[name], value).source(&sources[source]);
            queue.add(gauge.at(UnixSeconds(TIME + at as u64))).unwrap();
        }
    };
    OnQueue { queue: Box::new(Readings::new()), round }
}

fn aggregator_by_handle<V: Into<Value> + Copy>(values: Vec<V>) -> impl FnMut(u32) {
    let (names, keys) = MANY_SERIES.names();
    let mut aggregates = Box::new(Aggregates::new());
    let handles: Vec<_> = keys.iter().map(|&name| aggregates.series(&names[name]).unwrap()).collect();
    move |rounds| {
        for _ in 0..rounds {
            for (&handle, &value) in handles.iter().zip(&values) {
                aggregates.record(handle, value).unwrap();
            }
            black_box(&mut aggregates);
        }
    }
}

fn aggregator_by_name<V: Into<Value> + Copy>(order: Order, values: Vec<V>) -> impl FnMut(u32) {
    let (names, keys) = order.names();
    let mut aggregates = Box::new(Aggregates::new());
    move |rounds| {
        for _ in 0..rounds {
            for (&name, &value) in keys.iter().zip(&values) {
                aggregates.add(&names[name], value).unwrap();
            }
            black_box(&mut aggregates);
        }
    }
}

/// A row for each kind of values.
macro_rules! by_kind {
    ($rows:ident, $line:expr, |$values:ident| $start:expr) => {{
        let line: &str = $line;
        let key = |kind: Kind| Key::new("", line, kind.name());
        let per = ADDS as u32;
        $rows.push(Row::ours(key(Kind::Integers), per, move || {
            let $values = integers();
            $start
        }));
        $rows.push(Row::ours(key(Kind::Decimals), per, move || {
            let $values = decimals();
            $start
        }));
        for kind in [Kind::Tenths, Kind::Floats] {
            $rows.push(Row::ours(key(kind), per, move || {
                let $values = floats(kind);
                $start
            }));
        }
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

    // The others add up plain floats.
    let mut other = |line: &str, order: Order, start: fn(Vec<String>, Vec<usize>, Vec<f64>) -> Rounds| {
        let key = Key::new("", line, Kind::Floats.name());
        rows.push(Row::other(key, ADDS as u32, move || {
            let (names, keys) = order.names();
            start(names, keys, floats(Kind::Floats))
        }));
    };
    other(ARRAY, MANY_SERIES, |names, keys, values| maps::array(&names, keys, values));
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
    let (names, keys) = MANY_SERIES.names();
    let values = floats(Kind::Floats);
    let mut expected = vec![Sums::default(); names.len()];
    let mut aggregates = Aggregates::new();
    for (&name, &value) in keys.iter().zip(&values) {
        aggregates.add(&names[name], value).unwrap();
        expected[name].add(value);
    }
    let mut seen = 0;
    for aggregate in aggregates.iter() {
        let name = names.iter().position(|name| aggregate.name == name.as_str()).unwrap();
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
