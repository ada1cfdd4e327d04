//! The tags of a series, where they lie.

use crate::json::{Event, Scanner, Text};

/// The tags of a series, as a device reads them. They lie in the caller's buffer as they came, and are looked at anew each time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TagsRef<'b>(&'b [u8]);

impl<'b> TagsRef<'b> {
    /// A JSON object.
    pub(in crate::api) const fn new(json: &'b [u8]) -> Self {
        Self(json)
    }

    /// The value of the tag with this name.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Text<'b>> {
        self.iter().find_map(|(known, value)| known.is(name).then_some(value))
    }

    /// Whether there is a tag with this name and this value.
    #[must_use]
    pub fn has(self, name: &str, value: &str) -> bool {
        self.get(name).is_some_and(|known| known.is(value))
    }

    /// Each tag with its value. What is no text is passed over.
    pub fn iter(self) -> impl Iterator<Item = (Text<'b>, Text<'b>)> {
        let mut scanner = Scanner::new(self.0);
        let mut name = None;
        core::iter::from_fn(move || {
            loop {
                match scanner.next_event().ok()?? {
                    Event::Key(key) if scanner.depth() == 1 => name = Some(key),
                    Event::String(value) if scanner.depth() == 1 => {
                        if let Some(name) = name.take() {
                            return Some((name, value));
                        }
                    }
                    _ => name = None,
                }
            }
        })
    }
}

impl core::fmt::Debug for TagsRef<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;
    use std::vec::Vec;

    #[test]
    fn texts_of_the_outermost_object() {
        let tags = TagsRef::new(br#"{"a":"\u00e9","n":null,"o":{"a":"x"},"l":["y"],"b \"":"","a":"2"}"#);
        assert!(tags.has("a", "é") && tags.has("b \"", "") && !tags.has("a", "2"));
        assert!(["n", "o", "l", "y", ""].iter().all(|name| tags.get(name).is_none()));
        let all: Vec<_> = tags.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        assert_eq!(all.len(), 3);
        for none in [&b""[..], b"null", b"[\"a\",\"b\"]", b"{\"a\":", b"\"a\"", b"\xff{"] {
            assert_eq!(TagsRef::new(none).iter().count(), 0);
        }
    }
}
