//! The line before each chunk of a body.

use super::AnswerError;

/// The size of the chunk that follows this line: hexadecimal digits, then white space or an extension, which counts
/// nothing. 0 is the last one.
pub(super) fn size(line: &[u8]) -> Result<u32, AnswerError> {
    let mut size = 0_u32;
    let mut rest = line;
    while let Some((&byte, after)) = rest.split_first() {
        let Some(digit) = char::from(byte).to_digit(16) else { break };
        if size >> 28 != 0 {
            return Err(AnswerError::ChunkTooLarge);
        }
        size = size << 4 | digit;
        rest = after;
    }
    match super::fields::trim(rest) {
        [] | [b';', ..] if rest.len() < line.len() => Ok(size),
        _ => Err(AnswerError::BadChunk),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (line, chunk) in
            [("5", 5), ("00A ;x=\"y\"", 10), ("0", 0), ("fF", 255), ("ffffffff \t", u32::MAX), ("1;", 1)]
        {
            assert_eq!(size(line.as_bytes()), Ok(chunk), "{line}");
        }
        for line in ["", " ", ";x", "-5", "0x5", "5 5", "5\rx", " 5", "\r"] {
            assert_eq!(size(line.as_bytes()), Err(AnswerError::BadChunk), "{line}");
        }
        for line in ["100000000", "FFFFFFFFFFFFFFFFF"] {
            assert_eq!(size(line.as_bytes()), Err(AnswerError::ChunkTooLarge), "{line}");
        }
    }
}
