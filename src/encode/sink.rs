//! Where encoded bytes go: into a window on them; on a host also straight into a slice, or nowhere but into a count.
//!
//! What is written is said once, generic over these; so the count and the bytes cannot differ.

use crate::readings::Number;
use crate::readings::digits;
#[cfg(feature = "std")]
use crate::readings::eight::{self, Short};

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
    pub(crate) const fn counted(&self) -> u64 {
        (usize::MAX - self.skip) as u64
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

/// Straight into a slice, for as long as there is room. Costs a second copy of the encoder, so it is for hosts alone, where it takes
/// a third of the instructions of a window.
///
/// What has no room is counted all the same, and then nothing after it has room. So a put is one comparison, and nothing else
/// depends on how it went.
#[cfg(feature = "std")]
pub(crate) struct Straight<'a> {
    buf: &'a mut [u8],
    at: u32,
}

#[cfg(feature = "std")]
impl<'a> Straight<'a> {
    /// Writes from this place on.
    #[inline(always)]
    pub(crate) fn new(buf: &'a mut [u8], at: usize) -> Self {
        // Far enough from the largest place that no text brings it there.
        let len = buf.len().min(1 << 30);
        Self { buf: buf.get_mut(..len).unwrap_or_default(), at: at as u32 }
    }

    /// Where the next byte goes, or `None` if one had no room.
    #[inline(always)]
    pub(crate) fn place(&self) -> Option<usize> {
        let at = self.at as usize;
        (at <= self.buf.len()).then_some(at)
    }

    /// The next `len` bytes, to be written to.
    #[inline(always)]
    fn take(&mut self, len: usize) -> Option<&mut [u8]> {
        let start = self.at as usize;
        self.at += len as u32;
        self.buf.get_mut(start..start + len)
    }
}

#[cfg(feature = "std")]
impl Sink for Straight<'_> {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        if let Some(room) = self.take(bytes.len()) {
            copy(room, bytes);
        }
    }

    #[inline(always)]
    fn text(&mut self, text: &[u8]) {
        self.text_between(b"", text, b"");
    }

    #[inline(always)]
    fn text_between(&mut self, before: &[u8], text: &[u8], after: &[u8]) {
        let Some(room) = self.take(before.len() + text.len() + after.len()) else { return };
        if let Some((front, rest)) = room.split_at_mut_checked(before.len()) {
            if let Some((middle, back)) = rest.split_at_mut_checked(text.len()) {
                copy(front, before);
                copy(back, after);
                copy_short(middle, text);
            }
        }
    }

    #[inline(always)]
    fn number(&mut self, number: Number) {
        self.number_after(b"", number);
    }

    #[inline(always)]
    fn number_after(&mut self, before: &[u8], number: Number) {
        let short = match number {
            Number::Digits(digits @ 0.., places) => eight::short(digits as u64, places),
            _ => None,
        };
        let Some(Short { word, len }) = short else {
            self.put(before);
            self.at = match number {
                Number::Digits(digits, places) => long_digits(self.buf, self.at, digits, places),
                Number::Large(large) => long_large(self.buf, self.at, large),
                #[cfg(feature = "float")]
                Number::Float(float) => long_float(self.buf, self.at, float),
            };
            return;
        };
        let start = self.at;
        if let Some((front, back)) = self.take(before.len() + 8).and_then(|room| room.split_last_chunk_mut()) {
            copy(front, before);
            // The whole word, whatever its last bytes are: what comes next is written over them.
            *back = word.to_le_bytes();
            self.at = start + before.len() as u32 + len;
        }
    }

    #[inline(always)]
    fn integer(&mut self, integer: u32) {
        self.integer_after(b"", integer);
    }

    #[inline(always)]
    fn integer_after(&mut self, before: &[u8], integer: u32) {
        match eight::ten(integer) {
            Some(time) => {
                if let Some((front, back)) =
                    self.take(before.len() + time.len()).and_then(|room| room.split_last_chunk_mut())
                {
                    copy(front, before);
                    *back = time;
                }
            }
            None => self.number_after(before, Number::Digits(integer.into(), 0)),
        }
    }

    #[inline(always)]
    fn apart(&mut self, write: impl FnOnce(&mut Self)) {
        // Not `self`, which could then no longer lie in registers.
        *self = apart(Self { buf: core::mem::take(&mut self.buf), at: self.at }, write);
    }
}

#[cfg(feature = "std")]
#[cold]
#[inline(never)]
fn apart<S>(sink: S, write: impl FnOnce(&mut S)) -> S {
    let mut sink = sink;
    write(&mut sink);
    sink
}

/// Copies a constant, whose length is that of its place.
#[cfg(feature = "std")]
#[inline(always)]
fn copy(to: &mut [u8], from: &[u8]) {
    if to.len() == from.len() {
        to.copy_from_slice(from);
    }
}

/// Copies up to 32 bytes as two blocks that overlap, which takes a third of the instructions of a call to `memcpy`. Copies nothing
/// if the lengths differ.
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
    if to.len() != from.len() {
        return;
    }
    if from.len() > 32 {
        copy_long(to, from);
    } else if !blocks::<16>(to, from) && !blocks::<8>(to, from) && !blocks::<4>(to, from) && !blocks::<2>(to, from) {
        blocks::<1>(to, from);
    }
}

/// Out of the way, as are the numbers below: a call in the middle would keep what is in registers in memory all along.
#[cfg(feature = "std")]
#[cold]
#[inline(never)]
fn copy_long(to: &mut [u8], from: &[u8]) {
    if to.len() == from.len() {
        to.copy_from_slice(from);
    }
}

/// Writes any number, and says where the next byte goes.
#[cfg(feature = "std")]
#[inline(always)]
fn long_number(buf: &mut [u8], at: u32, number: Number) -> u32 {
    let mut out = Straight { buf, at };
    digits::with_digits(number, |digits| out.text(digits));
    out.at
}

#[cfg(feature = "std")]
#[inline(never)]
fn long_digits(buf: &mut [u8], at: u32, digits: i64, places: u8) -> u32 {
    long_number(buf, at, Number::Digits(digits, places))
}

#[cfg(feature = "std")]
#[inline(never)]
fn long_large(buf: &mut [u8], at: u32, large: u64) -> u32 {
    long_number(buf, at, Number::Large(large))
}

#[cfg(all(feature = "std", feature = "float"))]
#[inline(never)]
fn long_float(buf: &mut [u8], at: u32, float: f64) -> u32 {
    long_number(buf, at, Number::Float(float))
}

/// Counts the bytes. Digits are counted by arithmetic; only a float has to be formatted.
#[cfg(feature = "std")]
pub(crate) struct Count(u64);

#[cfg(feature = "std")]
impl Count {
    pub(crate) const fn new() -> Self {
        Self(0)
    }

    /// The bytes that were counted.
    pub(crate) const fn counted(&self) -> u64 {
        self.0
    }
}

#[cfg(feature = "std")]
impl Sink for Count {
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        self.0 += bytes.len() as u64;
    }

    #[inline(always)]
    fn number(&mut self, number: Number) {
        self.0 += u64::from(digits::len(number));
    }

    #[inline(always)]
    fn apart(&mut self, write: impl FnOnce(&mut Self)) {
        *self = apart(Self(self.0), write);
    }

    #[inline(always)]
    fn integer(&mut self, integer: u32) {
        // Ten digits, as all times since 2001 have.
        self.0 += if integer >= 1_000_000_000 { 10 } else { u64::from(digits::len(Number::Digits(integer.into(), 0))) };
    }
}
