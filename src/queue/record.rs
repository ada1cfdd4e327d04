//! A reading as an encoder sees it.

use super::ring;
use super::slot::{Slot, Word};
use super::state::{Chunk, State};
use crate::readings::{Number, Totals};
use crate::text::{Entry, Handle, entry, text};

/// A reading of the chunk. Its texts, as they stand in JSON strings, already escaped, are looked up where they are asked for.
#[derive(Clone, Copy)]
pub(crate) struct Record<'q> {
    queue: &'q Pinned<'q>,
    slot: Slot,
    offset: usize,
}

impl<'q> Record<'q> {
    /// Where it lies in the chunk.
    #[cfg(feature = "std")]
    pub(crate) const fn offset(&self) -> usize {
        self.offset
    }

    /// Whether something stands before every name.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn has_prefix(&self) -> bool {
        self.queue.state.prefix != 0
    }

    /// What stands before every name; mostly nothing.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn prefix(&self) -> &'q [u8] {
        text(self.queue.memory, self.queue.state.prefix)
    }

    /// The name of the metric, and more fields, each with a comma before it.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn name(&self) -> (&'q [u8], &'q [u8]) {
        name(self.queue.memory, self.slot.word)
    }

    /// The source, or the members of a tag set; `None` where there is none (an empty tag set is one).
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn place(&self) -> Option<&'q [u8]> {
        self.queue.place(self.slot.word.place())
    }

    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn is_tagged(&self) -> bool {
        self.slot.word.is_tagged()
    }

    /// Whether it is a summary, which has [`totals`](Self::totals) and no [`number`](Self::number).
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn is_summary(&self) -> bool {
        self.slot.word.is_summary()
    }

    /// The value of a reading that is no summary.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn number(&self) -> Number {
        self.slot.number()
    }

    /// The totals of a summary.
    pub(crate) fn totals(&self) -> Totals {
        let Pinned { slots, state, .. } = self.queue;
        ring::totals(state, slots, self.offset)
    }

    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn time(&self) -> Option<u32> {
        self.slot.stamp().as_unix()
    }
}

/// Which readings of a chunk are asked for.
#[derive(Clone, Copy)]
pub(crate) enum Kinds {
    Gauges,
    Counters,
}

/// A queue, to be read while its chunk is encoded.
#[derive(Clone, Copy)]
pub(crate) struct Pinned<'a> {
    state: &'a State,
    slots: &'a [Slot],
    memory: &'a [u8],
}

impl<'a> Pinned<'a> {
    pub(super) const fn new(state: &'a State, slots: &'a [Slot], memory: &'a [u8]) -> Self {
        Self { state, slots, memory }
    }

    pub(crate) const fn chunk(&self) -> &'a Chunk {
        &self.state.chunk
    }

    /// The source or tag set that all readings of the chunk share, and how it reads.
    pub(crate) fn shared_place(&self) -> Option<&'a [u8]> {
        let chunk = self.chunk();
        if chunk.one_place { self.place(chunk.place) } else { None }
    }

    /// The readings of the chunk from this offset on. Without `kinds` all of them.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn readings(&self, offset: usize, kinds: Option<Kinds>) -> Readings<'_> {
        let (mut mask, mut bits) = self.state.chunk.models.bits();
        if let Some(kinds) = kinds {
            mask |= Word::COUNTER;
            bits |= if matches!(kinds, Kinds::Counters) { Word::COUNTER } else { 0 };
        }
        let end = usize::from(self.state.chunk.slots);
        Readings {
            queue: self,
            mask,
            bits,
            offset,
            end,
            #[cfg(feature = "std")]
            run: self.run(offset, end),
        }
    }

    /// The slots of the chunk from this offset on, as far as they lie one behind the other.
    #[cfg(feature = "std")]
    #[inline(never)]
    fn run(&self, offset: usize, end: usize) -> &'a [Slot] {
        ring::run(self.state, self.slots, offset, end)
    }

    fn place(&self, handle: Handle) -> Option<&'a [u8]> {
        (handle != 0).then(|| text(self.memory, handle))
    }
}

/// A walk over readings.
pub(crate) struct Readings<'q> {
    queue: &'q Pinned<'q>,
    /// Of these bits of their words...
    mask: u32,
    /// ...these are set, or they are not asked for.
    bits: u32,
    /// Where the next is looked for.
    offset: usize,
    /// Where the walk ends.
    end: usize,
    /// The slots from there on, up to the end of the ring's memory.
    #[cfg(feature = "std")]
    run: &'q [Slot],
}

impl Readings<'_> {
    /// The offset behind the last reading.
    pub(crate) const fn offset(&self) -> usize {
        self.offset
    }

    /// The same walk, but over this many slots at most.
    #[cfg(feature = "std")]
    pub(crate) fn up_to(mut self, slots: usize) -> Self {
        self.end = self.end.min(self.offset.saturating_add(slots));
        self.run = self.queue.run(self.offset, self.end);
        self
    }

    /// Passes over the other slots of a summary.
    #[cfg(feature = "std")]
    #[cold]
    fn skip(&mut self, slots: usize) {
        self.offset += slots;
        self.run = self.queue.run(self.offset, self.end);
    }
}

impl<'q> Iterator for Readings<'q> {
    type Item = Record<'q>;

    #[cfg(not(feature = "std"))]
    fn next(&mut self) -> Option<Record<'q>> {
        while self.offset < self.end {
            let offset = self.offset;
            let slot = ring::slot(self.queue.state, self.queue.slots, offset);
            self.offset += slot.word.slots();
            if (slot.word.0 ^ self.bits) & self.mask == 0 {
                return Some(Record { queue: self.queue, slot, offset });
            }
        }
        None
    }

    #[cfg(feature = "std")]
    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn next(&mut self) -> Option<Record<'q>> {
        loop {
            let Some((slot, rest)) = self.run.split_first() else {
                self.run = self.queue.run(self.offset, self.end);
                if self.run.is_empty() {
                    return None;
                }
                continue;
            };
            let offset = self.offset;
            (self.run, self.offset) = (rest, offset + 1);
            if slot.word.is_summary() {
                self.skip(slot.word.slots() - 1);
            }
            // A dead one is never asked for; said once more, it spares the compiler a form, and six instructions a reading.
            if (slot.word.0 ^ self.bits) & self.mask == 0 && !slot.word.is_dead() {
                return Some(Record { queue: self.queue, slot: *slot, offset });
            }
        }
    }
}

/// The name of the metric without prefix, and its fields.
#[cfg_attr(not(target_os = "none"), inline(always))]
pub(super) fn name(memory: &[u8], word: Word) -> (&[u8], &[u8]) {
    let Entry { bytes, is_series } = entry(memory, word.name());
    if is_series { split_series(bytes) } else { (bytes, &[]) }
}

/// Name and fields of a series' text; before them stands the length of the name.
#[cfg_attr(not(target_os = "none"), cold, inline(never))]
fn split_series(bytes: &[u8]) -> (&[u8], &[u8]) {
    let Some((len, rest)) = bytes.split_first_chunk() else { return (&[], &[]) };
    let len = usize::from(u16::from_le_bytes(*len)).min(rest.len());
    (rest.get(..len).unwrap_or_default(), rest.get(len..).unwrap_or_default())
}
