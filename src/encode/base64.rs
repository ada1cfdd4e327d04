//! Base64 (RFC 4648, section 4) for Basic authentication, four characters at a time.
//!
//! By hand, as the crates leave a panic path at opt-level z.

const ALPHABET: [u8; 64] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Gives the Base64 of `bytes`, padded, in pieces of four characters.
pub(super) fn encode(bytes: impl Iterator<Item = u8>, piece: &mut dyn FnMut(&str)) {
    let mut bytes = bytes;
    while let Some(first) = bytes.next() {
        let (second, third) = (bytes.next(), bytes.next());
        let bits =
            u32::from(first) << 16 | u32::from(second.unwrap_or(0)) << 8 | u32::from(third.unwrap_or(0));
        let letter = |shift: u32| ALPHABET.get((bits >> shift & 63) as usize).copied().unwrap_or(b'=');
        let four = [
            letter(18),
            letter(12),
            if second.is_some() { letter(6) } else { b'=' },
            if third.is_some() { letter(0) } else { b'=' },
        ];
        piece(core::str::from_utf8(&four).unwrap_or_default());
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
            encode(plain.bytes(), &mut |piece| out.push_str(piece));
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn every_byte_as_the_crate_writes_it() {
        use base64ct::Encoding;
        let all: std::vec::Vec<u8> = (0..=255).collect();
        for end in 0..=all.len() {
            let mut out = String::new();
            encode(all[..end].iter().copied(), &mut |piece| out.push_str(piece));
            assert_eq!(out, base64ct::Base64::encode_string(&all[..end]));
        }
    }
}
