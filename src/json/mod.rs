//! Reading JSON in place: no heap, no copy of the text, no recursion but that of a type that nests.
//!
//! [`Scanner`] walks over one value and gives its parts, [`Text`] takes the escapes off a string, [`decode`] makes of a value
//! whatever serde can, [`check`] says whether bytes are JSON at all. Made for answers up to a few KB and for attributes that a user
//! gives as raw JSON; a text of any size and any nesting is safe.

mod decode;
mod deserializer;
mod error;
mod float;
mod number;
mod pick;
#[cfg(feature = "std")]
pub(crate) mod precise;
mod scanner;
mod text;

pub use decode::decode;
pub use error::JsonError;
pub(crate) use number::whole as whole_number;
pub use pick::{Pick, Picked, Picker, Step, TooLong};
pub use scanner::{Event, Scanner};
pub use text::{Text, Unescaped};

/// As what serde_json gives a number with arbitrary precision: a structure, or a map, with one text of this name.
pub(crate) const NUMBER: &str = "$serde_json::private::Number";

/// Whether `text` is exactly one JSON value as RFC 8259 has it, nested at most [`Scanner::MAX_DEPTH`] deep, with
/// nothing but white space around it.
///
/// ```
/// use librato::json::{JsonError, check};
/// assert_eq!(check(br#"{"color": "red", "stacked": [true, 1e3]}"#), Ok(()));
/// assert_eq!(check(b"NaN"), Err(JsonError::Unexpected));
/// assert_eq!(check(br#"{"a":1"#), Err(JsonError::Truncated));
/// ```
///
/// # Errors
/// What is wrong first, see [`JsonError`].
pub fn check(text: &[u8]) -> Result<(), JsonError> {
    let mut scanner = Scanner::new(text);
    while scanner.next_event()?.is_some() {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    #[test]
    fn what_is_one_value_and_what_is_not() {
        let fine = [
            "0",
            " -0.5e+10\n",
            "\"\"",
            "true",
            "null",
            "[]",
            "{}",
            "[[],{}]",
            "\"\\ud800\"",
            "{\"\":[1,\"\\u00e9é\"]}",
        ];
        for text in fine {
            assert_eq!(check(text.as_bytes()), Ok(()), "{text}");
        }
        let cut =
            ["", " ", "[", "{", "{\"a\"", "{\"a\":", "[1", "[1,", "\"a", "\"\\", "\"\\u00", "tru", "[-"];
        for text in cut {
            assert_eq!(check(text.as_bytes()), Err(JsonError::Truncated), "{text}");
        }
        for (text, error) in [
            ("[1,]", JsonError::Unexpected),
            ("{,}", JsonError::Unexpected),
            ("{\"a\":1,}", JsonError::Unexpected),
            ("{1:2}", JsonError::Unexpected),
            ("{\"a\" 1}", JsonError::Unexpected),
            ("[1 2]", JsonError::Unexpected),
            ("[}", JsonError::Unexpected),
            ("{\"a\"\u{c}:1}", JsonError::Unexpected),
            ("{]", JsonError::Unexpected),
            ("NaN", JsonError::Unexpected),
            ("nul ", JsonError::Unexpected),
            ("'a'", JsonError::Unexpected),
            ("\u{feff}1", JsonError::Unexpected),
            ("01", JsonError::BadNumber),
            ("1.", JsonError::BadNumber),
            ("-", JsonError::BadNumber),
            ("1e", JsonError::BadNumber),
            ("\"\n\"", JsonError::BadString),
            ("\"\\x\"", JsonError::BadString),
            ("\"\\u00g0\"", JsonError::BadString),
            ("1 2", JsonError::Trailing),
            ("{}{}", JsonError::Trailing),
            ("trueish", JsonError::Trailing),
        ] {
            assert_eq!(check(text.as_bytes()), Err(error), "{text}");
        }
        assert_eq!(check(b"\"\xff\""), Err(JsonError::BadString));
    }

    #[test]
    fn nesting_is_capped() {
        for (open, close) in [(b'[', b']'), (b'{', b'}')] {
            let mut text = vec![open; 5_000];
            if open == b'{' {
                text = b"{\"a\":".repeat(5_000);
            }
            assert_eq!(check(&text), Err(JsonError::TooDeep));
            text.extend(vec![close; 5_000]);
            assert_eq!(check(&text), Err(JsonError::TooDeep));
        }
        let deep = Scanner::MAX_DEPTH;
        let mut text = vec![b'['; deep];
        text.extend(vec![b']'; deep]);
        assert_eq!(check(&text), Ok(()));
    }

    #[test]
    fn the_same_verdict_as_serde_json() {
        let seeds = [
            r#"{"errors":{"params":{"a":["x\n","\u00e9"]},"n":[1,-2.5e3,true,null]}}"#,
            r#"[[],{},"",0,[{"a":{"b":[false]}}]]"#,
        ];
        let mut cases = 0;
        for seed in seeds {
            for at in 0..seed.len() {
                for with in *b"\"\\{}[],:0e- \n\x01zt" {
                    let mut text = seed.as_bytes().to_vec();
                    text[at] = with;
                    let theirs = serde_json::from_slice::<serde_json::Value>(&text).is_ok();
                    assert_eq!(
                        check(&text).is_ok(),
                        theirs,
                        "{}",
                        std::string::String::from_utf8_lossy(&text)
                    );
                    cases += 1;
                }
            }
        }
        assert!(cases > 1_000);
    }
}
