//! What totals do with floats: sums, squares, comparisons, and decimals as floats.
//!
//! A device does it in integers. The compiler's own functions for a machine without floats of 64 bits take 4 KB of flash, for they
//! serve all callers; these take a fifth of that, and round as those do. No float here is infinite or not a number, but for a square.

/// The sum.
#[cfg(not(target_os = "none"))]
#[inline]
pub(crate) fn add(left: f64, right: f64) -> f64 {
    left + right
}

/// Whether the first is the lesser one.
#[cfg(not(target_os = "none"))]
#[inline]
pub(crate) fn less(left: f64, right: f64) -> bool {
    left < right
}

#[cfg(not(target_os = "none"))]
pub(super) fn square(float: f64) -> f64 {
    float * float
}

/// The nearest float to a decimal of up to 18 places; that of more than 15 digits may be the one beside it.
#[cfg(not(target_os = "none"))]
pub(super) fn of_decimal(digits: i64, places: u8) -> f64 {
    super::Decimal::new(digits, places).to_f64()
}

#[cfg(not(target_os = "none"))]
pub(super) fn of_whole(whole: u64) -> f64 {
    whole as f64
}

/// Whether it is neither infinite nor no number.
#[inline]
pub(crate) const fn is_finite(float: f64) -> bool {
    float.to_bits() >> 52 & 0x7ff != 0x7ff
}

#[cfg(target_os = "none")]
pub(crate) use integers::{add, less};
#[cfg(target_os = "none")]
pub(super) use integers::{of_decimal, of_whole, square};

#[cfg(any(test, target_os = "none"))]
mod integers {
    const SIGN: u64 = 1 << 63;

