//! Room in a full queue: the oldest go, or the longest series becomes one summary. Never what is under way.

use super::AddError;
use super::ring::{self, Core};
use super::slot::Word;
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

    /// Folds the series with most readings behind the chunk, if that frees `short` slots or more.
    pub(super) fn fold(&mut self, short: usize) -> bool {
        let Some(word) = self.longest_series(short) else { return false };
        if word.is_counter() { self.keep_newest(word) } else { self.sum_up(word) }
    }

    /// The series whose folding frees most slots, at least `short`.
    fn longest_series(&self, short: usize) -> Option<Word> {
        let (mut best, mut longest) = (short - 1, None);
        let mut offset = usize::from(self.state.chunk.slots);
        // No series that begins later can be longer than what is left.
        while usize::from(self.state.used) - offset > best {
            let first = self.word_at(offset);
            let (mut slots, mut at) = (0, offset);
            while let Some(word) = self.next_of(first, &mut at) {
                slots += word.slots();
                at += word.slots();
            }
            let kept = if first.is_counter() { 1 } else { SUMMARY };
            let freed = slots.saturating_sub(kept);
            if freed > best {
                (best, longest) = (freed, Some(first.series()));
            }
            offset += first.slots();
        }
        longest
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

    fn sum_up(&mut self, series: Word) -> bool {
        let pinned = usize::from(self.state.chunk.slots);
        let mut totals = Totals::EMPTY;
        let mut first = None;
        let mut offset = pinned;
        while let Some(word) = self.next_of(series, &mut offset) {
            first = first.or(Some(self.slot(offset).stamp()));
            let added = if word.is_summary() {
                totals.merge(&ring::totals(self.state, self.slots, offset))
            } else {
                totals.add(self.slot(offset).number(), false)
            };
            if added.is_err() {
                return false;
            }
            offset += word.slots();
        }
        let Some(stamp) = first else { return false };
        let gone = self.drop_each(pinned, usize::MAX, &mut |_, word| can_fold(word, series));
        self.push_totals(series, stamp, &totals);
        count(&mut self.state.counts.folded, gone.saturating_sub(1));
        true
    }

    /// Of a running total the newest reading tells as much as all.
    fn keep_newest(&mut self, series: Word) -> bool {
        let pinned = usize::from(self.state.chunk.slots);
        let (mut offset, mut newest) = (pinned, 0);
        while let Some(word) = self.next_of(series, &mut offset) {
            newest = offset;
            offset += word.slots();
        }
        let gone = self.drop_each(pinned, newest, &mut |_, word| can_fold(word, series));
        count(&mut self.state.counts.folded, gone);
        true
    }
}

/// Whether a reading is one of a series and can be folded. Standard deviations do not add up.
fn can_fold(word: Word, series: Word) -> bool {
    word.series() == series.series() && !word.has_stddev()
}
