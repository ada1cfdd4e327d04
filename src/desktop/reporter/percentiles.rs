//! Percentiles of what is recorded in a period.

use std::vec::Vec;

use sketches_ddsketch::{Config, DDSketch};

/// Keeps percentiles to within one percent of their value, in at most 32 KB, however many values there are: a DDSketch (Masson, Rim
/// and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019).
pub(super) struct Percentiles {
    wanted: Vec<f64>,
    sketch: DDSketch,
}

impl Percentiles {
    /// `wanted` are percentiles from 0 to 100. Others are left out.
    pub(super) fn new(wanted: &[f64]) -> Self {
        let wanted = wanted.iter().copied().filter(|percent| (0.0..=100.0).contains(percent)).collect();
        Self { wanted, sketch: DDSketch::new(Config::defaults()) }
    }

    pub(super) fn record(&mut self, value: f64) {
        self.sketch.add(value);
    }

    /// What was recorded, and begins anew.
    pub(super) fn drain(&mut self) -> Self {
        let empty = Self { wanted: self.wanted.clone(), sketch: DDSketch::new(Config::defaults()) };
        core::mem::replace(self, empty)
    }

    /// Each percentile with its value, or nothing if nothing was recorded.
    pub(super) fn values(&self) -> impl Iterator<Item = (f64, f64)> {
        let value = |percent: &f64| Some((*percent, self.sketch.quantile(*percent / 100.0).ok()??));
        self.wanted.iter().filter_map(value)
    }
}

impl core::fmt::Debug for Percentiles {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Percentiles").field(&self.wanted).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn within_one_percent() {
        let mut percentiles = Percentiles::new(&[50.0, 99.0, 100.0, 101.0, f64::NAN]);
        for value in 1..=10_000 {
            percentiles.record(f64::from(value));
        }
        let drained = percentiles.drain();
        assert_eq!(drained.values().map(|(percent, _)| percent).collect::<Vec<_>>(), [50.0, 99.0, 100.0]);
        for (percent, value) in drained.values() {
            let exact = percent * 100.0;
            assert!((value - exact).abs() <= exact * 0.0101, "p{percent}: {value}");
        }
        assert_eq!(percentiles.values().count(), 0);
    }
}
