//! Numbers as JSON has them.

use super::Number;
#[cfg(feature = "std")]
use super::eight;
#[cfg(all(feature = "float", not(feature = "std")))]
use super::shortest::Shortest;
#[cfg(not(feature = "std"))]
use crate::divide::divide;

/// The most bytes of any number: a sign, 20 digits, a point; floats have at most 24. On a host the digits come by eights.
#[cfg(not(feature = "std"))]
const MOST: usize = 24;
#[cfg(feature = "std")]
const MOST: usize = 28;

/// What stands before the digits. On a host they have zeros there; on a device that would link another way to fill memory.
#[cfg(not(feature = "std"))]
const UNUSED: u8 = 0;
#[cfg(feature = "std")]
const UNUSED: u8 = b'0';

/// Digits, written from the last to the first.
pub(crate) struct Digits {
    bytes: [u8; MOST],
    start: usize,
}

impl Digits {
    pub(crate) const fn new() -> Self {
        Self { bytes: [UNUSED; MOST], start: MOST }
    }

    /// A whole number.
    #[cfg(feature = "std")]
    pub(crate) fn of(number: u64) -> Self {
        let mut digits = Self::new();
        digits.unsigned(number, 0);
        digits
    }

    #[cfg_attr(target_os = "none", inline(never))]
    fn push(&mut self, byte: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.bytes.get_mut(self.start) {
            *place = byte;
        }
    }

    /// Writes a number with `places` digits behind the point, at least one before it.
    #[cfg(not(feature = "std"))]
    pub(crate) fn unsigned(&mut self, number: u64, places: u8) {
        let mut rest = number;
        let mut left = places;
        loop {
            let digit = next_digit(&mut rest);
            self.push(b'0' + digit);
            if left == 1 {
                self.push(b'.');
            } else if left == 0 && rest == 0 {
                return;
            }
            left = left.saturating_sub(1);
        }
    }

    /// Writes a number with `places` digits behind the point, at least one before it: all of its digits, and then the whole ones
    /// move to make room for the point.
    #[cfg(feature = "std")]
    pub(crate) fn unsigned(&mut self, number: u64, places: u8) {
        let mut rest = number;
        let mut end = MOST;
        loop {
            end = end.saturating_sub(8);
            if let Some(room) = self.bytes.get_mut(end..).and_then(|rest| rest.first_chunk_mut()) {
                *room = eight::text(rest % eight::LIMIT);
            }
            rest /= eight::LIMIT;
            if rest == 0 {
                break;
            }
        }
        let places = usize::from(places);
        let digits = (count(number) as usize).max(places + 1);
        self.start = MOST.saturating_sub(digits);
        if places > 0 {
            self.start = self.start.saturating_sub(1);
            if let Some(whole) = self.bytes.get_mut(self.start..MOST.saturating_sub(places)) {
                whole.rotate_left(1);
                if let Some(point) = whole.last_mut() {
                    *point = b'.';
                }
            }
        }
    }

    pub(crate) fn signed(&mut self, number: i64, places: u8) {
        self.unsigned(number.unsigned_abs(), places);
        if number < 0 {
            self.push(b'-');
        }
    }

