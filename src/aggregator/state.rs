//! What an aggregator knows besides its series and texts. All-zero is the state of an empty one, so that a `static` one lies
//! in `.bss`.

use super::core::{Core, sanitized_series};
use crate::readings::{NamePolicy, Sanitizer};
use crate::text::Handle;
use crate::{AddError, UnixSeconds};

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

/// Finds the series of a name that the user's function makes of this one.
pub(super) type Sanitized = fn(&mut Core<'_>, &str, Sanitizer, bool) -> Result<u16, AddError>;

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
    /// Names go out as they are.
    as_is: bool,
    /// How names are sanitized, where they are: an aggregator points to it, so that firmware without that does not link it.
    pub(super) sanitized: Option<(Sanitizer, Sanitized)>,
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
            as_is: false,
            sanitized: None,
            squares: false,
            stale: false,
            period: 0,
            time: None,
            refused: 0,
        }
    }

    pub(super) const fn set_names(&mut self, names: NamePolicy) {
        self.as_is = matches!(names, NamePolicy::AsIs);
        self.sanitized = match names {
            NamePolicy::Sanitize(sanitize) => Some((sanitize, sanitized_series)),
            NamePolicy::Strict | NamePolicy::AsIs => None,
        };
    }

    pub(super) const fn list(&mut self, tagged: bool) -> &mut List {
        if tagged { &mut self.tagged } else { &mut self.legacy }
    }

    pub(super) const fn is_strict(&self) -> bool {
        !self.as_is
    }

    /// The time that readings would go out with.
    pub(super) fn time(&self, now: Option<UnixSeconds>) -> Option<UnixSeconds> {
        let by_clock = now.filter(|_| self.period > 0);
        self.time.or(by_clock).map(|time| time.floor(self.period))
    }
}
