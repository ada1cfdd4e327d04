//! How long something took.

use core::time::Duration;

use crate::{Decimal, Millis};

/// A stopwatch for those who have the time as an argument. With a clock of the system's,
/// `aggregator.time("name", || work())` of feature `std` does it all.
///
/// ```
/// use librato::{Aggregator, Millis, Timer};
/// let mut aggregator = Aggregator::<8, 128>::new();
/// let answer = aggregator.series("modem.answer")?;
/// # let uptime = || Millis(4000);
/// let timer = Timer::start(uptime());
/// // ... wait for the modem ...
/// # let uptime = || Millis(4250);
/// aggregator.record(answer, timer.elapsed(uptime()))?;
/// assert_eq!(aggregator.iter().next().unwrap().sum, 250.into());
/// # Ok::<(), librato::AddError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Timer {
    start: Millis,
}

impl Timer {
    /// Starts at this moment.
    #[must_use]
    pub const fn start(now: Millis) -> Self {
        Self { start: now }
    }

    /// Milliseconds since the start; 0 if `now` is before it.
    #[must_use]
    pub const fn elapsed(self, now: Millis) -> u64 {
        now.since(self.start).0
    }

    /// Seconds since the start, with three places.
    #[must_use]
    pub const fn elapsed_seconds(self, now: Millis) -> Decimal {
        Decimal::new(saturated(self.elapsed(now) as u128), 3)
    }

    /// Milliseconds since the start, which is `now` from here on.
    pub const fn lap(&mut self, now: Millis) -> u64 {
        let elapsed = self.elapsed(now);
        self.start = now;
        elapsed
    }

    /// A duration as milliseconds with three places; the rest is cut off.
    ///
    /// ```
    /// use core::time::Duration;
    /// use librato::{Decimal, Timer};
    /// assert_eq!(Timer::millis(Duration::from_nanos(1_234_567)), Decimal::new(1_234, 3));
    /// ```
    #[must_use]
    pub const fn millis(duration: Duration) -> Decimal {
        Decimal::new(saturated(duration.as_micros()), 3)
    }
}

const fn saturated(number: u128) -> i64 {
    if number > i64::MAX as u128 { i64::MAX } else { number as i64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_runs_forward_only() {
        let mut timer = Timer::start(Millis(1_000));
        assert_eq!(timer.elapsed(Millis(3_500)), 2_500);
        assert_eq!(timer.elapsed_seconds(Millis(3_500)), Decimal::new(2_500, 3));
        assert_eq!(timer.elapsed(Millis(999)), 0);
        assert_eq!((timer.lap(Millis(1_200)), timer.lap(Millis(1_500))), (200, 300));
        assert_eq!(Timer::start(Millis(0)).elapsed_seconds(Millis(u64::MAX)).digits, i64::MAX);
        assert_eq!(Timer::millis(Duration::MAX).digits, i64::MAX);
    }
}
