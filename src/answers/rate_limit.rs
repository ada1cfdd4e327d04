//! The rate limits that a server announces.

use super::fields::{decimal, part, parts, trim};
use crate::UnixSeconds;

/// A rate limit as an `X-Librato-RateLimit-Agg` or `-Std` header tells it. Numbers above 32 bits count as the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RateLimit {
    /// How much is allowed in one period.
    pub limit: u32,
    /// How much of it is left.
    pub remaining: u32,
    pub(super) reset: u32,
}

const NAMES: &[u8] = b"limit,remaining,reset";

impl RateLimit {
    /// Reads `limit=600000,remaining=599998,reset=1531370400`, in any order. Others are passed over; unless all three are
    /// there and numbers, `limit` stays as it is.
    pub(super) fn read(value: &[u8], limit: &mut Option<Self>) {
        if let Some(new) = Self::parse(value) {
            *limit = Some(new);
        }
    }

    fn parse(value: &[u8]) -> Option<Self> {
        let mut numbers = [None; 3];
        let mut list = Some(value);
        while let Some(item) = part(&mut list, b',') {
            let mut number = Some(item);
            let name = trim(part(&mut number, b'=')?);
            let known = parts(NAMES, b',').position(|known| known == name);
            if let Some(slot) = known.and_then(|known| numbers.get_mut(known)) {
                *slot = Some(decimal(trim(number?))?);
            }
        }
        let [limit, remaining, reset] = numbers;
        Some(Self { limit: limit?, remaining: remaining?, reset: reset? })
    }

    /// When the period ends, by the server's clock.
    #[must_use]
    pub const fn reset(&self) -> UnixSeconds {
        UnixSeconds(self.reset as u64)
    }

    /// Whether nothing is left until [`reset`](Self::reset).
    #[must_use]
    pub const fn is_exhausted(&self) -> bool {
        self.remaining == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_order_and_what_is_refused() {
        let limit = RateLimit { limit: 600_000, remaining: 599_998, reset: 1_531_370_400 };
        assert_eq!(limit.reset(), UnixSeconds(1_531_370_400));
        for text in [
            "limit=600000,remaining=599998,reset=1531370400",
            " reset = 1531370400 , other=x, limit=600000,,remaining=599998",
        ] {
            assert_eq!(RateLimit::parse(text.as_bytes()), Some(limit), "{text}");
        }
        for text in ["", "limit=1,remaining=1", "limit=1,remaining=-1,reset=1", "limit=,remaining=1,reset=1"]
        {
            assert_eq!(RateLimit::parse(text.as_bytes()), None, "{text}");
        }
        assert!(!limit.is_exhausted() && RateLimit { remaining: 0, ..limit }.is_exhausted());
    }
}
