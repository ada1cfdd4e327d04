//! When periods end, and the times of their readings.

use std::time::Duration;

use crate::UnixSeconds;

/// Periods end at the multiples of their length since 1970, by the clock that readings have their times from, whenever the thread
/// wakes up for it.
#[derive(Debug)]
pub(super) struct Timetable {
    /// In seconds, at least one.
    period: u64,
    /// The end of the running period.
    end: u64,
    /// The time of the last readings, if there were any.
    last: Option<u64>,
}

impl Timetable {
    pub(super) fn new(period: u64, now: UnixSeconds) -> Self {
        let mut table = Self { period: period.max(1), end: 0, last: None };
        table.end = table.begin(now.0).saturating_add(table.period);
        table
    }

    /// How long it is until the running period ends. A clock of whole seconds does not know better: it is up to a second too long.
    pub(super) const fn wait(&self, now: UnixSeconds) -> Duration {
        Duration::from_secs(self.end.saturating_sub(now.0))
    }

    /// Ends the running period, and gives its time. One who comes early does not change it, nor one who comes late: but if a whole
    /// period went by, or the clock was set ahead, it is the last end before `now`. So it is if the clock was set back by more than
    /// a period.
    pub(super) fn end_period(&mut self, now: UnixSeconds) -> UnixSeconds {
        let is_set_back = self.end.saturating_sub(now.0) > self.period;
        let begin = self.begin(now.0);
        let end = if is_set_back { begin } else { begin.max(self.end) };
        self.end = end.saturating_add(self.period);
        UnixSeconds(end)
    }

    /// The time of readings that are to have this one: a second after those before, if that has been theirs. A server would take
    /// them for the same.
    pub(super) fn alone(&mut self, time: UnixSeconds) -> UnixSeconds {
        let time = match self.last {
            // A clock that was set back by more than a period is believed.
            Some(last) if time.0 <= last && last - time.0 <= self.period => last.saturating_add(1),
            _ => time.0,
        };
        self.last = Some(time);
        UnixSeconds(time)
    }

    const fn begin(&self, now: u64) -> u64 {
        now - now % self.period
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    /// The times of readings, where the thread woke up at these times.
    fn times(period: u64, start: u64, woken: &[u64]) -> Vec<u64> {
        let mut table = Timetable::new(period, UnixSeconds(start));
        let mut time = |now| {
            let end = table.end_period(UnixSeconds(now));
            table.alone(end).0
        };
        woken.iter().map(|&now| time(now)).collect()
    }

    #[test]
    fn neither_early_nor_late_changes_a_time() {
        assert_eq!(times(60, 7, &[60, 119, 181, 239, 300]), [60, 120, 180, 240, 300]);
        assert_eq!(times(1, 100, &[100, 101, 103, 104, 105]), [101, 102, 103, 104, 105]);
        assert_eq!(times(10, 0, &[10, 19, 29, 39, 49]), [10, 20, 30, 40, 50]);
    }

    #[test]
    fn periods_that_nobody_woke_up_for_are_one() {
        assert_eq!(times(60, 0, &[60, 250, 300]), [60, 240, 300]);
    }

    #[test]
    fn a_clock_that_is_set() {
        // Ahead, and back by less than a period, and by more.
        assert_eq!(times(60, 0, &[60, 3600, 3661]), [60, 3600, 3660]);
        assert_eq!(times(60, 0, &[60, 70, 180]), [60, 120, 180]);
        assert_eq!(times(60, 7200, &[7260, 130, 180]), [7260, 120, 180]);
    }

    #[test]
    fn it_is_waited_until_the_end() {
        let mut table = Timetable::new(60, UnixSeconds(118));
        assert_eq!(table.wait(UnixSeconds(118)), Duration::from_secs(2));
        table.end_period(UnixSeconds(119));
        assert_eq!(table.wait(UnixSeconds(119)), Duration::from_secs(61));
        let endless = Timetable::new(u64::MAX, UnixSeconds(5));
        assert_eq!(endless.wait(UnixSeconds(5)), Duration::from_secs(u64::MAX - 5));
    }

    #[test]
    fn what_is_sent_out_of_turn_has_a_time_of_its_own() {
        let mut table = Timetable::new(60, UnixSeconds(0));
        let mut alone = |time| table.alone(UnixSeconds(time)).0;
        assert_eq!([alone(30), alone(30), alone(30), alone(60)], [30, 31, 32, 60]);
        assert_eq!([alone(60), alone(61), alone(120)], [61, 62, 120]);
        // Set back by an hour and by a second.
        let mut table = Timetable::new(60, UnixSeconds(0));
        let mut alone = |time| table.alone(UnixSeconds(time)).0;
        assert_eq!([alone(4000), alone(400), alone(399)], [4000, 400, 401]);
    }
}
