//! Room in a full queue: the oldest go, or the longest series becomes one summary. Never what is under way.

use super::AddError;
use super::ring::Core;
use super::slot::{Slot, Word};
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
        let (mut offset, mut freed) = (pinned, 0);
        while freed < short && offset < usize::from(self.state.used) {
            let slots = self.slot(offset).count();
            if !self.slot(offset).is_dead() {
                self.kill(offset);
                count(&mut self.state.counts.evicted, 1);
            }
            freed += slots;
            offset += slots;
        }
        self.compact();
        freed >= short
    }

    /// Folds the series with most readings behind the chunk, if that frees `short` slots or more.
    pub(super) fn fold(&mut self, short: usize) -> bool {
        let Some(word) = self.longest_series(short) else { return false };
        if word.is_counter() { self.keep_newest(word) } else { self.sum_up(word) }
    }

    /// The series whose folding frees most slots, at least `short`.
    fn longest_series(&self, short: usize) -> Option<Word> {
        let (mut best, mut word) = (short - 1, None);
        self.each(usize::from(self.state.chunk.slots), |offset, first| {
            let mut slots = 0;
            if foldable(first) {
                self.each(offset, |_, slot| {
                    if foldable(slot) && slot.word.series() == first.word.series() {
                        slots += slot.count();
                    }
                    true
                });
            }
            let kept = if first.word.is_counter() { 1 } else { SUMMARY };
            let freed = slots.saturating_sub(kept);
            if freed > best {
                (best, word) = (freed, Some(first.word.series()));
            }
            // No series that begins later can be longer than what is left.
            usize::from(self.state.used) - offset > best
        });
        word
    }

    fn sum_up(&mut self, word: Word) -> bool {
        let mut totals = Totals::EMPTY;
        let mut stamp = None;
        let mut readings = 0;
        let mut fits = true;
        self.each(usize::from(self.state.chunk.slots), |offset, slot| {
            if foldable(slot) && slot.word.series() == word {
                stamp = stamp.or(Some(slot.stamp()));
                readings += 1;
                fits = if slot.is_summary() {
                    totals.merge(&Slot::totals(self.four(offset))).is_ok()
                } else {
                    totals.add(slot.number(), false).is_ok()
                };
            }
            fits
        });
        let Some(stamp) = stamp.filter(|_| fits) else { return false };
        self.kill_series(word, usize::from(self.state.used));
        self.compact();
        let (slots, taken) = Slot::summary(word, stamp, &totals);
        self.push(slots.get(..taken).unwrap_or_default());
        count(&mut self.state.counts.folded, readings - 1);
        true
    }

    /// Of a running total the newest reading tells as much as all.
    fn keep_newest(&mut self, word: Word) -> bool {
        let mut newest = 0;
        self.each(usize::from(self.state.chunk.slots), |offset, slot| {
            if slot.word.series() == word {
                newest = offset;
            }
            true
        });
        let killed = self.kill_series(word, newest);
        self.compact();
        count(&mut self.state.counts.folded, killed);
        true
    }

    fn kill_series(&mut self, word: Word, before: usize) -> u32 {
        let mut offset = usize::from(self.state.chunk.slots);
        let mut killed = 0;
        while offset < before {
            let slot = self.slot(offset);
            if !slot.is_dead() && foldable(slot) && slot.word.series() == word {
                self.kill(offset);
                killed += 1;
            }
            offset += slot.count();
        }
        killed
    }
}

/// Standard deviations do not add up.
fn foldable(slot: Slot) -> bool {
    !slot.has_stddev()
}
