//! The shortest digits that read back as a float, and of those the nearest to it.
//!
//! A float stands for all numbers between the middles of the ways to its neighbours. At the scale where one of these gaps is a tenth
//! to one, at most one whole number lies there: if there is one, it has the shortest digits; if there is none, a place more has.

use super::scale::{Scaled, scaled};

/// Digits, times ten to the power of `exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shortest {
    pub(super) digits: u64,
    pub(super) exponent: i32,
}

impl Shortest {
    /// Of a finite float, whatever its sign. Zeros may stand at the end.
    pub(super) fn of(float: f64) -> Self {
        let bits = float.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let exponent = (bits >> 52 & 0x7ff) as i32;
        let mantissa = if exponent > 0 { fraction | 1 << 52 } else { fraction };
        if mantissa == 0 {
            return Self { digits: 0, exponent: 0 };
        }
        let power = exponent.max(1) - 1075;
        // Below a power of two the gap is half as wide.
        let is_lowest = fraction == 0 && exponent > 1;
        // The tens in a gap: its logarithm, by those of 2 and 3/4 in parts of 2^20, which is right for all exponents.
        let tens = (power * 315_653 - if is_lowest { 131_072 } else { 0 }) >> 20;
        let Scaled { whole, part, half } = scaled(mantissa, power, -tens - 1);
        // A middle belongs to the even one of its two floats. One more than the parts that are cut off lets both meet it.
        let reach = half + (!mantissa & 1);
        let below = if is_lowest { half >> 1 } else { reach };
        let is_above = part.checked_add(reach).is_none();
        if is_above || below > part {
            return Self { digits: whole + u64::from(is_above), exponent: tens + 1 };
        }
        let mut digit = tenths(part, 1 << 31);
        if part == 1 << 62 {
            // Two and a half, to even; seven and a half is rounded up to even anyway.
            digit = 2;
        }
        if is_lowest {
            digit = digit.max(tenths(part - below, u32::MAX));
        }
        Self { digits: whole * 10 + digit, exponent: tens }
    }
}

/// How many tenths a part of 2^64 is, `more` parts of 2^32 added.
#[inline]
fn tenths(part: u64, more: u32) -> u64 {
    let upper = (part >> 32) * 10 + (((part & 0xffff_ffff) * 10) >> 32);
    (upper + u64::from(more)) >> 32
}

#[cfg(test)]
mod tests {
    use crate::readings::{Number, digits::with_digits};
    use std::{borrow::ToOwned, format};

    /// As another formatter has them.
    fn check(float: f64) {
        if float.is_finite() {
            with_digits(Number::Float(float), |text| {
                let text = core::str::from_utf8(text).unwrap().to_owned();
                assert_eq!(text, zmij::Buffer::new().format_finite(float));
            });
        }
    }

    #[test]
    fn powers_of_two_and_their_neighbours() {
        for exponent in (0..0x7ff_u64).step_by(3).chain(1_000..1_100) {
            for bits in [exponent << 52, (exponent << 52) + 1, (exponent << 52).wrapping_sub(1)] {
                check(f64::from_bits(bits));
            }
        }
    }

    #[test]
    fn short_decimals() {
        check(0.0);
        check(-0.0);
        for digits in (1..3_000_u32).step_by(17) {
            for exponent in (-325..=308).step_by(29) {
                check(format!("{digits}e{exponent}").parse().unwrap());
            }
        }
        for exponent in -324..=308 {
            check(format!("1e{exponent}").parse().unwrap());
            check(format!("9.5e{exponent}").parse().unwrap());
        }
    }

    #[test]
    fn any_floats() {
        let mut state = 88_172_645_463_325_252_u64;
        for _ in 0..5_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            check(f64::from_bits(state));
            // Near one, where most are, and whole ones with halves and quarters, which lie in the middle.
            check(f64::from_bits(state & ((1 << 59) - 1) | 0x3c << 56));
            check((state >> 12) as f64 / 4.0);
            check((state >> 11 | 1) as f64 * 1024.0);
        }
        for small in 1..200 {
            check(f64::from_bits(small));
        }
    }
}
