//! The ring: slots by their offset from the head. All work of a queue is done here on slices, so that there is one copy of the
//! code for all sizes.

use super::slot::{Slot, Stamp, Word};
use super::state::{State, count};
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

    #[inline]
    fn index(&self, offset: usize) -> usize {
        index(self.slots.len(), self.state.head, offset)
    }

    /// The slot at this offset; a dead one beyond the end.
    #[inline]
    pub(super) fn slot(&self, offset: usize) -> Slot {
        slot(self.slots, self.state.head, offset)
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) fn set(&mut self, offset: usize, slot: Slot) {
        let index = self.index(offset);
        if let Some(place) = self.slots.get_mut(index) {
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
        *(if slot.word.is_tagged() { &mut self.state.tagged } else { &mut self.state.legacy }) += 1;
    }

    /// Makes the reading at this offset dead. Its slots are taken back by `trim` or `compact`.
    pub(super) fn kill(&mut self, offset: usize) {
        let word = self.slot(offset).word;
        for part in offset..offset + word.slots() {
            self.set(part, Slot::EMPTY);
        }
        self.state.dead += word.slots() as u16;
        let live = if word.is_tagged() { &mut self.state.tagged } else { &mut self.state.legacy };
        *live = live.saturating_sub(1);
        self.state.stale = true;
    }

    /// Takes back the dead slots at the head. Not while a chunk is under way.
    pub(super) fn trim(&mut self) {
        while self.state.used > 0 && self.slot(0).word.is_dead() {
            self.state.head = self.index(1) as u16;
            self.state.used -= 1;
            self.state.dead = self.state.dead.saturating_sub(1);
        }
    }

    /// Takes back the dead slots behind the chunk under way, or all of them.
    pub(super) fn compact(&mut self) {
        if self.state.chunk.readings == 0 {
            self.trim();
        }
        if self.state.dead == 0 {
            return;
        }
        let pinned = usize::from(self.state.chunk.slots);
        let (mut from, mut to) = (pinned, pinned);
        while let Some(word) = self.live(&mut from) {
            for _ in 0..word.slots() {
                let moved = self.slot(from);
                self.set(to, moved);
                from += 1;
                to += 1;
            }
        }
        // What is dead in front of that is within the chunk.
        let freed = usize::from(self.state.used).saturating_sub(to);
        self.state.dead = self.state.dead.saturating_sub(freed as u16);
        self.state.used = to as u16;
    }

    /// Moves `offset` to the reading that begins there or after it, and gives its word.
    pub(super) fn live(&self, offset: &mut usize) -> Option<Word> {
        live(self.slots, self.state, offset)
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
        if self.state.chunk.sending {
            return self.clear_behind_chunk();
        }
        let readings = u32::from(self.state.legacy) + u32::from(self.state.tagged);
        count(&mut self.state.counts.discarded, readings);
        self.state.chunk = Default::default();
        (self.state.head, self.state.used, self.state.dead) = (0, 0, 0);
        (self.state.legacy, self.state.tagged) = (0, 0);
        self.state.stale = true;
    }

    fn clear_behind_chunk(&mut self) {
        let mut offset = 0;
        while let Some(word) = self.live(&mut offset) {
            let behind = offset >= usize::from(self.state.chunk.slots);
            if behind || !self.state.chunk.models.has(word.is_tagged()) {
                self.kill(offset);
                count(&mut self.state.counts.discarded, 1);
            }
            offset += word.slots();
        }
        self.compact();
    }
}

/// Moves `offset` to the reading that begins there or after it, and gives its word.
pub(super) fn live(slots: &[Slot], state: &State, offset: &mut usize) -> Option<Word> {
    while *offset < usize::from(state.used) {
        let word = slot(slots, state.head, *offset).word;
        if !word.is_dead() {
            return Some(word);
        }
        *offset += 1;
    }
    None
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

#[inline]
pub(super) fn index(slots: usize, head: u16, offset: usize) -> usize {
    let index = usize::from(head) + offset;
    if index < slots { index } else { index - slots }
}

#[inline]
pub(super) fn slot(slots: &[Slot], head: u16, offset: usize) -> Slot {
    slots.get(index(slots.len(), head, offset)).copied().unwrap_or(Slot::EMPTY)
}
