//! The ring: slots by their offset from the first reading; without `std` that lies in the first slot. All work of a queue is done here on slices, so that there is one copy of the
//! code for all sizes.

#[cfg(not(feature = "std"))]
use core::cell::Cell;

use super::slot::{Slot, Stamp, Word};
use super::state::{Chunk, State, count};
use crate::readings::Totals;
use crate::text::{Handle, TextTable};

/// A queue at work.
pub(crate) struct Core<'a> {
    pub(super) state: &'a mut State,
    pub(super) slots: &'a mut [Slot],
    pub(super) texts: TextTable<'a>,
}

impl Core<'_> {
    /// Slots there are; the store gives no more than 16 bits count.
    pub(super) const fn capacity(&self) -> usize {
        self.slots.len()
    }

    /// The slot at this offset; a dead one beyond the end.
    #[inline]
    pub(super) fn slot(&self, offset: usize) -> Slot {
        slot(self.state, self.slots, offset)
    }

    /// Its word alone.
    #[cfg_attr(not(target_os = "none"), inline)]
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn word_at(&self, offset: usize) -> Word {
        self.slots.get(index(self.state, self.slots.len(), offset)).map_or(Word::DEAD, |slot| slot.word)
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) fn set(&mut self, offset: usize, slot: Slot) {
        if let Some(place) = self.slots.get_mut(index(self.state, self.slots.len(), offset)) {
            *place = slot;
        }
    }

    /// Puts a summary behind the last reading. There is room.
    pub(super) fn push_totals(&mut self, word: Word, stamp: Stamp, totals: &Totals) {
        let first = Slot::summary(word, stamp, totals);
        self.push_one(first);
        for (pair, _) in totals.fields.chunks(2).zip(1..first.word.slots()) {
            self.set(usize::from(self.state.used), Slot::pair(pair));
            self.state.used += 1;
        }
    }

    /// Puts a reading of one slot behind the last. There is room.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(super) fn push_one(&mut self, slot: Slot) {
        self.set(usize::from(self.state.used), slot);
        self.state.used += 1;
        *self.state.readings_like(slot.word) += 1;
    }

    /// Puts a reading of one slot behind the last, if there is a slot before the end of the ring's memory: then it is free, which
    /// takes no other look.
    #[cfg(feature = "std")]
    #[inline(always)]
    pub(super) fn push_before_end(&mut self, slot: Slot) -> bool {
        let end = usize::from(self.state.head) + usize::from(self.state.used);
        let Some(place) = self.slots.get_mut(end) else { return false };
        *place = slot;
        self.state.used += 1;
        *self.state.readings_like(slot.word) += 1;
        true
    }

    /// The same where that memory begins again.
    #[cfg(feature = "std")]
    #[cold]
    pub(super) fn push_at_beginning(&mut self, slot: Slot) -> bool {
        let has_room = usize::from(self.state.used) < self.capacity();
        if has_room {
            self.push_one(slot);
        }
        has_room
    }

    /// Drops the unwanted among the readings that begin between two offsets, and dead slots; those behind them move up. Says how
    /// many went.
    pub(super) fn drop_each(
        &mut self,
        from: usize,
        #[cfg_attr(not(feature = "std"), allow(unused_mut))] mut until: usize,
        unwanted: &mut dyn FnMut(&Self, Word) -> bool,
    ) -> u32 {
        let (mut at, mut to, mut gone) = (from, from, 0);
        while at < usize::from(self.state.used).min(until) {
            let word = self.word_at(at);
            let behind = at + word.slots();
            let is_dead = word.is_dead();
            if !is_dead && !unwanted(self, word) {
                while at < behind {
                    if at > to {
                        self.set(to, self.slot(at));
                    }
                    (at, to) = (at + 1, to + 1);
                }
                continue;
            }
            if !is_dead {
                *self.state.readings_like(word) -= 1;
                gone += 1;
            }
            #[cfg(feature = "std")]
            if to == 0 {
                // Nothing is left before them: the head moves, and all others stay where they are.
                self.state.head = index(self.state, self.slots.len(), behind) as u16;
                self.state.used -= behind as u16;
                until = until.saturating_sub(behind);
                continue;
            }
            at = behind;
        }
        if at > to {
            self.move_up(at, to);
        }
        self.state.used -= (at - to) as u16;
        self.state.stale |= gone > 0;
        #[cfg(feature = "std")]
        self.state.rewind();
        gone
    }

    /// Moves all slots from one offset on to another one before it.
    #[cfg(feature = "std")]
    fn move_up(&mut self, from: usize, to: usize) {
        for (at, to) in (from..self.state.used.into()).zip(to..) {
            self.set(to, self.slot(at));
        }
    }

    /// The same in a fifth of the instructions, as interrupts are off all the while; a row does not go round.
    #[cfg(not(feature = "std"))]
    fn move_up(&mut self, from: usize, to: usize) {
        let slots = Cell::from_mut(&mut *self.slots).as_slice_of_cells();
        let moved = slots.get(from..self.state.used.into()).unwrap_or_default();
        for (to, from) in slots.get(to..).unwrap_or_default().iter().zip(moved) {
            // Emptied, or the compiler makes a `memmove` of it, which takes 1.6 KB.
            to.set(from.replace(Slot::EMPTY));
        }
    }

    /// Drops texts that nothing names. Costs a visit to each slot and each text.
    pub(super) fn collect(&mut self) {
        let Self { state, slots, texts } = self;
        let used = state.used;
        texts.collect(&mut |rename| each_handle(state, slots, used, rename));
        self.state.stale = false;
    }

    /// Keeps the texts of a series for good.
    pub(super) fn hold(&mut self, word: Word) -> Word {
        let Self { state, slots, texts } = self;
        let used = state.used;
        let mut handles = [word.name(), word.place()];
        for held in 0..2 {
            let handle = handles.get(held).copied().unwrap_or(0);
            texts.hold(handle, &mut |rename| {
                let [name, place] = handles;
                handles = [rename(name), rename(place)];
                each_handle(state, slots, used, rename);
            });
        }
        let [name, place] = handles;
        word.with_handles(name, place)
    }

    /// Whether texts of so many words would fit if all readings behind the chunk went.
    pub(super) fn would_fit(&mut self, words: usize) -> bool {
        let Self { state, slots, texts } = self;
        let pinned = state.chunk.slots;
        texts.would_fit(words, &mut |rename| each_handle(state, slots, pinned, rename))
    }

    /// Drops all readings but those whose request is being sent at this moment.
    pub(super) fn clear(&mut self) {
        if !self.state.chunk.sending {
            self.state.chunk = Chunk::NONE;
        }
        let Chunk { slots, models, .. } = self.state.chunk;
        let pinned = usize::from(slots);
        let mut gone = self.drop_each(pinned, usize::MAX, &mut |_, _| true);
        // The request knows its readings by their slots, which stay where they are: others among them die there.
        let mut offset = 0;
        while offset < pinned {
            let word = self.word_at(offset);
            let behind = offset + word.slots();
            if !word.is_dead() && !models.has(word.is_tagged()) {
                *self.state.readings_like(word) -= 1;
                gone += 1;
                while offset < behind {
                    self.set(offset, Slot::dead(word));
                    offset += 1;
                }
            }
            offset = behind;
        }
        count(&mut self.state.counts.discarded, gone);
    }
}

