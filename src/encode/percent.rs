//! Percent-encoding (RFC 3986): all but the unreserved characters.

/// Gives `text` percent-encoded, piece by piece. Space becomes `%20`.
pub(super) fn encode(text: &str, piece: &mut dyn FnMut(&str)) {
    const fn is_unreserved(byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
    }
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let hex = |nibble: u8| HEX.get(usize::from(nibble & 15)).copied().unwrap_or(b'0');
    // By hand, as `chunk_by` leaves a panic path at opt-level z.
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let kept = rest.iter().take_while(|&&byte| is_unreserved(byte)).count();
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
}
