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
        self.kept.push(byte).is_err() && !core::mem::replace(&mut self.overlong, true)
    }

    /// Takes bytes up to a LF, at most that many, and says how many. What is taken would change nothing byte by byte.
    #[cfg(feature = "std")]
    pub(super) fn run(&mut self, raw: &[u8], most: usize) -> usize {
        let line = raw.get(..most.min(LINE - self.kept.len())).unwrap_or(raw);
        let end = super::fields::find(line, b'\n');
        // Without its end a line may be wrong already, which its last byte tells.
        let taken = if end < line.len() { end } else { end.saturating_sub(1) };
        let run = line.get(..taken).unwrap_or_default();
        self.overlong |= self.kept.extend_from_slice(run).is_err();
        taken
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
