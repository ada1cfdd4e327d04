//! The first line of an answer.

use super::fields::{decimal, has_control};

const START: &[u8] = b"HTTP/1.";

/// Whether a first line can still become one of HTTP/1, or an empty one.
pub(super) fn is_start(line: &[u8]) -> bool {
    line.is_empty() || line.iter().zip(START).all(|(a, b)| a == b)
}

/// The minor version, as its digit, and the status of a status line. A `101` is none: what follows it is no HTTP/1.
pub(super) fn parse(line: &[u8]) -> Option<(u8, u16)> {
    let [minor @ b'0'..=b'9', b' ', rest @ ..] = line.strip_prefix(START)? else { return None };
    let (status, reason) = rest.split_at_checked(3)?;
    let status = decimal(status)?;
    let ends = matches!(reason, [] | [b' ', ..]) && !has_control(reason);
    (ends && status >= 100 && status != 101).then_some((*minor, status as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        for (line, minor, status) in
            [("HTTP/1.1 200 OK", b'1', 200), ("HTTP/1.0 999", b'0', 999), ("HTTP/1.9 100 \t", b'9', 100)]
        {
            assert_eq!(parse(line.as_bytes()), Some((minor, status)), "{line}");
            assert!((0..line.len()).all(|end| is_start(&line.as_bytes()[..end])));
        }
        for none in [
            "",
            "HTTP/1.1",
            "HTTP/1.1 20 ",
            "HTTP/1.x 200",
            "HTTP/1.1 101",
            "HTTP/1.1 0200",
            "HTTP/1.1 200\0",
        ] {
            assert_eq!(parse(none.as_bytes()), None, "{none}");
        }
        assert!(!is_start(b"HTTP/2") && !is_start(b"S"));
    }
}
