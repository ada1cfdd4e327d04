//! Is a float exactly what somebody gets who writes a short decimal? By integers alone: soft-float costs 3.5 KB of
//! flash on a Cortex-M0, this 240 bytes.

use super::Decimal;
use crate::divide::divide;

/// The decimal of at most three places whose nearest `f64` is `value`, with no needless places; whole numbers
/// below 2^63 too. `None` for everything else, and for -0.0, whose sign a decimal does not have.
pub(crate) fn short_decimal(value: f64) -> Option<Decimal> {
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    // Subnormal, infinite or NaN; plus zero is all bits clear.
    if exponent == 0 || exponent == 0x7ff {
        return (bits == 0).then_some(Decimal::new(0, 0));
    }
    let mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
    // value = mantissa * 2^(exponent - 1075)
    let found = if exponent >= 1075 {
        Decimal::new(whole(mantissa, exponent - 1075)?, 0)
    } else {
        fewest_places(nearest(mantissa, exponent - 1075, 1 << 52, 1000)?)
    };
    Some(signed(found, bits >> 63 != 0))
}

/// What [`short_decimal`] finds, where that is told by a division.
#[cfg(all(target_pointer_width = "64", not(target_os = "none")))]
pub(crate) enum Quick {
    Short(Decimal),
    /// `None`, and neither zero nor infinite nor NaN.
    Long,
    Unknown,
}

/// For hosts, where a float takes one instruction: is it the nearest one to its thousandths? To them divided by a thousand, that is,
/// which division rounds to. Below 2^50 they are right in spite of the two roundings before, and never in the middle of two floats.
#[cfg(all(target_pointer_width = "64", not(target_os = "none")))]
#[inline(always)]
pub(crate) fn quick_decimal(value: f64) -> Quick {
    /// Where floats are whole numbers, one behind the other.
    const WHOLE: f64 = 3.0 * (1_u64 << 51) as f64;
    let moved = value * 1000.0 + WHOLE;
    let thousandths = moved.to_bits().wrapping_sub(WHOLE.to_bits()) as i64;
    if thousandths.unsigned_abs() >= 1 << 50 || thousandths == 0 {
        return Quick::Unknown;
    }
    if (moved - WHOLE) / 1000.0 != value {
        return Quick::Long;
    }
    let (tenths, hundredths) = (thousandths / 100, thousandths / 10);
    Quick::Short(if tenths * 100 == thousandths {
        let whole = tenths / 10;
        if whole * 10 == tenths { Decimal::new(whole, 0) } else { Decimal::new(tenths, 1) }
    } else if hundredths * 10 == thousandths {
        Decimal::new(hundredths, 2)
    } else {
        Decimal::new(thousandths, 3)
    })
}

/// As [`short_decimal`], for the decimal whose nearest `f32` is `value`. Large ones are the nearest to many decimals of
/// three places; the one with the fewest is what somebody wrote.
pub(crate) fn short_decimal_f32(value: f32) -> Option<Decimal> {
    let bits = value.to_bits();
    let exponent = ((bits >> 23) & 0xff) as i32;
    if exponent == 0 || exponent == 0xff {
        return (bits == 0).then_some(Decimal::new(0, 0));
    }
    let mantissa = u64::from((bits & ((1 << 23) - 1)) | (1 << 23));
    let exponent = exponent - 150;
    let found = if exponent >= 0 {
        Some(Decimal::new(whole(mantissa, exponent)?, 0))
    } else {
        [(1, 0), (10, 1), (100, 2), (1000, 3)].into_iter().find_map(|(power, places)| {
            nearest(mantissa, exponent, 1 << 23, power).map(|digits| Decimal::new(digits as i64, places))
        })
    };
    found.map(|found| signed(found, bits >> 31 != 0))
}

fn signed(found: Decimal, negative: bool) -> Decimal {
    if negative { Decimal::new(found.digits.wrapping_neg(), found.places) } else { found }
}

/// The whole number `mantissa * 2^exponent`, if it fits 63 bits. `exponent` is not negative.
#[inline]
fn whole(mantissa: u64, exponent: i32) -> Option<i64> {
    let room = mantissa.leading_zeros() as i32 - 1;
    (exponent <= room).then(|| (mantissa << (exponent as u32 & 63)) as i64)
}

/// The digits of a decimal for `mantissa * 2^exponent`, whose last one stands for a part in `power` (1000 at most). `exponent` is
/// negative; `lowest` is the mantissa below which the gap halves.
#[inline]
fn nearest(mantissa: u64, exponent: i32, lowest: u64, power: u64) -> Option<u64> {
    let shift = exponent.unsigned_abs();
    if shift > 62 {
        return None;
    }
    // Below 2^63: the mantissa has at most 53 bits, a thousand ten.
    let exact = mantissa * power;
    // Half of the last digit more, then cut off.
    let rounded = ((exact >> (shift - 1)) + 1) >> 1;
    let back = rounded << shift;
    // Four times the way must be below twice the gap to the next float, in the same unit; below a power of two the gap is half
    // as wide.
    let way = back.abs_diff(exact) << 2;
    let is_far = way >= 2 * power || (way >= power && mantissa == lowest && back < exact);
    (!is_far).then_some(rounded)
}

