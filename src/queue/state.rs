//! What a queue knows besides its slots and texts. All-zero is the state of an empty queue, so that a `static` one lies in
//! `.bss`.

use super::names::sanitized;
use super::ring::Core;
use super::room::MakeRoom;
use super::slot::Word;
use crate::readings::{NamePolicy, ReadingError, Utf8};
use crate::text::{Handle, Tail};

/// What happens when a reading is added to a full queue.
///
/// A chunk on its way to the server is never touched. Every loss is counted, by reason ([`Counts`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FullPolicy {
    /// The new reading is refused.
    #[default]
    Refuse,
    /// The oldest readings make room, for slots and for text. Without feature `std` all others move up behind them, at each add to
    /// a full queue.
    DropOldest,
    /// The series with most readings is folded into one summary (count, sum, minimum, maximum) with the time of its oldest; of
    /// a counter the newest reading stays. This pays from four readings of one gauge on; if there is no such series, the
    /// new reading is refused; so it is if the sum of that series does not fit its digits. Finding the series takes one walk
    /// for the first 16 series, and one each for readings of others; it is for queues of some dozen series, and where an interrupt
    /// adds, of some dozen readings: see [`SharedQueue`](crate::SharedQueue) for how long it takes.
    Fold,
}

/// What has become of all the readings that a queue was given. Each number stops at its largest value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Counts {
    /// Taken into the queue.
    pub added: u32,
    /// Accepted by the server. A folded reading is counted as the one that it was folded into.
    pub accepted: u32,
    /// Refused because a rule of the API was broken.
    pub invalid: u32,
    /// Refused because no slot was free.
    pub no_slot: u32,
    /// Refused because there was no room for a text.
    pub no_text: u32,
    /// Refused because the queue was in use.
    pub busy: u32,
    /// Dropped to make room ([`FullPolicy::DropOldest`]).
    pub evicted: u32,
    /// Gone into a summary, beyond the one that stands for it ([`FullPolicy::Fold`]).
    pub folded: u32,
    /// Set aside because the server refused them by name, or reported them as rejected.
    pub rejected: u32,
    /// Dropped by [`discard_chunk`](crate::Queue::discard_chunk) or [`clear`](crate::Queue::clear).
    pub discarded: u32,
    /// Sent again after a failure.
    pub resent: u32,
}

impl Counts {
    /// The readings that no server has, and that do not wait either: refused when they were added, dropped to make room, refused by
    /// the server, discarded. A summary that an aggregator could not move, and keeps, counts as refused each time. A program that does
    /// not look at each add, as an interrupt seldom can, reports this one number.
    ///
    /// ```
    /// use librato::{Gauge, Queue};
    /// let mut queue = Queue::<1, 64>::new();
    /// for value in [1, 2, 3] {
    ///     let _ = queue.add(Gauge::new("load", value));
    /// }
    /// assert_eq!((queue.counts().no_slot, queue.counts().lost()), (2, 2));
    /// ```
    #[must_use]
    pub fn lost(&self) -> u32 {
        let Self { invalid, no_slot, no_text, busy, evicted, rejected, discarded, .. } = *self;
        let lost = [invalid, no_slot, no_text, busy, evicted, rejected, discarded];
        lost.into_iter().fold(0, u32::saturating_add)
    }
}

/// The readings that are on their way, or whose delivery is in doubt: nothing touches them before the outcome.
///
/// In this order for the reason that [`State`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct Chunk {
    /// Which readings of the slots belong to it.
    pub(crate) models: Models,
    /// Counters are among them.
    pub(crate) counters: bool,
    /// Others are among them.
    pub(crate) gauges: bool,
    /// Some have no tags.
    #[cfg(feature = "std")]
    pub(crate) sourced: bool,
    /// Some have tags.
    #[cfg(feature = "std")]
    pub(crate) tagged: bool,
    /// Whether `place` holds for all of them.
    pub(crate) one_place: bool,
    /// It has been sent before, and stays the same bytes.
    pub(crate) held: bool,
    /// It is being sent at this moment.
    pub(crate) sending: bool,
    /// Slots from the first on that the chunk lies in.
    pub(crate) slots: u16,
    /// Readings in it. 0: there is no chunk.
    pub(crate) readings: u16,
    /// All of them have this source or tag set; 0 if none has one, or not all the same.
    pub(crate) place: Handle,
    /// The number of the request, which stays when it is sent again.
    pub(crate) sequence: u32,
    /// All of them have this time.
    pub(crate) time: Option<u32>,
}

impl Chunk {
    pub(super) const NONE: Self = Self {
        slots: 0,
        readings: 0,
        counters: false,
        gauges: false,
        #[cfg(feature = "std")]
        sourced: false,
        #[cfg(feature = "std")]
        tagged: false,
        models: Models::NONE,
        place: 0,
        one_place: false,
        time: None,
        sequence: 0,
        held: false,
        sending: false,
    };
}

/// Which readings a request takes: by source, by tags, or both. A bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Models(u8);

impl Models {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const LEGACY: Self = Self(1);
    #[cfg(test)]
    pub(crate) const TAGGED: Self = Self(2);
    pub(crate) const ALL: Self = Self(3);

