//! The ring: slots by their offset from the head. All work of a queue is done here on slices, so that there is one copy of the
//! code for all sizes.

use super::slot::{Slot, Stamp, Word};
use super::state::{Chunk, State, count};
use crate::readings::Totals;
use crate::text::{Handle, Rename, TextTable};

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
        slot(self.slots, self.state.head, offset)
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) fn set(&mut self, offset: usize, slot: Slot) {
        set(self.slots, self.state.head, offset, slot);
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

    /// Drops the unwanted among the readings that begin between two offsets; those behind them move up. Says how many went.
    pub(super) fn drop_each(
        &mut self,
        from: usize,
        until: usize,
        unwanted: &mut dyn FnMut(Word) -> bool,
    ) -> u32 {
        drop_each(self.state, self.slots, from, until, unwanted)
    }

    /// Drops texts that nothing names. Costs a visit to each slot and each text.
    pub(super) fn collect(&mut self) {
        self.with_handles(self.state.used, |texts, rename| texts.collect(rename), &mut []);
        self.state.stale = false;
    }

    /// Keeps the texts of a series for good.
    pub(super) fn hold(&mut self, word: Word) -> Word {
        let mut handles = [word.name(), word.place()];
        for held in 0..2 {
            let handle = handles.get(held).copied().unwrap_or(0);
            self.with_handles(self.state.used, |texts, rename| texts.hold(handle, rename), &mut handles);
        }
        let [name, place] = handles;
        word.with_handles(name, place)
    }

    /// Whether texts of so many words would fit if all readings behind the chunk went.
    pub(super) fn would_fit(&mut self, words: usize) -> bool {
        let mut fits = false;
        self.with_handles(
            self.state.chunk.slots,
            |texts, rename| fits = texts.would_fit(words, rename),
            &mut [],
        );
        fits
    }

    /// Works on the texts with the handles of the first `used` slots, of the queue itself, and some more, at hand.
    fn with_handles(
        &mut self,
        used: u16,
        work: impl FnOnce(&mut TextTable<'_>, &mut Rename<'_>),
        more: &mut [Handle],
    ) {
        let Self { state, slots, texts } = self;
        #[cfg(feature = "std")]
        {
            state.last_source = 0;
        }
        let head = state.head;
        let defaults = &mut [&mut state.prefix, &mut state.source, &mut state.tags, &mut state.chunk.place];
        work(texts, &mut |rename| {
            for handle in defaults.iter_mut() {
                rename(handle);
            }
            for handle in more.iter_mut() {
                rename(handle);
            }
            let mut offset = 0;
            while offset < usize::from(used) {
                offset += rename_slot(slots, index(slots.len(), head, offset), rename);
            }
        });
    }

    /// Drops all readings but those whose request is being sent at this moment.
    pub(super) fn clear(&mut self) {
        if !self.state.chunk.sending {
            self.state.chunk = Chunk::default();
        }
        let Chunk { slots, models, .. } = self.state.chunk;
        let pinned = usize::from(slots);
        let mut gone = self.drop_each(pinned, usize::MAX, &mut |_| true);
        // The request knows its readings by their slots, which stay where they are: others among them die there.
        let mut offset = 0;
        while offset < pinned {
            let word = self.slot(offset).word;
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

/// As [`Core::drop_each`]. Dead slots go too.
pub(super) fn drop_each(
    state: &mut State,
    slots: &mut [Slot],
    from: usize,
    mut until: usize,
    unwanted: &mut dyn FnMut(Word) -> bool,
) -> u32 {
    let (mut at, mut to, mut gone) = (from, from, 0);
    while at < usize::from(state.used) && (at < until || at > to) {
        let word = slot(slots, state.head, at).word;
        let behind = at + word.slots();
        if at >= until || !(word.is_dead() || unwanted(word)) {
            while at < behind {
                let moved = slot(slots, state.head, at);
                set(slots, state.head, to, moved);
                (at, to) = (at + 1, to + 1);
            }
            continue;
        }
        if !word.is_dead() {
            *state.readings_like(word) -= 1;
            gone += 1;
        }
        if to > 0 {
            at = behind;
            continue;
        }
        // Nothing is left before them: the head moves, and all others stay where they are.
        state.head = index(slots.len(), state.head, behind) as u16;
        state.used -= behind as u16;
        until = until.saturating_sub(behind);
    }
    state.used -= (at - to) as u16;
    state.stale |= gone > 0;
    gone
}

/// Offers the handles of a slot; says how many slots the reading has.
fn rename_slot(slots: &mut [Slot], index: usize, rename: &mut dyn FnMut(&mut Handle)) -> usize {
    let Some(slot) = slots.get_mut(index) else { return 1 };
    if !slot.word.is_dead() {
        let (mut name, mut place) = (slot.word.name(), slot.word.place());
        rename(&mut name);
        rename(&mut place);
        slot.word = Word::with_handles(slot.word, name, place);
    }
    slot.word.slots()
}

/// The totals of the summary at this offset.
pub(super) fn totals(slots: &[Slot], head: u16, offset: usize) -> Totals {
    let first = slot(slots, head, offset);
    let mut totals = first.totals();
    for (pair, part) in totals.fields.chunks_mut(2).zip(1..first.word.slots()) {
        slot(slots, head, offset + part).read_pair(pair);
    }
    totals
}

/// The slots from this offset on and before another one, as far as they lie one behind the other.
#[inline]
pub(super) fn run(slots: &[Slot], head: u16, offset: usize, end: usize) -> &[Slot] {
    let left = end.saturating_sub(offset);
    let run = slots.get(index(slots.len(), head, offset)..).unwrap_or_default();
    run.get(..left).unwrap_or(run)
}

#[inline]
pub(super) fn index(slots: usize, head: u16, offset: usize) -> usize {
    let index = usize::from(head) + offset;
    if index < slots { index } else { index - slots }
}

#[inline]
pub(super) fn slot(slots: &[Slot], head: u16, offset: usize) -> Slot {
    slots.get(index(slots.len(), head, offset)).copied().unwrap_or(Slot::EMPTY)
}

#[inline]
fn set(slots: &mut [Slot], head: u16, offset: usize, slot: Slot) {
    if let Some(place) = slots.get_mut(index(slots.len(), head, offset)) {
        *place = slot;
    }
}
