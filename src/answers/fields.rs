//! What names and values of headers are made of.

/// Takes the text before the next `mark` off `rest`, or all that is left. `rest` is `None` once the last text is taken, which is an
/// empty one where a `mark` stands last.
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn part<'a>(rest: &mut Option<&'a [u8]>, mark: u8) -> Option<&'a [u8]> {
    let text = rest.take()?;
    let end = text.iter().position(|&byte| byte == mark).unwrap_or(text.len());
    let (before, after) = text.split_at_checked(end)?;
    *rest = after.split_first().map(|(_, after)| after);
    Some(before)
}

/// The texts between the marks of a list. A list of constants takes less flash than a table of them.
pub(super) fn parts(list: &[u8], mark: u8) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(list);
    core::iter::from_fn(move || part(&mut rest, mark))
}

/// The text before the first `mark`.
pub(super) fn before(text: &[u8], mark: u8) -> &[u8] {
    part(&mut Some(text), mark).unwrap_or_default()
}

/// Whether a name or a word is this one, which consists of small letters and `-`. A control character counts as a `-`; no line has
/// one.
pub(super) fn is(text: &[u8], known: &[u8]) -> bool {
    text.len() == known.len() && text.iter().zip(known).all(|(a, b)| a | 0x20 == *b)
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
    const LIMIT: u32 = u32::MAX / 10;
    let mut number = 0_u32;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        // The last few numbers below the largest count as the largest as well: that is one comparison, and no product of
        // 64 bits.
        number = match number {
            0..LIMIT => number.wrapping_mul(10).wrapping_add(u32::from(digit)),
            _ => u32::MAX,
        };
    }
    if text.is_empty() { None } else { Some(number) }
}

/// Whether this is a name of a header.
#[inline(never)]
pub(super) fn is_name(text: &[u8]) -> bool {
    let special =
        |byte| matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~');
    !text.is_empty() && text.iter().all(|&byte| byte.is_ascii_alphanumeric() || special(byte))
}

/// Whether there is a control character other than the tab. No line may hold one.
pub(super) fn has_control(text: &[u8]) -> bool {
    text.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        for (text, parts) in [
            ("a:b:c", &["a", "b", "c"][..]),
            ("a:", &["a", ""]),
            (":a", &["", "a"]),
            ("a", &["a"]),
            ("", &[""]),
        ] {
            let mut rest = Some(text.as_bytes());
            for expected in parts {
                assert_eq!(part(&mut rest, b':'), Some(expected.as_bytes()), "{text}");
            }
            assert_eq!(part(&mut rest, b':'), None, "{text}");
            assert_eq!(before(text.as_bytes(), b':'), parts[0].as_bytes());
        }
        assert_eq!(trim(b" \t a b\t "), b"a b");
        assert_eq!(trim(b" \t "), b"");
        assert!(is(b"DATE", b"date") && !is(b"dates", b"date") && !is(b"", b"date"));
    }

    #[test]
    fn numbers() {
        for (text, number) in [
            ("0", 0),
            ("007", 7),
            ("4294967289", u32::MAX - 6),
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
