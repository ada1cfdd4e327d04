//! Periods that wait to be sent.

use std::collections::VecDeque;
use std::vec::Vec;

use super::registry::Registry;
use super::told::Entry;
use crate::UnixSeconds;

/// Periods that wait to be sent, kept apart while there is room; then the two oldest become one. All that takes time in proportion to
/// the readings of a period.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    /// From the oldest to the newest.
    periods: VecDeque<Period>,
    len: usize,
}

/// What all series have to tell of a period, by the order of their keys.
#[derive(Debug)]
struct Period {
    time: UnixSeconds,
    entries: VecDeque<Entry>,
}

// What is said of the memory of those that wait.
const _: () = assert!(Backlog::MOST * size_of::<Entry>() <= 1_500_000);

impl Backlog {
    /// From this many readings on periods become one.
    pub(super) const MOST: usize = 3 * Registry::MAX;

    /// Adds a period, and says how many readings were lost for room. `elsewhere` more readings wait, which count as well.
    pub(super) fn push(&mut self, time: UnixSeconds, mut entries: Vec<Entry>, elsewhere: usize) -> usize {
        if entries.is_empty() {
            return 0;
        }
        entries.shrink_to_fit();
        self.len += entries.len();
        self.periods.push_back(Period { time, entries: entries.into() });
        let mut lost = 0;
        while self.len + elsewhere > Self::MOST && self.periods.len() > 1 {
            lost += self.merge_oldest();
        }
        lost
    }

    fn merge_oldest(&mut self) -> usize {
        let Some(older) = self.periods.pop_front() else { return 0 };
        let Some(newer) = self.periods.front_mut() else { return 0 };
        let before = older.entries.len() + newer.entries.len();
        let mut all: Vec<Entry> = Vec::with_capacity(before);
        all.extend(older.entries);
        all.extend(newer.entries.drain(..));
        // Stable, and of two runs that are in order already it merely merges them.
        all.sort_by_key(|entry| entry.key);
        let mut lost = 0;
        all.dedup_by(|later, first| {
            let is_same = later.key == first.key;
            lost += usize::from(is_same && first.merge(*later));
            is_same
        });
        self.len -= before - all.len();
        all.shrink_to_fit();
        newer.entries = all.into();
        lost
    }

    /// The oldest reading, and its time.
    pub(super) fn first(&self) -> Option<(Entry, UnixSeconds)> {
        let period = self.periods.front()?;
        Some((*period.entries.front()?, period.time))
    }

    /// Takes the oldest reading away.
    pub(super) fn pop(&mut self) {
        let Some(period) = self.periods.front_mut() else { return };
        self.len -= usize::from(period.entries.pop_front().is_some());
        if period.entries.is_empty() {
            self.periods.pop_front();
        }
    }

    /// How many readings wait.
    pub(super) const fn len(&self) -> usize {
        self.len
    }
}
