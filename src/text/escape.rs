//! JSON string escapes (RFC 8259, section 7): only what must be escaped is.

const fn is_plain_byte(byte: u8) -> bool {
    byte >= 0x20 && byte != b'"' && byte != b'\\'
}

/// Gives `text` with `"`, `\` and control characters escaped, piece by piece.
pub(crate) fn escape(text: &[u8], piece: &mut dyn FnMut(&[u8])) {
    let mut rest = text;
    loop {
        let Some(at) = rest.iter().position(|byte| !is_plain_byte(*byte)) else { return piece(rest) };
        let Some((before, [byte, after @ ..])) = rest.split_at_checked(at) else { return };
        piece(before);
        rest = after;
        let pair = match *byte {
            b'"' | b'\\' => [b'\\', *byte],
            b'\n' => *b"\\n",
            b'\r' => *b"\\r",
            b'\t' => *b"\\t",
            _ => {
                piece(b"\\u00");
                [b'0' + (byte >> 4), hex(byte & 15)]
            }
        };
        piece(&pair);
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
        escape(text.as_bytes(), &mut |piece| out.extend_from_slice(piece));
        out.push(b'"');
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        let mut pieces = 0;
        escape("plain é".as_bytes(), &mut |piece| {
            assert_eq!(piece, "plain é".as_bytes());
            pieces += 1;
        });
        assert_eq!(pieces, 1);
    }
}
