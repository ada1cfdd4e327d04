//! Walks over the values of a JSON body, or of the beginning of one.

use super::fields::split_once;

/// How many of the names that lead to a value are kept.
const NAMES: usize = 4;

/// A text, a number or a truth value in a JSON body.
pub(super) struct Value<'a> {
    /// The names that lead to it, the outermost first, as they stand in the body; empty where there are no more. Those that
    /// are nested deeper are left out.
    pub(super) names: [&'a [u8]; NAMES],
    /// As it stands in the body, without quotes.
    pub(super) text: &'a [u8],
    /// The body was cut within the text.
    pub(super) is_cut: bool,
    /// Tells the objects on the second level apart.
    pub(super) object: usize,
}

impl Value<'_> {
    /// Whether exactly these names lead to it, written with dots between them.
    pub(super) fn is_at(&self, path: &[u8]) -> bool {
        let mut path = Some(path);
        self.names.iter().all(|name| {
            let (next, rest) = split_once(path.unwrap_or_default(), b'.');
            path = rest;
            next == *name
        })
    }

    /// The outermost of the names.
    pub(super) fn member(&self) -> &[u8] {
        self.names.first().copied().unwrap_or_default()
    }
}

/// Visits each value of a body that is a JSON object, in its order, but for `null`. What was cut is visited as far as it
/// goes, but for a number.
///
/// It looks for the parts of JSON and not for all that can be wrong with them, so it takes a third of the flash that a
/// [`Scanner`](crate::json::Scanner) does. What is no JSON ends the walk, or gives values that nobody asks for.
pub(super) fn visit<'a>(body: &'a [u8], found: &mut dyn FnMut(&Value<'a>)) {
    let [b'{', rest @ ..] = body.trim_ascii_start() else { return };
    let mut rest = rest;
    let mut value = Value { names: [&[]; NAMES], text: &[], is_cut: false, object: 0 };
    // One bit a level, the innermost lowest: 1 for an object. The outermost is one, so it is 0 at the end.
    let mut levels = 1_u32;
    let mut objects = 1_usize;
    let mut key_follows = true;
    while let [byte, after @ ..] = rest {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b':' => rest = after,
            b',' => {
                key_follows = levels & 1 == 1;
                rest = after;
            }
            b'{' | b'[' => {
                if levels >> 31 == 1 {
                    return;
                }
                key_follows = *byte == b'{';
                levels = levels << 1 | u32::from(key_follows);
                objects = objects.wrapping_add(usize::from(key_follows));
                if objects == 2 {
                    value.object = rest.len();
                }
                rest = after;
            }
            b'}' | b']' => {
                objects = objects.wrapping_sub((levels & 1) as usize);
                levels >>= 1;
                if levels == 0 {
                    return;
                }
                value.names.iter_mut().skip(objects).for_each(|name| *name = &[]);
                rest = after;
            }
            b'"' => {
                let len = string_len(after);
                let (text, end) = after.split_at_checked(len).unwrap_or((after, &[]));
                rest = end.get(1..).unwrap_or_default();
                if !key_follows {
                    (value.text, value.is_cut) = (text, end.is_empty());
                    found(&value);
                } else if let Some(name) = value.names.get_mut(objects.wrapping_sub(1)) {
                    *name = text;
                }
                key_follows = false;
            }
            b'-' | b'0'..=b'9' | b'a'..=b'z' => {
                let end = rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | 0..=b' '));
                let Some((text, after)) = end.and_then(|end| rest.split_at_checked(end)) else { return };
                (value.text, value.is_cut, rest) = (text, false, after);
                if *byte != b'n' {
                    found(&value);
                }
            }
            _ => return,
        }
    }
}

/// Where the string ends that `text` is from its first quote on.
fn string_len(text: &[u8]) -> usize {
    let mut is_escape = false;
    let end = text.iter().position(|&byte| {
        let is_end = byte == b'"' && !is_escape;
        is_escape = byte == b'\\' && !is_escape;
        is_end
    });
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;
    use std::vec::Vec;

    fn lines(body: &str) -> Vec<String> {
        let mut lines = Vec::new();
        visit(body.as_bytes(), &mut |value| {
            let names = value.names.iter().filter(|name| !name.is_empty());
            let mut parts: Vec<_> = names.map(|name| String::from_utf8_lossy(name)).collect();
            parts.push(String::from_utf8_lossy(value.text));
            lines.push(parts.join("/") + if value.is_cut { ".." } else { "" });
        });
        lines
    }

    #[test]
    fn names_lead_to_values() {
        assert_eq!(lines(r#" {"x":"a"}"#), ["x/a"]);
        assert_eq!(lines(r#"{"x":["a", 1, null, true,-2.5e3]}"#), ["x/a", "x/1", "x/true", "x/-2.5e3"]);
        assert_eq!(
            lines(r#"{"x":{"a":["c","d"],"e":{"f":"g"}},"h":"i"}"#),
            ["x/a/c", "x/a/d", "x/e/f/g", "h/i"]
        );
        assert_eq!(
            lines(r#"{"x":[{"a":"b","c":{"d":"e"}},"f",{"g":"h"}]}"#),
            ["x/a/b", "x/c/d/e", "x/f", "x/g/h"]
        );
        assert_eq!(
            lines(r#"{"x":{"a":{"b":{"c":{"d":"e"}},"g":"h"},"i":"j"}}"#),
            ["x/a/b/c/e", "x/a/g/h", "x/i/j"]
        );
        assert_eq!(lines(r#"{"a\"b":"c\\","d":"\\\""}"#), [r#"a\"b/c\\"#, r#"d/\\\""#]);
    }

    #[test]
    fn what_is_cut_and_what_is_no_json() {
        assert_eq!(lines(r#"{"a":"b","c":"de"#), ["a/b", "c/de.."]);
        assert_eq!(lines(r#"{"a":["b","de"#), ["a/b", "a/de.."]);
        assert_eq!(lines(r#"{"a":{"b":"c","de"#), ["a/b/c"]);
        assert_eq!(lines(r#"{"a":12"#), [""; 0]);
        assert_eq!(lines(r#"{"a":"b"}"c"{"d":"e"}"#), ["a/b"]);
        for none in ["", "{", "[]", r#"["a"]"#, r#""a""#, "<a>", "{<a>", r#"{"a":<b>"c""#, "{}{\"a\":1}"] {
            assert_eq!(lines(none), [""; 0], "{none}");
        }
    }

    #[test]
    fn nesting_is_capped() {
        let nested = |depth: usize| r#"{"a":"#.repeat(depth) + "1 " + &"}".repeat(depth);
        assert_eq!(lines(&nested(32)), ["a/a/a/a/1"]);
        for deep in [nested(33), nested(5_000), String::from("{\"a\":") + &"[".repeat(5_000) + "1 "] {
            assert_eq!(lines(&deep), [""; 0]);
        }
    }

    #[test]
    fn objects_on_the_second_level_are_told_apart() {
        let mut objects = Vec::new();
        let body = br#"{"x":[{"a":1,"b":{"c":2},"d":3},{"a":4}]}"#;
        visit(body, &mut |value| objects.push(value.object));
        assert_eq!((objects[0], objects[1]), (objects[2], objects[0]));
        assert_ne!(objects[2], objects[3]);
    }
}
