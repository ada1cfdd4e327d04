//! Takes chunked framing off a body.

use super::AnswerError;

/// The longest size line with its extensions, and the longest block of trailers, in bytes. Both are skipped, so
/// this only bounds how long a server can keep a device busy with nothing.
const MAX_SKIPPED: u16 = 16 * 1024;

/// The decoder of one chunked body.
pub(super) struct Chunked {
    state: State,
    /// The size read so far, then what is left of the chunk.
    left: u64,
    /// Bytes of the size line or of the trailers so far.
    skipped: u16,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first digit of a size.
    SizeStart,
    /// In the digits.
    Size,
    /// White space after the digits.
    SizeSpace,
    /// After the `;`.
    Extension,
    /// After the CR of the size line.
    SizeEnd,
    Data,
    /// After the data, before CR or LF.
    DataEnd,
    /// After that CR.
    DataLf,
    /// At the beginning of a trailer line, or of the empty one that ends the body.
    LineStart,
    /// In a trailer line.
    Trailer,
    /// After the CR of the empty line.
    LastLf,
}

/// What comes next in a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// All bytes are used up and the body goes on.
    Wait,
    /// A piece of the body.
    Data(&'a [u8]),
    /// The body has ended.
    End,
}

impl Chunked {
    pub(super) const fn new() -> Self {
        Self { state: State::SizeStart, left: 0, skipped: 0 }
    }

    /// The next part of the body; `raw` moves past what it was read from.
    pub(super) fn next<'a>(&mut self, raw: &mut &'a [u8]) -> Result<Part<'a>, AnswerError> {
        loop {
            if self.state == State::Data {
                if raw.is_empty() {
                    return Ok(Part::Wait);
                }
                let (piece, rest, left) = split_body(raw, self.left);
                (*raw, self.left) = (rest, left);
                if left == 0 {
                    self.state = State::DataEnd;
                }
                return Ok(Part::Data(piece));
            }
            let Some((&byte, rest)) = raw.split_first() else { return Ok(Part::Wait) };
            *raw = rest;
            if self.framing_byte(byte)? {
                return Ok(Part::End);
            }
        }
    }

    /// Takes one byte that is not data and says whether the body has ended with it.
    fn framing_byte(&mut self, byte: u8) -> Result<bool, AnswerError> {
        let in_trailers = matches!(self.state, State::LineStart | State::Trailer | State::LastLf);
        self.skipped = self.skipped.saturating_add(1);
        if self.skipped > MAX_SKIPPED {
            return Err(if in_trailers { AnswerError::HeadTooLong } else { AnswerError::BadChunk });
        }
        self.state = match (self.state, byte) {
            (State::SizeStart | State::Size, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                if self.left >> 60 != 0 {
                    return Err(AnswerError::ChunkTooLarge);
                }
                self.left = (self.left << 4) | u64::from(hex_value(byte));
                State::Size
            }
            (State::Size | State::SizeSpace | State::Extension | State::SizeEnd, b'\n') => {
                self.skipped = 0;
                if self.left == 0 { State::LineStart } else { State::Data }
            }
            (State::Size | State::SizeSpace | State::Extension, b'\r') => State::SizeEnd,
            (State::Size | State::SizeSpace, b' ' | b'\t') => State::SizeSpace,
            (State::Size | State::SizeSpace, b';') => State::Extension,
            (State::Extension, _) => State::Extension,
            (State::DataEnd, b'\r') => State::DataLf,
            (State::DataEnd | State::DataLf, b'\n') => {
                self.skipped = 0;
                State::SizeStart
            }
            (State::LineStart | State::LastLf, b'\n') => return Ok(true),
            (State::LineStart, b'\r') => State::LastLf,
            (State::Trailer, b'\n') => State::LineStart,
            (State::LineStart | State::Trailer, _) => State::Trailer,
            _ => return Err(AnswerError::BadChunk),
        };
        Ok(false)
    }
}

/// The value of a byte that is known to be a hexadecimal digit.
const fn hex_value(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte & 15,
        _ => (byte & 15).wrapping_add(9),
    }
}

/// At most `left` bytes of `raw`, the rest of it, and what is left after them.
pub(super) fn split_body(raw: &[u8], left: u64) -> (&[u8], &[u8], u64) {
    let fits = usize::try_from(left).ok().and_then(|left| raw.split_at_checked(left));
    match fits {
        Some((piece, rest)) => (piece, rest, 0),
        None => (raw, &[], left.saturating_sub(raw.len() as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    /// The body, and whether it ended, from pieces of `step` bytes; with what is left of the raw bytes.
    fn decode(raw: &[u8], step: usize) -> Result<(Vec<u8>, bool, usize), AnswerError> {
        let mut decoder = Chunked::new();
        let mut body = Vec::new();
        let mut used = 0;
        for piece in raw.chunks(step) {
            let mut rest = piece;
            loop {
                match decoder.next(&mut rest)? {
                    Part::Wait => break,
                    Part::Data(data) => body.extend_from_slice(data),
                    Part::End => return Ok((body, true, raw.len() - used - (piece.len() - rest.len()))),
                }
            }
            used += piece.len();
        }
        Ok((body, false, 0))
    }

    #[test]
    fn chunks_split_anywhere() {
        let raw = b"5\r\nhello\r\n00A ;x=\"y\"\r\n, world...\r\n1\nx\n0\r\nExpires: x\r\n: any\r\n\r\nHTTP";
        for step in 1..=raw.len() {
            assert_eq!(decode(raw, step), Ok((b"hello, world...x".to_vec(), true, 4)), "{step}");
        }
        for end in 0..raw.len() - 4 {
            let (_, ended, _) = decode(&raw[..end], 3).unwrap();
            assert!(!ended, "{end}");
        }
    }

    #[test]
    fn each_fault_at_any_split() {
        for (raw, error) in [
            (&b"\r\n"[..], AnswerError::BadChunk),
            (b";x\r\n", AnswerError::BadChunk),
            (b"-5\r\n", AnswerError::BadChunk),
            (b"0x5\r\n", AnswerError::BadChunk),
            (b"5 5\r\n", AnswerError::BadChunk),
            (b"5\rx", AnswerError::BadChunk),
            (b"1\r\nxy", AnswerError::BadChunk),
            (b"1\r\nx\ry", AnswerError::BadChunk),
            (b"0\r\n\rx", AnswerError::BadChunk),
            (b"10000000000000000\r\n", AnswerError::ChunkTooLarge),
            (b"FFFFFFFFFFFFFFFFF\r\n", AnswerError::ChunkTooLarge),
        ] {
            for step in 1..=raw.len() {
                assert_eq!(decode(raw, step), Err(error), "{raw:?} by {step}");
            }
        }
        assert_eq!(decode(b"ffffffffffffffff\r\nabc", 2), Ok((b"abc".to_vec(), false, 0)));
    }

    #[test]
    fn skipped_bytes_are_bounded() {
        let mut raw = b"5;".to_vec();
        raw.resize(40_000, b'x');
        assert_eq!(decode(&raw, 100), Err(AnswerError::BadChunk));
        let mut raw = b"0\r\n".to_vec();
        raw.extend(b"A: b\r\n".repeat(10_000));
        assert_eq!(decode(&raw, 100), Err(AnswerError::HeadTooLong));
    }
}
