//! A string of a JSON text, and the characters that it stands for.

/// A string as it stands in a JSON text, still escaped, without its quotes. It borrows from the text.
///
/// ```
/// use librato::json::{Event, Scanner};
/// let mut scanner = Scanner::new(br#""caf\u00e9""#);
/// let Ok(Some(Event::String(text))) = scanner.next_event() else { panic!() };
/// assert!(text.is("café"));
/// assert_eq!(text.raw(), r"caf\u00e9");
/// assert_eq!(text.to_string(), "café");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    /// `raw` must be what a scanner found, or part of it that cuts no escape.
    pub(crate) const fn from_raw(raw: &'a str) -> Self {
        Self(raw)
    }

    /// As it stands in the JSON text, escapes and all.
    #[must_use]
    pub const fn raw(self) -> &'a str {
        self.0
    }

    /// The characters that it stands for.
    #[must_use]
    pub fn chars(self) -> Unescaped<'a> {
        Unescaped { rest: self.0.chars() }
    }

    /// Whether it stands for this text.
    #[must_use]
    pub fn is(self, text: &str) -> bool {
        self.chars().eq(text.chars())
    }

    /// Writes what it stands for into `buf`. `None` if it does not fit; then `buf` holds part of it.
    pub fn unescape_into(self, buf: &mut [u8]) -> Option<&str> {
        let mut used = 0_usize;
        for character in self.chars() {
            let mut utf8 = [0; 4];
            let piece = character.encode_utf8(&mut utf8).as_bytes();
            let room = buf.get_mut(used..)?.get_mut(..piece.len())?;
            for (slot, &byte) in room.iter_mut().zip(piece) {
                *slot = byte;
            }
            used = used.saturating_add(piece.len());
        }
        core::str::from_utf8(buf.get(..used)?).ok()
    }
}

impl core::fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        use core::fmt::Write as _;
        self.chars().try_for_each(|character| f.write_char(character))
    }
}

/// The characters that a [`Text`] stands for. Half of a surrogate pair without the other half comes out as U+FFFD.
#[derive(Clone, Debug)]
pub struct Unescaped<'a> {
    rest: core::str::Chars<'a>,
}

impl Iterator for Unescaped<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let character = self.rest.next()?;
        if character != '\\' {
            return Some(character);
        }
        Some(match self.rest.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.unit_escape(),
            other => other,
        })
    }
}

impl Unescaped<'_> {
    /// What `\u` begins: one code unit, or the two of a pair.
    fn unit_escape(&mut self) -> char {
        let high = four_digits(&mut self.rest);
        if let Some(character) = char::from_u32(high) {
            return character;
        }
        let mut ahead = self.rest.clone();
        if high < 0xdc00 && ahead.next() == Some('\\') && ahead.next() == Some('u') {
            let low = four_digits(&mut ahead);
            if (0xdc00..0xe000).contains(&low) {
                self.rest = ahead;
                let code = ((high & 0x3ff) << 10 | (low & 0x3ff)).wrapping_add(0x1_0000);
                return char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
        }
        char::REPLACEMENT_CHARACTER
    }
}

/// The number that the next four hexadecimal digits are. A scanner has seen that they are digits.
fn four_digits(characters: &mut core::str::Chars<'_>) -> u32 {
    characters.by_ref().take(4).fold(0, |number, digit| number << 4 | digit.to_digit(16).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::{String, ToString};

    #[test]
    fn escapes_come_off() {
        for (raw, plain) in [
            ("plain é", "plain é"),
            (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r"\u00e9\u20AC", "é€"),
            (r"\ud83d\ude00!", "😀!"),
            (r"\uD834\uDD1E", "\u{1d11e}"),
            (r"\ud800x", "\u{fffd}x"),
            (r"\udc00\ud800", "\u{fffd}\u{fffd}"),
            (r"\ud800\ud83d\ude00", "\u{fffd}😀"),
            (r"\ud800\n", "\u{fffd}\n"),
            (r"\ud800\u0041", "\u{fffd}A"),
        ] {
            let text = Text::from_raw(raw);
            assert_eq!(text.chars().collect::<String>(), plain, "{raw}");
            assert_eq!(text.to_string(), plain);
            assert!(text.is(plain) && !text.is("other"));
        }
    }

    #[test]
    fn into_a_buffer() {
        let text = Text::from_raw(r"a\u00e9\ud83d\ude00");
        let mut buf = [0; 7];
        assert_eq!(text.unescape_into(&mut buf), Some("aé😀"));
        assert_eq!(text.unescape_into(&mut buf[..6]), None);
        assert_eq!(Text::from_raw("").unescape_into(&mut []), Some(""));
    }
}
