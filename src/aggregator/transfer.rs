//! Moving values away, a series at a time, so that an aggregator that is shared is free in between.

use super::core::Core;
use super::state::State;
use crate::queue::Stamp;
use crate::readings::{Reading, ReadingError};
use crate::{AddError, Full, Millis, UnixSeconds};

/// A move under way. Of each half it takes the series that have values when it comes to it, each once: what is added to them
/// afterwards stays.
pub(super) struct Transfer {
    time: Option<UnixSeconds>,
    /// For readings without a time.
    pub(super) stamp: Stamp,
    tagged: bool,
    /// Series of this half that are still to be looked at.
    left: u16,
    /// Those that were looked at and stay. They stand before the others.
    stay: u16,
    /// How many have moved, or the first reason why one was not taken.
    pub(super) result: Result<usize, AddError>,
}

impl Transfer {
    /// Of all values, with the measure time of [`State::time`], else with this uptime, cut down to a multiple of the period.
    pub(super) fn new(state: &State, now: Option<UnixSeconds>, uptime: Option<Millis>) -> Self {
        let stamp = uptime.map_or(Stamp::NONE, |uptime| {
            Stamp::uptime_secs(UnixSeconds(uptime.as_secs()).floor(state.period).0)
        });
        let time = state.time(now);
        if time.is_some_and(|time| u32::try_from(time.0).is_err()) {
            // Nothing moves, and no queue is asked.
            return Self {
                time,
                stamp,
                tagged: true,
                left: 0,
                stay: 0,
                result: Err(ReadingError::Time.into()),
            };
        }
        Self { time, stamp, tagged: false, left: state.legacy.len, stay: 0, result: Ok(0) }
    }
}

impl Core<'_> {
    /// Gives away the next series, and drops its values if it was taken. False at the end.
    pub(super) fn give_next(
        &mut self,
        transfer: &mut Transfer,
        take: &mut dyn FnMut(&Reading<'_>) -> Result<(), AddError>,
    ) -> bool {
        let tagged = transfer.tagged;
        let Some(left) = transfer.left.checked_sub(1) else {
            (transfer.tagged, transfer.left, transfer.stay) = (true, self.state.tagged.len, 0);
            if tagged && transfer.result.is_ok() {
                // It belonged to the values that are gone.
                self.state.time = None;
            }
            return !tagged;
        };
        transfer.left = left;
        let (mut before, mut at) = (0, self.state.list(tagged).first);
        for _ in 0..transfer.stay {
            let next = self.series_at(at).map_or(0, |series| series.next);
            (before, at) = (at, next);
        }
        match self.series_at(at).map(|series| self.reading(series, transfer.time, take)) {
            Some(Ok(())) => {
                self.remove(before, at, tagged);
                if let Ok(moved) = &mut transfer.result {
                    *moved += 1;
                }
            }
            Some(Err(error)) => {
                transfer.stay += 1;
                transfer.result = transfer.result.and(Err(error));
                return !matches!(error, AddError::Full(Full::Slots) | AddError::Busy);
            }
            // Cleared meanwhile.
            None => transfer.left = 0,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Aggregator;
    use std::string::String;
    use std::vec::Vec;

    type Sensors = Aggregator<4, 64>;

    /// The names of what moves while `meanwhile` has its turn after each series.
    fn moved(sensors: &mut Sensors, mut meanwhile: impl FnMut(&mut Sensors)) -> Vec<String> {
        let mut names = Vec::new();
        let mut transfer = Transfer::new(&sensors.state, None, None);
        let mut take = |reading: &Reading<'_>| {
            names.push(reading.name.as_str().into());
            Ok(())
        };
        while sensors.core().give_next(&mut transfer, &mut take) {
            meanwhile(sensors);
        }
        assert_eq!(transfer.result, Ok(names.len()));
        names
    }

    fn sensors() -> Sensors {
        let mut sensors = Sensors::new();
        sensors.set_measure_time(Some(UnixSeconds(60))).unwrap();
        for name in ["a", "b"] {
            sensors.add(name, 1).unwrap();
        }
        sensors
    }

    #[test]
    fn each_series_moves_once_whatever_is_added_meanwhile() {
        let mut sensors = sensors();
        let names = moved(&mut sensors, |sensors| {
            for name in ["a", "b", "c"] {
                sensors.add(name, 1).unwrap();
            }
        });
        assert_eq!(names, ["a", "b"]);
        let left: Vec<_> = sensors.iter().map(|series| (series.name, series.count)).collect();
        assert_eq!(left, [("a", 3), ("c", 3), ("b", 2)]);
        assert_eq!(sensors.measure_time_at(None), None, "it was that of the values that have moved");
    }

    #[test]
    fn what_was_cleared_meanwhile_does_not_move() {
        let mut sensors = sensors();
        assert_eq!(moved(&mut sensors, Sensors::clear), ["a"]);
        assert!(sensors.is_empty());
        sensors.add("b", 1).unwrap();
        assert_eq!(sensors.len(), 1);
    }
}
