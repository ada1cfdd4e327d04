//! How long to wait after a failure.

use crate::Millis;

/// How long to wait before the next try, from the last wait. A wait that the server announces comes first.
///
/// ```
/// use librato::{Backoff, Millis};
/// let first = Backoff::default().next(None, 7);
/// assert!((Millis(1000)..=Millis(2000)).contains(&first));
/// let constant = Backoff::Custom(|_, _| Millis::from_secs(3));
/// assert_eq!(constant.next(Some(Millis(1)), 7), Millis(3000));
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Backoff {
    /// Doubles from `first` to `most`, each time shortened by up to a half at random, so that many devices do not come back
    /// at once.
    Exponential {
        /// The first wait.
        first: Millis,
        /// The longest wait.
        most: Millis,
    },
    /// A function from the last wait (`None` at the first failure) and the random seed to the next wait.
    Custom(fn(last: Option<Millis>, seed: u32) -> Millis),
}

impl Default for Backoff {
    /// Two seconds, doubled up to five minutes.
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Backoff {
    pub(crate) const DEFAULT: Self =
        Self::Exponential { first: Millis::from_secs(2), most: Millis::from_secs(300) };

    /// The wait after `last`. Any `seed` does; one that differs from device to device spreads them.
    #[must_use]
    pub fn next(&self, last: Option<Millis>, seed: u32) -> Millis {
        match *self {
            Self::Custom(next) => next(last, seed),
            Self::Exponential { first, most } => {
                // `last` was shortened by up to a half: twice that is between the last full wait and twice it.
                let full = match last.map(|last| last.0.max(first.0)) {
                    None => first.0.min(most.0),
                    Some(last) if last > most.0 / 2 => most.0,
                    Some(last) => last * 2,
                };
                let full = full.max(1);
                let half = full / 2;
                // Spreads seeds that lie close together (the finalizer of MurmurHash3); one multiplication is not
                // enough for that.
                let mixed = (seed ^ seed >> 16).wrapping_mul(0x85eb_ca6b);
                let mixed = (mixed ^ mixed >> 13).wrapping_mul(0xc2b2_ae35);
                let random = (mixed ^ mixed >> 16) >> 8;
                // By 24 random bits; nothing is shortened by more than twelve days.
                Millis(full - ((half.min(1 << 30) * u64::from(random)) >> 24))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_to_the_cap_and_stays_within_half_of_it() {
        for seed in [0, 1, 2, 77, u32::MAX] {
            let mut last = None;
            for _ in 0..20 {
                let wait = Backoff::default().next(last, seed);
                assert!(wait >= Millis(1000) && wait <= Millis::from_secs(300), "{wait:?}");
                if let Some(before) = last {
                    assert!(wait >= before || wait >= Millis::from_secs(150));
                }
                last = Some(wait);
            }
            assert!(last >= Some(Millis::from_secs(150)));
        }
        let waits: std::collections::BTreeSet<_> =
            (0..100).map(|seed| Backoff::default().next(None, seed)).collect();
        assert!(waits.len() > 90);
    }
}
