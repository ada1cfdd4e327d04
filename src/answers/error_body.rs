//! What a server says about errors, in any of the shapes that have been seen.

use super::Message;
use super::fields::{before, decimal, parts};
use super::values::Values;
use crate::UnixSeconds;
use crate::json::Text;

/// A status and a body, or the beginning of one, and what they say about errors.
///
/// Its `Display` is one line: the status, then what the body says. A body that is no JSON, or JSON of an unknown
/// shape, is shown as it is, with a space for each control character.
///
/// ```
/// use librato::answers::ErrorBody;
///
/// let body = br#"{"errors":{"params":{"name":["is not present"],"value":["is not a number","is required"]}}}"#;
/// let error = ErrorBody::new(400, body);
/// assert_eq!(
///     error.to_string(),
///     "[400] params: name: is not present, params: value: is not a number, is required"
/// );
/// let mut fields = 0;
/// error.messages(&mut |message| fields += usize::from(message.field.is_some()));
/// assert_eq!(fields, 3);
/// assert_eq!(ErrorBody::new(502, b"<h1>Bad Gateway</h1>\n").to_string(), "[502] <h1>Bad Gateway</h1>");
/// ```
#[derive(Clone, Copy)]
pub struct ErrorBody<'a> {
    status: u16,
    body: &'a [u8],
}

/// What a 2xx says about measurements that were not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Rejected {
    /// How many were refused. `None` if the body names errors but no number, or was cut before it.
    pub failed: Option<u32>,
    /// How many were taken, if the body tells.
    pub accepted: Option<u32>,
}

/// Where a body has messages; what comes first here is the summary of the others.
const ERRORS: &[u8] = b"error,message,errors";

impl<'a> ErrorBody<'a> {
    /// Of a status and a body, or as much of it as was kept.
    #[must_use]
    pub const fn new(status: u16, body: &'a [u8]) -> Self {
        Self { status, body }
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The body as it came.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.body
    }

    /// Visits each message of a JSON body, in its order: what stands under `error`, else `message`, else `errors`. Of
    /// a body that is cut, what came whole, and the beginning of the last text. Of a body of another shape, nothing:
    /// see [`raw`](Self::raw).
    pub fn messages(&self, found: &mut dyn FnMut(Message<'a>)) {
        for name in parts(ERRORS, b',') {
            let mut any = false;
            let mut values = Values::of(self.body);
            while values.advance() {
                if values.member() == name {
                    any = true;
                    found(Message::of(&values));
                }
            }
            if any {
                return;
            }
        }
    }

    /// Whether the body speaks of a rate limit or of an API limit. A 403 that does so is no question of rights: it is
    /// over when the limit is.
    #[must_use]
    pub fn mentions_rate_limit(&self) -> bool {
        parts(b"rate?limit,api?limit,hit the limit", b',').any(|text| find(self.body, text).is_some())
    }

    /// Gives each metric that the server names as the cause: the quoted beginning of a message, as in `'X' is a
    /// counter, but was submitted as different type`, and the value of an error about `name`, as in
    /// `{"errors":[{"param":"name","value":"X"}]}`. A name that was cut is not given. What is given can be a name
    /// that no metric has: look whether it was sent.
    pub fn named_metrics(&self, found: &mut dyn FnMut(Text<'a>)) {
        let mut values = Values::of(self.body);
        // What is known of an element of a list of errors.
        let (mut element, mut is_about_name, mut named) = (0, false, &[][..]);
        while values.advance() {
            if values.object != element {
                (element, is_about_name, named) = (values.object, false, &[]);
            }
            let mut name = &[][..];
            if values.is_at(b"errors.param") {
                is_about_name = values.text == b"name";
            } else if values.is_at(b"errors.value") && !values.is_cut {
                named = values.text;
            } else if parts(ERRORS, b',').any(|name| name == values.member()) {
                name = quoted_beginning(values.text).unwrap_or_default();
            }
            if is_about_name && !named.is_empty() {
                name = core::mem::take(&mut named);
            }
            if !name.is_empty() {
                found(Text::from_raw(name));
            }
        }
    }

    /// For a 2xx: the measurements that it reports as refused. `None` if all were taken, as far as the body tells.
    #[must_use]
    pub fn rejected(&self) -> Option<Rejected> {
        let (any, failed) = self.failed();
        let mut values = Values::of(self.body);
        let mut accepted = None;
        while values.advance() {
            if values.is_at(b"measurements.summary.accepted") {
                accepted = number(values.text);
            }
        }
        any.then_some(Rejected { failed: Some(failed).filter(|&failed| failed > 0), accepted })
    }

    /// Whether a 2xx reports measurements as refused, and how many; 0 if it does not tell. A device asks for no more of
    /// [`rejected`](Self::rejected).
    pub(crate) fn failed(&self) -> (bool, u32) {
        let (mut any, mut failed) = (false, 0);
        if (200..300).contains(&self.status) {
            let mut values = Values::of(self.body);
            while values.advance() {
                if values.is_at(b"measurements.summary.failed") {
                    failed = number(values.text).unwrap_or(0);
                }
                any |= values.member() == b"errors";
            }
        }
        (any || failed > 0, failed)
    }

    /// The server's time, as many error bodies tell it.
    #[must_use]
    pub fn request_time(&self) -> Option<UnixSeconds> {
        let mut values = Values::of(self.body);
        while values.advance() {
            if values.is_at(b"request_time") {
                return number(values.text).map(|time| UnixSeconds(u64::from(time)));
            }
        }
        None
    }
}

/// A whole number, or the whole part of another one.
#[inline(always)]
fn number(text: &[u8]) -> Option<u32> {
    decimal(before(text, b'.'))
}

/// What stands between quotes at the beginning of a text, if it goes on after them.
fn quoted_beginning(text: &[u8]) -> Option<&[u8]> {
    // In JSON a double quote stands escaped.
    let (rest, end) = match text {
        [b'\'', rest @ ..] => (rest, &b"' "[..]),
        [b'\\', b'"', rest @ ..] => (rest, &b"\\\" "[..]),
        _ => return None,
    };
    find(rest, end)
}

/// What stands in `text` before `wanted`, which has no capital letters and is found in either case; a `?` in it stands for
/// any one character.
fn find<'a>(text: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    let mut rest = text;
    while rest.len() >= wanted.len() {
        if rest.iter().zip(wanted).all(|(a, b)| *b == b'?' || a.to_ascii_lowercase() == *b) {
            return text.get(..text.len().wrapping_sub(rest.len()));
        }
        (_, rest) = rest.split_first()?;
    }
    None
}

impl core::fmt::Display for ErrorBody<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "[{}]", self.status)?;
        let mut last: Option<Message<'_>> = None;
        let mut result = Ok(());
        self.messages(&mut |message| {
            if result.is_ok() {
                result = write_message(f, last, message);
            }
            last = Some(message);
        });
        result?;
        if last.is_some() {
            return Ok(());
        }
        match self.body.trim_ascii() {
            [] if (300..400).contains(&self.status) => f.write_str(" a redirect, which is not followed"),
            [] => f.write_str(" no details"),
            body => {
                f.write_str(" ")?;
                body.utf8_chunks().try_for_each(|chunk| {
                    write_line(f, chunk.valid().chars())?;
                    f.write_str(if chunk.invalid().is_empty() { "" } else { "\u{fffd}" })
                })
            }
        }
    }
}

