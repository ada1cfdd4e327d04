//! What names and values of headers are made of.

/// The text before the first `mark`, and the one after it if there is one.
pub(super) fn split_once(text: &[u8], mark: u8) -> (&[u8], Option<&[u8]>) {
    let end = text.iter().position(|&byte| byte == mark).unwrap_or(text.len());
    let (before, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    (before, rest.split_first().map(|(_, after)| after))
}

/// Whether a name or a word is this one, letters in either case.
pub(super) fn is(text: &[u8], known: &[u8]) -> bool {
    text.eq_ignore_ascii_case(known)
}

/// Without spaces and tabs around it.
pub(super) const fn trim(text: &[u8]) -> &[u8] {
    let mut text = text;
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

/// Digits and nothing else. A number that is too large counts as the largest.
pub(super) fn decimal(text: &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number.saturating_mul(10).saturating_add(u32::from(digit));
    }
    if text.is_empty() { None } else { Some(number) }
}

/// The characters of a header's name.
pub(super) const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// The control characters that no line may hold: all but the tab.
pub(super) const fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        assert_eq!(split_once(b"a:b:c", b':'), (&b"a"[..], Some(&b"b:c"[..])));
        assert_eq!(split_once(b"a:", b':'), (&b"a"[..], Some(&b""[..])));
        assert_eq!(split_once(b"a", b':'), (&b"a"[..], None));
        assert_eq!(split_once(b"", b':'), (&b""[..], None));
        assert_eq!(trim(b" \t a b\t "), b"a b");
        assert_eq!(trim(b" \t "), b"");
        assert!(is(b"DATE", b"date") && !is(b"dates", b"date") && !is(b"", b"date"));
    }

    #[test]
    fn numbers() {
        for (text, number) in [
            ("0", 0),
            ("007", 7),
            ("4294967294", u32::MAX - 1),
            ("4294967295", u32::MAX),
            ("5000000000", u32::MAX),
        ] {
            assert_eq!(decimal(text.as_bytes()), Some(number), "{text}");
        }
        for text in ["", "-1", "+1", "1 ", "1x", "99999999999999999999999x"] {
            assert_eq!(decimal(text.as_bytes()), None, "{text}");
        }
        assert_eq!(decimal(&[b'9'; 100]), Some(u32::MAX));
    }
}
