//! What an aggregator knows besides its series and texts. All-zero is the state of an empty one, so that a `static` one lies
//! in `.bss`.

use crate::UnixSeconds;
use crate::readings::NamePolicy;
use crate::text::Handle;

/// Series with values, in the order of their first ones: index and one of the first and the last, and how many.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    pub(super) first: u16,
    pub(super) last: u16,
    pub(super) len: u16,
}

impl List {
    pub(super) const EMPTY: Self = Self { first: 0, last: 0, len: 0 };
}

#[derive(Clone, Debug)]
pub(super) struct State {
    /// Series with values that go out with a source.
    pub(super) legacy: List,
    /// Series with values that go out with tags.
    pub(super) tagged: List,
    /// Entries that were ever in use: those behind are free.
    pub(super) used: u16,
    /// The first free one among those; its index and one.
    pub(super) free: u16,
    pub(super) source: Handle,
    /// The tag set; 0 is none.
    pub(super) tags: Handle,
    pub(super) names: NamePolicy,
    pub(super) squares: bool,
    /// Whether a series or a text may be needed no more.
    pub(super) stale: bool,
    /// 0 is none.
    pub(super) period: u32,
    /// The measure time that was chosen, or taken from the clock and shown.
    pub(super) time: Option<UnixSeconds>,
    pub(super) refused: u32,
}

impl State {
    pub(super) const fn new() -> Self {
        Self {
            legacy: List::EMPTY,
            tagged: List::EMPTY,
            used: 0,
            free: 0,
            source: 0,
            tags: 0,
            names: NamePolicy::Strict,
            squares: false,
            stale: false,
            period: 0,
            time: None,
            refused: 0,
        }
    }

    pub(super) const fn list(&mut self, tagged: bool) -> &mut List {
        if tagged { &mut self.tagged } else { &mut self.legacy }
    }

    pub(super) const fn is_strict(&self) -> bool {
        !matches!(self.names, NamePolicy::AsIs)
    }

    /// The time that readings would go out with.
    pub(super) fn time(&self, now: Option<UnixSeconds>) -> Option<UnixSeconds> {
        let by_clock = now.filter(|_| self.period > 0);
        self.time.or(by_clock).map(|time| time.floor(self.period))
    }
}