/// Gives each handle of the queue itself and of its first `used` slots the value that it has from now on.
fn each_handle(state: &mut State, slots: &mut [Slot], used: u16, rename: &mut dyn FnMut(Handle) -> Handle) {
    #[cfg(feature = "std")]
    {
        state.last_sources = [0; 16];
    }
    state.prefix = rename(state.prefix);
    state.source = rename(state.source);
    state.tags = rename(state.tags);
    state.chunk.place = rename(state.chunk.place);
    let mut offset = 0;
    while offset < usize::from(used) {
        let index = index(state, slots.len(), offset);
        let Some(slot) = slots.get_mut(index) else { return };
        slot.word = slot.word.with_handles(rename(slot.word.name()), rename(slot.word.place()));
        offset += slot.word.slots();
    }
}

/// The totals of the summary at this offset.
pub(super) fn totals(state: &State, slots: &[Slot], offset: usize) -> Totals {
    let first = slot(state, slots, offset);
    let mut totals = first.totals();
    for (pair, part) in totals.fields.chunks_mut(2).zip(1..first.word.slots()) {
        slot(state, slots, offset + part).read_pair(pair);
    }
    totals
}

/// The slots from this offset on and before another one, as far as they lie one behind the other.
#[cfg(feature = "std")]
#[inline]
pub(super) fn run<'s>(state: &State, slots: &'s [Slot], offset: usize, end: usize) -> &'s [Slot] {
    let left = end.saturating_sub(offset);
    let run = slots.get(index(state, slots.len(), offset)..).unwrap_or_default();
    run.get(..left).unwrap_or(run)
}

/// Where the slot of an offset lies.
#[cfg(feature = "std")]
#[inline]
pub(super) fn index(state: &State, slots: usize, offset: usize) -> usize {
    let index = usize::from(state.head) + offset;
    if index < slots { index } else { index - slots }
}

/// The queue of a device is short: readings that move up behind those that leave take less flash than a ring does.
#[cfg(not(feature = "std"))]
#[inline]
pub(super) const fn index(_: &State, _: usize, offset: usize) -> usize {
    offset
}

#[inline]
pub(super) fn slot(state: &State, slots: &[Slot], offset: usize) -> Slot {
    slots.get(index(state, slots.len(), offset)).copied().unwrap_or(Slot::EMPTY)
}
