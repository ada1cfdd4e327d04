//! Takes credentials out of a request on its way into memory.

const NAME: &[u8] = b"authorization";

/// Takes the value of `Authorization` out of the bytes of a request, one byte at a time, so that no part of it is
/// ever stored, however the request was cut into windows.
#[derive(Clone, Copy)]
pub(super) struct Redactor {
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    /// In a line that so far is the first so many bytes of [`NAME`].
    Name(usize),
    /// In any other line.
    Line,
    /// After the CR of an empty line.
    Empty,
    /// In the value.
    Secret,
    /// In a line that continues the value, or at the start of what may be one.
    Continued,
    AfterSecret,
    Body,
}

/// What is stored in place of one byte.
pub(super) enum Stored {
    Byte(u8),
    Text(&'static [u8]),
}

impl Iterator for Stored {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        match *self {
            Self::Byte(byte) => {
                *self = Self::Text(&[]);
                Some(byte)
            }
            Self::Text(text) => {
                let (&first, rest) = text.split_first()?;
                *self = Self::Text(rest);
                Some(first)
            }
        }
    }
}

impl Redactor {
    pub(super) const fn new() -> Self {
        Self { state: State::Name(0) }
    }

    pub(super) fn next(&mut self, byte: u8) -> Stored {
        // A line that continues a secret one begins with white space; any other is a line of its own.
        if matches!(self.state, State::AfterSecret) && !matches!(byte, b' ' | b'\t') {
            self.state = State::Name(0);
        }
        let (state, stored) = match (self.state, byte) {
            (State::Body, _) | (State::Name(0) | State::Empty, b'\n') => (State::Body, Stored::Byte(byte)),
            (State::Secret, b'\n') => (State::AfterSecret, Stored::Text(b"\r\n")),
            (State::Continued, b'\n') => (State::AfterSecret, Stored::Text(b"")),
            (State::Secret, _) => (State::Secret, Stored::Text(b"")),
            (State::Continued | State::AfterSecret, _) => (State::Continued, Stored::Text(b"")),
            (State::Name(matched), b':') if matched == NAME.len() => {
                (State::Secret, Stored::Text(b": <redacted>"))
            }
            (State::Name(0), b'\r') => (State::Empty, Stored::Byte(byte)),
            (_, b'\n') => (State::Name(0), Stored::Byte(byte)),
            (State::Name(matched), _) => (name(matched, byte), Stored::Byte(byte)),
            (State::Line | State::Empty, _) => (State::Line, Stored::Byte(byte)),
        };
        self.state = state;
        stored
    }
}

fn name(matched: usize, byte: u8) -> State {
    match NAME.get(matched) {
        Some(wanted) if wanted.eq_ignore_ascii_case(&byte) => State::Name(matched.saturating_add(1)),
        // White space between name and colon is no HTTP, and yet no reason to keep what follows.
        None if matches!(byte, b' ' | b'\t') => State::Name(matched),
        _ => State::Line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;
    use std::string::String;

    fn redact(text: &str) -> String {
        let mut redactor = Redactor::new();
        text.bytes().flat_map(|byte| redactor.next(byte)).map(char::from).collect()
    }

    #[test]
    fn only_the_value_of_authorization_goes() {
        for (name, end) in
            [("Authorization:", "\r\n"), ("AUTHORIZATION :", "\n"), ("authorization\t:", "\r\n")]
        {
            let before = format!("POST / HTTP/1.1{end}Host: a{end}");
            let after =
                format!("Authorizations: kept{end}X-Authorization: kept{end}{end}Authorization: body\n\n");
            let secret = format!("{name} Basic c2VjcmV0{end}\t more: secret{end} Host: secret{end}");
            let shown = format!("{name} <redacted>\r\n");
            assert_eq!(redact(&format!("{before}{secret}{after}")), format!("{before}{shown}{after}"));
        }
    }

    #[test]
    fn a_head_may_end_in_the_secret_line() {
        assert_eq!(redact("G\r\nAuthorization:x\r\n\r\nbody"), "G\r\nAuthorization: <redacted>\r\n\r\nbody");
        assert_eq!(redact("G\r\nAuthorization:x"), "G\r\nAuthorization: <redacted>");
    }
}
