//! Eight digits at once, in one word: for hosts, whose multiplications are cheap. One after the other they take three times as
//! many instructions.

/// What eight digits are below.
pub(super) const LIMIT: u64 = 100_000_000;

/// The longest number that [`short`] writes has this many digits: one byte of the word is for the point.
const SHORT: u8 = 7;

/// The text of a digit 0 in each byte.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// A text of up to eight bytes. The first stands in the lowest byte of the word; what comes behind the last means nothing.
#[derive(Clone, Copy)]
pub(crate) struct Short {
    pub(crate) word: u64,
    pub(crate) len: u32,
}

/// Eight digits as text, the first in the lowest byte, with zeros before a shorter number.
#[inline(always)]
fn word(number: u64) -> u64 {
    if number < 10_000 {
        let number = number as u32;
        let pair = |pair: u32| {
            PAIRS.get(pair as usize).copied().map_or(0, |pair| u64::from(u16::from_le_bytes(pair)))
        };
        return ZEROS >> 32 | pair(number / 100) << 32 | pair(number % 100) << 48;
    }
    // Two halves of four digits, then four of two, then eight of one: each time all parts are divided by one multiplication.
    let upper = number / 10_000;
    let fours = upper | (number - upper * 10_000) << 32;
    let hundreds = ((fours * 10_486) >> 20) & 0x7f_0000_007f;
    let twos = hundreds | (fours - hundreds * 100) << 16;
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    ZEROS | tens | (twos - tens * 10) << 8
}

/// Eight digits as text, with zeros before a shorter number.
#[inline(always)]
pub(super) fn text(number: u64) -> [u8; 8] {
    word(number).to_le_bytes()
}

/// The text of a number with `places` digits behind the point, at least one before it; `None` if it has more than seven digits.
#[inline(always)]
pub(crate) fn short(number: u64, places: u8) -> Option<Short> {
    if number >= LIMIT / 10 || places >= SHORT {
        return None;
    }
    // All lengths in bits.
    let text = word(number);
    let places = 8 * u32::from(places);
    let unused = ((text ^ ZEROS).trailing_zeros() & !7).min(56 - places);
    let text = text >> unused;
    let whole = 64 - unused - places;
    // With no places the point stands behind the last digit and is not part of the text. A whole number has seven digits at most.
    let point = 1 << (whole & 63);
    let before = text & (point - 1);
    let word = before | (text ^ before) << 8 | (point * u64::from(b'.'));
    Some(Short { word, len: 8 - unused / 8 + u32::from(places > 0) })
}

/// All pairs of digits.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut rest: &mut [[u8; 2]] = &mut pairs;
    let mut number = 0;
    while let Some((pair, next)) = rest.split_first_mut() {
        *pair = [b'0' + number / 10, b'0' + number % 10];
        number += 1;
        rest = next;
    }
    pairs
};

/// The text of a number of ten digits, which all times since 2001 have.
#[inline(always)]
pub(crate) fn ten(number: u32) -> Option<[u8; 10]> {
    if number < 1_000_000_000 {
        return None;
    }
    // The first two digits before the binary point and the others behind it, from where a multiplication by a hundred brings the next
    // two before it. The factor is 2^57 / 10^8, and right for every number of ten digits.
    let mut rest = (u64::from(number) * 1_441_151_881) >> 25;
    let mut pair = || {
        let pair = PAIRS.get((rest >> 32) as usize).copied().unwrap_or_default();
        rest = (rest & 0xffff_ffff) * 100;
        pair
    };
    let ([a, b], [c, d], [e, f], [g, h], [i, j]) = (pair(), pair(), pair(), pair(), pair());
    Some([a, b, c, d, e, f, g, h, i, j])
}

/// Texts of times that follow each other: the first six digits of one are mostly those of the last, which saves half of the work.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    /// A time whose last four digits are zeros, and the six before them as text.
    base: u32,
    text: u64,
}

impl Times {
    /// Knows the first time of ten digits.
    pub(crate) const FIRST: Self = Self { base: 1_000_000_000, text: u64::from_le_bytes(*b"100000\0\0") };

    /// The text of a time of ten digits.
    #[inline(always)]
    pub(crate) fn text(&mut self, time: u32) -> Option<[u8; 10]> {
        // In 64 bits, where what is before the base is far behind it.
        let mut after = u64::from(time).wrapping_sub(u64::from(self.base));
        if after >= 10_000 {
            let text = ten(time)?;
            after = u64::from(time % 10_000);
            self.base = time - after as u32;
            self.text = u64::from_le_bytes(*text.first_chunk()?) & 0xffff_ffff_ffff;
        }
        let pair = |pair: u64| PAIRS.get(pair as usize).copied().unwrap_or_default();
        let mut text = [0; 10];
        *text.first_chunk_mut()? =
            (self.text | u64::from(u16::from_le_bytes(pair(after / 100))) << 48).to_le_bytes();
        *text.last_chunk_mut()? = pair(after % 100);
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{format, string::String};

    fn read(short: Short) -> String {
        String::from_utf8(short.word.to_le_bytes()[..short.len as usize].to_vec()).unwrap()
    }

    #[test]
    fn digits_as_the_standard_library_writes_them() {
        for number in (0..LIMIT).step_by(997).chain(0..20_000).chain([LIMIT - 1, 9_999, 10_000]) {
            assert_eq!(text(number), *format!("{number:08}").as_bytes());
        }
    }

    #[test]
    fn ten_digits_of_a_time() {
        for number in
            (1_000_000_000..=u32::MAX).step_by(65_521).chain([1_421_744_400, u32::MAX - 1, u32::MAX])
        {
            assert_eq!(ten(number).unwrap(), *format!("{number}").as_bytes());
        }
        assert_eq!(ten(999_999_999), None);
    }

    #[test]
    fn times_one_after_the_other() {
        let mut times = Times::FIRST;
        for time in [9, 999_999_999] {
            assert_eq!(times.text(time), None);
        }
        for time in [
            1_421_744_400,
            1_421_749_999,
            1_421_750_000,
            1_421_744_399,
            u32::MAX,
            1_000_000_000,
            1_000_009_999,
        ] {
            assert_eq!(times.text(time).unwrap(), *format!("{time}").as_bytes());
        }
        assert_eq!(times.text(999_999_999), None);
        assert_eq!(times.text(u32::MAX), Some(*b"4294967295"));
        assert_eq!(times.text(1), None);
    }

    #[test]
    fn short_numbers_keep_their_places() {
        for number in (0..LIMIT / 10).step_by(9_973).chain(0..2_000).chain([LIMIT / 10 - 1]) {
            assert_eq!(read(short(number, 0).unwrap()), format!("{number}"));
            for places in 1..SHORT {
                let power = 10_u64.pow(places.into());
                let expected = format!("{}.{:02$}", number / power, number % power, usize::from(places));
                assert_eq!(read(short(number, places).unwrap()), expected);
            }
        }
        assert!(short(LIMIT / 10, 0).is_none() && short(1, SHORT).is_none());
    }
}
