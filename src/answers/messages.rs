//! Finds the messages in a JSON error body.

use super::framing::decimal;
use crate::json::{Event, JsonError, Scanner, Text};

/// One message of an error body, and what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message<'a> {
    /// `params`, `request`, `system`, or what else the body has on the first level.
    pub group: Option<Text<'a>>,
    /// The field that the message is about, such as `name`.
    pub field: Option<Text<'a>>,
    /// A field within the field, such as `duration` of `conditions`. Names that are nested deeper are left out.
    pub sub_field: Option<Text<'a>>,
    /// The message, or a value that stands in its place.
    pub text: Text<'a>,
    /// The body was cut within the text.
    pub is_cut: bool,
}

/// A scanner in front of the value of a member of the outermost object. `None` if the body is no object, or has
/// no such member before it ends or stops being JSON.
pub(super) fn member<'a>(body: &'a [u8], name: &str) -> Option<Scanner<'a>> {
    let mut scanner = Scanner::new(body);
    let Ok(Some(Event::ObjectStart)) = scanner.next_event() else { return None };
    find_key(&mut scanner, name).then_some(scanner)
}

/// As [`member`], within the value that the scanner stands in front of.
pub(super) fn member_of<'a>(mut scanner: Scanner<'a>, name: &str) -> Option<Scanner<'a>> {
    let Ok(Some(Event::ObjectStart)) = scanner.next_event() else { return None };
    find_key(&mut scanner, name).then_some(scanner)
}

/// Moves from one member of an object to the next, until after the key of this name.
fn find_key(scanner: &mut Scanner<'_>, name: &str) -> bool {
    while let Ok(Some(Event::Key(key))) = scanner.next_event() {
        if key.is(name) {
            return true;
        }
        if scanner.skip_value().is_err() {
            return false;
        }
    }
    false
}

/// The number that the scanner stands in front of, if it is a whole one; of another one its whole part.
pub(super) fn number(mut scanner: Scanner<'_>) -> Option<u64> {
    let Ok(Some(Event::Number(digits))) = scanner.next_event() else { return None };
    let digits = digits.as_bytes();
    let end = digits.iter().position(|&byte| byte == b'.').unwrap_or(digits.len());
    let (whole, fraction) = digits.split_at_checked(end)?;
    if fraction.iter().any(|byte| byte.eq_ignore_ascii_case(&b'e')) { None } else { decimal(whole) }
}

/// Visits each message within the value that the scanner stands in front of: each text, number or truth value, with
/// the names that lead to it. Of a value that is cut or malformed, what comes before that.
pub(super) fn visit<'a>(mut scanner: Scanner<'a>, found: &mut dyn FnMut(Message<'a>)) {
    let depth = scanner.depth();
    let mut path = Path { names: [None; 3], objects: 0 };
    loop {
        let text = match scanner.next_event() {
            Ok(Some(Event::ObjectStart)) => path.enter(),
            Ok(Some(Event::ObjectEnd)) => path.leave(),
            Ok(Some(Event::Key(key))) => path.name(key),
            Ok(Some(Event::String(text))) => Some(text),
            Ok(Some(Event::Number(digits))) => Some(Text::from_raw(digits)),
            Ok(Some(Event::Bool(truth))) => Some(Text::from_raw(if truth { "true" } else { "false" })),
            Ok(Some(Event::Null | Event::ArrayStart | Event::ArrayEnd)) => None,
            Ok(None) => return,
            Err(error) => {
                if let (JsonError::Truncated, Some(text)) = (error, scanner.cut_text()) {
                    found(path.message(text, true));
                }
                return;
            }
        };
        if let Some(text) = text {
            found(path.message(text, false));
        }
        // A key leaves the depth as it is as well, but only within an object, which is one deeper.
        if scanner.depth() <= depth {
            return;
        }
    }
}

/// The names that lead to a message.
struct Path<'a> {
    names: [Option<Text<'a>>; 3],
    /// How many objects are open.
    objects: usize,
}

impl<'a> Path<'a> {
    fn enter(&mut self) -> Option<Text<'a>> {
        self.objects = self.objects.saturating_add(1);
        None
    }

    fn leave(&mut self) -> Option<Text<'a>> {
        self.objects = self.objects.saturating_sub(1);
        for name in self.names.iter_mut().skip(self.objects) {
            *name = None;
        }
        None
    }

    fn name(&mut self, key: Text<'a>) -> Option<Text<'a>> {
        if let Some(name) = self.names.get_mut(self.objects.saturating_sub(1)) {
            *name = Some(key);
        }
        None
    }

    fn message(&self, text: Text<'a>, is_cut: bool) -> Message<'a> {
        let [group, field, sub_field] = self.names;
        Message { group, field, sub_field, text, is_cut }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    fn lines(body: &str) -> Vec<String> {
        let mut lines = Vec::new();
        visit(Scanner::new(body.as_bytes()), &mut |message| {
            let names = [message.group, message.field, message.sub_field];
            let mut parts: Vec<_> = names.into_iter().flatten().map(|name| name.to_string()).collect();
            parts.push(message.text.to_string() + if message.is_cut { ".." } else { "" });
            lines.push(parts.join("/"));
        });
        lines
    }

    #[test]
    fn names_lead_to_messages() {
        assert_eq!(lines(r#""a""#), ["a"]);
        assert_eq!(lines(r#"["a", 1, null, true]"#), ["a", "1", "true"]);
        assert_eq!(
            lines(r#"{"a":{"b":["c","d"],"e":{"f":"g"}},"h":"i"}"#),
            ["a/b/c", "a/b/d", "a/e/f/g", "h/i"]
        );
        assert_eq!(lines(r#"[{"a":"b","c":{"d":"e"}},"f",{"g":"h"}]"#), ["a/b", "c/d/e", "f", "g/h"]);
        assert_eq!(
            lines(r#"{"a":{"b":{"c":{"d":{"e":"f"}},"g":"h"},"i":"j"}}"#),
            ["a/b/c/f", "a/b/g/h", "a/i/j"]
        );
        assert_eq!(lines(r#"{"a":"b","c":"de"#), ["a/b", "c/de.."]);
        assert_eq!(lines(r#"{"a":"b",}"#), ["a/b"]);
    }

    #[test]
    fn only_the_value_is_visited() {
        let body = br#"{"x":[1],"errors":{"a":"b"},"y":"c"}"#;
        let mut count = 0;
        visit(member(body, "errors").unwrap(), &mut |message| {
            assert!(message.text.is("b"));
            count += 1;
        });
        visit(member(br#"{"e":"b","y":"c"}"#, "e").unwrap(), &mut |_| count += 1);
        assert_eq!(count, 2);
        assert!(member(body, "a").is_none());
        assert!(member(b"[]", "a").is_none());
    }

    #[test]
    fn numbers() {
        let of = |body: &str| number(Scanner::new(body.as_bytes()));
        assert_eq!(
            (of("12"), of("12.9"), of("-1"), of("1e3"), of("\"1\"")),
            (Some(12), Some(12), None, None, None)
        );
        assert_eq!(of("99999999999999999999999"), None);
    }
}
