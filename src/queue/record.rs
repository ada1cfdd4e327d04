//! A reading as an encoder sees it.

use super::ring;
use super::slot::{Slot, Stamp};
use super::state::{Chunk, State};
use crate::readings::{Number, Totals};
use crate::text::{Class, Entry, Handle, entry, text};

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Measured {
    One(Number),
    /// The slots of a summary: [`totals`](Self::totals) reads them.
    Many([Slot; 4]),
}

impl Measured {
    /// The totals in a summary's slots.
    pub(crate) fn totals(slots: &[Slot; 4]) -> Totals {
        Slot::totals(*slots)
    }
}

/// A reading, with its texts looked up: as they stand in JSON strings, already escaped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a> {
    pub(crate) prefix: &'a [u8],
    pub(crate) name: &'a [u8],
    /// The source, or the members of a tag set; `None` where there is none (an empty tag set is one).
    pub(crate) place: Option<&'a [u8]>,
    pub(crate) tagged: bool,
    pub(crate) counter: bool,
    pub(crate) measured: Measured,
    pub(crate) time: Option<u32>,
    /// More fields, each with a comma before it.
    pub(crate) details: &'a [u8],
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

    /// The reading of the chunk at this offset or after it, and the offset behind it.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn next(&self, offset: usize) -> Option<(Record<'a>, usize)> {
        let mut offset = offset;
        while offset < usize::from(self.state.chunk.slots) {
            let slot = ring::slot(self.slots, self.state.head, offset);
            let behind = offset + slot.word.slots();
            if !slot.word.is_dead() && self.state.chunk.models.has(slot.word.is_tagged()) {
                return Some((self.record(slot, offset), behind));
            }
            offset = behind;
        }
        None
    }

    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn record(&self, slot: Slot, offset: usize) -> Record<'a> {
        let Entry { bytes, class } = entry(self.memory, slot.word.name());
        let (name, details) = match class {
            Class::Series => split_series(bytes),
            _ => (bytes, &[][..]),
        };
        let measured = if slot.word.is_summary() {
            let four = [0, 1, 2, 3].map(|part| ring::slot(self.slots, self.state.head, offset + part));
            Measured::Many(four)
        } else {
            Measured::One(slot.number())
        };
        Record {
            prefix: self.text(self.state.prefix),
            name,
            place: self.place(slot.word.place()),
            tagged: slot.word.is_tagged(),
            counter: slot.word.is_counter(),
            measured,
            time: match slot.stamp() {
                Stamp::Unix(time) => Some(time),
                _ => None,
            },
            details,
        }
    }

    fn place(&self, handle: Handle) -> Option<&'a [u8]> {
        (handle != 0).then(|| self.text(handle))
    }

    fn text(&self, handle: Handle) -> &'a [u8] {
        text(self.memory, handle)
    }
}

/// Name and fields of a series' text.
pub(super) fn split_series(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.split_first_chunk::<2>() {
        Some((len, rest)) => {
            rest.split_at_checked(usize::from(u16::from_le_bytes(*len))).unwrap_or((rest, &[]))
        }
        None => (&[], &[]),
    }
}