    /// Mantissa and exponent of a float without its sign.
    fn parts(float: f64) -> (u64, i32) {
        let bits = float.to_bits();
        let (fraction, exponent) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff) as i32);
        if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) }
    }

    /// The float nearest to `mantissa * 2^exponent`, the even one of two. The lowest of more than 55 bits may stand for any below it.
    fn float(sign: u64, mantissa: u64, exponent: i32) -> f64 {
        if mantissa == 0 {
            return f64::from_bits(sign);
        }
        let zeros = mantissa.leading_zeros();
        let mantissa = mantissa << zeros;
        // Of 2^63, which the mantissa now begins with.
        let biased = exponent - zeros as i32 + 63 + 1023;
        if biased >= 0x7ff {
            return f64::from_bits(sign | 0x7ff << 52);
        }
        // Without the lowest bits, of which one that is nearly zero has more.
        let cut = if biased > 0 { 11 } else { 12 - biased };
        if cut > 64 {
            return f64::from_bits(sign);
        }
        let kept = mantissa >> 1 >> (cut - 1);
        let rest = mantissa << (64 - cut);
        let up = rest > SIGN || rest == SIGN && kept & 1 == 1;
        // The first bit of the mantissa adds one to the exponent, and rounding up does so where it must.
        let exponent = (biased.max(1) - 1) as u64;
        f64::from_bits(sign | ((exponent << 52) + kept + u64::from(up)))
    }

    pub(crate) fn add(left: f64, right: f64) -> f64 {
        let is_swapped = left.to_bits() << 1 < right.to_bits() << 1;
        let (large, small) = if is_swapped { (right, left) } else { (left, right) };
        let ((mantissa, exponent), (less, lower)) = (parts(large), parts(small));
        let (mantissa, less) = (mantissa << 10, less << 10);
        let shift = (exponent - lower) as u32;
        let shifted = if shift < 63 { less >> shift } else { 0 };
        // What is shifted out leaves a bit behind.
        let less = shifted | u64::from(shift >= 63 && less != 0 || shift < 63 && shifted << shift != less);
        let sign = large.to_bits() & SIGN;
        if sign == small.to_bits() & SIGN {
            float(sign, mantissa + less, exponent - 10)
        } else if mantissa == less {
            0.0
        } else {
            float(sign, mantissa - less, exponent - 10)
        }
    }

    pub(crate) fn less(left: f64, right: f64) -> bool {
        let key = |float: f64| {
            let bits = float.to_bits() as i64;
            if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
        };
        key(left) < key(right)
    }

    pub(crate) fn square(root: f64) -> f64 {
        let (mantissa, exponent) = parts(root);
        let (mantissa, exponent) = (mantissa << 11, exponent - 11);
        let (upper, lower) = (mantissa >> 32, mantissa & 0xffff_ffff);
        let middle = upper * lower;
        let (rest, carry) = (lower * lower).overflowing_add(middle << 33);
        let square = upper * upper + (middle >> 31) + u64::from(carry);
        float(0, square | u64::from(rest != 0), 2 * exponent + 64)
    }

    pub(crate) fn of_whole(whole: u64) -> f64 {
        float(0, whole, 0)
    }

    pub(crate) fn of_decimal(digits: i64, places: u8) -> f64 {
        let (mut dividend, exponent) = parts(of_whole(digits.unsigned_abs()));
        let mut by = 1_u64;
        for _ in 0..places {
            by *= 10;
        }
        // Bit by bit, until there are 62 of them.
        let (mut quotient, mut rest, mut exponent) = (0, 0, exponent + 64);
        while quotient >> 62 == 0 && dividend | rest | quotient != 0 {
            rest = rest << 1 | dividend >> 63;
            dividend <<= 1;
            quotient <<= 1;
            exponent -= 1;
            if rest >= by {
                rest -= by;
                quotient |= 1;
            }
        }
        let sign = digits as u64 & SIGN;
        float(sign, quotient | u64::from(dividend | rest != 0), exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::integers;
    use crate::readings::Decimal;
    use proptest::prelude::*;

    fn finite() -> impl Strategy<Value = f64> {
        any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |float| float.is_finite())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn far_apart(left in finite(), right in finite()) {
            check(left, right);
        }

        #[test]
        fn close_together(left in finite(), near in -130_i64 << 52..130 << 52, minus: bool) {
            let right = f64::from_bits(left.to_bits().wrapping_add(near as u64));
            if right.is_finite() {
                check(left, if minus { -right } else { right });
            }
        }

        #[test]
        fn few_bits(left in -4096_i32..4096, right in -4096_i32..4096, left_power in -1100..1000, right_power in -70..70) {
            let (left, right) = (f64::from(left), f64::from(right));
            let scale = 2_f64.powi(left_power);
            check(left * scale, right * scale * 2_f64.powi(right_power));
        }

        #[test]
        fn decimals(digits: i64, shift in 0..64, places in 0_u8..=18) {
            let digits = digits >> shift;
            prop_assert_eq!(integers::of_decimal(digits, places).to_bits(), Decimal::new(digits, places).to_f64().to_bits());
            let whole = digits.unsigned_abs() << 1;
            prop_assert_eq!(integers::of_whole(whole).to_bits(), (whole as f64).to_bits());
        }
    }

    fn check(left: f64, right: f64) {
        if !left.is_finite() || !right.is_finite() {
            return;
        }
        assert_eq!(integers::add(left, right).to_bits(), (left + right).to_bits(), "{left:e} + {right:e}");
        assert_eq!(integers::less(left, right), left < right, "{left:e} < {right:e}");
        assert_eq!(integers::square(left).to_bits(), (left * left).to_bits(), "{left:e}");
    }

    #[test]
    fn zeros_and_ends() {
        let ends = [0.0, 5e-324, f64::MIN_POSITIVE, 1.0, 1.0 + f64::EPSILON, 1.5e-162, 1.4e154, f64::MAX];
        for left in ends.into_iter().flat_map(|end| [end, -end]) {
            for right in ends.into_iter().flat_map(|end| [end, -end]) {
                check(left, right);
            }
        }
        assert!(integers::add(1.0, f64::INFINITY) == f64::INFINITY);
        for digits in [0, i64::MIN, i64::MAX, 1] {
            for places in [0, 9, 18] {
                let expected = Decimal::new(digits, places).to_f64();
                assert_eq!(integers::of_decimal(digits, places).to_bits(), expected.to_bits());
            }
        }
    }
}
