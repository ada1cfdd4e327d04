//! Where encoded bytes go: into a window on them; on a host also straight into a slice, or nowhere but into a count.
//!
//! What is written is said once, generic over these; so the count and the bytes cannot differ.

use crate::readings::Number;
use crate::readings::digits;

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

    /// Takes a short text between two constants.
    #[cfg_attr(feature = "std", inline(always))]
    fn text_between(&mut self, before: &[u8], text: &[u8], after: &[u8]) {
        self.put(before);
        self.put(text);
        self.put(after);
    }

    /// Takes a number.
    fn number(&mut self, number: Number) {
        digits::with_digits(number, |digits| self.put(digits));
    }

    /// Takes a number behind a constant.
    #[cfg_attr(feature = "std", inline(always))]
    fn number_after(&mut self, before: &[u8], number: Number) {
        self.put(before);
        self.number(number);
    }

    /// Takes a whole number, which is mostly a time, behind a constant.
    #[cfg_attr(feature = "std", inline(always))]
    fn integer_after(&mut self, before: &[u8], integer: u32) {
        self.put(before);
        self.integer(integer);
    }

    /// Takes what `write` writes, which is rare: it goes out of the way of what is not.
    fn apart(&mut self, write: impl FnOnce(&mut Self)) {
        write(self);
    }

    /// Takes a whole number.
    fn integer(&mut self, integer: u32) {
        self.number(Number::Digits(integer.into(), 0));
    }
}

/// Writes into a sink out of the way of what is more frequent.
#[cfg(feature = "std")]
#[cold]
#[inline(never)]
pub(super) fn apart<S>(sink: S, write: impl FnOnce(&mut S)) -> S {
    let mut sink = sink;
    write(&mut sink);
    sink
}

/// A window on the bytes: skips those that earlier windows had, keeps what fits, notices what comes behind.
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

    /// A window behind all bytes, which only counts them: a device has no second copy of the encoder for that.
    #[cfg(not(feature = "std"))]
    pub(crate) const fn behind() -> Self {
        Self::new(&mut [], usize::MAX)
    }

    /// The bytes that were counted.
    #[cfg(not(feature = "std"))]
    pub(crate) const fn counted(&self) -> usize {
        usize::MAX - self.skip
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

/// Counts the bytes. Digits are counted by arithmetic; only a float has to be formatted.
#[cfg(feature = "std")]
pub(crate) struct Count(usize);

#[cfg(feature = "std")]
impl Count {
    pub(crate) const fn new() -> Self {
        Self(0)
    }

    /// The bytes that were counted.
    pub(crate) const fn counted(&self) -> usize {
        self.0
    }
}

#[cfg(feature = "std")]
impl Sink for Count {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }

    #[inline(always)]
    fn number(&mut self, number: Number) {
        self.0 += digits::len(number) as usize;
    }

    #[inline(always)]
    fn apart(&mut self, write: impl FnOnce(&mut Self)) {
        *self = apart(Self(self.0), write);
    }

    #[inline(always)]
    fn integer(&mut self, integer: u32) {
        // Ten digits, as all times since 2001 have.
        self.0 += if integer >= 1_000_000_000 {
            10
        } else {
            digits::len(Number::Digits(integer.into(), 0)) as usize
        };
    }
}
