//! The fast way into a slice. It costs a second copy of the encoder, so it is for hosts alone, where it takes a third of the
//! instructions of a window.

use super::sink::{Sink, apart};
use crate::readings::Number;
use crate::readings::digits;
use crate::readings::eight::{self, Short, Times};

/// Straight into a slice, for as long as there is room.
///
/// What has no room is counted all the same, and then nothing after it has room. So a put is one comparison, and nothing else
/// depends on how it went.
pub(crate) struct Straight<'a> {
    buf: &'a mut [u8],
    at: u32,
    times: Times,
}

impl<'a> Straight<'a> {
    /// Writes from this place on.
    #[inline(always)]
    pub(crate) fn new(buf: &'a mut [u8], at: usize) -> Self {
        // Far enough from the largest place that no text brings it there.
        let len = buf.len().min(1 << 30);
        Self { buf: buf.get_mut(..len).unwrap_or_default(), at: at as u32, times: Times::FIRST }
    }

    /// Where the next byte goes, or `None` if one had no room.
    #[inline(always)]
    pub(crate) fn place(&self) -> Option<usize> {
        let at = self.at as usize;
        (at <= self.buf.len()).then_some(at)
    }

    /// The same, wherever that is: beyond the slice if a byte had no room.
    #[inline(always)]
    pub(crate) fn end(&self) -> usize {
        self.at as usize
    }

    /// The next `len` bytes, to be written to.
    #[inline(always)]
    fn take(&mut self, len: usize) -> Option<&mut [u8]> {
        let start = self.at as usize;
        self.at += len as u32;
        self.buf.get_mut(start..start + len)
    }

    /// Writes a number of few digits behind a constant.
    #[inline(always)]
    fn short_after(&mut self, before: &[u8], short: Short) {
        let start = self.at;
        if let Some((front, back)) = self.take(before.len() + 8).and_then(|room| room.split_last_chunk_mut())
        {
            copy(front, before);
            // The whole word, whatever its last bytes are: what comes next is written over them.
            *back = short.word.to_le_bytes();
            self.at = start + before.len() as u32 + short.len;
        }
    }
}

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
        let Some(short) = short else {
            match number {
                Number::Digits(digits, places) => {
                    self.put(before);
                    self.at = long_digits(self.buf, self.at, digits, places);
                }
                Number::Large(large) => {
                    self.put(before);
                    self.at = long_large(self.buf, self.at, large);
                }
                #[cfg(feature = "float")]
                Number::Float(float) => {
                    self.text_between(before, zmij::Buffer::new().format_finite(float).as_bytes(), b"");
                }
            }
            return;
        };
        self.short_after(before, short);
    }

    #[inline(always)]
    fn integer(&mut self, integer: u32) {
        self.integer_after(b"", integer);
    }

    #[inline(always)]
    fn integer_after(&mut self, before: &[u8], integer: u32) {
        match self.times.text(integer) {
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
        let other = Self { buf: core::mem::take(&mut self.buf), at: self.at, times: Times::FIRST };
        let Self { buf, at, .. } = apart(other, write);
        (self.buf, self.at) = (buf, at);
    }
}

/// Copies a constant, whose length is that of its place.
#[inline(always)]
fn copy(to: &mut [u8], from: &[u8]) {
    if to.len() == from.len() {
        to.copy_from_slice(from);
    }
}

/// Copies up to 32 bytes as two blocks that overlap, which takes a third of the instructions of a call to `memcpy`. Copies nothing
/// if the lengths differ.
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
    } else if !blocks::<16>(to, from)
        && !blocks::<8>(to, from)
        && !blocks::<4>(to, from)
        && !blocks::<2>(to, from)
    {
        blocks::<1>(to, from);
    }
}

/// Out of the way, as are the numbers below: a call in the middle would keep what is in registers in memory all along.
#[cold]
#[inline(never)]
fn copy_long(to: &mut [u8], from: &[u8]) {
    if to.len() == from.len() {
        to.copy_from_slice(from);
    }
}

/// Writes any number, and says where the next byte goes.
#[inline(always)]
fn long_number(buf: &mut [u8], at: u32, number: Number) -> u32 {
    let mut out = Straight { buf, at, times: Times::FIRST };
    digits::with_digits(number, |digits| out.text(digits));
    out.at
}

#[inline(never)]
fn long_digits(buf: &mut [u8], at: u32, digits: i64, places: u8) -> u32 {
    if let (..0, Some(short)) = (digits, eight::short(digits.unsigned_abs(), places)) {
        let mut out = Straight { buf, at, times: Times::FIRST };
        out.short_after(b"-", short);
        return out.at;
    }
    long_number(buf, at, Number::Digits(digits, places))
}

#[inline(never)]
fn long_large(buf: &mut [u8], at: u32, large: u64) -> u32 {
    long_number(buf, at, Number::Large(large))
}
