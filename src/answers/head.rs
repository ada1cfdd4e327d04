//! What matters of a head.

use super::field::Field;
use super::fields::{before, decimal, is, trim};
use super::{RateLimit, http_date};
use crate::UnixSeconds;

/// What matters of a head. All-zero before an answer, so that one in a `static` takes no flash.
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) is_json: bool,
    pub(super) date: Option<u32>,
    /// Of aggregated measurements, and of standard ones.
    pub(super) limits: [Option<RateLimit>; 2],
    retry_after: RetryAfter,
}

#[derive(Clone, Copy)]
enum RetryAfter {
    Absent,
    Seconds(u32),
    Date(u32),
}

impl Head {
    pub(super) const MAX_WAIT: u32 = 86_400;

    pub(super) const NONE: Self =
        Self { status: 0, is_json: false, date: None, limits: [None; 2], retry_after: RetryAfter::Absent };

    /// Takes a header. One that is malformed changes nothing.
    pub(super) fn header(&mut self, name: &[u8], value: &[u8]) {
        match Field::of(name) {
            Some(field @ (Field::RetryAfter | Field::Date)) => {
                let date = http_date::parse(value);
                if field == Field::Date {
                    self.date = date.or(self.date);
                } else if let Some(seconds) = decimal(value) {
                    self.retry_after = RetryAfter::Seconds(seconds);
                } else if let Some(date) = date {
                    self.retry_after = RetryAfter::Date(date);
                }
            }
            Some(Field::AggregatedLimit) => RateLimit::read(value, &mut self.limits[0]),
            Some(Field::StandardLimit) => RateLimit::read(value, &mut self.limits[1]),
            Some(Field::ContentType) => self.is_json = is_json_type(value),
            _ => {}
        }
    }

    /// The wait that the server announced, see [`Answer::wait`](super::Answer::wait).
    pub(super) fn wait(&self, now: Option<UnixSeconds>) -> Option<u32> {
        // A clock beyond 2106 sees every time as passed.
        let now = now.map(|UnixSeconds(now)| u32::try_from(now).unwrap_or(u32::MAX));
        let from = self.date.or(now);
        let until = |time: u32| from.map(|from| time.saturating_sub(from));
        let announced = match self.retry_after {
            RetryAfter::Seconds(seconds) => Some(seconds),
            RetryAfter::Date(date) => until(date),
            RetryAfter::Absent => None,
        };
        let mut reset = 0;
        for limit in self.limits.iter().flatten() {
            if limit.is_exhausted() {
                reset = limit.reset.max(reset);
            }
        }
        let wait = announced.or_else(|| until(reset).filter(|&wait| wait > 0));
        wait.map(|seconds| seconds.min(Self::MAX_WAIT))
    }
}

pub(crate) fn is_json_type(value: &[u8]) -> bool {
    match trim(before(value, b';')).split_last_chunk::<4>() {
        Some(([.., b'/' | b'+'], end)) => is(end, b"json"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    fn with(headers: &[(&str, &str)]) -> Head {
        let mut head = Head::NONE;
        for (name, value) in headers {
            head.header(name.as_bytes(), value.as_bytes());
        }
        head
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
        assert_eq!(answer.limits[0].map(|limit| limit.reset()), Some(UnixSeconds(AT.0 + 30)));
        assert_eq!(answer.limits[1].map(|limit| limit.limit), Some(9));
        assert_eq!(answer.wait(Some(UnixSeconds(AT.0 + 60))), None);
        assert_eq!(with(&[("X-Librato-RateLimit-Agg", &limit(1, 30)), DATE]).wait(None), None);
        assert_eq!(
            with(&[("X-Librato-RateLimit-Agg", &agg), ("Retry-After", "5"), DATE]).wait(None),
            Some(5)
        );
    }

    #[test]
    fn types() {
        for (kind, json) in [
            ("application/json", true),
            ("Application/JSON ; charset=utf-8", true),
            ("application/problem+json", true),
            ("text/html", false),
            ("application/jsonp", false),
            ("json", false),
            ("", false),
        ] {
            assert_eq!(with(&[("content-type", kind)]).is_json, json, "{kind}");
        }
    }
}
