//! Walks over a JSON text and gives its parts, one at a time.

use super::number::is_number;
use super::{JsonError, Text};

/// A part of a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Event<'a> {
    /// `{`
    ObjectStart,
    /// `}`
    ObjectEnd,
    /// `[`
    ArrayStart,
    /// `]`
    ArrayEnd,
    /// The name of the member whose value follows.
    Key(Text<'a>),
    /// A string.
    String(Text<'a>),
    /// A number, as it is spelled.
    Number(&'a str),
    /// `true` or `false`.
    Bool(bool),
    /// `null`
    Null,
}

/// Walks over a text of one JSON value, strict as RFC 8259 is, and gives its parts in order.
///
/// Nesting is kept in the bits of one word: no recursion and 32 levels. A copy of it is a place to come back to.
///
/// ```
/// use librato::json::{Event, Scanner};
/// let mut scanner = Scanner::new(br#"{"count": [3, 4]}"#);
/// let mut sum = 0;
/// while let Some(event) = scanner.next_event()? {
///     if let Event::Number(digits) = event {
///         sum += digits.parse::<i32>().unwrap_or(0);
///     }
/// }
/// assert_eq!(sum, 7);
/// # Ok::<(), librato::json::JsonError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Scanner<'a> {
    rest: &'a [u8],
    /// One bit a level, the innermost lowest: 1 for an object.
    levels: u32,
    depth: u8,
    expect: Expect,
    cut: Option<Text<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    Value,
    /// After `[`.
    ValueOrEnd,
    /// After `{`.
    KeyOrEnd,
    /// After the comma of an object.
    Key,
    CommaOrEnd,
    /// Nothing but white space.
    Nothing,
    Failed(JsonError),
}

impl<'a> Scanner<'a> {
    /// How deep arrays and objects may be nested.
    pub const MAX_DEPTH: usize = 32;

    /// A scanner at the beginning of `text`.
    #[must_use]
    pub const fn new(text: &'a [u8]) -> Self {
        Self { rest: text, levels: 0, depth: 0, expect: Expect::Value, cut: None }
    }

    /// How many arrays and objects are open.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth as usize
    }

    /// After [`JsonError::Truncated`] within a string value: what there was of it, without an escape or a
    /// character that was cut.
    #[must_use]
    pub const fn cut_text(&self) -> Option<Text<'a>> {
        self.cut
    }

    /// The next part, `None` after the last one.
    ///
    /// # Errors
    /// What is wrong first. It is given again from then on.
    pub fn next_event(&mut self) -> Result<Option<Event<'a>>, JsonError> {
        let result = self.step();
        if let Err(error) = result {
            self.expect = Expect::Failed(error);
        }
        result
    }

    /// Passes over the next value, whatever it is.
    ///
    /// # Errors
    /// As [`next_event`](Self::next_event).
    pub fn skip_value(&mut self) -> Result<(), JsonError> {
        let depth = self.depth;
        loop {
            let event = self.next_event()?;
            if self.depth <= depth && !matches!(event, Some(Event::Key(_))) {
                return Ok(());
            }
        }
    }

    fn step(&mut self) -> Result<Option<Event<'a>>, JsonError> {
        loop {
            self.skip_space();
            let Some((&byte, after)) = self.rest.split_first() else {
                return match self.expect {
                    Expect::Nothing => Ok(None),
                    Expect::Failed(error) => Err(error),
                    _ => Err(JsonError::Truncated),
                };
            };
            match (self.expect, byte) {
                (Expect::Failed(error), _) => return Err(error),
                (Expect::Nothing, _) => return Err(JsonError::Trailing),
                (Expect::CommaOrEnd, b',') => {
                    self.rest = after;
                    self.expect = if self.in_object() { Expect::Key } else { Expect::Value };
                }
                (Expect::CommaOrEnd | Expect::KeyOrEnd, b'}') if self.in_object() => {
                    return Ok(Some(self.close(after, Event::ObjectEnd)));
                }
                (Expect::CommaOrEnd | Expect::ValueOrEnd, b']') if !self.in_object() => {
                    return Ok(Some(self.close(after, Event::ArrayEnd)));
                }
                (Expect::Key | Expect::KeyOrEnd, b'"') => {
                    let key = self.string(after)?;
                    return self.colon().map(|()| Some(Event::Key(key)));
                }
                (Expect::Value | Expect::ValueOrEnd, _) => return self.value(byte, after).map(Some),
                _ => return Err(JsonError::Unexpected),
            }
        }
    }

    fn skip_space(&mut self) {
        while let Some((b' ' | b'\t' | b'\n' | b'\r', rest)) = self.rest.split_first() {
            self.rest = rest;
        }
    }

    const fn in_object(&self) -> bool {
        self.levels & 1 == 1
    }

    fn open(&mut self, after: &'a [u8], object: bool) -> Result<(), JsonError> {
        if self.depth() >= Self::MAX_DEPTH {
            return Err(JsonError::TooDeep);
        }
        self.depth = self.depth.saturating_add(1);
        self.levels = self.levels << 1 | u32::from(object);
        self.expect = if object { Expect::KeyOrEnd } else { Expect::ValueOrEnd };
        self.rest = after;
        Ok(())
    }

    fn close(&mut self, after: &'a [u8], event: Event<'a>) -> Event<'a> {
        self.depth = self.depth.saturating_sub(1);
        self.levels >>= 1;
        self.rest = after;
        self.value_done();
        event
    }

    fn value_done(&mut self) {
        self.expect = if self.depth == 0 { Expect::Nothing } else { Expect::CommaOrEnd };
    }

    fn value(&mut self, byte: u8, after: &'a [u8]) -> Result<Event<'a>, JsonError> {
        let event = match byte {
            b'{' => return self.open(after, true).map(|()| Event::ObjectStart),
            b'[' => return self.open(after, false).map(|()| Event::ArrayStart),
            b'"' => Event::String(self.string(after)?),
            b't' => self.word(b"true", Event::Bool(true))?,
            b'f' => self.word(b"false", Event::Bool(false))?,
            b'n' => self.word(b"null", Event::Null)?,
            b'-' | b'0'..=b'9' => self.number()?,
            _ => return Err(JsonError::Unexpected),
        };
        self.value_done();
        Ok(event)
    }

    fn word(&mut self, word: &[u8], event: Event<'a>) -> Result<Event<'a>, JsonError> {
        match self.rest.strip_prefix(word) {
            Some(rest) => {
                self.rest = rest;
                Ok(event)
            }
            None if word.starts_with(self.rest) => Err(JsonError::Truncated),
            None => Err(JsonError::Unexpected),
        }
    }

    fn number(&mut self) -> Result<Event<'a>, JsonError> {
        let part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
        let end = self.rest.iter().position(|byte| !part(byte));
        if end.is_none() && self.depth > 0 {
            return Err(JsonError::Truncated);
        }
        let end = end.unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at_checked(end).ok_or(JsonError::BadNumber)?;
        if !is_number(digits) {
            return Err(JsonError::BadNumber);
        }
        self.rest = rest;
        core::str::from_utf8(digits).map(Event::Number).map_err(|_| JsonError::BadNumber)
    }

    fn colon(&mut self) -> Result<(), JsonError> {
        self.skip_space();
        match self.rest.split_first() {
            None => Err(JsonError::Truncated),
            Some((b':', after)) => {
                self.rest = after;
                self.expect = Expect::Value;
                Ok(())
            }
            Some(_) => Err(JsonError::Unexpected),
        }
    }

    /// Reads a string from after its first quote on.
    fn string(&mut self, text: &'a [u8]) -> Result<Text<'a>, JsonError> {
        let mut rest = text;
        let mut bits = 0;
        loop {
            // Most of a string is such a run, a byte of which takes a third of what it takes by itself.
            let run = rest.iter().position(|byte| {
                bits |= *byte;
                matches!(*byte, b'"' | b'\\' | 0..0x20)
            });
            rest = run.and_then(|run| rest.get(run..)).unwrap_or_default();
            let before = text.len().saturating_sub(rest.len());
            rest = match rest {
                [b'"', after @ ..] => {
                    self.rest = after;
                    let raw = text.get(..before).unwrap_or_default();
                    let is_text = bits.is_ascii() || core::str::from_utf8(raw).is_ok();
                    return if is_text { Ok(Text::from_raw(raw)) } else { Err(JsonError::BadString) };
                }
                [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', after @ ..] => after,
                [b'\\', b'u', after @ ..] => {
                    let digits = after.get(..4).unwrap_or(after);
                    if !digits.iter().all(u8::is_ascii_hexdigit) {
                        return Err(JsonError::BadString);
                    }
                    match after.get(4..) {
                        Some(after) => after,
                        None => return Err(self.cut_string(text, before)),
                    }
                }
                [] | [b'\\'] => return Err(self.cut_string(text, before)),
                _ => return Err(JsonError::BadString),
            };
        }
    }

    /// Keeps the first `len` bytes of a string that has no end, as far as they are whole characters.
    fn cut_string(&mut self, text: &'a [u8], len: usize) -> JsonError {
        let raw = text.get(..len).unwrap_or_default();
        let valid = match core::str::from_utf8(raw) {
            Ok(_) => Some(raw),
            Err(error) if error.error_len().is_none() => raw.get(..error.valid_up_to()),
            Err(_) => return JsonError::BadString,
        };
        if matches!(self.expect, Expect::Value | Expect::ValueOrEnd) {
            self.cut = valid.map(Text::from_raw);
        }
        JsonError::Truncated
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn parts_in_order() {
        let mut scanner = Scanner::new(br#" {"a" : [1, "x\n", true], "b":{"c":null}} "#);
        let mut events = Vec::new();
        while let Some(event) = scanner.next_event().unwrap() {
            events.push(event);
        }
        let text = |raw: &'static str| Text::from_raw(raw.as_bytes());
        assert_eq!(
            events,
            [
                Event::ObjectStart,
                Event::Key(text("a")),
                Event::ArrayStart,
                Event::Number("1"),
                Event::String(text(r"x\n")),
                Event::Bool(true),
                Event::ArrayEnd,
                Event::Key(text("b")),
                Event::ObjectStart,
                Event::Key(text("c")),
                Event::Null,
                Event::ObjectEnd,
                Event::ObjectEnd,
            ]
        );
        assert_eq!(scanner.next_event(), Ok(None));
    }

    #[test]
    fn values_are_skipped_whole() {
        let mut scanner = Scanner::new(br#"{"a":{"b":[1,{}]},"c":2,"d":[]}"#);
        assert_eq!(scanner.next_event(), Ok(Some(Event::ObjectStart)));
        for key in ["a", "c", "d"] {
            assert!(matches!(scanner.next_event(), Ok(Some(Event::Key(found))) if found.is(key)), "{key}");
            assert_eq!(scanner.skip_value(), Ok(()));
            assert_eq!(scanner.depth(), 1);
        }
        assert_eq!(scanner.next_event(), Ok(Some(Event::ObjectEnd)));
        assert_eq!((scanner.skip_value(), scanner.skip_value()), (Ok(()), Ok(())));
    }

    #[test]
    fn a_cut_string_is_kept() {
        for (text, cut) in [
            (&br#"["abc"#[..], Some("abc")),
            (br#"["abc\"#, Some("abc")),
            (br#"["abc\u00e"#, Some("abc")),
            (b"[\"abc\xc3", Some("abc")),
            (br#"["x", "abc"#, Some("abc")),
            (br#"{"abc"#, None),
            (br#"{"abc":"#, None),
            (b"[12", None),
        ] {
            let mut scanner = Scanner::new(text);
            let error = loop {
                match scanner.next_event() {
                    Ok(event) => assert!(event.is_some()),
                    Err(error) => break error,
                }
            };
            assert_eq!(error, JsonError::Truncated);
            assert_eq!(scanner.next_event(), Err(JsonError::Truncated));
            assert_eq!(scanner.cut_text().map(Text::raw), cut.map(str::as_bytes), "{text:?}");
        }
    }

    #[test]
    fn every_cut_of_a_text_is_truncated() {
        let text = br#"{"a":[1.5e3,"x\u00e9\n",true,null,{"b":"\ud83d\ude00"}]}"#;
        assert_eq!(super::super::check(text), Ok(()));
        for end in 0..text.len() {
            assert_eq!(super::super::check(&text[..end]), Err(JsonError::Truncated), "{end}");
        }
    }
}