impl core::fmt::Debug for ErrorBody<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(self, f)
    }
}

/// A message with the names that lead to it; the texts of one field follow each other without repeating them.
fn write_message<'a>(
    f: &mut core::fmt::Formatter<'_>,
    last: Option<Message<'a>>,
    message: Message<'a>,
) -> core::fmt::Result {
    let names = |message: Message<'a>| [message.group, message.field, message.sub_field];
    f.write_str(if last.is_some() { ", " } else { " " })?;
    let same = message.field.is_some() && last.is_some_and(|last| names(last) == names(message));
    if !same {
        for name in names(message).into_iter().flatten() {
            write_line(f, name.chars())?;
            f.write_str(": ")?;
        }
    }
    write_line(f, message.text.chars())?;
    f.write_str(if message.is_cut { "..." } else { "" })
}

/// Without control characters: what a server sends must not begin a line of a log.
fn write_line(f: &mut core::fmt::Formatter<'_>, text: impl Iterator<Item = char>) -> core::fmt::Result {
    use core::fmt::Write as _;
    for character in text {
        f.write_char(if character.is_control() { ' ' } else { character })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;
    use std::string::{String, ToString};
    use std::vec;
    use std::vec::Vec;

    fn shown(body: &str) -> String {
        ErrorBody::new(400, body.as_bytes()).to_string()
    }

    #[test]
    fn each_shape_as_one_line() {
        for (body, line) in [
            (r#"{"errors":{"params":{"name":["is bad","is long"]}}}"#, "params: name: is bad, is long"),
            (r#"{"errors":{"request":["a","b"]}}"#, "request: a, request: b"),
            (r#"{"errors":{"request":"a"}}"#, "request: a"),
            (r#"{"errors":{"system":["down"]}}"#, "system: down"),
            (r#"{"errors":["a","b"]}"#, "a, b"),
            (r#"{"errors":"a"}"#, "a"),
            (r#"{"error":"a","request_time":5,"errors":["b"]}"#, "a"),
            (r#"{"errors":["b"],"message":"a"}"#, "a"),
            (r#"{"error":null,"message":"a"}"#, "a"),
            (r#"{"errors":{"params":{"a":{"b":["c","d"]}}}}"#, "params: a: b: c, d"),
            (r#"{"errors":[{"param":"tags","reason":"is empty"}]}"#, "param: tags, reason: is empty"),
            (r#"{"reason":"other"}"#, r#"{"reason":"other"}"#),
            (r#"{"errors":{}}"#, r#"{"errors":{}}"#),
            ("plain text\r\n", "plain text"),
            ("<html>\n<b>", "<html> <b>"),
            (r#"{"error":"caf\u00e9\r\n\u001b[0m"}"#, "café   [0m"),
            (r#"{"error":"it is ov"#, "it is ov..."),
            (r#"{"errors":{"params":{"a":["b"],"c"#, "params: a: b"),
            ("", "no details"),
        ] {
            assert_eq!(shown(body), format!("[400] {line}"), "{body}");
        }
        assert_eq!(ErrorBody::new(302, b"").to_string(), "[302] a redirect, which is not followed");
        assert_eq!(ErrorBody::new(500, b"a\xff\xfeb").to_string(), "[500] a\u{fffd}\u{fffd}b");
    }

    #[test]
    fn nothing_that_a_server_sends_does_harm() {
        let mut bomb = b"{\"errors\":".to_vec();
        bomb.extend(vec![b'['; 5_000]);
        let whole = br#"{"errors":{"params":{"a":[{"b":"\ud83d\ude00"},1.5e3,null]}},"request_time":12}"#;
        let mut bodies: Vec<&[u8]> = (0..whole.len()).map(|end| &whole[..end]).collect();
        bodies.push(&bomb);
        for body in bodies {
            let error = ErrorBody::new(202, body);
            assert!(error.to_string().starts_with("[202] "));
            assert_eq!((error.request_time(), error.mentions_rate_limit()), (None, false));
            error.named_metrics(&mut |name| panic!("{name}"));
        }
        assert_eq!(ErrorBody::new(202, whole).request_time(), Some(UnixSeconds(12)));
    }

    fn named(body: &str) -> Vec<String> {
        let mut names = Vec::new();
        ErrorBody::new(400, body.as_bytes()).named_metrics(&mut |name| names.push(name.to_string()));
        names
    }

    #[test]
    fn metrics_that_the_server_names() {
        let text = r"'a.b' is a counter, but was submitted as different type";
        assert_eq!(named(&format!(r#"{{"errors":{{"params":{{"type":["{text}"]}}}}}}"#)), ["a.b"]);
        assert_eq!(named(&format!(r#"{{"error":"{text}"}}"#)), ["a.b"]);
        assert_eq!(named(r#"{"error":"\"a\" is a gauge"}"#), ["a"]);
        let list = r#"{"errors":[{"param":"name","value":"x","reason":"r"},"y",{"value":"z","param":"name"},
            {"param":"tags","value":"t"},{"param":"name","value":{"a":1}}]}"#;
        assert_eq!(named(list), ["x", "z"]);
        assert_eq!(named(r#"{"errors":[{"param":"name","value":"x"#), [""; 0]);
        for none in [
            r#"{"error":"it's a 'b' thing"}"#,
            r#"{"error":"'a'"}"#,
            r#"{"error":"'' is"}"#,
            "'a' is a counter",
        ] {
            assert_eq!(named(none), [""; 0], "{none}");
        }
    }

    #[test]
    fn rejected_measurements() {
        let of = |status, body: &str| ErrorBody::new(status, body.as_bytes()).rejected();
        let rejected = |failed, accepted| Some(Rejected { failed, accepted });
        let partly =
            r#"{"measurements":{"summary":{"total":3,"accepted":2,"failed":1}},"errors":[{"param":"tags"}]}"#;
        assert_eq!(of(202, partly), rejected(Some(1), Some(2)));
        assert_eq!(of(400, partly), None);
        assert_eq!(of(200, &partly[..partly.len() - 30]), rejected(Some(1), Some(2)));
        assert_eq!(
            of(200, r#"{"measurements":{"summary":{"failed":5000000000}}}"#),
            rejected(Some(u32::MAX), None)
        );
        assert_eq!(of(200, r#"{"errors":[{"param":"tags"}],"measurements":{"summ"#), rejected(None, None));
        for fine in [
            r#"{"measurements":{"summary":{"total":3,"accepted":3,"failed":0}},"errors":[]}"#,
            "",
            "ok",
            "{}",
        ] {
            assert_eq!(of(202, fine), None, "{fine}");
        }
    }

    #[test]
    fn rate_limits_are_recognised() {
        for (body, limited) in [
            (r#"{"errors":{"request":["You have hit the API limit for measurements."]}}"#, true),
            ("Rate Limit exceeded", true),
            (r#"{"error":"You have hit the limit"}"#, true),
            (r#"{"errors":["Tags are not enabled"]}"#, false),
            ("", false),
        ] {
            assert_eq!(ErrorBody::new(403, body.as_bytes()).mentions_rate_limit(), limited, "{body}");
        }
    }
}
