//! Keeps what matters of an answer.

use super::framing::decimal;
use super::line::trim;
use super::{ErrorBody, RateLimit, http_date};
use crate::UnixSeconds;
use crate::transport::{Flow, ResponseSink};

/// Keeps what matters of an answer, and the first `BODY` bytes of its body.
///
/// It takes 248 bytes and `BODY` on a 32-bit device. 256 are enough for most error bodies; what is cut is
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
pub struct Answer<const BODY: usize> {
    status: u16,
    retry_after: RetryAfter,
    date: Option<UnixSeconds>,
    aggregated: Option<RateLimit>,
    standard: Option<RateLimit>,
    location: heapless::String<LOCATION>,
    location_is_cut: bool,
    is_json: bool,
    body: [u8; BODY],
    body_kept: usize,
    body_len: u64,
}

/// How much of a `Location` is kept.
const LOCATION: usize = 128;

/// What of a body beyond what is kept is read and thrown away, so that the connection can be kept. A new TLS
/// connection costs some 5 KB of traffic and seconds of a small device's time.
const DRAIN: u64 = 16 * 1024;

#[derive(Clone, Copy)]
enum RetryAfter {
    /// All-zero, so that an answer in a `static` takes no flash.
    Absent,
    Seconds(u64),
    Date(UnixSeconds),
}

impl<const BODY: usize> Answer<BODY> {
    /// The longest wait that is believed, in seconds: a day. A server that announces more is asked again then.
    pub const MAX_WAIT: u64 = 86_400;

    /// Nothing yet: status 0.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            status: 0,
            retry_after: RetryAfter::Absent,
            date: None,
            aggregated: None,
            standard: None,
            location: heapless::String::new(),
            location_is_cut: false,
            is_json: false,
            body: [0; BODY],
            body_kept: 0,
            body_len: 0,
        }
    }

    /// Forgets everything, to take another answer.
    pub fn reset(&mut self) {
        self.status = 0;
        self.retry_after = RetryAfter::Absent;
        (self.date, self.aggregated, self.standard) = (None, None, None);
        self.location.clear();
        (self.location_is_cut, self.is_json) = (false, false);
        (self.body_kept, self.body_len) = (0, 0);
    }

    /// The status, 200 to 999; 0 before an answer.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// When the answer was made, by the server's clock: its `Date` header.
    #[must_use]
    pub const fn date(&self) -> Option<UnixSeconds> {
        self.date
    }

    /// The limit of aggregated measurements, `X-Librato-RateLimit-Agg`.
    #[must_use]
    pub const fn aggregated_limit(&self) -> Option<RateLimit> {
        self.aggregated
    }

    /// The limit of standard measurements, `X-Librato-RateLimit-Std`.
    #[must_use]
    pub const fn standard_limit(&self) -> Option<RateLimit> {
        self.standard
    }

    /// The `Location` header, its first 128 bytes; `None` if there was none, or one that is not visible ASCII.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        Some(self.location.as_str()).filter(|location| !location.is_empty())
    }

    /// Whether [`location`](Self::location) is only the beginning of what the server sent.
    #[must_use]
    pub const fn is_location_cut(&self) -> bool {
        self.location_is_cut
    }

    /// Whether the server calls the body JSON: `application/json`, `text/json`, or a type that ends in `+json`.
    #[must_use]
    pub const fn is_json(&self) -> bool {
        self.is_json
    }

    /// The body, at most its first `BODY` bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.body.get(..self.body_kept).unwrap_or_default()
    }

    /// How many bytes of body have come. A body that is much longer than `BODY` is not read to its end.
    #[must_use]
    pub const fn body_len(&self) -> u64 {
        self.body_len
    }

    /// Whether [`body`](Self::body) is only the beginning of what the server sent.
    #[must_use]
    pub const fn is_body_cut(&self) -> bool {
        self.body_len > self.body_kept as u64
    }

    /// What status and body say about errors.
    #[must_use]
    pub fn error_body(&self) -> ErrorBody<'_> {
        ErrorBody::new(self.status, self.body())
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
    pub fn wait(&self, now: Option<UnixSeconds>) -> Option<u64> {
        let from = self.date.or(now);
        let until = |UnixSeconds(time): UnixSeconds| from.map(|UnixSeconds(from)| time.saturating_sub(from));
        let announced = match self.retry_after {
            RetryAfter::Seconds(seconds) => Some(seconds),
            RetryAfter::Date(date) => until(date),
            RetryAfter::Absent => None,
        };
        let of_limit = |limit: Option<RateLimit>| {
            limit
                .filter(RateLimit::is_exhausted)
                .and_then(|limit| until(limit.reset))
                .filter(|&wait| wait > 0)
        };
        let wait = announced.or_else(|| of_limit(self.aggregated).max(of_limit(self.standard)));
        wait.map(|seconds| seconds.min(Self::MAX_WAIT))
    }
}

impl<const BODY: usize> ResponseSink for Answer<BODY> {
    fn status(&mut self, code: u16) {
        self.reset();
        self.status = code;
    }

