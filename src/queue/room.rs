//! Room in a full queue: the oldest go, or the longest series becomes one summary. Never what is under way.

use super::AddError;
use super::ring::{self, Core};
use super::slot::{Stamp, Word};
use super::state::{FullPolicy, count};
use crate::readings::{Reading, Totals};

/// How a policy makes room. A queue points to the one it uses, so that firmware links no other.
pub(crate) struct MakeRoom {
    /// Frees this many slots, or says that it cannot.
    pub(super) slots: fn(&mut Core<'_>, usize) -> bool,
    /// Whether readings may become a summary.
    pub(super) folds: bool,
    /// Keeps the texts of a reading, whatever has to go for them.
    pub(super) texts: fn(&mut Core<'_>, &Reading<'_>, bool) -> Result<Word, AddError>,
}

static DROP_OLDEST: MakeRoom = MakeRoom {
    slots: |core, short| core.evict(short),
    folds: false,
    texts: |core, reading, tagged| core.word_of_newest(reading, tagged),
};
static FOLD: MakeRoom = MakeRoom {
    slots: |core, short| core.fold(short),
    folds: true,
    texts: |core, reading, tagged| core.word(reading, tagged),
};

impl FullPolicy {
    pub(super) const fn make_room(self) -> Option<&'static MakeRoom> {
        match self {
            Self::Refuse => None,
            Self::DropOldest => Some(&DROP_OLDEST),
            Self::Fold => Some(&FOLD),
        }
    }
}

impl core::fmt::Debug for MakeRoom {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("MakeRoom")
    }
}

/// Slots of a summary that readings are folded into.
const SUMMARY: usize = 3;

/// Series that are counted in one walk; interrupts may be off all the while. Each takes 8 bytes of stack.
const COUNTED: usize = 16;

impl Core<'_> {
    /// Drops the oldest readings behind the chunk until `short` slots are free. If all of them would not do, none goes.
    pub(super) fn evict(&mut self, short: usize) -> bool {
        let pinned = usize::from(self.state.chunk.slots);
        if usize::from(self.state.used).saturating_sub(pinned) < short {
            return false;
        }
        let gone = self.drop_each(pinned, pinned + short, &mut |_, _| true);
        count(&mut self.state.counts.evicted, gone);
        true
    }

    /// Folds the series with most readings behind the chunk, if that frees `short` slots or more: its gauges become their sum; of
    /// a running total the newest reading tells as much as all.
    pub(super) fn fold(&mut self, short: usize) -> bool {
        let Some((series, freed)) = self.longest_series(short) else { return false };
        let pinned = usize::from(self.state.chunk.slots);
        let summary = if series.is_counter() { None } else { self.sum_up(series) };
        if summary.is_none() && !series.is_counter() {
            return false;
        }
        // The readings of a counter take a slot each.
        let mut left = if series.is_counter() { freed } else { usize::MAX };
        let gone = self.drop_each(pinned, usize::MAX, &mut |_, word| {
            let goes = can_fold(word, series) && left > 0;
            left -= usize::from(goes);
            goes
        });
        let mut folded = gone;
        if let Some((totals, stamp)) = summary {
            self.push_totals(series, stamp, &totals);
            folded -= 1;
        }
        count(&mut self.state.counts.folded, folded);
        true
    }

    /// The series whose folding frees most slots, at least `short`, and how many. One walk counts the first [`COUNTED`] series; a
    /// reading of any other takes a walk of its own, as far as it can matter.
    fn longest_series(&self, short: usize) -> Option<(Word, usize)> {
        let used = usize::from(self.state.used);
        let mut counted = [(Word::DEAD, 0); COUNTED];
        let (mut best, mut longest) = (short - 1, None);
        let mut offset = usize::from(self.state.chunk.slots);
        while offset < used {
            let word = self.word_at(offset);
            let series = word.series();
            let known = counted.iter_mut().find(|(known, slots)| *slots == 0 || *known == series);
            let slots = match known {
                _ if word.has_stddev() => 0,
                Some((known, slots)) => {
                    *known = series;
                    *slots += word.slots();
                    *slots
                }
                // No series that begins here can be longer than what is left.
                None if used - offset > best => self.slots_of(series, offset),
                None => 0,
            };
            let kept = if series.is_counter() { 1 } else { SUMMARY };
            let freed = slots.saturating_sub(kept);
            if freed > best {
                (best, longest) = (freed, Some((series, freed)));
            }
            offset += word.slots();
        }
        longest
    }

    /// The slots of a series' readings that can be folded, from this offset on.
    fn slots_of(&self, series: Word, mut offset: usize) -> usize {
        let mut slots = 0;
        while let Some(word) = self.next_of(series, &mut offset) {
            slots += word.slots();
            offset += word.slots();
        }
        slots
    }

    /// Moves `offset` to the reading of a series, at it or after it, that can be folded.
    fn next_of(&self, series: Word, offset: &mut usize) -> Option<Word> {
        while *offset < usize::from(self.state.used) {
            let word = self.word_at(*offset);
            if can_fold(word, series) {
                return Some(word);
            }
            *offset += word.slots();
        }
        None
    }

    /// All readings of a series as one, with the time of the oldest, unless the sum does not fit.
    fn sum_up(&self, series: Word) -> Option<(Totals, Stamp)> {
        let mut totals = Totals::EMPTY;
        let mut first = None;
        let mut offset = usize::from(self.state.chunk.slots);
        while let Some(word) = self.next_of(series, &mut offset) {
            first = first.or(Some(self.slot(offset).stamp()));
            let added = if word.is_summary() {
                totals.merge(ring::totals(self.state, self.slots, offset))
            } else {
                totals.add(self.slot(offset).number(), false)
            };
            added.ok()?;
            offset += word.slots();
        }
        Some((totals, first?))
    }
}

/// Whether a reading is one of a series and can be folded. Standard deviations do not add up.
fn can_fold(word: Word, series: Word) -> bool {
    word.series() == series.series() && !word.has_stddev()
}
