//! Division of 64 bits by a small number.
//!
//! The compiler's own costs 864 bytes of flash where the machine divides 32 bits at most; this one a tenth of it.

/// Quotient and remainder. `by` is at most 65,536, and not 0.
#[cfg(target_pointer_width = "64")]
#[inline]
pub(crate) const fn divide(number: u64, by: u32) -> (u64, u32) {
    (number / by as u64, (number % by as u64) as u32)
}

/// Quotient and remainder, by pieces of 16 bits. `by` is at most 65,536, and not 0.
#[cfg(not(target_pointer_width = "64"))]
pub(crate) const fn divide(number: u64, by: u32) -> (u64, u32) {
    by_pieces(number, by)
}

#[cfg(any(test, not(target_pointer_width = "64")))]
const fn by_pieces(number: u64, by: u32) -> (u64, u32) {
    // What is left of the number stands above what has come of the quotient: a shift by a number that is not constant would be a
    // call.
    let (mut number, mut rest, mut pieces) = (number, 0_u32, 4_u32);
    while pieces > 0 {
        pieces -= 1;
        let part = rest << 16 | (number >> 48) as u32;
        number = number << 16 | (part / by) as u64;
        rest = part % by;
    }
    (number, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_divide_as_the_compiler_does(number: u64, shift in 0_u32..64, by in 1_u32..=65_536) {
            let number = number >> shift;
            let expected = (number / u64::from(by), (number % u64::from(by)) as u32);
            prop_assert_eq!(by_pieces(number, by), expected);
            prop_assert_eq!(divide(number, by), expected);
        }
    }

    #[test]
    fn the_largest_divide_too() {
        for by in [1, 10, 1000, 65_535, 65_536] {
            assert_eq!(
                by_pieces(u64::MAX, by),
                (u64::MAX / u64::from(by), (u64::MAX % u64::from(by)) as u32)
            );
        }
    }
}
