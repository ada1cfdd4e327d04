//! Keeps what matters of an answer.

use super::head::Head;
use super::{ErrorBody, RateLimit};
use crate::UnixSeconds;
use crate::transport::{Flow, ResponseSink};

/// Keeps what matters of an answer, and the first `BODY` bytes of its body. Who wants the `Location` header has `LOCATION`
/// bytes of it kept as well.
///
/// It takes 68 bytes, `BODY` and `LOCATION` on a 32-bit device. 256 are enough for most error bodies; what is cut is
/// understood as far as it goes.
///
/// ```
/// use librato::answers::{Answer, ResponseReader};
///
/// let mut answer = Answer::<256>::new();
/// let raw = b"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 36\r\n\r\n{\"errors\":{\"request\":[\"slow down\"]}}";
/// ResponseReader::new().feed(raw, &mut answer)?;
/// assert_eq!(answer.wait(None), Some(7));
/// assert_eq!(answer.error_body().to_string(), "[429] request: slow down");
/// # Ok::<(), librato::answers::AnswerError>(())
/// ```
pub struct Answer<const BODY: usize, const LOCATION: usize = 0> {
    head: Head,
    location: heapless::String<LOCATION>,
    location_is_cut: bool,
    body: heapless::Vec<u8, BODY>,
    body_len: usize,
}

/// What of a body beyond what is kept is read and thrown away, so that the connection can be kept. A new TLS
/// connection costs some 5 KB of traffic and seconds of a small device's time.
const DRAIN: usize = 16 * 1024;

impl<const BODY: usize, const LOCATION: usize> Answer<BODY, LOCATION> {
    /// The longest wait that is believed, in seconds: a day. A server that announces more is asked again then.
    pub const MAX_WAIT: u32 = Head::MAX_WAIT;

    /// Nothing yet: status 0.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            head: Head::NONE,
            location: heapless::String::new(),
            location_is_cut: false,
            body: heapless::Vec::new(),
            body_len: 0,
        }
    }

    /// Forgets everything, to take another answer.
    pub fn reset(&mut self) {
        self.head = Head::NONE;
        self.location.clear();
        self.location_is_cut = false;
        self.body.clear();
        self.body_len = 0;
    }

    /// The status, 200 to 999; 0 before an answer.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.head.status
    }

    /// When the answer was made, by the server's clock: its `Date` header.
    #[must_use]
    pub fn date(&self) -> Option<UnixSeconds> {
        self.head.date.map(|date| UnixSeconds(u64::from(date)))
    }

    /// The limit of aggregated measurements, `X-Librato-RateLimit-Agg`.
    #[must_use]
    pub const fn aggregated_limit(&self) -> Option<RateLimit> {
        let [aggregated, _] = self.head.limits;
        aggregated
    }

    /// The limit of standard measurements, `X-Librato-RateLimit-Std`.
    #[must_use]
    pub const fn standard_limit(&self) -> Option<RateLimit> {
        let [_, standard] = self.head.limits;
        standard
    }

    /// The `Location` header, its first `LOCATION` bytes; `None` if there was none, or one that is not visible ASCII.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        Some(self.location.as_str()).filter(|location| !location.is_empty())
    }

    /// Whether [`location`](Self::location) is only the beginning of what the server sent.
    #[must_use]
    pub const fn is_location_cut(&self) -> bool {
        self.location_is_cut
    }

    /// Whether the server calls the body JSON: a type that ends in `/json` or `+json`.
    #[must_use]
    pub const fn is_json(&self) -> bool {
        self.head.is_json
    }

    /// The body, at most its first `BODY` bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// How many bytes of body have come. A body that is much longer than `BODY` is not read to its end.
    #[must_use]
    pub const fn body_len(&self) -> usize {
        self.body_len
    }

    /// Whether [`body`](Self::body) is only the beginning of what the server sent.
    #[must_use]
    pub fn is_body_cut(&self) -> bool {
        self.body_len > self.body.len()
    }

    /// What status and body say about errors.
    #[must_use]
    pub fn error_body(&self) -> ErrorBody<'_> {
        ErrorBody::new(self.status(), self.body())
    }

    /// How many seconds the server asks to wait before the next request, at most [`MAX_WAIT`](Self::MAX_WAIT). The
    /// first of these that the answer has:
    ///
    /// 1. `Retry-After` in seconds;
    /// 2. `Retry-After` as a date, counted from the answer's own `Date`, or without one from `now`; 0 if it has
    ///    passed;
    /// 3. a rate limit of which nothing remains: until its reset, counted likewise, the later one if both are used
    ///    up. A reset that has passed says nothing.
    ///
    /// The answer's `Date` comes first because both times are then of one clock. `None` if nothing was announced, or
    /// if it was a time and there is none to count from. The status plays no part.
    #[must_use]
    pub fn wait(&self, now: Option<UnixSeconds>) -> Option<u32> {
        self.head.wait(now)
    }

    fn keep_location(&mut self, value: &[u8]) {
        self.location.clear();
        self.location_is_cut = value.len() > LOCATION;
        let kept = value.get(..LOCATION).unwrap_or(value);
        if kept.iter().all(u8::is_ascii_graphic) {
            for &byte in kept {
                let _ = self.location.push(char::from(byte));
            }
        }
    }
}

