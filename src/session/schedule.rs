//! When a queue is due, for those who do not flush after every reading.

use crate::Millis;

/// When a queue is due: from a number of readings on, or after a time, whichever comes first.
///
/// ```
/// use librato::{Millis, Schedule};
/// let schedule = Schedule::new().readings(100).every(Millis::from_secs(60));
/// assert!(!schedule.is_due(3, Millis(0), Millis(30_000)));
/// assert!(schedule.is_due(100, Millis(0), Millis(30_000)));
/// assert!(schedule.is_due(3, Millis(0), Millis(60_000)));
/// assert!(!schedule.is_due(0, Millis(0), Millis(60_000)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Schedule {
    readings: usize,
    every: Millis,
}

impl Schedule {
    /// Due as soon as a reading waits.
    #[must_use]
    pub const fn new() -> Self {
        Self { readings: 0, every: Millis(0) }
    }

    /// Due from this many readings on. 0: the number does not matter.
    #[must_use]
    pub const fn readings(mut self, readings: usize) -> Self {
        self.readings = readings;
        self
    }

    /// Due this long after the last flush. 0: the time does not matter.
    #[must_use]
    pub const fn every(mut self, time: Millis) -> Self {
        self.every = time;
        self
    }

    /// Whether `waiting` readings are due at `now`, when the last flush was at `last`.
    #[must_use]
    pub const fn is_due(&self, waiting: usize, last: Millis, now: Millis) -> bool {
        let by_number = self.readings > 0 && waiting >= self.readings;
        let by_time = self.every.0 > 0 && now.0 >= last.after(self.every).0;
        let always = self.readings == 0 && self.every.0 == 0;
        waiting > 0 && (by_number || by_time || always)
    }
}
