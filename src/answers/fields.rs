//! What names and values of headers are made of.

/// Takes the text before the next `mark` off `rest`, or all that is left. `rest` is `None` once the last text is taken, which is an
/// empty one where a `mark` stands last.
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn part<'a>(rest: &mut Option<&'a [u8]>, mark: u8) -> Option<&'a [u8]> {
    let text = rest.take()?;
    let (before, after) = text.split_at_checked(find(text, mark))?;
    *rest = after.split_first().map(|(_, after)| after);
    Some(before)
}

/// Where `wanted` stands first; the length of the text if it does not.
#[cfg(target_os = "none")]
pub(super) fn find(text: &[u8], wanted: u8) -> usize {
    text.iter().position(|&byte| byte == wanted).unwrap_or(text.len())
}

/// Where `wanted` stands first; the length of the text if it does not. By eight bytes at a time.
#[cfg(not(target_os = "none"))]
pub(super) fn find(text: &[u8], wanted: u8) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let mut rest = text;
    while let Some((word, behind)) = rest.split_first_chunk() {
        // A byte that is the same is zero here, and the first zero is the lowest one that borrows.
        let other = u64::from_le_bytes(*word) ^ (ONES * u64::from(wanted));
        let same = other.wrapping_sub(ONES) & !other & (ONES << 7);
        if same != 0 {
            return text.len() - rest.len() + same.trailing_zeros() as usize / 8;
        }
        rest = behind;
    }
    text.len() - rest.iter().position(|&byte| byte == wanted).map_or(0, |at| rest.len() - at)
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

/// How many bytes of a text, from its first on, can stand in the name of a header.
pub(super) fn name_len(text: &[u8]) -> usize {
    #[cfg(target_os = "none")]
    let in_name = is_in_name;
    #[cfg(not(target_os = "none"))]
    let in_name = |byte| IN_NAME.get(usize::from(byte)).is_some_and(|&is| is);
    text.iter().position(|&byte| !in_name(byte)).unwrap_or(text.len())
}

const fn is_in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
}

#[cfg(not(target_os = "none"))]
const IN_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let (mut rest, mut byte): (&mut [bool], u8) = (&mut table, 0);
    while let Some((is, behind)) = rest.split_first_mut() {
        *is = is_in_name(byte);
        byte = byte.wrapping_add(1);
        rest = behind;
    }
    table
};

/// Whether there is a control character other than the tab. No line may hold one.
pub(super) fn has_control(text: &[u8]) -> bool {
    // To the end, as a host then looks at many bytes at once.
    text.iter().fold(false, |any, byte| any | (byte.is_ascii_control() & (*byte != b'\t')))
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
    fn the_first_byte_of_a_kind() {
        let text = b"\x3a\x3b\xba\x80ab:\x00:cdefghij:klm";
        for start in 0..text.len() {
            for end in start..=text.len() {
                let piece = &text[start..end];
                let expected = piece.iter().position(|&byte| byte == b':').unwrap_or(piece.len());
                assert_eq!(find(piece, b':'), expected, "{piece:?}");
            }
        }
        assert_eq!((find(b"", 0), find(&[0xff; 20], 0), find(&[0xff; 20], 0xff)), (0, 20, 0));
    }

    #[test]
    fn names() {
        for (text, len) in
            [("a-B_9!#$%&'*+.^`|~: x", 18), (":", 0), ("", 0), ("a b", 1), ("a\u{e9}", 1), ("ab", 2)]
        {
            assert_eq!(name_len(text.as_bytes()), len, "{text}");
        }
        assert!((0..=255).all(|byte| (name_len(&[byte]) == 1) == is_in_name(byte)));
    }

    #[test]
    fn control_characters() {
        assert!(!has_control(b"") && !has_control(b"a\tb \xff"));
        assert!(has_control(b"\0") && has_control(b"a\rb") && has_control(b"a\x7f"));
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