    /// Writes a finite float in the shortest form that reads back as the same: plain from 0.00001 to 10^16, with an exponent
    /// beyond, and with a point unless there is an exponent.
    #[cfg(all(feature = "float", not(feature = "std")))]
    pub(crate) fn float(&mut self, float: f64) {
        let Shortest { mut digits, mut exponent } = Shortest::of(float);
        let mut places = 0;
        if digits == 0 {
            places = 1;
        } else {
            while let (shorter, 0) = divide(digits, 10) {
                (digits, exponent) = (shorter, exponent + 1);
            }
            let mut rest = digits;
            while rest >= 10 {
                (rest, _) = divide(rest, 10);
                places += 1;
            }
            let tens = exponent + places;
            if !(-5..=15).contains(&tens) {
                self.unsigned(tens.unsigned_abs().into(), 0);
                self.push(if tens < 0 { b'-' } else { b'+' });
                self.push(b'e');
            } else if exponent < 0 {
                places = -exponent;
            } else {
                self.push(b'0');
                self.push(b'.');
                for _ in 0..exponent {
                    self.push(b'0');
                }
                places = 0;
            }
        }
        self.unsigned(digits, places as u8);
        if float.is_sign_negative() {
            self.push(b'-');
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }
}

/// Divides by ten and gives the remainder. On 32-bit targets a division of 64 bits is a call of 200 instructions; most
/// numbers need none.
#[cfg(not(feature = "std"))]
fn next_digit(number: &mut u64) -> u8 {
    match u32::try_from(*number) {
        Ok(small) => {
            *number = u64::from(small / 10);
            (small % 10) as u8
        }
        Err(_) => {
            let (quotient, digit) = divide(*number, 10);
            *number = quotient;
            digit as u8
        }
    }
}

/// Gives the text of a number.
#[cfg_attr(feature = "std", inline(always))]
pub(crate) fn with_digits(number: Number, put: impl FnOnce(&[u8])) {
    let mut digits = Digits::new();
    match number {
        Number::Digits(number, places) => digits.signed(number, places),
        Number::Large(number) => digits.unsigned(number, 0),
        #[cfg(all(feature = "float", not(feature = "std")))]
        Number::Float(float) => digits.float(float),
        #[cfg(all(feature = "float", feature = "std"))]
        Number::Float(float) => {
            put(zmij::Buffer::new().format_finite(float).as_bytes());
            return;
        }
    }
    put(digits.as_bytes());
}

/// How many digits a whole number has.
#[cfg(feature = "std")]
#[inline(always)]
fn count(number: u64) -> u32 {
    if number < 10_000 {
        1 + u32::from(number >= 10) + u32::from(number >= 100) + u32::from(number >= 1000)
    } else {
        number.checked_ilog10().unwrap_or(0) + 1
    }
}

/// The length of a number's text.
#[cfg(feature = "std")]
#[inline(always)]
pub(crate) fn len(number: Number) -> u32 {
    match number {
        // Short ones first, which most are; the others go out of the way.
        Number::Digits(digits, places) if (0..10_000).contains(&digits) => digits_len(digits as u64, places),
        Number::Digits(digits, places) => long_len(digits, places),
        Number::Large(number) => count(number),
        #[cfg(feature = "float")]
        Number::Float(float) => float_len(float),
    }
}

#[cfg(feature = "std")]
#[inline(always)]
fn digits_len(magnitude: u64, places: u8) -> u32 {
    let places = u32::from(places);
    let point = u32::from(places > 0);
    point + count(magnitude).max(places + point)
}

#[cfg(feature = "std")]
#[inline(never)]
fn long_len(digits: i64, places: u8) -> u32 {
    u32::from(digits < 0) + digits_len(digits.unsigned_abs(), places)
}

#[cfg(all(feature = "std", feature = "float"))]
#[inline(never)]
fn float_len(float: f64) -> u32 {
    zmij::Buffer::new().format_finite(float).len() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::{String, ToString};

    fn text(number: Number) -> String {
        let mut text = String::new();
        with_digits(number, |bytes| text.push_str(core::str::from_utf8(bytes).unwrap()));
        #[cfg(feature = "std")]
        assert_eq!(text.len(), len(number) as usize, "{text}");
        text
    }

    #[test]
    fn integers_as_the_standard_library_writes_them() {
        let mut number = 1_u64;
        for _ in 0..200 {
            for number in [number, number.wrapping_neg(), number - 1] {
                assert_eq!(text(Number::Large(number)), number.to_string());
                assert_eq!(text(Number::Digits(number as i64, 0)), (number as i64).to_string());
            }
            number = number.wrapping_mul(3).max(1);
        }
        for number in [0, i64::MIN, i64::MAX, 9, 10, -10, 4_294_967_295, 4_294_967_296] {
            assert_eq!(text(Number::Digits(number, 0)), number.to_string());
        }
        assert_eq!(text(Number::Large(u64::MAX)), u64::MAX.to_string());
    }

    #[test]
    fn decimals_keep_all_places() {
        for (digits, places, expected) in [
            (2150, 2, "21.50"),
            (-5, 1, "-0.5"),
            (0, 3, "0.000"),
            (7, 9, "0.000000007"),
            (-1_000_000_000, 9, "-1.000000000"),
            (10, 1, "1.0"),
            (99, 2, "0.99"),
            (i64::MIN, 9, "-9223372036.854775808"),
            (i64::MAX, 18, "9.223372036854775807"),
        ] {
            assert_eq!(text(Number::Digits(digits, places)), expected);
        }
    }

    #[cfg(feature = "float")]
    #[test]
    fn floats_read_back() {
        for float in [0.1 + 0.2, 1e300, -5e-324, f64::MAX, f64::MIN_POSITIVE, -0.0, 123_456_789.012_345_67] {
            assert_eq!(text(Number::Float(float)).parse::<f64>().unwrap().to_bits(), float.to_bits());
        }
    }
}
