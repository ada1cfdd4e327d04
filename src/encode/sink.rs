//! Where encoded bytes go: into a window on them, straight into a slice, or nowhere but into a count.
//!
//! What is written is said once, generic over these; so the count and the bytes cannot differ.

use crate::readings::Number;
use crate::readings::digits::{self, Digits};

/// Takes encoded bytes in order.
#[allow(private_interfaces, reason = "nobody outside can name it")]
pub trait Sink {
    /// Takes bytes.
    fn put(&mut self, bytes: &[u8]);

    /// Takes a text, which is mostly short.
    #[inline]
    fn text(&mut self, text: &[u8]) {
        self.put(text);
    }

    /// Takes a number.
    fn number(&mut self, number: Number) {
        digits::with_digits(number, |digits| self.put(digits));
    }

    /// Takes a whole number.
    fn integer(&mut self, integer: u32) {
        let mut digits = Digits::new();
        digits.unsigned(u64::from(integer), 0);
        self.put(digits.as_bytes());
    }
}

/// A window on the bytes: skips those that earlier windows had, keeps what fits, counts what comes behind.
pub(crate) struct Window<'a> {
    rest: &'a mut [u8],
    skip: usize,
    written: usize,
    lost: bool,
}

impl<'a> Window<'a> {
    pub(crate) const fn new(buf: &'a mut [u8], skip: usize) -> Self {
        Self { rest: buf, skip, written: 0, lost: false }
    }

    /// Bytes that went into the buffer.
    pub(crate) const fn written(&self) -> usize {
        self.written
    }

    /// Whether bytes came that had no room.
    pub(crate) const fn is_cut(&self) -> bool {
        self.lost
    }
}

impl Sink for Window<'_> {
    fn put(&mut self, bytes: &[u8]) {
        let skipped = self.skip.min(bytes.len());
        self.skip -= skipped;
        let bytes = bytes.get(skipped..).unwrap_or_default();
        let fits = bytes.len().min(self.rest.len());
        self.lost |= fits < bytes.len();
        let Some((room, rest)) = core::mem::take(&mut self.rest).split_at_mut_checked(fits) else { return };
        // Not `copy_from_slice`, whose length check stays at opt-level z.
        for (to, from) in room.iter_mut().zip(bytes) {
            *to = *from;
        }
        self.rest = rest;
        self.written += fits;
    }
}

/// Straight into a slice that has room for all: half the instructions of a window. Costs a second copy of the encoder, so it is
/// for hosts alone.
#[cfg(feature = "std")]
pub(crate) struct Straight<'a> {
    rest: &'a mut [u8],
    full: bool,
}

#[cfg(feature = "std")]
impl<'a> Straight<'a> {
    pub(crate) const fn new(buf: &'a mut [u8]) -> Self {
        Self { rest: buf, full: false }
    }

    /// What is left of the slice, or `None` if it did not suffice.
    pub(crate) fn left(&self) -> Option<usize> {
        (!self.full).then_some(self.rest.len())
    }
}

#[cfg(feature = "std")]
impl Sink for Straight<'_> {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        match core::mem::take(&mut self.rest).split_at_mut_checked(bytes.len()) {
            Some((room, rest)) => {
                room.copy_from_slice(bytes);
                self.rest = rest;
            }
            None => self.full = true,
        }
    }

    #[inline(always)]
    fn text(&mut self, text: &[u8]) {
        match core::mem::take(&mut self.rest).split_at_mut_checked(text.len()) {
            Some((room, rest)) => {
                copy_short(room, text);
                self.rest = rest;
            }
            None => self.full = true,
        }
    }

    #[inline(always)]
    fn number(&mut self, number: Number) {
        digits::with_digits(number, |digits| self.text(digits));
    }

    #[inline(always)]
    fn integer(&mut self, integer: u32) {
        let mut digits = Digits::new();
        digits.unsigned(u64::from(integer), 0);
        self.text(digits.as_bytes());
    }
}

/// Copies up to 32 bytes as two blocks that overlap, which takes a third of the instructions of a call to `memcpy`.
#[cfg(feature = "std")]
#[inline(always)]
fn copy_short(to: &mut [u8], from: &[u8]) {
    #[inline(always)]
    fn blocks<const N: usize>(to: &mut [u8], from: &[u8]) -> bool {
        let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) else {
            return false;
        };
        if let Some(room) = to.first_chunk_mut::<N>() {
            *room = *first;
        }
        if let Some(room) = to.last_chunk_mut::<N>() {
            *room = *last;
        }
        true
    }
    if from.len() > 32 {
        to.copy_from_slice(from);
    } else if !blocks::<16>(to, from) && !blocks::<8>(to, from) && !blocks::<4>(to, from) {
        for (to, from) in to.iter_mut().zip(from) {
            *to = *from;
        }
    }
}

/// Counts the bytes. Digits are counted by arithmetic; only a float has to be formatted.
pub(crate) struct Count(pub(crate) u64);

impl Sink for Count {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.0 += bytes.len() as u64;
    }

    #[inline]
    fn number(&mut self, number: Number) {
        self.0 += digits::len(number) as u64;
    }

    #[inline]
    fn integer(&mut self, integer: u32) {
        self.0 += u64::from(integer.checked_ilog10().unwrap_or(0)) + 1;
    }
}
