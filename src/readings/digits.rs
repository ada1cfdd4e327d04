//! Numbers as JSON has them.

use super::Number;
use crate::divide::divide;

/// The most bytes of any number: a sign, 20 digits, a point; floats have at most 24.
const MOST: usize = 24;

/// Digits, written from the last to the first.
pub(crate) struct Digits {
    bytes: [u8; MOST],
    start: usize,
}

impl Digits {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; MOST], start: MOST }
    }

    fn push(&mut self, byte: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.bytes.get_mut(self.start) {
            *place = byte;
        }
    }

    /// Writes a number with `places` digits behind the point, at least one before it.
    #[cfg_attr(feature = "std", inline(always))]
    pub(crate) fn unsigned(&mut self, number: u64, places: u8) {
        let mut rest = number;
        if places > 0 {
            for _ in 0..places {
                let digit = next_digit(&mut rest);
                self.push(b'0' + digit);
            }
            self.push(b'.');
        }
        self.whole(rest);
    }

    /// On a host two digits at a time, from a table.
    #[cfg(feature = "std")]
    #[inline]
    fn whole(&mut self, number: u64) {
        let mut rest = number;
        while rest >= 100 {
            let pair = PAIRS.get((rest % 100) as usize).copied().unwrap_or_default();
            rest /= 100;
            self.push_pair(pair);
        }
        if rest >= 10 {
            self.push_pair(PAIRS.get(rest as usize).copied().unwrap_or_default());
        } else {
            self.push(b'0' + rest as u8);
        }
    }

    #[cfg(feature = "std")]
    #[inline]
    fn push_pair(&mut self, pair: [u8; 2]) {
        self.start = self.start.saturating_sub(2);
        if let Some(room) = self.bytes.get_mut(self.start..).and_then(|rest| rest.first_chunk_mut()) {
            *room = pair;
        }
    }

    #[cfg(not(feature = "std"))]
    fn whole(&mut self, number: u64) {
        let mut rest = number;
        loop {
            let digit = next_digit(&mut rest);
            self.push(b'0' + digit);
            if rest == 0 {
                return;
            }
        }
    }

    #[cfg_attr(feature = "std", inline(always))]
    pub(crate) fn signed(&mut self, number: i64, places: u8) {
        self.unsigned(number.unsigned_abs(), places);
        if number < 0 {
            self.push(b'-');
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }
}

/// All pairs of digits.
#[cfg(feature = "std")]
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

/// Divides by ten and gives the remainder. On 32-bit targets a division of 64 bits is a call of 200 instructions; most
/// numbers need none.
#[inline]
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
        #[cfg(feature = "float")]
        Number::Float(float) => {
            put(zmij::Buffer::new().format_finite(float).as_bytes());
            return;
        }
    }
    put(digits.as_bytes());
}

/// The length of a number's text.
#[inline]
pub(crate) fn len(number: Number) -> usize {
    let (magnitude, places, sign) = match number {
        Number::Digits(number, places) => (number.unsigned_abs(), places, usize::from(number < 0)),
        Number::Large(number) => (number, 0, 0),
        #[cfg(feature = "float")]
        Number::Float(float) => return zmij::Buffer::new().format_finite(float).len(),
    };
    let digits = magnitude.checked_ilog10().unwrap_or(0) as usize + 1;
    let places = usize::from(places);
    let point = usize::from(places > 0);
    sign + point + digits.max(places + point)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::{String, ToString};

    fn text(number: Number) -> String {
        let mut text = String::new();
        with_digits(number, |bytes| text.push_str(core::str::from_utf8(bytes).unwrap()));
        assert_eq!(text.len(), len(number), "{text}");
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
