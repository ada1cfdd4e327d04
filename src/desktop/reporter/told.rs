//! What a series has to tell of a period, until it is sent.

/// Values that were summed up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Summed {
    pub(super) count: u32,
    pub(super) sum: f64,
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Summed {
    pub(super) const fn one(value: f64) -> Self {
        Self { count: 1, sum: value, min: value, max: value }
    }

    #[inline]
    pub(super) fn add(&mut self, value: f64) {
        if self.count == 0 {
            (self.min, self.max) = (value, value);
        }
        // After four thousand million values in a period only the sum goes on.
        self.count = self.count.saturating_add(1);
        self.sum += value;
        self.min = if value < self.min { value } else { self.min };
        self.max = if value > self.max { value } else { self.max };
    }

    /// Adds what was summed up elsewhere.
    pub(super) fn merge(&mut self, other: Self) {
        *self = match (self.count, other.count) {
            (_, 0) => return,
            (0, _) => other,
            _ => Self {
                count: self.count.saturating_add(other.count),
                sum: self.sum + other.sum,
                min: self.min.min(other.min),
                max: self.max.max(other.max),
            },
        };
    }
}

/// What there is to tell.
#[derive(Clone, Copy, Debug)]
pub(super) enum Told {
    /// A running total.
    Total(u64),
    Summed(Summed),
    /// Which percentile, from 0 to 100, and its value.
    Percentile(f64, f64),
}

/// One reading to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The number of its series, and which of the readings of that series it is.
    pub(super) key: (u32, u32),
    pub(super) told: Told,
}

impl Entry {
    /// Takes in what the same series told later, and says whether something of it is lost.
    pub(super) fn merge(&mut self, later: Self) -> bool {
        match (&mut self.told, later.told) {
            (Told::Summed(own), Told::Summed(later)) => {
                own.merge(later);
                false
            }
            // Of a running total the later one tells as much as both; percentiles cannot be put together.
            (own, later) => {
                *own = later;
                matches!(later, Told::Percentile(..))
            }
        }
    }
}
