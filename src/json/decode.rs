//! One value of an answer, decoded with serde where it lies.

use super::{JsonError, Text, check};

/// Decodes one JSON value where it lies. Texts are borrowed from it.
///
/// It is checked as a whole first: serde-json-core accepts some garbage in what it passes over, and goes into any depth.
/// `scratch` takes texts of `T` that are owned, and texts that `T` passes over, if they have an escape that cannot be spelled out
/// in place: a quote, a backslash or a control character. It takes one at a time; a [`Text`] needs none.
///
/// # Errors
/// What is wrong with the text; [`JsonError::Mismatch`] if it is JSON but no `T`, [`JsonError::NoRoom`] if `scratch` is too short.
pub fn decode<'b, T: serde::Deserialize<'b>>(json: &'b mut [u8], scratch: &mut [u8]) -> Result<T, JsonError> {
    check(json)?;
    let len = spell_out(json);
    let json: &[u8] = json;
    let json = json.get(..len).unwrap_or_default();
    serde_json_core::from_slice_escaped(json, scratch).map(|(value, _)| value).map_err(|error| match error {
        serde_json_core::de::Error::EscapedStringIsTooLong => JsonError::NoRoom,
        _ => JsonError::Mismatch,
    })
}

/// Turns the escapes of a JSON text into the characters that they stand for, in place, and gives its new length. Those stay that a
/// string cannot be without: of quotes, backslashes and control characters. serde-json-core knows no surrogate pairs and matches
/// names of members as they are spelled.
fn spell_out(json: &mut [u8]) -> usize {
    // Most have none.
    let Some(first) = json.iter().position(|byte| *byte == b'\\') else { return json.len() };
    let (mut from, mut to) = (first, first);
    while let Some(&byte) = json.get(from) {
        let mut utf8 = [byte, 0, 0, 0];
        let (mut taken, mut written) = (1, 1);
        if byte == b'\\' {
            let escape = json.get(from..).unwrap_or_default();
            taken = escape_len(escape);
            let character = Text::from_raw(escape.get(..taken).unwrap_or_default()).chars().next();
            if let Some(character @ ' '..) = character.filter(|character| !matches!(character, '"' | '\\')) {
                written = character.encode_utf8(&mut utf8).len();
            } else {
                // It moves as it is.
                for step in 0..taken {
                    put(json, to.saturating_add(step), from.saturating_add(step));
                }
                (from, to) = (from.saturating_add(taken), to.saturating_add(taken));
                continue;
            }
        }
        for (place, byte) in json.iter_mut().skip(to).zip(utf8.iter().take(written)) {
            *place = *byte;
        }
        (from, to) = (from.saturating_add(taken), to.saturating_add(written));
    }
    to
}

/// How many bytes the escape at the beginning of a text takes; both of a surrogate pair.
fn escape_len(text: &[u8]) -> usize {
    match text {
        [
            b'\\',
            b'u',
            b'd' | b'D',
            b'8' | b'9' | b'a'..=b'b' | b'A'..=b'B',
            _,
            _,
            b'\\',
            b'u',
            b'd' | b'D',
            b'c'..=b'f' | b'C'..=b'F',
            ..,
        ] => 12,
        [b'\\', b'u', ..] => 6,
        _ => 2,
    }
}

fn put(bytes: &mut [u8], to: usize, from: usize) {
    let byte = bytes.get(from).copied();
    if let (Some(place), Some(byte)) = (bytes.get_mut(to), byte) {
        *place = byte;
    }
}

impl<'de: 'a, 'a> serde::Deserialize<'de> for Text<'a> {
    /// From a string, as it is spelled. Only serde-json-core can lend one with escapes.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = serde_json_core::str::EscapedStr::deserialize(deserializer)?;
        Ok(Self::from_raw(raw.0.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    #[derive(serde::Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        name: Text<'a>,
        plain: Option<&'a str>,
        owned: Option<heapless::String<16>>,
    }

    #[test]
    fn escapes_are_spelled_out_where_they_can_be() {
        for (json, spelled) in [
            (r#""plain""#, r#""plain""#),
            (r#""caf\u00e9 \ud83d\ude00!""#, r#""café 😀!""#),
            (r#""a\/b\u0041\"\\\n\u0009\u0022""#, r#""a/bA\"\\\n\u0009\u0022""#),
            (r#""\\u0041""#, r#""\\u0041""#),
            (r#"{"n\u0061me":"x"}"#, r#"{"name":"x"}"#),
            (r#""\ud800 \udc00\ud83dx""#, "\"\u{fffd} \u{fffd}\u{fffd}x\""),
        ] {
            let mut bytes = json.as_bytes().to_vec();
            let len = spell_out(&mut bytes);
            assert_eq!(core::str::from_utf8(&bytes[..len]), Ok(spelled), "{json}");
        }
    }

    #[test]
    fn what_it_reads_serde_json_reads_too() {
        for text in ["", "x", "é\"", "\\ \n", "\u{1}😀", "/\u{7f}\u{2028}"] {
            let escaped: String = text.encode_utf16().map(|unit| std::format!("\\u{unit:04x}")).collect();
            for spelled in [serde_json::to_string(text).unwrap(), std::format!("\"{escaped}\"")] {
                let mut bytes =
                    std::format!("{{\"name\":{spelled},\"other\":[{spelled}],\"owned\":{spelled}}}")
                        .into_bytes();
                let mut scratch = [0; 32];
                let named: Named<'_> = decode(&mut bytes, &mut scratch).unwrap();
                assert_eq!(named.name.to_string(), text);
                assert_eq!(named.owned.as_deref(), Some(text));
                assert_eq!(serde_json::from_str::<String>(&spelled).unwrap(), text);
            }
        }
    }

    #[test]
    fn borrows_what_has_no_escape() {
        let mut bytes = br#"{"plain":"\u00e9 and \u20ac","name":"n","owned":null}"#.to_vec();
        let named: Named<'_> = decode(&mut bytes, &mut [0; 16]).unwrap();
        assert_eq!(named.plain, Some("é and €"));
        assert!(named.name.is("n") && named.owned.is_none());
    }

    #[test]
    fn what_is_refused() {
        let mut deep = Vec::from(*b"{\"name\":\"x\",\"other\":");
        deep.extend([b'['; 5_000]);
        for (json, error) in [
            (&b"{\"name\":1}"[..], JsonError::Mismatch),
            (b"{}", JsonError::Mismatch),
            (b"[]", JsonError::Mismatch),
            (b"{\"name\":\"x\",\"other\":nonsense}", JsonError::Unexpected),
            (b"{\"name\":\"x\"", JsonError::Truncated),
            (b"{\"name\":\"x\",\"name\":\"y\"}", JsonError::Mismatch),
            (b"{\"name\":\"x\",\"other\":[\"0123456789abcdef\\n\"]}", JsonError::NoRoom),
            (&deep, JsonError::TooDeep),
        ] {
            let mut bytes = json.to_vec();
            assert_eq!(decode::<Named<'_>>(&mut bytes, &mut [0; 16]).err(), Some(error), "{json:?}");
        }
    }
}
