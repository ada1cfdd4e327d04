//! A string of a JSON text, and the characters that it stands for.

/// A string as it stands in a JSON text, still escaped, without its quotes. It borrows from the text.
///
/// ```
/// use librato::json::{Event, Scanner};
/// let mut scanner = Scanner::new(br#""caf\u00e9""#);
/// let Ok(Some(Event::String(text))) = scanner.next_event() else { panic!() };
/// assert!(text.is("café"));
/// assert_eq!(text.raw(), br"caf\u00e9");
/// assert_eq!(text.to_string(), "café");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    /// `raw` is what stands between the quotes of a string, or the beginning of it.
    pub(crate) const fn from_raw(raw: &'a [u8]) -> Self {
        Self(raw)
    }

    /// The name of a member that [a value was found under](super::Picked::key).
    pub(crate) fn of_key(key: &'a [u8]) -> Self {
        Self(if core::str::from_utf8(key).is_ok() { key } else { b"" })
    }

    /// As it stands in the JSON text, escapes and all. In UTF-8 if the JSON text is.
    #[must_use]
    pub const fn raw(self) -> &'a [u8] {
        self.0
    }

    /// The characters that it stands for.
    #[must_use]
    pub const fn chars(self) -> Unescaped<'a> {
        Unescaped { bytes: self.bytes() }
    }

    /// The bytes that it stands for.
    pub(crate) const fn bytes(self) -> Bytes<'a> {
        Bytes { rest: self.0, tail: 0 }
    }

    /// Whether it stands for this text.
    #[must_use]
    pub fn is(self, text: &str) -> bool {
        self.chars().eq(text.chars())
    }

    /// Whether it stands for the same as these two, one after the other, but for the case of ASCII letters.
    pub(crate) fn is_like(self, start: Text<'_>, end: Text<'_>) -> bool {
        let mut own = self.bytes();
        own.begin_like(start) && own.begin_like(end) && own.next().is_none()
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

impl core::fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Text({self})")
    }
}

/// The bytes that a [`Text`] stands for. Half of a surrogate pair without the other half comes out in three bytes that are
/// no UTF-8. An escape that was cut at the end is left out.
#[derive(Clone, Debug)]
pub(crate) struct Bytes<'a> {
    rest: &'a [u8],
    /// What is left of a character of several bytes, the next one lowest.
    tail: u32,
}

impl Iterator for Bytes<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.tail > 0 {
            let byte = self.tail as u8;
            self.tail >>= 8;
            return Some(byte);
        }
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        if byte != b'\\' {
            return Some(byte);
        }
        let (&letter, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(match letter {
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => return self.unit_escape(),
            other => other,
        })
    }
}

impl Bytes<'_> {
    /// Takes as many bytes as a text stands for, and says whether they are the same but for the case of ASCII letters.
    #[inline(never)]
    fn begin_like(&mut self, text: Text<'_>) -> bool {
        text.bytes().all(|byte| self.next().is_some_and(|own| own.eq_ignore_ascii_case(&byte)))
    }

    /// What `\u` begins: one code unit, or the two of a pair. The first byte of it, in UTF-8.
    fn unit_escape(&mut self) -> Option<u8> {
        let mut code = self.four_digits()?;
        if let (0xd800..0xdc00, [b'\\', b'u', rest @ ..]) = (code, self.rest) {
            let mut ahead = Bytes { rest, tail: 0 };
            let low = ahead.four_digits()?.wrapping_sub(0xdc00);
            if low < 0x400 {
                self.rest = ahead.rest;
                code = (code.wrapping_sub(0xd7c0) << 10).wrapping_add(low);
            }
        }
        if code < 0x80 {
            return Some(code as u8);
        }
        // Six bits a byte, the last ones first. Each byte leaves room for one bit less in the first.
        let mut room = 0x3f;
        while code > room {
            self.tail = self.tail << 8 | 0x80 | code & 0x3f;
            code >>= 6;
            room >>= 1;
        }
        Some((!(room << 1 | 1) | code) as u8)
    }

    /// The number that the next four hexadecimal digits are; that of U+FFFD if they are none.
    fn four_digits(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        let number = |sum: u32, byte: &u8| Some(sum << 4 | char::from(*byte).to_digit(16)?);
        Some(digits.iter().try_fold(0, number).unwrap_or(0xfffd))
    }
}

/// The characters that a [`Text`] stands for. Half of a surrogate pair without the other half comes out as U+FFFD, and so
/// does what is no UTF-8. An escape or a character that was cut at the end is left out.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Unescaped<'a> {
    bytes: Bytes<'a>,
}

impl Iterator for Unescaped<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let first = self.bytes.next()?;
        let (more, least) = match first {
            0..0x80 => return Some(char::from(first)),
            0xc2..0xe0 => (1, 0x80),
            0xe0..0xf0 => (2, 0x800),
            0xf0..0xf5 => (3, 0x1_0000),
            _ => return Some(char::REPLACEMENT_CHARACTER),
        };
        let mut code = u32::from(first) & (0x3f >> more);
        for _ in 0..more {
            let mut ahead = self.bytes.clone();
            let byte = ahead.next()?;
            if byte & 0xc0 != 0x80 {
                return Some(char::REPLACEMENT_CHARACTER);
            }
            code = code << 6 | u32::from(byte & 0x3f);
            self.bytes = ahead;
        }
        // Some spellings are longer than they need be, and no UTF-8.
        Some(char::from_u32(code).filter(|_| code >= least).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
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
            let text = Text::from_raw(raw.as_bytes());
            assert_eq!(text.chars().collect::<String>(), plain, "{raw}");
            assert_eq!(text.to_string(), plain);
            assert!(text.is(plain) && !text.is("other"));
        }
    }

    #[test]
    fn what_is_cut_or_no_utf8() {
        for cut in [&b"a"[..], b"a\\", b"a\\u00e", b"a\xc3", b"a\xf0\x9f\x98", b"a\\ud83d\\u0"] {
            assert_eq!(Text::from_raw(cut).to_string(), "a", "{cut:?}");
        }
        for (bytes, plain) in [
            (&b"\xff\xfea"[..], "\u{fffd}\u{fffd}a"),
            (b"\xc3(", "\u{fffd}("),
            (b"\xc0\x80", "\u{fffd}\u{fffd}"),
            (b"\xe0\x80\x80", "\u{fffd}"),
            (b"\xed\xa0\x80", "\u{fffd}"),
            (b"\xf4\x90\x80\x80", "\u{fffd}"),
            (br"\u00g0", "\u{fffd}"),
        ] {
            assert_eq!(Text::from_raw(bytes).to_string(), plain, "{bytes:?}");
        }
    }

    #[test]
    fn every_character_is_read_back() {
        for character in '\0'..=char::MAX {
            let mut utf8 = [0; 4];
            let text = character.encode_utf8(&mut utf8).as_bytes();
            if character != '\\' {
                assert_eq!(Text::from_raw(text).chars().collect::<String>(), character.to_string());
            }
        }
    }

    #[test]
    fn into_a_buffer() {
        let text = Text::from_raw(br"a\u00e9\ud83d\ude00");
        let mut buf = [0; 7];
        assert_eq!(text.unescape_into(&mut buf), Some("aé😀"));
        assert_eq!(text.unescape_into(&mut buf[..6]), None);
        assert_eq!(Text::from_raw(b"").unescape_into(&mut []), Some(""));
    }
}
