//! The same body by other means.

use std::hint::black_box;

use librato::Value;
use serde::Serialize;

use super::data::{READINGS, Set};

/// A gauge as somebody would write it for serde.
#[derive(Serialize)]
pub(crate) struct PlainGauge<'a, V> {
    name: &'a str,
    value: V,
    source: &'a str,
    measure_time: u64,
}

#[derive(Serialize)]
pub(crate) struct PlainBody<'a, V> {
    gauges: &'a [PlainGauge<'a, V>],
}

/// Values in plain types: a decimal is the `f64` that a program without decimals would have.
enum Values {
    Integers(Vec<i64>),
    Floats(Vec<f64>),
}

/// Readings in plain types, with texts that live as long as the process.
pub(crate) struct Plain {
    keys: Vec<(&'static str, &'static str, u64)>,
    values: Values,
}

impl Plain {
    pub(crate) fn new(set: &Set) -> Self {
        let leak = |text: &str| -> &'static str { Box::leak(text.into()) };
        let names: Vec<_> = set.names.iter().map(|name| leak(name)).collect();
        let sources: Vec<_> = set.sources.iter().map(|source| leak(source)).collect();
        let key = |&(name, source, time): &(usize, usize, u32)| (names[name], sources[source], time.into());
        let integers =
            set.values.iter().map(|value| if let Value::Int(int) = value { Some(*int) } else { None });
        let values = match integers.collect::<Option<Vec<i64>>>() {
            Some(integers) => Values::Integers(integers),
            None => Values::Floats(set.values.iter().map(|value| value.to_f64()).collect()),
        };
        Self { keys: set.keys.iter().map(key).collect(), values }
    }

    fn gauges<V: Copy>(&self, values: &[V]) -> Vec<PlainGauge<'static, V>> {
        let gauges = self.keys.iter().zip(values).map(|(&(name, source, measure_time), &value)| PlainGauge {
            name,
            value,
            source,
            measure_time,
        });
        gauges.collect()
    }

    /// Writes the body of the first `readings` once.
    pub(crate) fn serde_json(&self, readings: usize, to: &mut Vec<u8>) {
        match &self.values {
            Values::Integers(values) => write(&self.gauges(values)[..readings], to),
            Values::Floats(values) => write(&self.gauges(values)[..readings], to),
        }
    }

    /// Writes the body once and says how long it is.
    pub(crate) fn serde_json_core(&self, to: &mut [u8]) -> usize {
        match &self.values {
            Values::Integers(values) => write_core(&self.gauges(values), to),
            Values::Floats(values) => write_core(&self.gauges(values), to),
        }
    }

    /// Work with the gauges in the type that they have.
    pub(crate) fn with_gauges<R>(
        self,
        integers: impl FnOnce(Vec<PlainGauge<'static, i64>>) -> R,
        floats: impl FnOnce(Vec<PlainGauge<'static, f64>>) -> R,
    ) -> R {
        match &self.values {
            Values::Integers(values) => integers(self.gauges(values)),
            Values::Floats(values) => floats(self.gauges(values)),
        }
    }
}

/// Appends the body of these gauges.
pub(crate) fn write<V: Serialize>(gauges: &[PlainGauge<'_, V>], to: &mut Vec<u8>) {
    serde_json::to_writer(to, &PlainBody { gauges }).unwrap();
}

fn write_core<V: Serialize>(gauges: &[PlainGauge<'_, V>], to: &mut [u8]) -> usize {
    serde_json_core::to_slice(&PlainBody { gauges }, to).unwrap()
}

/// Work of any type.
pub(crate) type Rounds = Box<dyn FnMut(u32)>;

/// The body is there and is copied.
pub(crate) fn memcpy(body: Vec<u8>) -> impl FnMut(u32) {
    let mut block = vec![0; body.len()];
    move |rounds| {
        for _ in 0..rounds {
            block.copy_from_slice(black_box(&body));
            black_box(&mut block);
        }
    }
}

/// Only the digits of values and times are written.
pub(crate) fn numbers(plain: Plain) -> Rounds {
    fn put(block: &mut [u8], at: &mut usize, digits: &[u8]) {
        block[*at..*at + digits.len()].copy_from_slice(digits);
        *at += digits.len();
    }

    let mut block = vec![0; READINGS * 40];
    Box::new(move |rounds| {
        for _ in 0..rounds {
            let mut at = 0;
            let plain = black_box(&plain);
            match &plain.values {
                Values::Integers(values) => {
                    for (&(.., time), &value) in plain.keys.iter().zip(values) {
                        put(&mut block, &mut at, itoa::Buffer::new().format(value).as_bytes());
                        put(&mut block, &mut at, itoa::Buffer::new().format(time).as_bytes());
                    }
                }
                Values::Floats(values) => {
                    for (&(.., time), &value) in plain.keys.iter().zip(values) {
                        put(&mut block, &mut at, zmij::Buffer::new().format_finite(value).as_bytes());
                        put(&mut block, &mut at, itoa::Buffer::new().format(time).as_bytes());
                    }
                }
            }
            black_box(&mut block);
        }
    })
}

/// `serde_json` to a `Vec` that is used again.
pub(crate) fn serde_json(plain: Plain) -> Rounds {
    fn rounds<V: Serialize + 'static>(gauges: Vec<PlainGauge<'static, V>>) -> Rounds {
        let mut bytes = Vec::with_capacity(65_536);
        Box::new(move |rounds| {
            for _ in 0..rounds {
                bytes.clear();
                write(black_box(&gauges), &mut bytes);
                black_box(&mut bytes);
            }
        })
    }
    plain.with_gauges(rounds, rounds)
}

/// `serde-json-core` to a slice.
pub(crate) fn serde_json_core(plain: Plain) -> Rounds {
    fn rounds<V: Serialize + 'static>(gauges: Vec<PlainGauge<'static, V>>) -> Rounds {
        let mut block = vec![0; 65_536];
        Box::new(move |rounds| {
            for _ in 0..rounds {
                black_box(write_core(black_box(&gauges), &mut block));
            }
        })
    }
    plain.with_gauges(rounds, rounds)
}

/// Numbers are equal whether written as 20 or as 20.0.
pub(crate) fn assert_same_json(one: &[u8], other: &[u8]) {
    fn same(one: &serde_json::Value, other: &serde_json::Value) -> bool {
        use serde_json::Value::{Array, Number, Object};
        match (one, other) {
            (Number(one), Number(other)) => one.as_f64() == other.as_f64(),
            (Array(one), Array(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
            }
            (Object(one), Object(other)) => {
                one.len() == other.len()
                    && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| same(one, other)))
            }
            (one, other) => one == other,
        }
    }

    let [one, other] = [one, other].map(|bytes| serde_json::from_slice(bytes).unwrap());
    assert!(same(&one, &other), "other readings than the peer's");
}
