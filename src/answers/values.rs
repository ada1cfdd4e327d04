//! Walks over the values of a JSON body, or of the beginning of one.

use super::fields::part;

/// How many of the names that lead to a value are kept.
const NAMES: usize = 4;

/// A walk over the texts, numbers and truth values of a body that is a JSON object, in their order. What was cut is passed as far
/// as it goes, but for a number.
///
/// It looks for the parts of JSON and not for all that can be wrong with them, so it takes a third of the flash that a
/// [`Scanner`](crate::json::Scanner) does. What is no JSON ends the walk, or gives values that nobody asks for.
#[derive(Default)]
pub(super) struct Values<'a> {
    rest: &'a [u8],
    /// One bit a level, the innermost lowest: 1 for an object. The outermost must be one, so it is 0 outside of it.
    levels: u32,
    key_follows: bool,
    /// The names that lead to the value, the outermost first, as they stand in the body. Those that are nested deeper are left
    /// out.
    names: [&'a [u8]; NAMES],
    /// In how many objects the value stands.
    objects: usize,
    /// Tells the objects on the second level apart.
    pub(super) object: usize,
    /// The value as it stands in the body, without quotes.
    pub(super) text: &'a [u8],
    /// The body was cut within the text.
    pub(super) is_cut: bool,
}

impl<'a> Values<'a> {
    /// In front of the first value.
    #[inline(never)]
    pub(super) fn of(body: &'a [u8]) -> Self {
        Self { rest: body, ..Self::default() }
    }

    /// The outermost of the names that lead to the value.
    pub(super) fn member(&self) -> &'a [u8] {
        let [member, ..] = self.names;
        member
    }

    /// One of the names that lead to the value, counted from the outermost; empty beyond the last.
    pub(super) fn name(&self, level: usize) -> &'a [u8] {
        self.names.get(..self.objects).unwrap_or(&self.names).get(level).copied().unwrap_or_default()
    }

    /// Whether exactly these names lead to the value, written with dots between them.
    #[inline(never)]
    pub(super) fn is_at(&self, path: &[u8]) -> bool {
        let mut path = Some(path);
        self.names.iter().take(self.objects).all(|&name| part(&mut path, b'.') == Some(name))
            && path.is_none()
    }

    /// Goes to the next value that is not `null`, and says whether there is one.
    #[inline(never)]
    pub(super) fn advance(&mut self) -> bool {
        while let Some((&byte, after)) = self.rest.split_first() {
            match byte {
                0..=b' ' | b':' => {}
                b',' => self.key_follows = self.levels & 1 == 1,
                b'{' | b'[' if self.levels >> 31 == 0 => {
                    self.key_follows = byte == b'{';
                    self.levels = self.levels << 1 | u32::from(self.key_follows);
                    self.objects = self.objects.wrapping_add(usize::from(self.key_follows));
                    if self.objects == 2 {
                        self.object = after.len();
                    }
                }
                b'}' | b']' => {
                    self.objects = self.objects.wrapping_sub((self.levels & 1) as usize);
                    self.levels >>= 1;
                }
                b'"' | b'-' | b'0'..=b'9' | b'a'..=b'z' => {
                    if self.scalar(byte == b'"') {
                        return true;
                    }
                    continue;
                }
                _ => return false,
            }
            self.rest = after;
            if self.levels == 0 && byte > b' ' {
                return false;
            }
        }
        false
    }

    /// Takes a string, a number or a word, and says whether it is a value.
    fn scalar(&mut self, is_string: bool) -> bool {
        // A quote on either side.
        let quote = usize::from(is_string);
        let scalar = self.rest.get(quote..).unwrap_or_default();
        let len = scalar_len(scalar, is_string);
        let (text, end) = scalar.split_at_checked(len).unwrap_or((scalar, &[]));
        self.rest = end.get(quote..).unwrap_or_default();
        let is_name = core::mem::take(&mut self.key_follows);
        if is_name {
            if let Some(name) = self.names.get_mut(self.objects.wrapping_sub(1)) {
                *name = text;
            }
            return false;
        }
        (self.text, self.is_cut) = (text, end.is_empty());
        self.levels > 0 && (is_string || !self.is_cut && text.first() != Some(&b'n'))
    }
}

/// Where a string ends, of which `text` is what follows the first quote, or a number or a word.
fn scalar_len(text: &[u8], is_string: bool) -> usize {
    let mut is_escape = false;
    let end = text.iter().position(|&byte| {
        let is_end = match byte {
            b'"' => is_string && !is_escape,
            b',' | b'}' | b']' | 0..=b' ' => !is_string,
            _ => false,
        };
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
        let mut values = Values::of(body.as_bytes());
        while values.advance() {
            let names = (0..NAMES + 1).map(|level| values.name(level)).filter(|name| !name.is_empty());
            let mut parts: Vec<_> = names.map(String::from_utf8_lossy).collect();
            parts.push(String::from_utf8_lossy(values.text));
            lines.push(parts.join("/") + if values.is_cut { ".." } else { "" });
        }
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
        for none in
            ["", "{", "[]", r#"["a"]"#, r#""a""#, "<a>", "{<a>", r#"{"a":<b>"c""#, "{}{\"a\":1}", "{1,2}"]
        {
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
        let mut values = Values::of(body);
        while values.advance() {
            objects.push(values.object);
        }
        assert_eq!((objects[0], objects[1]), (objects[2], objects[0]));
        assert_ne!(objects[2], objects[3]);
    }
}
