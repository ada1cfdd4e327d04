//! W2: readings are added to a queue and to an aggregator.

#[path = "support/mod.rs"]
mod support;

use std::hint::black_box;

use librato::{Aggregator, Decimal, Gauge, Queue, Series, UnixSeconds, Value};
use support::data::{self, Kind, Sequence};
use support::row::{Of, Row, Work};

/// Readings added in a round.
const ADDS: usize = 1_000;
/// Readings that a queue takes before it has to be cleared.
const ROUNDS: usize = 16;
const SOURCES: usize = 8;

type Readings = Queue<{ ADDS * ROUNDS }, 8_192>;
type Sums = Aggregator<128, 8_192>;

/// Which series come in which order.
#[derive(Clone, Copy)]
struct Order {
    names: usize,
    /// The source is another one with each reading, out of eight; else it is always the same.
    changing: bool,
}

struct Plan {
    names: Vec<String>,
    sources: Vec<String>,
    keys: Vec<(usize, usize)>,
}

impl Order {
    fn plan(self) -> Plan {
        let mut sequence = Sequence::new(0x0123_4567_89ab_cdef);
        let source = |at: usize| if self.changing { at % SOURCES } else { 0 };
        let keys = (0..ADDS).map(|at| (sequence.below(self.names as u64) as usize, source(at))).collect();
        Plan { names: data::names(self.names), sources: data::sources(SOURCES), keys }
    }
}

fn decimals() -> Vec<Decimal> {
    let decimal = |value| if let Value::Decimal(decimal) = value { Some(decimal) } else { None };
    Kind::Decimals.values(ADDS).into_iter().filter_map(decimal).collect()
}

fn integers() -> Vec<i64> {
    let integer = |value| if let Value::Int(integer) = value { Some(integer) } else { None };
    Kind::Integers.values(ADDS).into_iter().filter_map(integer).collect()
}

fn floats(kind: Kind) -> Vec<f64> {
    kind.values(ADDS).into_iter().map(Value::to_f64).collect()
}

/// Work on a queue, which has room for 16 rounds.
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

const TIME: u64 = 1_421_744_400;

fn queue_by_handle<V: Into<Value> + Copy>(values: Vec<V>) -> impl Work {
    let Plan { names, sources, keys } = Order { names: 100, changing: true }.plan();
    let mut queue = Box::new(Readings::new());
    let mut series = |(name, source): (usize, usize)| {
        queue.series(Gauge::named(&names[name]).source(&sources[source])).unwrap()
    };
    let series: Vec<Series> = keys.into_iter().map(&mut series).collect();
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
    let mut work = OnQueue { queue: Box::new(Readings::new()), round };
    // All texts are in the table from now on.
    work.run(1);
    work
}

fn sums_by_handle<V: Into<Value> + Copy + 'static>(values: Vec<V>) -> impl Work {
    let Plan { names, keys, .. } = Order { names: 100, changing: false }.plan();
    let mut sums = Box::new(Sums::new());
    let handles: Vec<_> = keys.iter().map(|&(name, _)| sums.series(&names[name]).unwrap()).collect();
    let mut run = move |rounds: u32| {
        for _ in 0..rounds {
            for (&handle, &value) in handles.iter().zip(&values) {
                sums.record(handle, value).unwrap();
            }
            black_box(&mut sums);
        }
    };
    run(1);
    run
}

fn sums_by_name<V: Into<Value> + Copy + 'static>(names: usize, values: Vec<V>) -> impl Work {
    let Plan { names, keys, .. } = Order { names, changing: false }.plan();
    let mut sums = Box::new(Sums::new());
    let mut run = move |rounds: u32| {
        for _ in 0..rounds {
            for (&(name, _), &value) in keys.iter().zip(&values) {
                sums.add(&names[name], value).unwrap();
            }
            black_box(&mut sums);
        }
    };
    run(1);
    run
}

fn rows() -> Vec<Row> {
    let per = ADDS as u32;
    let ours = Of::Ours;
    let mut rows = vec![
        Row::new("queue, handle, integer", ours, per, || queue_by_handle(integers())),
        Row::new("queue, handle, Decimal", ours, per, || queue_by_handle(decimals())),
        Row::new("queue, handle, f64 22.1", ours, per, || queue_by_handle(floats(Kind::Tenths))),
        Row::new("queue, handle, f64 17 digits", ours, per, || queue_by_handle(floats(Kind::Floats))),
        Row::new("aggregator, handle, integer", ours, per, || sums_by_handle(integers())),
        Row::new("aggregator, handle, Decimal", ours, per, || sums_by_handle(decimals())),
        Row::new("aggregator, handle, f64 22.1", ours, per, || sums_by_handle(floats(Kind::Tenths))),
        Row::new("aggregator, handle, f64 17 digits", ours, per, || sums_by_handle(floats(Kind::Floats))),
    ];
    for (names, changing) in [(8, false), (8, true), (100, false), (100, true)] {
        let order = Order { names, changing };
        let sources = if changing { "8 sources" } else { "1 source" };
        let name = format!("queue, {names} names, {sources}");
        rows.push(Row::new(name, ours, per, move || queue_by_name(order, decimals())));
    }
    for names in [8, 100] {
        let name = format!("aggregator, {names} names");
        rows.push(Row::new(name, ours, per, move || sums_by_name(names, decimals())));
    }
    rows
}

fn main() -> std::process::ExitCode {
    support::main(rows)
}
