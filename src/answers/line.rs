//! Collects the lines of an answer, one at a time and byte by byte.

/// The longest line that is kept, its CR with it. Of a longer one this much of the beginning is kept.
pub(super) const LINE: usize = 160;

/// One line of an answer, as far as it has come.
pub(super) struct Line {
    kept: heapless::Vec<u8, LINE, u8>,
    overlong: bool,
}

impl Line {
    pub(super) const fn new() -> Self {
        Self { kept: heapless::Vec::new(), overlong: false }
    }

    /// Takes a byte that is no LF, and says whether it is the first one too many.
    pub(super) fn push(&mut self, byte: u8) -> bool {
        let was_overlong = self.overlong;
        self.overlong |= self.kept.push(byte).is_err();
        self.overlong && !was_overlong
    }

    /// Takes bytes without LF, no more than there is [`room`](Self::room) for.
    #[cfg(feature = "std")]
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        self.overlong |= self.kept.extend_from_slice(bytes).is_err();
    }

    /// How many bytes more are kept.
    #[cfg(feature = "std")]
    pub(super) fn room(&self) -> usize {
        LINE - self.kept.len()
    }

    /// The line as far as it was kept, without its CR.
    pub(super) fn text(&self) -> &[u8] {
        match self.kept.as_slice() {
            [text @ .., b'\r'] if !self.overlong => text,
            kept => kept,
        }
    }

    /// Whether more came than is kept.
    pub(super) const fn is_overlong(&self) -> bool {
        self.overlong
    }

    /// Begins anew.
    pub(super) fn clear(&mut self) {
        self.kept.clear();
        self.overlong = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &[u8]) -> Line {
        let mut line = Line::new();
        assert!(text.iter().all(|&byte| !line.push(byte)));
        line
    }

    #[test]
    fn the_line_end_is_no_text() {
        assert_eq!(line(b"Date: x\r").text(), b"Date: x");
        assert_eq!(line(b"next").text(), b"next");
        assert_eq!(line(b"\r").text(), b"");
        let mut line = line(b"next");
        line.clear();
        assert_eq!((line.text(), line.is_overlong()), (&b""[..], false));
    }

    #[test]
    fn of_a_longer_line_the_beginning_stays() {
        let mut line = line(&[b'a'; LINE]);
        assert!(!line.is_overlong());
        assert!(line.push(b'b') && !line.push(b'c'));
        assert!(line.is_overlong());
        assert_eq!(line.text(), [b'a'; LINE]);
        line.clear();
        assert_eq!((line.text(), line.is_overlong()), (&b""[..], false));
    }
}
