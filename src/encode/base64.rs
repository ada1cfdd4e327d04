//! Base64 (RFC 4648, section 4) for Basic authentication, a character at a time.
//!
//! By hand, as the crates leave a panic path at opt-level z.

use super::letter;

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Gives the Base64 of all `parts`, one behind the other, padded, in pieces of a character or two.
pub(super) fn encode(parts: &[&str], piece: &mut dyn FnMut(&str)) {
    // The lowest `left` of the bits are still to be given.
    let (mut bits, mut left) = (0_u32, 0_u32);
    for part in parts {
        for byte in part.bytes() {
            bits = bits << 8 | u32::from(byte);
            left += 8;
            while left >= 6 {
                left -= 6;
                piece(letter(ALPHABET, bits >> left & 63));
            }
        }
    }
    if left > 0 {
        piece(letter(ALPHABET, bits << (6 - left) & 63));
        piece(if left == 2 { "==" } else { "=" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;

    #[test]
    fn the_examples_of_the_rfc() {
        for (plain, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            let mut out = String::new();
            encode(&[plain], &mut |piece| out.push_str(piece));
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn every_byte_as_the_crate_writes_it() {
        use base64ct::Encoding;
        let all: String = (0..0x100).filter_map(char::from_u32).collect();
        for (end, _) in all.char_indices() {
            let (first, second) = all.split_at(end);
            let mut out = String::new();
            encode(&[first, ":", second], &mut |piece| out.push_str(piece));
            let whole = std::format!("{first}:{second}");
            assert_eq!(out, base64ct::Base64::encode_string(whole.as_bytes()));
            out.clear();
            encode(&[first], &mut |piece| out.push_str(piece));
            assert_eq!(out, base64ct::Base64::encode_string(first.as_bytes()));
        }
    }
}
