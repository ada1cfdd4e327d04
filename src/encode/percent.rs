//! Percent-encoding (RFC 3986): all but the unreserved characters.

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Gives `text` percent-encoded, piece by piece. Space becomes `%20`.
pub(super) fn encode(text: &str, piece: &mut dyn FnMut(&str)) {
    encode_but(text, is_unreserved, piece);
}

/// Gives a query that is encoded already. What can be in none (RFC 3986, section 3.4) is encoded all the same.
pub(super) fn encode_again(query: &str, piece: &mut dyn FnMut(&str)) {
    const KEPT: &[u8] = b"!$&'()*+,;=:@/?%";
    encode_but(query, |byte| is_unreserved(byte) || KEPT.contains(&byte), piece);
}

fn encode_but(text: &str, is_kept: fn(u8) -> bool, piece: &mut dyn FnMut(&str)) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let hex = |nibble: u8| HEX.get(usize::from(nibble & 15)).copied().unwrap_or(b'0');
    // By hand, as `chunk_by` leaves a panic path at opt-level z.
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let kept = rest.iter().take_while(|&&byte| is_kept(byte)).count();
        rest = match rest.split_at_checked(kept) {
            Some((run @ [_, ..], others)) => {
                piece(core::str::from_utf8(run).unwrap_or_default());
                others
            }
            _ => {
                let three = [b'%', hex(byte >> 4), hex(byte & 15)];
                piece(core::str::from_utf8(&three).unwrap_or_default());
                behind
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;

    #[test]
    fn all_but_unreserved() {
        let mut out = String::new();
        encode("a-._~Z9 é/?#%&=+\r\n", &mut |piece| out.push_str(piece));
        assert_eq!(out, "a-._~Z9%20%C3%A9%2F%3F%23%25%26%3D%2B%0D%0A");
    }

    #[test]
    fn what_is_encoded_already_stays_and_ends_no_line() {
        let mut out = String::new();
        encode_again("a=%20+b&c[]=é:/?@ \r\nX: \"y#z", &mut |piece| out.push_str(piece));
        assert_eq!(out, "a=%20+b&c%5B%5D=%C3%A9:/?@%20%0D%0AX:%20%22y%23z");
    }
}
