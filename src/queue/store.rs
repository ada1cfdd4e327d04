//! The memory of a queue, sized or not.

#[cfg(feature = "std")]
use std::boxed::Box;

use super::slot::Slot;

/// The memory behind a queue. It is implemented here alone.
pub trait Store: sealed::Sealed {
    /// Slots and text.
    #[doc(hidden)]
    fn parts(&self) -> (&[Slot], &[u8]);
    /// Slots and text.
    #[doc(hidden)]
    fn parts_mut(&mut self) -> (&mut [Slot], &mut [u8]);
}

/// The most slots that are used: the state counts them in 16 bits.
const MOST: usize = u16::MAX as usize;

/// The most bytes of text that are used. Handle 0 names no place among them.
const MOST_TEXT: usize = 16 * 1024;

mod sealed {
    pub trait Sealed {}
}

/// The memory of a queue of known size.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Memory<const SLOTS: usize, const TEXT: usize> {
    slots: [Slot; SLOTS],
    text: [u8; TEXT],
}

impl<const SLOTS: usize, const TEXT: usize> Memory<SLOTS, TEXT> {
    pub(super) const fn new() -> Self {
        Self { slots: [Slot::EMPTY; SLOTS], text: [0; TEXT] }
    }
}

impl<const SLOTS: usize, const TEXT: usize> sealed::Sealed for Memory<SLOTS, TEXT> {}

impl<const SLOTS: usize, const TEXT: usize> Store for Memory<SLOTS, TEXT> {
    fn parts(&self) -> (&[Slot], &[u8]) {
        (
            self.slots.get(..SLOTS.min(MOST)).unwrap_or_default(),
            self.text.get(..TEXT.min(MOST_TEXT)).unwrap_or_default(),
        )
    }

    fn parts_mut(&mut self) -> (&mut [Slot], &mut [u8]) {
        (
            self.slots.get_mut(..SLOTS.min(MOST)).unwrap_or_default(),
            self.text.get_mut(..TEXT.min(MOST_TEXT)).unwrap_or_default(),
        )
    }
}

/// The memory of a queue on the heap: it is made there, and moved without being copied.
#[cfg(feature = "std")]
#[derive(Debug, Default)]
pub(crate) struct Heap {
    slots: Box<[Slot]>,
    text: Box<[u8]>,
}

#[cfg(feature = "std")]
impl Heap {
    pub(super) fn new(slots: u16, text: usize) -> Self {
        Self {
            slots: std::vec![Slot::EMPTY; slots.into()].into_boxed_slice(),
            text: std::vec![0; text].into_boxed_slice(),
        }
    }
}

#[cfg(feature = "std")]
impl sealed::Sealed for Heap {}

#[cfg(feature = "std")]
impl Store for Heap {
    fn parts(&self) -> (&[Slot], &[u8]) {
        (&self.slots, &self.text)
    }

    fn parts_mut(&mut self) -> (&mut [Slot], &mut [u8]) {
        (&mut self.slots, &mut self.text)
    }
}
