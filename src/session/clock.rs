//! Wall-clock time for devices that have none: from the `Date` of a server that is trusted.

use crate::{Millis, UnixSeconds};

/// No server's clock is believed that is before this library was written: 2026-11-22.
const RELEASED: u64 = 1_795_305_600;

/// The most that one answer moves a time that is known, in seconds.
const STEP: i64 = 3600;

/// The moment at which the device's [`Millis`] began, if it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct BootTime {
    boot: Option<UnixSeconds>,
}

impl BootTime {
    pub(crate) const UNKNOWN: Self = Self { boot: None };

    /// The moment, if it is known.
    #[must_use]
    pub const fn get(&self) -> Option<UnixSeconds> {
        self.boot
    }

    /// Sets it: the device learned the time elsewhere (GNSS, NTP, a real-time clock).
    pub const fn set(&mut self, now: UnixSeconds, uptime: Millis) {
        self.boot = Some(UnixSeconds(now.0.saturating_sub(uptime.as_secs())));
    }

    /// The time at an uptime, if it is known.
    #[must_use]
    pub const fn at(&self, uptime: Millis) -> Option<UnixSeconds> {
        match self.boot {
            Some(boot) => Some(UnixSeconds(boot.0.saturating_add(uptime.as_secs()))),
            None => None,
        }
    }

    /// Whether a server can tell this time.
    pub(crate) const fn can_be(date: UnixSeconds) -> bool {
        date.0 >= RELEASED
    }

    /// Takes the time of a server. The first one is taken whole; each later one moves it by an hour at most.
    pub(crate) fn learn(&mut self, date: UnixSeconds, uptime: Millis) {
        if !Self::can_be(date) {
            return;
        }
        let boot = date.0.saturating_sub(uptime.as_secs());
        self.boot = Some(UnixSeconds(match self.boot {
            None => boot,
            Some(known) => {
                let step = boot.wrapping_sub(known.0).cast_signed().clamp(-STEP, STEP);
                known.0.saturating_add_signed(step)
            }
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_dates_are_not_believed_and_jumps_are_bounded() {
        let mut boot = BootTime::UNKNOWN;
        boot.learn(UnixSeconds(1_421_762_400), Millis(0));
        assert_eq!(boot.get(), None);
        boot.learn(UnixSeconds(RELEASED + 100_000), Millis(60_000));
        assert_eq!(boot.get(), Some(UnixSeconds(RELEASED + 99_940)));
        boot.learn(UnixSeconds(RELEASED + 900_000), Millis(0));
        assert_eq!(boot.get(), Some(UnixSeconds(RELEASED + 99_940 + STEP.cast_unsigned())));
        boot.learn(UnixSeconds(RELEASED), Millis(0));
        assert_eq!(boot.get(), Some(UnixSeconds(RELEASED + 99_940)));
        boot.set(UnixSeconds(1000), Millis(5_500));
        assert_eq!(boot.get(), Some(UnixSeconds(995)));
    }
}
