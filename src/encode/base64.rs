//! Base64 (RFC 4648, section 4) for Basic authentication, four characters at a time.
//!
//! By hand, as the crates leave a panic path at opt-level z.

/// Gives the Base64 of all `parts`, one behind the other, padded.
pub(super) fn encode(parts: &[&str], mut four: impl FnMut(&[u8; 4])) {
    // The bytes that are still to be given, behind a 1 that tells how many they are.
    let mut bits = 1_u32;
    for part in parts {
        for byte in part.bytes() {
            bits = bits << 8 | u32::from(byte);
            if bits >> 24 != 0 {
                four(&letters(bits));
                bits = 1;
            }
        }
    }
    if bits > 1 {
        let missing = 1 + u32::from(bits >> 16 == 0);
        let [a, b, c, _] = letters(bits << (8 * missing));
        four(&[a, b, if missing > 1 { b'=' } else { c }, b'=']);
    }
}

/// The characters of the lowest 24 bits.
fn letters(bits: u32) -> [u8; 4] {
    [bits >> 18, bits >> 12, bits >> 6, bits].map(|bits| letter(bits as u8 & 63))
}

#[cfg(not(target_os = "none"))]
#[inline]
fn letter(six: u8) -> u8 {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    ALPHABET.get(usize::from(six)).copied().unwrap_or_default()
}

/// By arithmetic, which takes less flash than a table.
#[cfg(target_os = "none")]
fn letter(six: u8) -> u8 {
    six.wrapping_add(match six {
        0..26 => b'A',
        26..52 => b'a' - 26,
        52..62 => b'0'.wrapping_sub(52),
        62 => b'+'.wrapping_sub(62),
        _ => b'/'.wrapping_sub(63),
    })
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
            encode(&[plain], |four| out.push_str(core::str::from_utf8(four).unwrap()));
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
            encode(&[first, ":", second], |four| out.push_str(core::str::from_utf8(four).unwrap()));
            let whole = std::format!("{first}:{second}");
            assert_eq!(out, base64ct::Base64::encode_string(whole.as_bytes()));
            out.clear();
            encode(&[first], |four| out.push_str(core::str::from_utf8(four).unwrap()));
            assert_eq!(out, base64ct::Base64::encode_string(first.as_bytes()));
        }
    }
}