impl<const BODY: usize, const LOCATION: usize> ResponseSink for Answer<BODY, LOCATION> {
    fn status(&mut self, code: u16) {
        self.reset();
        self.head.status = code;
    }

    fn header(&mut self, name: &[u8], value: &[u8]) {
        self.head.header(name, value);
        if LOCATION > 0 && name.eq_ignore_ascii_case(b"location") {
            self.keep_location(value);
        }
    }

    fn body(&mut self, piece: &[u8]) -> Flow {
        for &byte in piece {
            let _ = self.body.push(byte);
        }
        self.body_len = self.body_len.saturating_add(piece.len());
        let thrown_away = self.body_len.saturating_sub(self.body.len());
        if thrown_away > DRAIN { Flow::Enough } else { Flow::More }
    }
}

impl<const BODY: usize, const LOCATION: usize> Default for Answer<BODY, LOCATION> {
    fn default() -> Self {
        Self::new()
    }
}

/// Without the body: it can be long, and nobody knows what a server puts there.
impl<const BODY: usize, const LOCATION: usize> core::fmt::Debug for Answer<BODY, LOCATION> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status())
            .field("body_len", &self.body_len)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    fn with(headers: &[(&str, &str)]) -> Answer<16, LOCATION> {
        let mut answer = Answer::new();
        ResponseSink::status(&mut answer, 200);
        for (name, value) in headers {
            answer.header(name.as_bytes(), value.as_bytes());
        }
        answer
    }

    const LOCATION: usize = 32;
    const DATE: (&str, &str) = ("DATE", "Sun, 06 Nov 1994 08:49:37 GMT");

    #[test]
    fn type_and_location() {
        for (kind, json) in [
            ("application/json", true),
            ("Application/JSON ; charset=utf-8", true),
            ("application/problem+json", true),
            ("text/html", false),
            ("application/jsonp", false),
            ("", false),
        ] {
            assert_eq!(with(&[("content-type", kind)]).is_json(), json, "{kind}");
        }
        let answer = with(&[("Location", "/v1/alerts/123")]);
        assert_eq!((answer.location(), answer.is_location_cut()), (Some("/v1/alerts/123"), false));
        let long = format!("/{}", "x".repeat(LOCATION));
        let answer = with(&[("Location", &long)]);
        assert_eq!((answer.location(), answer.is_location_cut()), (Some(&long[..LOCATION]), true));
        assert_eq!(with(&[("Location", "/a\tb")]).location(), None);
    }

    #[test]
    fn the_beginning_of_a_body_and_its_length() {
        let mut answer = with(&[DATE, ("Location", "/x")]);
        assert_eq!(ResponseSink::body(&mut answer, b"0123456789"), Flow::More);
        assert_eq!(ResponseSink::body(&mut answer, b"abcdefghij"), Flow::More);
        assert_eq!((answer.body(), answer.body_len()), (&b"0123456789abcdef"[..], 20));
        assert!(answer.is_body_cut());
        assert_eq!(ResponseSink::body(&mut answer, &[0; 17_000]), Flow::Enough);
        assert!(!format!("{answer:?}").contains("abc"));
        ResponseSink::status(&mut answer, 204);
        assert_eq!((answer.status(), answer.body(), answer.body_len()), (204, &b""[..], 0));
        assert_eq!((answer.date(), answer.location(), answer.is_body_cut()), (None, None, false));
    }
}
