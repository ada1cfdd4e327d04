//! Ten thousand readings of every kind, each with a series and a second of its own.

use std::collections::BTreeMap;

use librato::{Counter, Decimal, Gauge, Measurement, Reading, Summary, UnixSeconds, Value};

use crate::point::{Field, Key};

const SERIES: u64 = 50;
const SECONDS: u64 = 20;
const FIRST: u64 = 1_700_000_000;

/// The metrics whose values are floats drawn bit by bit.
pub(crate) const DRAWN: [&str; 5] = ["float", "negative", "huge", "tiny", "tagged"];

/// A reading and the point that it should be.
pub(crate) struct Planned {
    pub(crate) key: Key,
    pub(crate) fields: BTreeMap<String, Field>,
    pub(crate) what: What,
}

pub(crate) enum What {
    Gauge(Value),
    Counter(Value),
    Measurement(Value),
    /// By source, or tagged.
    Summary(bool, u32, [Decimal; 4]),
    /// Samples for an aggregator.
    Samples([Decimal; 3]),
}

/// Numbers that look random (xorshift), the same in each run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A float of all its digits between 2^exponent and twice that.
    fn float(&mut self, exponent: i64) -> f64 {
        f64::from_bits(((exponent + 1023) as u64) << 52 | self.next() >> 12)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn decimal(&mut self, places: u8) -> Decimal {
        Decimal::new(self.below(2_000_000) as i64 - 1_000_000, places)
    }
}

/// The float that a decimal is written as.
fn nearest(Decimal { digits, places }: Decimal) -> f64 {
    format!("{digits}e-{places}").parse().expect("a number")
}

fn float_of(value: Value) -> f64 {
    match value {
        Value::Decimal(decimal) => nearest(decimal),
        value => value.to_f64(),
    }
}

/// All readings. A value of a series is of the magnitude of its others, as VictoriaMetrics scales them together; below about 1e-290 it
/// has only zero.
pub(crate) fn all(seed: u64) -> Vec<Planned> {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15 ^ seed);
    let mut planned = Vec::new();
    for second in 0..SECONDS {
        for series in 0..SERIES {
            for kind in 0..10 {
                planned.push(one(&mut numbers, kind, series, FIRST + second * 7 + series));
            }
        }
    }
    assert_eq!(planned.len(), 10_000);
    planned
}

fn one(numbers: &mut Numbers, kind: u64, series: u64, time: u64) -> Planned {
    let exponent = series as i64;
    let (name, what) = match kind {
        0 => ("integer", What::Gauge(Value::Int(numbers.below(1 << 53) as i64))),
        1 => ("decimal", What::Gauge(numbers.decimal((series % 10) as u8).into())),
        2 => ("float", What::Gauge(numbers.float(exponent - 25).into())),
        3 => ("negative", What::Gauge((-numbers.float(exponent - 25)).into())),
        4 => ("huge", What::Gauge(numbers.float(1023 - 4 * exponent).into())),
        5 => ("tiny", What::Gauge(numbers.float(-900 + 4 * exponent).into())),
        6 if series < 25 => {
            ("counter", What::Counter(Value::Int(((time << 31) | numbers.below(1 << 20)) as i64)))
        }
        6 => ("counter", What::Counter(Value::Uint(u64::MAX - numbers.below(1 << 50)))),
        7 => ("tagged", What::Measurement(numbers.float(exponent).into())),
        8 => {
            let places = (series % 4) as u8;
            let [sum, b, c, d] = [(); 4].map(|()| numbers.decimal(places));
            let positive = |decimal: Decimal| Decimal::new(decimal.digits.abs(), places);
            // Least and largest, or last and deviation, which is not negative.
            let above = Decimal::new(c.digits + positive(d).digits, places);
            let tagged = series.is_multiple_of(2);
            let figures = [sum, positive(b), c, if tagged { positive(d) } else { above }];
            ("summary", What::Summary(tagged, numbers.below(100_000) as u32 + 1, figures))
        }
        _ => ("aggregate", What::Samples([(); 3].map(|()| numbers.decimal((series % 4) as u8)))),
    };
    Planned { key: key(name, series, &what, time), fields: fields(&what), what }
}

fn key(name: &str, series: u64, what: &What, time: u64) -> Key {
    let tags = match what {
        What::Measurement(_) | What::Summary(true, ..) => {
            vec![("host", format!("web {series}")), ("az", "b,1".into())]
        }
        What::Samples(_) => vec![],
        _ => vec![("source", format!("s{series}"))],
    };
    let name = if let What::Samples(_) = what { format!("{name}.{series}") } else { name.to_owned() };
    let tags = tags.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    (name, tags, time as i64)
}

fn fields(what: &What) -> BTreeMap<String, Field> {
    let mut fields = BTreeMap::new();
    let mut set = |name: &str, value: f64| fields.insert(name.to_owned(), Field::Float(value));
    match what {
        What::Gauge(value) | What::Counter(value) | What::Measurement(value) => {
            set("value", float_of(*value));
            if let Value::Int(whole) = *value
                && whole as f64 as i128 != i128::from(whole)
            {
                fields.insert("integer".to_owned(), Field::Integer(whole));
            }
        }
        What::Summary(tagged, count, figures) => {
            set("count", f64::from(*count));
            let last_two = if *tagged { ["last", "stddev"] } else { ["min", "max"] };
            for (name, figure) in ["sum", "extra"].into_iter().chain(last_two).zip(figures) {
                if name != "extra" {
                    set(name, nearest(*figure));
                }
            }
            if !tagged {
                set("sum_squares", nearest(figures[1]));
            }
        }
        What::Samples(samples) => {
            let places = samples[0].places;
            let digits = samples.map(|sample| sample.digits);
            let of = |digits: Option<i64>| nearest(Decimal::new(digits.expect("three samples"), places));
            set("count", 3.0);
            set("sum", of(Some(digits.iter().sum())));
            set("min", of(digits.iter().copied().min()));
            set("max", of(digits.iter().copied().max()));
        }
    }
    fields
}

impl Planned {
    pub(crate) fn time(&self) -> UnixSeconds {
        UnixSeconds(self.key.2 as u64)
    }

    /// Gives the reading to `add`. Samples are no reading.
    pub(crate) fn reading<R>(&self, add: impl FnOnce(Reading<'_>) -> R) -> Option<R> {
        let (name, tags, _) = &self.key;
        let tags: Vec<_> = tags.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let source = tags.first().map_or("", |(_, value)| value);
        Some(match &self.what {
            What::Gauge(value) => add(Gauge::new(name, *value).source(source).at(self.time()).into()),
            What::Counter(value) => add(Counter::new(name, *value).source(source).at(self.time()).into()),
            What::Measurement(value) => {
                add(Measurement::new(name, *value).tags(&tags).at(self.time()).into())
            }
            What::Summary(tagged, count, [sum, b, c, d]) => {
                let summary = Summary::new(name, *count, *sum).at(self.time());
                add(match tagged {
                    true => summary.last(*c).stddev(*d).tags(&tags).into(),
                    false => summary.sum_squares(*b).min(*c).max(*d).source(source).into(),
                })
            }
            What::Samples(_) => return None,
        })
    }
}