    #[inline]
    pub(crate) const fn has(self, tagged: bool) -> bool {
        self.0 >> tagged as u8 & 1 != 0
    }

    /// All that these are not.
    pub(crate) const fn others(self) -> Self {
        Self(self.0 ^ Self::ALL.0)
    }

    /// What the words of its readings have in common: which bits, and whether they are set.
    pub(super) const fn bits(self) -> (u32, u32) {
        match (self.has(false), self.has(true)) {
            (true, true) => (0, 0),
            (_, tagged) => (Word::TAGGED, if tagged { Word::TAGGED } else { 0 }),
        }
    }
}

/// Writes a name that the user's function made.
type Sanitized = fn(&mut Core<'_>, &mut Tail, Utf8<'_>) -> Result<(), ReadingError>;

/// In this order, bytes first and what is seldom used last, because instructions of a Cortex-M that reach far into a structure are
/// twice as long.
#[derive(Clone, Debug)]
#[repr(C)]
pub(crate) struct State {
    /// Whether `tags` was set, be it to none.
    pub(super) is_tagged: bool,
    /// Whether a text may have died since the last collection.
    pub(super) stale: bool,
    /// Texts may be there that the rule would refuse, from a time when there was none.
    pub(super) unchecked: bool,
    /// The bytes of the prefix, without escapes.
    pub(super) prefix_len: u8,
    /// Slots in use from the first on.
    pub(super) used: u16,
    /// Readings with a source, or without anything.
    pub(super) legacy: u16,
    /// Readings with tags.
    pub(super) tagged: u16,
    /// Index of the first slot in use.
    #[cfg(feature = "std")]
    pub(super) head: u16,
    pub(super) chunk: Chunk,
    /// Put before every metric name.
    pub(super) prefix: Handle,
    /// For readings with a source that have none of their own.
    pub(super) source: Handle,
    /// The sources that were last found, by length and last byte, until texts move.
    #[cfg(feature = "std")]
    pub(super) last_sources: [Handle; 16],
    /// For readings that have no tags of their own.
    pub(super) tags: Handle,
    /// Most readings of a chunk; 0 is the default.
    pub(super) chunk_limit: u16,
    pub(super) names: NamePolicy,
    /// How a name is sanitized, where it is: a queue points to it, so that firmware without that does not link it.
    pub(super) sanitized: Option<Sanitized>,
    /// How room is made; `None` refuses.
    pub(super) full: Option<&'static MakeRoom>,
    /// But for `added`, which the others and the readings that are there come to.
    pub(super) counts: Counts,
}

/// The most readings in a request, as the API documents and all its clients keep.
const CHUNK: u16 = 300;

impl State {
    pub(super) const fn new() -> Self {
        Self {
            #[cfg(feature = "std")]
            head: 0,
            used: 0,
            legacy: 0,
            tagged: 0,
            chunk: Chunk::NONE,
            prefix: 0,
            prefix_len: 0,
            source: 0,
            #[cfg(feature = "std")]
            last_sources: [0; 16],
            tags: 0,
            is_tagged: false,
            stale: false,
            names: NamePolicy::Strict,
            unchecked: false,
            sanitized: None,
            full: None,
            chunk_limit: 0,
            counts: Counts {
                added: 0,
                accepted: 0,
                invalid: 0,
                no_slot: 0,
                no_text: 0,
                busy: 0,
                evicted: 0,
                folded: 0,
                rejected: 0,
                discarded: 0,
                resent: 0,
            },
        }
    }

    #[allow(
        clippy::redundant_closure_for_method_calls,
        reason = "the method alone is good for one lifetime only"
    )]
    pub(super) const fn set_names(&mut self, names: NamePolicy) {
        self.unchecked |= matches!(self.names, NamePolicy::AsIs) && !matches!(names, NamePolicy::AsIs);
        self.names = names;
        self.sanitized = match names {
            NamePolicy::Sanitize(_) => Some(sanitized),
            NamePolicy::Strict | NamePolicy::AsIs => None,
        };
    }

    /// An empty ring begins at its beginning, so that most never go round.
    #[cfg(feature = "std")]
    #[inline]
    pub(super) const fn rewind(&mut self) {
        if self.used == 0 {
            self.head = 0;
        }
    }

    /// The number of readings that have tags, or have none, as this one.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(super) const fn readings_like(&mut self, word: Word) -> &mut u16 {
        if word.is_tagged() { &mut self.tagged } else { &mut self.legacy }
    }

    /// The most readings of a chunk, and the slots from the first on that it may lie in, of `slots` that there are.
    pub(super) fn chunk_limits(&self, slots: usize) -> (u16, usize) {
        let limit = if self.chunk_limit == 0 { CHUNK } else { self.chunk_limit };
        // A policy needs readings that it may touch: half of a small queue stays free of the chunk.
        (limit, if self.full.is_some() { slots / 2 } else { slots })
    }
}

/// Adds to a count that stops at its largest value.
#[cfg_attr(target_os = "none", inline(never))]
pub(crate) fn count(number: &mut u32, more: u32) {
    *number = number.saturating_add(more);
}
