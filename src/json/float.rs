//! The `f64` that a decimal is nearest to.
//!
//! The core library has one as well, which takes 20 KB for its tables and indexes them. This one keeps the number as it is, in binary
//! and as long as it has to be: correct for each decimal there is, of any length. It takes 17 digits in as many times five steps; an
//! exponent far from zero takes more, some 5,000 for 1e-300.

use core::iter::repeat_n;

/// Pieces of 16 bits before the point, which hold what is below 10^309; and behind it, down to less than half of the least `f64`.
const WHOLE: usize = 65;
const FRACTION: usize = 68;

/// The nearest `f64` to a JSON number, of two the even one. `None` if it is beyond all.
pub(super) fn nearest_float(number: &[u8]) -> Option<f64> {
    let (negative, number) = number.strip_prefix(b"-").map_or((false, number), |number| (true, number));
    let end = number.iter().position(|byte| matches!(byte, b'e' | b'E')).unwrap_or(number.len());
    let (digits, exponent) = number.split_at_checked(end)?;
    let bits = magnitude(digits, exponent_of(exponent))?;
    Some(f64::from_bits(bits | u64::from(negative) << 63))
}

/// What stands from the `e` on.
fn exponent_of(text: &[u8]) -> i32 {
    let digits = text.iter().filter(|byte| byte.is_ascii_digit());
    let exponent = digits.fold(0_i32, |sum, byte| sum.saturating_mul(10).saturating_add((byte & 15).into()));
    if text.get(1) == Some(&b'-') { exponent.saturating_neg() } else { exponent }
}

/// The bits of the nearest `f64` to these digits, which have a point among them, times ten to the power of the exponent.
fn magnitude(digits: &[u8], exponent: i32) -> Option<u64> {
    let Some(first) = digits.iter().position(|byte| matches!(byte, b'1'..=b'9')) else { return Some(0) };
    let point = digits.iter().position(|byte| *byte == b'.').unwrap_or(digits.len());
    // How many digits stand before the point, once the exponent has moved it; below zero, how many zeros stand behind it.
    let before = if first < point { point.saturating_sub(first) } else { 0 };
    let behind = first.saturating_sub(point).saturating_sub(1);
    let before = exponent.saturating_add_unsigned(before as u32).saturating_sub_unsigned(behind as u32);
    match before {
        310.. => return None,
        ..-330 => return Some(0),
        _ => {}
    }
    let zeros = before.min(0).unsigned_abs() as usize;
    let before = before.max(0) as usize;
    let digits = digits.get(first..).unwrap_or_default().iter().filter(|byte| **byte != b'.');

    let mut pieces = [0_u16; WHOLE + FRACTION];
    let count = digits.clone().count();
    let mut written = 0;
    let mut multiply = |by: u32, digit: u8| {
        let mut carry = u32::from(digit & 15);
        // Four digits take less than one piece.
        for piece in pieces.iter_mut().take(WHOLE).rev().take(written / 4 + 2) {
            carry = carry.wrapping_add(u32::from(*piece).wrapping_mul(by));
            *piece = carry as u16;
            carry >>= 16;
        }
        written = written.saturating_add(if by == 10 { 1 } else { 4 });
    };
    digits.clone().take(before).for_each(|digit| multiply(10, *digit));
    tens(before.saturating_sub(count)).for_each(|by| multiply(by, 0));
    // From the last one on, each digit goes before the others, which become a tenth. What is cut off is less than the last piece,
    // of which the first digit is at least four away: nobody has to know more of it than that it is there.
    let mut is_cut = false;
    let mut divide = |by: u32, digit: u8| {
        let mut rest = u32::from(digit & 15);
        for piece in pieces.iter_mut().skip(WHOLE).take(5 + zeros / 4) {
            rest = rest << 16 | u32::from(*piece);
            *piece = rest.checked_div(by).unwrap_or(0) as u16;
            rest = rest.checked_rem(by).unwrap_or(0);
        }
        is_cut |= rest != 0;
    };
    digits.rev().take(count.saturating_sub(before)).for_each(|digit| divide(10, *digit));
    tens(zeros).for_each(|by| divide(by, 0));
    rounded(&pieces, is_cut)
}

/// Ten to the power of `exponent`, in factors that a piece has room for.
fn tens(exponent: usize) -> impl Iterator<Item = u32> {
    repeat_n(10_000, exponent / 4).chain(repeat_n(10, exponent % 4))
}

