//! Times with their unit in the type. The core has no clock: every time comes in as an argument.

use core::time::Duration;

use crate::divide::divide;

/// Wall-clock time in whole seconds since 1970-01-01T00:00:00Z, the unit of `measure_time` and `time`
/// in the API.
///
/// A queue keeps 32 bits of it, which reaches to the year 2106; later times are refused when added.
///
/// ```
/// use librato::UnixSeconds;
/// assert_eq!(UnixSeconds(1_419_302_671).floor(60), UnixSeconds(1_419_302_640));
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[serde(transparent)]
pub struct UnixSeconds(pub u64);

impl UnixSeconds {
    /// The start of the period of `period` seconds that this time lies in. A period of 0 changes nothing.
    #[must_use]
    pub const fn floor(self, period: u32) -> Self {
        if period == 0 {
            return self;
        }
        #[cfg(not(target_pointer_width = "64"))]
        let over = remainder(self.0, period) as u64;
        #[cfg(target_pointer_width = "64")]
        let over = self.0 % period as u64;
        Self(self.0 - over)
    }
}

/// Bit by bit where the machine has no division of 64 bits: a time is floored once in a period. `by` is not 0.
#[cfg(any(test, not(target_pointer_width = "64")))]
const fn remainder(number: u64, by: u32) -> u32 {
    let (mut number, mut over, mut bits) = (number, 0_u32, 64_u32);
    while bits > 0 {
        bits -= 1;
        let is_long = over >> 31 != 0;
        over = over << 1 | (number >> 63) as u32;
        number <<= 1;
        if is_long || over >= by {
            over = over.wrapping_sub(by);
        }
    }
    over
}

/// Monotonic time in milliseconds since some fixed moment, such as the start of the device.
///
/// The library only compares and adds such times; it never asks for one itself. It converts from and to [`Duration`], the time since
/// that moment.
///
/// ```
/// use core::time::Duration;
/// use librato::Millis;
/// assert_eq!(Millis::from(Duration::from_micros(1_500_900)), Millis(1_500));
/// assert_eq!(Duration::from(Millis(1_500)), Duration::from_millis(1_500));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Millis(pub u64);

impl Millis {
    /// This many whole seconds, as milliseconds; stops at the largest value.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// The whole seconds of it.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        divide(self.0, 1000).0
    }

    /// This time and `wait` more; stops at the largest value.
    #[must_use]
    pub const fn after(self, wait: Millis) -> Self {
        Self(self.0.saturating_add(wait.0))
    }

    /// What is left from `now` until this time; zero once it has come.
    #[must_use]
    pub const fn since(self, now: Millis) -> Self {
        Self(self.0.saturating_sub(now.0))
    }
}

/// Whole milliseconds: the rest is cut off. Stops at the largest value.
impl From<Duration> for Millis {
    fn from(time: Duration) -> Self {
        Self::from_secs(time.as_secs()).after(Self(time.subsec_millis().into()))
    }
}

impl From<Millis> for Duration {
    fn from(time: Millis) -> Self {
        let (seconds, millis) = divide(time.0, 1000);
        // At most 999: now the compiler sees it as well, and leaves out a panic path.
        Self::new(seconds, millis.min(999) * 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn remainders_are_those_of_the_compiler(number: u64, by in 1..=u32::MAX, shift in 0_u32..32) {
            for (number, by) in [(number, by), (number, (by >> shift).max(1)), (u64::MAX, by)] {
                prop_assert_eq!(u64::from(remainder(number, by)), number % u64::from(by));
            }
        }

        #[test]
        fn millis_are_durations(millis: u64, shift in 0_u32..64, nanos in 0_u32..1_000_000) {
            for millis in [millis >> shift, u64::MAX] {
                let time = Duration::from_millis(millis);
                prop_assert_eq!(Duration::from(Millis(millis)), time);
                prop_assert_eq!(Millis::from(time + Duration::from_nanos(nanos.into())), Millis(millis));
            }
        }
    }

    #[test]
    fn the_longest_duration_is_the_latest_time() {
        assert_eq!(Millis::from(Duration::MAX), Millis(u64::MAX));
        assert_eq!(Millis::from(Duration::from_secs(u64::MAX / 1000 + 1)), Millis(u64::MAX));
    }
}