    fn header(&mut self, name: &str, value: &[u8]) {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is("retry-after") {
            self.retry_after = retry_after(value).unwrap_or(self.retry_after);
        } else if is("date") {
            self.date = http_date::parse(value).or(self.date);
        } else if is("x-librato-ratelimit-agg") {
            self.aggregated = RateLimit::parse(value).or(self.aggregated);
        } else if is("x-librato-ratelimit-std") {
            self.standard = RateLimit::parse(value).or(self.standard);
        } else if is("location") {
            self.keep_location(value);
        } else if is("content-type") {
            self.is_json = is_json_type(value);
        }
    }

    fn body(&mut self, piece: &[u8]) -> Flow {
        let room = self.body.get_mut(self.body_kept..).unwrap_or_default();
        for (slot, &byte) in room.iter_mut().zip(piece) {
            *slot = byte;
            self.body_kept = self.body_kept.wrapping_add(1);
        }
        self.body_len = self.body_len.saturating_add(piece.len() as u64);
        let thrown_away = self.body_len.saturating_sub(self.body_kept as u64);
        if thrown_away > DRAIN { Flow::Enough } else { Flow::More }
    }
}

impl<const BODY: usize> Answer<BODY> {
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

impl<const BODY: usize> Default for Answer<BODY> {
    fn default() -> Self {
        Self::new()
    }
}

/// Without the body: it can be long, and nobody knows what a server puts there.
impl<const BODY: usize> core::fmt::Debug for Answer<BODY> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("body_len", &self.body_len)
            .finish_non_exhaustive()
    }
}

/// Seconds, or a date. A number above 64 bits counts as the largest.
fn retry_after(value: &[u8]) -> Option<RetryAfter> {
    if !value.is_empty() && value.iter().all(u8::is_ascii_digit) {
        return Some(RetryAfter::Seconds(decimal(value).unwrap_or(u64::MAX)));
    }
    http_date::parse(value).map(RetryAfter::Date)
}

pub(crate) fn is_json_type(value: &[u8]) -> bool {
    let media = trim(value.split(|&byte| byte == b';').next().unwrap_or_default());
    let suffix = media.len().checked_sub(5).and_then(|at| media.get(at..)).unwrap_or_default();
    media.eq_ignore_ascii_case(b"application/json")
        || media.eq_ignore_ascii_case(b"text/json")
        || suffix.eq_ignore_ascii_case(b"+json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    fn with(headers: &[(&str, &str)]) -> Answer<16> {
        let mut answer = Answer::new();
        ResponseSink::status(&mut answer, 200);
        for (name, value) in headers {
            answer.header(name, value.as_bytes());
        }
        answer
    }

    const DATE: (&str, &str) = ("DATE", "Sun, 06 Nov 1994 08:49:37 GMT");
    const LATER: (&str, &str) = ("retry-after", "Sun, 06 Nov 1994 08:51:37 GMT");
    const AT: UnixSeconds = UnixSeconds(784_111_777);

    #[test]
    fn the_wait_that_was_announced() {
        let wait = |headers: &[_]| with(headers).wait(None);
        assert_eq!(wait(&[]), None);
        assert_eq!(wait(&[("Retry-After", "7")]), Some(7));
        assert_eq!(wait(&[("Retry-After", "0")]), Some(0));
        assert_eq!(wait(&[("Retry-After", "86401")]), Some(86_400));
        assert_eq!(wait(&[("Retry-After", "99999999999999999999999")]), Some(86_400));
        for bad in ["", "-7", "7.5", "soon"] {
            assert_eq!(wait(&[("Retry-After", bad)]), None, "{bad}");
        }
        assert_eq!(wait(&[LATER, DATE]), Some(120));
        assert_eq!(wait(&[("Retry-After", DATE.1), ("Date", LATER.1)]), Some(0));
        assert_eq!(wait(&[LATER]), None);
        assert_eq!(with(&[LATER]).wait(Some(AT)), Some(120));
        assert_eq!(with(&[LATER, DATE]).wait(Some(UnixSeconds(5))), Some(120));
    }

    #[test]
    fn the_wait_of_a_rate_limit() {
        let limit =
            |remaining: u8, after: u64| format!("limit=9,remaining={remaining},reset={}", AT.0 + after);
        let (agg, std) = (limit(0, 30), limit(0, 60));
        let answer = with(&[("X-Librato-RateLimit-Agg", &agg), ("x-librato-ratelimit-std", &std)]);
        assert_eq!((answer.wait(Some(AT)), answer.wait(None)), (Some(60), None));
        assert_eq!(answer.aggregated_limit().map(|limit| limit.reset), Some(UnixSeconds(AT.0 + 30)));
        assert_eq!(answer.standard_limit().map(|limit| limit.limit), Some(9));
        assert_eq!(answer.wait(Some(UnixSeconds(AT.0 + 60))), None);
        assert_eq!(with(&[("X-Librato-RateLimit-Agg", &limit(1, 30)), DATE]).wait(None), None);
        assert_eq!(
            with(&[("X-Librato-RateLimit-Agg", &agg), ("Retry-After", "5"), DATE]).wait(None),
            Some(5)
        );
    }

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