/// The bits of the nearest `f64` to what the pieces hold, and a little more if something was cut off.
fn rounded(pieces: &[u16], mut is_cut: bool) -> Option<u64> {
    let zeros = pieces.iter().take_while(|piece| **piece == 0).count();
    let mut rest = pieces.iter().skip(zeros).copied();
    let mut bits = 0_u64;
    for _ in 0..4 {
        bits = bits << 16 | u64::from(rest.next().unwrap_or(0));
    }
    let mut next = rest.next().unwrap_or(0);
    is_cut |= rest.any(|piece| piece != 0);
    // The exponent of the first bit, as an `f64` has it: 1,023 above.
    let mut exponent = 1_023 + 16 * WHOLE as i32 - 1 - 16 * zeros as i32;
    while bits != 0 && bits >> 63 == 0 {
        bits = bits << 1 | u64::from(next >> 15);
        next <<= 1;
        exponent -= 1;
    }
    is_cut |= next != 0;
    // 53 bits stay, and of what is below the least normal one as many fewer.
    let surplus = 11 + (1 - exponent).max(0);
    let mut is_half = false;
    for _ in 0..surplus {
        is_cut |= is_half;
        is_half = bits & 1 == 1;
        bits >>= 1;
    }
    bits += u64::from(is_half && (is_cut || bits & 1 == 1));
    // The first bit stands where the exponent does, and adds one to it.
    bits += ((exponent - 1).max(0) as u64) << 52;
    (bits < 0x7ff << 52).then_some(bits)
}

#[cfg(test)]
mod tests {
    use super::nearest_float;
    use proptest::prelude::*;
    use std::format;
    use std::string::String;
    use std::vec::Vec;

    /// What the standard library makes of it, and nothing of what is no finite number.
    fn is_as_expected(number: &str) {
        let expected = number.parse::<f64>().unwrap();
        let expected = expected.is_finite().then_some(expected.to_bits());
        assert_eq!(nearest_float(number.as_bytes()).map(f64::to_bits), expected, "{number}");
    }

    /// All digits of what lies half way between an `f64` and the next one, where most go wrong.
    fn half_way(bits: u64) -> String {
        let [low, high] = [bits, bits + 1].map(|bits| format!("{:01400.1075}", f64::from_bits(bits)));
        let mut sum: Vec<_> =
            low.bytes().zip(high.bytes()).map(|(low, high)| (low & 15) + (high & 15)).collect();
        let point = low.find('.').unwrap();
        sum.remove(point);
        let mut carry = 0;
        for digit in sum.iter_mut().rev() {
            (*digit, carry) = ((*digit + carry) % 10, (*digit + carry) / 10);
        }
        let mut rest = 0;
        let half = sum.iter().map(|digit| {
            let both = rest * 10 + digit;
            rest = both % 2;
            char::from(b'0' + both / 2)
        });
        let mut half: String = half.collect();
        assert_eq!((carry, rest), (0, 0));
        half.insert(point, '.');
        half
    }

    #[test]
    fn hard_numbers() {
        for number in [
            "0",
            "-0",
            "0.0",
            "-0.0e9",
            "0e999999999999",
            "1",
            "-1",
            "10",
            "20.5",
            "0.1",
            "0.30000000000000004",
            "1e22",
            "1e23",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.0000000000000000000000000000001",
            "9007199254740995",
            "18446744073709551615",
            "123456789012345678901234567890",
            "1e308",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "179769313486231580793728971405301e276",
            "1e309",
            "1e310",
            "-1e999",
            "1e99999999999999999999",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "2.225073858507201e-308",
            "5e-324",
            "4.9e-324",
            "2.5e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1e-330",
            "1e-331",
            "1e-999",
            "1e-99999999999999999999",
            "7.4109846876186981626485318930233205854758970392148714663837852375e-324",
            "0.000000000000000000000000000000000000000000000001e48",
            "100000000000000000000000000000000000000000000000e-47",
            "1.00000000000000011102230246251565404236316680908203125",
            "1.00000000000000011102230246251565404236316680908203124",
            "1.00000000000000011102230246251565404236316680908203126",
            "590295810358705717249",
            "6.02214076E+23",
            "1.5e-05",
            "8.5e0",
        ] {
            is_as_expected(number);
        }
        let long = "123456789".repeat(200);
        for number in
            [&long, &format!("0.{long}"), &format!("0.{}{long}", "0".repeat(400)), &format!("{long}e-1700")]
        {
            is_as_expected(number);
        }
        is_as_expected(&format!("1{}.5e-2000", "0".repeat(2_000)));
    }

    proptest! {
        #[test]
        fn shortest_forms(bits: u64) {
            let float = f64::from_bits(bits);
            if float.is_finite() {
                for number in [format!("{float}"), format!("{float:e}"), format!("{float:.17e}"), format!("{float:.15e}")] {
                    is_as_expected(&number);
                }
                prop_assert_eq!(nearest_float(format!("{float:e}").as_bytes()).map(f64::to_bits), Some(bits));
            }
        }

        #[test]
        fn decimals(number in "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?") {
            is_as_expected(&number);
        }

        #[test]
        fn sensors(number in "-?(0|[1-9][0-9]{0,5})\\.[0-9]{1,6}") {
            is_as_expected(&number);
        }

        #[test]
        fn half_way_and_next_to_it(bits in 0..0x7fe0_u64 << 48, digit in 1..10) {
            let half = half_way(bits);
            is_as_expected(&half);
            is_as_expected(&format!("{half}000{digit}"));
            let end = half.rfind(|digit: char| matches!(digit, '1'..='9')).unwrap();
            let less = char::from(half.as_bytes()[end] - 1);
            is_as_expected(&format!("{}{less}9999", &half[..end]));
        }
    }
}
