//! The data that the workloads share: made, not random, so that every run sees the same.

use librato::{Decimal, Value};

/// Readings of a request.
pub(crate) const READINGS: usize = 300;

/// A sequence of numbers without a pattern (xorshift), the same in every run.
pub(crate) struct Sequence(u64);

impl Sequence {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    pub(crate) const fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// Metric names of 12 to 25 characters, 18 on average.
pub(crate) fn names(count: usize) -> Vec<String> {
    const PLACES: [&str; 6] = ["attic", "kitchen", "boiler.room", "pump", "rack1", "greenhouse"];
    const QUANTITIES: [&str; 5] = ["temp", "humidity", "pressure", "voltage", "fan"];
    (0..count)
        .map(|at| format!("{}.{}.{at:03}", PLACES[at % PLACES.len()], QUANTITIES[at % QUANTITIES.len()]))
        .collect()
}

/// Sources of 7 to 11 characters.
pub(crate) fn sources(count: usize) -> Vec<String> {
    const KINDS: [&str; 3] = ["node", "gateway", "edge-b"];
    (0..count).map(|at| format!("{}-{:02}", KINDS[at % KINDS.len()], at * 7)).collect()
}

/// Which values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// [`Decimal`]s of one to three places and up to five digits.
    Decimals,
    /// `f64`s with one decimal place, such as 22.1.
    Tenths,
    /// `f64`s that need 15 to 17 digits.
    Floats,
    /// Integers of one to seven digits.
    Integers,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Decimals, Self::Tenths, Self::Floats, Self::Integers];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Decimals => "decimals",
            Self::Tenths => "22.1",
            Self::Floats => "17 digits",
            Self::Integers => "integers",
        }
    }

    pub(crate) fn values(self, count: usize) -> Vec<Value> {
        let mut sequence = Sequence::new(0x9e37_79b9_7f4a_7c15);
        (0..count).map(|_| self.value(&mut sequence)).collect()
    }

    fn value(self, sequence: &mut Sequence) -> Value {
        match self {
            Self::Decimals => {
                let places = 1 + sequence.below(3) as u8;
                let digits = sequence.below([1_000, 10_000, 100_000][usize::from(places) - 1]) as i64;
                let sign = if sequence.below(8) == 0 { -1 } else { 1 };
                Value::Decimal(Decimal::new(sign * digits, places))
            }
            Self::Tenths => Value::Float((100 + sequence.below(1_000)) as f64 / 10.0),
            Self::Floats => Value::Float(sequence.next() as f64 / (1_u64 << 53) as f64 * 100.0),
            Self::Integers => {
                let size = 10_u64.pow(1 + sequence.below(7) as u32);
                Value::Int(sequence.below(size) as i64)
            }
        }
    }
}

/// One request's worth of readings.
pub(crate) struct Set {
    pub(crate) names: Vec<String>,
    pub(crate) sources: Vec<String>,
    /// Indexes of name and source, and the time.
    pub(crate) keys: Vec<(usize, usize, u32)>,
    pub(crate) values: Vec<Value>,
}

impl Set {
    /// 300 names, 8 sources, each reading a second later than the one before.
    pub(crate) fn wide(kind: Kind) -> Self {
        let keys = (0..READINGS).map(|at| (at, at % 8, 1_421_744_400 + at as u32)).collect();
        Self { names: names(READINGS), sources: sources(8), keys, values: kind.values(READINGS) }
    }

    /// 8 names with 5 sources, in no order, at any time within a day.
    pub(crate) fn narrow(kind: Kind) -> Self {
        let mut sequence = Sequence::new(0xdead_beef_cafe_f00d);
        let mut key = || {
            let (name, source) = (sequence.below(8), sequence.below(5));
            (name as usize, source as usize, 1_421_744_400 + sequence.below(86_400) as u32)
        };
        let keys = (0..READINGS).map(|_| key()).collect();
        Self { names: names(8), sources: sources(5), keys, values: kind.values(READINGS) }
    }

    /// Name, source, time and value of each reading.
    pub(crate) fn readings(&self) -> impl Iterator<Item = (&str, &str, u32, Value)> {
        self.keys.iter().zip(&self.values).map(|(&(name, source, time), &value)| {
            (self.names[name].as_str(), self.sources[source].as_str(), time, value)
        })
    }
}
