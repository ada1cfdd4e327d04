//! Times and stretches of time on the command line.

use librato::UnixSeconds;

/// A stretch of time in seconds: `90`, `90s`, `15m`, `1h`, `2d`, `1w`.
pub fn seconds(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" | "s" => Some(1),
        "m" => Some(60),
        "h" => Some(3_600),
        "d" => Some(86_400),
        "w" => Some(604_800),
        _ => None,
    };
    let length =
        unit.zip(digits.parse().ok()).and_then(|(unit, number): (u64, u64)| number.checked_mul(unit));
    length.ok_or_else(|| "a number with s, m, h, d or w, such as 15m".into())
}

/// A moment: seconds since 1970, or how long ago it was.
#[derive(Clone, Copy)]
pub enum Moment {
    At(u64),
    Ago(u64),
}

impl Moment {
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(time) => Ok(Self::At(time)),
            Err(_) if text == "now" => Ok(Self::Ago(0)),
            Err(_) => seconds(text)
                .map(Self::Ago)
                .map_err(|_| "seconds since 1970, now, or how long ago: 15m".into()),
        }
    }

    pub fn from(self, now: UnixSeconds) -> UnixSeconds {
        match self {
            Self::At(time) => UnixSeconds(time),
            Self::Ago(length) => UnixSeconds(now.0.saturating_sub(length)),
        }
    }
}