/// Thousandths as a decimal without needless places.
#[cfg(feature = "std")]
#[inline]
fn fewest_places(thousandths: u64) -> Decimal {
    let (whole, rest) = divide(thousandths, 1000);
    let whole = whole as i64;
    if rest == 0 {
        Decimal::new(whole, 0)
    } else if rest % 100 == 0 {
        Decimal::new(whole * 10 + i64::from(rest / 100), 1)
    } else if rest % 10 == 0 {
        Decimal::new(whole * 100 + i64::from(rest / 10), 2)
    } else {
        Decimal::new(thousandths as i64, 3)
    }
}

/// The same digit by digit, in half of the code.
#[cfg(not(feature = "std"))]
fn fewest_places(thousandths: u64) -> Decimal {
    let (mut digits, mut places) = (thousandths, 3);
    while places > 0 {
        let (shorter, 0) = divide(digits, 10) else { break };
        (digits, places) = (shorter, places - 1);
    }
    Decimal::new(digits as i64, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    #[test]
    fn agrees_with_the_parser() {
        for digits in (0..2_000_000_i64).step_by(7).chain([999_999_999_999, 123_456_789_012]) {
            for places in 0..=3_u8 {
                let text = format!("{}", Decimal::new(digits, places).to_f64());
                let value: f64 = text.parse().unwrap();
                let found = short_decimal(value).unwrap();
                assert_eq!(found.to_f64().to_bits(), value.to_bits(), "{text}");
                let minus = short_decimal(-value);
                if digits != 0 {
                    assert_eq!(minus.unwrap().to_f64(), -value);
                }
            }
        }
    }

    #[cfg(all(target_pointer_width = "64", not(target_os = "none")))]
    #[test]
    fn a_division_finds_the_same() {
        let mut known = 0;
        let mut check = |value: f64| {
            for value in [value, -value] {
                match quick_decimal(value) {
                    Quick::Short(found) => assert_eq!(short_decimal(value), Some(found), "{value}"),
                    Quick::Long => assert_eq!(short_decimal(value), None, "{value}"),
                    Quick::Unknown => {
                        assert!(
                            value == 0.0 || value.abs() < 0.0006 || value.is_nan() || value.abs() >= 1e12,
                            "{value}"
                        );
                        continue;
                    }
                }
                known += 1;
            }
        };
        let mut state = 88_172_645_463_325_252_u64;
        for _ in 0..50_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            check(f64::from_bits(state));
            let near = (state >> 14 >> (state & 31)) as f64 / 1000.0;
            for bits in [near.to_bits(), near.to_bits() + 1, near.to_bits().saturating_sub(1)] {
                check(f64::from_bits(bits));
            }
        }
        for value in
            [0.0, 0.0005, 0.001, 5e-324, f64::NAN, f64::INFINITY, f64::MAX, 1e12, 2f64.powi(50) / 1000.0]
        {
            check(value);
        }
        assert!(known > 200_000, "{known}");
    }

    #[test]
    fn refuses_what_is_no_short_decimal() {
        let third = 1.0 / 3.0;
        for value in [third, 0.0001, 1e-300, f64::MIN_POSITIVE, 5e-324, 1e300, 2f64.powi(63), -0.0] {
            assert_eq!(short_decimal(value), None, "{value}");
        }
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.1 + 0.2, 22.1 + f64::EPSILON * 16.0] {
            assert_eq!(short_decimal(value), None, "{value}");
        }
        assert_eq!(short_decimal(2f64.powi(62)), Some(Decimal::new(1 << 62, 0)));
        assert_eq!(short_decimal(0.5), Some(Decimal::new(5, 1)));
        assert_eq!(short_decimal(0.0), Some(Decimal::new(0, 0)));
    }

    #[test]
    fn f32_keeps_its_short_form() {
        assert_eq!(short_decimal_f32(22.1), Some(Decimal::new(221, 1)));
        assert_eq!(short_decimal_f32(-0.125), Some(Decimal::new(-125, 3)));
        assert_eq!(short_decimal_f32(499_511.06), Some(Decimal::new(49_951_106, 2)));
        assert_eq!(short_decimal_f32(16_777_216.0), Some(Decimal::new(16_777_216, 0)));
        assert_eq!(short_decimal_f32(f32::NAN), None);
        for digits in 0..100_000_i64 {
            let value = (digits as f64 / 100.0) as f32;
            let found = short_decimal_f32(value).unwrap();
            assert_eq!(found.to_f64() as f32, value);
        }
    }

    #[test]
    fn every_found_decimal_reads_back_as_the_float() {
        let mut state = 88_172_645_463_325_252_u64;
        let mut hits = 0;
        for _ in 0..300_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let near = ((state >> 20) as f64) / 1000.0;
            for value in [near, f64::from_bits(near.to_bits() + 1), f64::from_bits(near.to_bits() - 1)] {
                if let Some(found) = short_decimal(value) {
                    let text = format!("{}e-{}", found.digits, found.places);
                    assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits(), "{text}");
                    hits += 1;
                }
            }
        }
        assert!(hits > 200_000);
    }
}
