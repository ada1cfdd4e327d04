//! Collects one line of a head at a time, from pieces of any size.

/// The longest line that is kept, its CR with it. Of a longer one this much of the beginning is kept.
pub(super) const LINE: usize = 160;

/// One line of a head. All-zero when empty.
pub(super) struct Line {
    kept: [u8; LINE],
    len: u8,
    overlong: bool,
    whole: bool,
}

impl Line {
    pub(super) const fn new() -> Self {
        Self { kept: [0; LINE], len: 0, overlong: false, whole: false }
    }

    /// Takes bytes up to and with the next LF, and says how many and whether the line is whole now. A line that
    /// was whole before is forgotten first.
    pub(super) fn take(&mut self, raw: &[u8]) -> (usize, bool) {
        if self.whole {
            (self.len, self.overlong, self.whole) = (0, false, false);
        }
        let end = raw.iter().position(|&byte| byte == b'\n');
        let text = raw.get(..end.unwrap_or(raw.len())).unwrap_or_default();
        let room = self.kept.get_mut(usize::from(self.len)..).unwrap_or_default();
        self.overlong |= text.len() > room.len();
        for (slot, &byte) in room.iter_mut().zip(text) {
            *slot = byte;
            self.len = self.len.wrapping_add(1);
        }
        self.whole = end.is_some();
        (text.len().saturating_add(usize::from(self.whole)), self.whole)
    }

    /// The line as far as it was kept, without its line end.
    pub(super) fn text(&self) -> &[u8] {
        let kept = self.kept.get(..usize::from(self.len)).unwrap_or_default();
        match kept {
            [text @ .., b'\r'] if self.whole && !self.overlong => text,
            _ => kept,
        }
    }

    /// Whether more came than is kept.
    pub(super) const fn is_overlong(&self) -> bool {
        self.overlong
    }
}

/// A header line in its two parts, the value without white space around it. `None` if it has no colon, or a name
/// or a value with a character that has no place there.
pub(super) fn split_header(line: &[u8]) -> Option<(&str, &[u8])> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let (name, rest) = line.split_at_checked(colon)?;
    let value = trim(rest.split_first()?.1);
    let name = core::str::from_utf8(name).ok()?;
    (!name.is_empty() && name.bytes().all(is_token) && value.iter().all(|&byte| !is_control(byte)))
        .then_some((name, value))
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

/// Without spaces and tabs around it.
pub(super) const fn trim(text: &[u8]) -> &[u8] {
    let mut text = text;
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_from_any_pieces() {
        let mut line = Line::new();
        assert_eq!(line.take(b"Date: x\r\nnext"), (9, true));
        assert_eq!(line.text(), b"Date: x");
        assert_eq!(line.take(b"ne"), (2, false));
        assert_eq!(line.take(b"xt\n"), (3, true));
        assert_eq!(line.text(), b"next");
        assert_eq!(line.take(b"\r"), (1, false));
        assert_eq!(line.take(b"\n"), (1, true));
        assert_eq!((line.text(), line.is_overlong()), (&b""[..], false));
    }

    #[test]
    fn of_a_longer_line_the_beginning_stays() {
        let mut line = Line::new();
        assert_eq!(line.take(&[b'a'; LINE]), (LINE, false));
        assert!(!line.is_overlong());
        assert_eq!(line.take(b"bc\n"), (3, true));
        assert!(line.is_overlong());
        assert_eq!(line.text(), [b'a'; LINE]);
        assert_eq!(line.take(b"\n"), (1, true));
        assert_eq!((line.text(), line.is_overlong()), (&b""[..], false));
    }

    #[test]
    fn a_header_is_a_token_a_colon_and_a_value() {
        assert_eq!(split_header(b"A-b: \t c d \t"), Some(("A-b", &b"c d"[..])));
        assert_eq!(split_header(b"A:"), Some(("A", &b""[..])));
        assert_eq!(split_header("A: \u{e9}".as_bytes()), Some(("A", "\u{e9}".as_bytes())));
        for bad in [&b"A"[..], b": x", b"A : x", b"A\xc3\xa9: x", b"A: x\ry", b"A: x\0", b"A: \x7f", b" A: x"]
        {
            assert_eq!(split_header(bad), None, "{bad:?}");
        }
    }
}
