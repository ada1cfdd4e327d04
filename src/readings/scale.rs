//! Floats at a scale of tens.

#[cfg(not(feature = "std"))]
use crate::divide::divide;

/// A float at another scale, and half of the way to the next one.
pub(super) struct Scaled {
    pub(super) whole: u64,
    /// What is behind the point, in parts of 2^64.
    pub(super) part: u64,
    /// Below a half, in the same parts.
    pub(super) half: u64,
}

/// `mantissa * 2^power * 10^tens`, and half of that for a mantissa of 1, where the latter is a twentieth to a half.
#[cfg(not(feature = "std"))]
pub(super) fn scaled(mantissa: u64, power: i32, tens: i32) -> Scaled {
    let [whole, part] = fixed(mantissa, power, tens);
    let [_, half] = fixed(1, power - 1, tens);
    Scaled { whole, part, half }
}

/// Words of a long number, from the lowest on.
#[cfg(not(feature = "std"))]
const WORDS: usize = 7;

/// `number * 2^power * 10^tens` as a whole number and parts of 2^64, by as many steps as there are tens. Near one these are 16
/// of a hundred instructions and more, at worst 340; a table of powers, and what reads it, takes more flash than all of a float's
/// text here. Of 224 bits 160 stay at least, so that what the steps cut off is less than a part in 2^150.
#[cfg(not(feature = "std"))]
fn fixed(number: u64, power: i32, tens: i32) -> [u64; 2] {
    let mut words = [0, 0, 0, 0, 0, number as u32, (number >> 32) as u32];
    let mut power = power - 160;
    for _ in 0..tens {
        // A word further down if it would run over.
        let down = usize::from(word(&words, WORDS - 1) >= 0x1999_9999);
        let mut carry = 0;
        for at in 0..=WORDS {
            carry += word(&words, at) * 10;
            set(&mut words, at.wrapping_sub(down), carry as u32);
            carry >>= 32;
        }
        power += 32 * down as i32;
    }
    for _ in tens..0 {
        // A word further up if the uppermost has become 0.
        let up = usize::from(word(&words, WORDS - 1) == 0);
        let mut rest = 0;
        for at in (0..WORDS).rev() {
            let upper = u64::from(rest) << 32;
            let (quotient, remainder) = divide(upper | word(&words, at.wrapping_sub(up)), 10);
            rest = remainder;
            set(&mut words, at, quotient as u32);
        }
        power -= 32 * up as i32;
    }
    [whole(&words, power), whole(&words, power + 64)]
}

/// Those 64 bits of `words * 2^power` that stand before the point.
#[cfg(not(feature = "std"))]
fn whole(words: &[u32; WORDS], power: i32) -> u64 {
    let shift = power.unsigned_abs();
    let at = (shift / 32) as usize;
    let lower = (word(words, at + 1) << 32 | word(words, at)) >> (shift % 32);
    lower | word(words, at + 2) << 32 << (32 - shift % 32)
}

#[cfg(not(feature = "std"))]
fn word(words: &[u32; WORDS], at: usize) -> u64 {
    words.get(at).map_or(0, |&word| word.into())
}

#[cfg(not(feature = "std"))]
fn set(words: &mut [u32; WORDS], at: usize, word: u32) {
    if let Some(place) = words.get_mut(at) {
        *place = word;
    }
}
