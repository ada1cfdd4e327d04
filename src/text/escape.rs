//! JSON string escapes (RFC 8259, section 7): only what must be escaped is.

/// Whether a text needs no escape.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\')
}

/// Gives `text` with `"`, `\` and control characters escaped, piece by piece.
pub(crate) fn escape(text: &str, piece: &mut dyn FnMut(&[u8])) {
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.bytes().take_while(|&byte| byte >= 0x20 && byte != b'"' && byte != b'\\').count();
        let Some((before, after)) = rest.split_at_checked(plain) else { return };
        if !before.is_empty() {
            piece(before.as_bytes());
        }
        let Some(&byte) = after.as_bytes().first() else { return };
        match byte {
            b'"' => piece(b"\\\""),
            b'\\' => piece(b"\\\\"),
            b'\n' => piece(b"\\n"),
            b'\r' => piece(b"\\r"),
            b'\t' => piece(b"\\t"),
            _ => piece(&[b'\\', b'u', b'0', b'0', hex(byte >> 4), hex(byte & 15)]),
        }
        rest = after.split_at_checked(1).map_or("", |(_, next)| next);
    }
}

const fn hex(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{string::String, vec::Vec};

    #[test]
    fn serde_json_reads_every_character_back() {
        let text: String = (0..0x250).chain([0x2028, 0xfffd, 0x1f321]).filter_map(char::from_u32).collect();
        let mut out = Vec::from(*b"\"");
        escape(&text, &mut |piece| out.extend_from_slice(piece));
        out.push(b'"');
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        assert!(!is_plain(&text));
        assert!(is_plain("plain é"));
    }
}
