//! What a program prints: lines that begin with a word, then `name=value` pairs.

use std::collections::HashMap;

/// What came of a flush.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flush {
    pub(crate) ok: bool,
    /// When it was over, in seconds since the start.
    pub(crate) uptime: u32,
    pub(crate) accepted: u32,
    pub(crate) waiting: u32,
    pub(crate) dropped: u32,
    pub(crate) resent: u32,
    pub(crate) requests: u32,
    /// What it took, without what it waited for.
    pub(crate) ticks: u32,
    /// Peak of the stack until then.
    pub(crate) stack: u32,
}

impl Flush {
    /// The flush of a line; `None` for any other line.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let pairs: HashMap<&str, u32> = line
            .strip_prefix("flush ")?
            .split(' ')
            .filter_map(|pair| {
                pair.split_once('=').and_then(|(name, value)| Some((name, value.parse().ok()?)))
            })
            .collect();
        let number = |name| pairs.get(name).copied();
        Some(Self {
            ok: number("ok")? == 1,
            uptime: number("uptime")?,
            accepted: number("accepted")?,
            waiting: number("waiting")?,
            dropped: number("dropped")?,
            resent: number("resent")?,
            requests: number("requests")?,
            ticks: number("ticks")?,
            stack: number("stack")?,
        })
    }
}

/// How large the future of a flush was by these lines, in bytes.
pub(crate) fn future(lines: &[String]) -> Option<u64> {
    lines.iter().find_map(|line| line.strip_prefix("future bytes=")?.parse().ok())
}

/// How many readings the server had accepted by these lines.
pub(crate) fn accepted(lines: &[String]) -> usize {
    lines.iter().filter_map(|line| Flush::parse(line)).map(|flush| flush.accepted as usize).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_flush_has_all_of_it() {
        let line = "flush ok=1 uptime=9 accepted=1 waiting=2 dropped=3 resent=4 requests=5 ticks=6 stack=7";
        let flush = Flush {
            ok: true,
            uptime: 9,
            accepted: 1,
            waiting: 2,
            dropped: 3,
            resent: 4,
            requests: 5,
            ticks: 6,
            stack: 7,
        };
        assert_eq!(Flush::parse(line), Some(flush));
        assert_eq!(Flush::parse("flush ok=1"), None);
        assert_eq!(Flush::parse("panic line=7"), None);
        assert_eq!(future(&[line.to_owned(), "future bytes=8".to_owned()]), Some(8));
    }
}
