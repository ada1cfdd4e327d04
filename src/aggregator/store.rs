//! The memory of an aggregator, sized or not.

use super::entry::Entry;

/// The memory behind an aggregator. It is implemented here alone.
pub trait AggregatorStore: sealed::Sealed {
    /// All of it.
    #[doc(hidden)]
    fn parts(&self) -> Parts<'_>;
    /// All of it.
    #[doc(hidden)]
    fn parts_mut(&mut self) -> PartsMut<'_>;
}

/// The most series that are used: the state counts them, and one, in 16 bits.
const MOST: usize = u16::MAX as usize - 1;

mod sealed {
    pub trait Sealed {}
}

/// Series and text.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Parts<'a> {
    pub(super) entries: &'a [Entry],
    pub(super) text: &'a [u8],
}

/// Series, the first series of each chain (its index and one), and text.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PartsMut<'a> {
    pub(super) entries: &'a mut [Entry],
    pub(super) heads: &'a mut [u16],
    pub(super) text: &'a mut [u8],
}

/// The memory of an aggregator of known size.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Memory<const SERIES: usize, const TEXT: usize> {
    entries: [Entry; SERIES],
    heads: [u16; SERIES],
    text: [u8; TEXT],
}

impl<const SERIES: usize, const TEXT: usize> Memory<SERIES, TEXT> {
    pub(super) const fn new() -> Self {
        Self { entries: [Entry::EMPTY; SERIES], heads: [0; SERIES], text: [0; TEXT] }
    }
}

impl<const SERIES: usize, const TEXT: usize> sealed::Sealed for Memory<SERIES, TEXT> {}

impl<const SERIES: usize, const TEXT: usize> AggregatorStore for Memory<SERIES, TEXT> {
    fn parts(&self) -> Parts<'_> {
        Parts { entries: self.entries.get(..SERIES.min(MOST)).unwrap_or_default(), text: &self.text }
    }

    fn parts_mut(&mut self) -> PartsMut<'_> {
        PartsMut {
            entries: self.entries.get_mut(..SERIES.min(MOST)).unwrap_or_default(),
            heads: &mut self.heads,
            text: &mut self.text,
        }
    }
}
