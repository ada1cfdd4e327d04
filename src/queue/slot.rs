//! A reading in 16 bytes.
//!
//! | bits of `word` | |
//! |---|---|
//! | 0..12 | handle of the name, or of the series |
//! | 12..24 | handle of the source, or of the tag set |
//! | 24..28 | form |
//! | 28 | counter |
//! | 29 | tagged |
//! | 30..32 | what `time` is |
//!
//! A value is one slot, a summary three, with a standard deviation four.

use crate::readings::{Number, Totals};
use crate::text::Handle;
use crate::{Millis, UnixSeconds};

/// Sixteen bytes of a queue.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    pub(super) word: Word,
    pub(super) time: u32,
    pub(super) value: u64,
}

/// The first word of a slot; also, without form and time, what tells one series from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word(pub(super) u32);

/// What the time of a slot is, and that time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    kind: u32,
    time: u32,
}

impl Stamp {
    /// The bits of a word that say what the time is.
    const KIND: u32 = 3 << 30;
    const UNIX: u32 = 1 << 30;
    const UPTIME: u32 = 2 << 30;
    /// No slot has it.
    const BEYOND: u32 = 3 << 30;

    /// The server's time of receipt counts.
    pub(crate) const NONE: Self = Self { kind: 0, time: 0 };

    /// Seconds since 1970.
    #[inline]
    pub(crate) const fn unix(time: UnixSeconds) -> Self {
        Self::of(Self::UNIX, time.0)
    }

    /// Time since the device started, to be re-based once that moment is known.
    pub(crate) const fn uptime(uptime: Millis) -> Self {
        Self::uptime_secs(uptime.as_secs())
    }

    /// The same in seconds.
    pub(crate) const fn uptime_secs(uptime: u64) -> Self {
        Self::of(Self::UPTIME, uptime)
    }

    #[inline]
    const fn of(kind: u32, seconds: u64) -> Self {
        let kind = if seconds > u32::MAX as u64 { Self::BEYOND } else { kind };
        Self { kind, time: seconds as u32 }
    }

    /// Whether it is beyond what a slot can hold: a loss only where it is needed.
    #[inline]
    pub(super) const fn is_beyond(self) -> bool {
        self.kind == Self::BEYOND
    }

    #[inline]
    pub(super) const fn as_unix(self) -> Option<u32> {
        if self.kind == Self::UNIX { Some(self.time) } else { None }
    }

    pub(super) const fn as_uptime(self) -> Option<u32> {
        if self.kind == Self::UPTIME { Some(self.time) } else { None }
    }
}

#[cfg(feature = "float")]
const FLOAT: u32 = 1;
const LARGE: u32 = 2;
const DIGITS: u32 = 3;
// Ten more than the slots that they take.
const SUMMARY: u32 = 13;
const SUMMARY_STDDEV: u32 = 14;

impl Word {
    /// Of a slot without a reading.
    pub(super) const DEAD: Self = Self(0);
    pub(super) const COUNTER: u32 = 1 << 28;
    pub(super) const TAGGED: u32 = 1 << 29;
    /// Where the form begins.
    const FORM: u32 = 24;
    const SERIES: u32 = 0xff_ffff | Self::COUNTER | Self::TAGGED;

    pub(super) const fn new(name: Handle, place: Handle, counter: bool, tagged: bool) -> Self {
        let mut word = (name as u32 & 0xfff) | (place as u32 & 0xfff) << 12;
        if tagged {
            word |= Self::TAGGED;
        } else if counter {
            word |= Self::COUNTER;
        }
        Self(word)
    }

    pub(crate) const fn name(self) -> Handle {
        (self.0 & 0xfff) as Handle
    }

    /// The source, or the tag set of a tagged reading.
    pub(crate) const fn place(self) -> Handle {
        (self.0 >> 12 & 0xfff) as Handle
    }

    /// The same with a counter.
    #[cfg(feature = "std")]
    pub(super) const fn of_counter(self) -> Self {
        Self(self.0 | Self::COUNTER)
    }

    pub(super) const fn with_handles(self, name: Handle, place: Handle) -> Self {
        Self(self.0 & !0xff_ffff | (name as u32 & 0xfff) | (place as u32 & 0xfff) << 12)
    }

    pub(crate) const fn is_counter(self) -> bool {
        self.0 & Self::COUNTER != 0
    }

    pub(crate) const fn is_tagged(self) -> bool {
        self.0 & Self::TAGGED != 0
    }

    /// Name, source or tags, and kind.
    pub(super) const fn series(self) -> Self {
        Self(self.0 & Self::SERIES)
    }

    const fn form(self) -> u32 {
        self.0 >> Self::FORM & 15
    }

    const fn with_form(self, form: u32) -> Self {
        Self(self.0 & !(15 << Self::FORM) | form << Self::FORM)
    }

    pub(super) const fn is_dead(self) -> bool {
        self.form() == 0
    }

    pub(super) const fn is_summary(self) -> bool {
        self.form() >= SUMMARY
    }

    pub(super) const fn has_stddev(self) -> bool {
        self.form() == SUMMARY_STDDEV
    }

    /// Of words that were joined: whether one of them may be of an uptime.
    #[cfg(feature = "std")]
    pub(super) const fn may_be_uptime(self) -> bool {
        self.0 & Stamp::UPTIME != 0
    }

    /// How many slots the reading takes that begins with it.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) const fn slots(self) -> usize {
        if self.is_summary() { self.form() as usize - 10 } else { 1 }
    }
}

impl Slot {
    pub(super) const EMPTY: Self = Self { word: Word::DEAD, time: 0, value: 0 };

    /// What stays of a reading that was dropped out of the slots of a request that is being sent, which takes the others.
    pub(super) const fn dead(word: Word) -> Self {
        Self { word: Word(word.0 & Word::TAGGED), ..Self::EMPTY }
    }

    /// All bits of word and time.
    pub(super) const FULL: Self = Self { word: Word(u32::MAX), time: u32::MAX, value: 0 };

    /// The bits of word and time that both have.
    #[inline]
    pub(super) const fn and(self, other: &Self) -> Self {
        Self { word: Word(self.word.0 & other.word.0), time: self.time & other.time, value: 0 }
    }

    /// The bits of word and time that one of them has.
    #[inline]
    pub(super) const fn or(self, other: &Self) -> Self {
        Self { word: Word(self.word.0 | other.word.0), time: self.time | other.time, value: 0 }
    }

    /// A reading of one value, of this series.
    #[inline]
    pub(super) fn value(word: Word, stamp: Stamp, number: Number) -> Self {
        let (form, value) = match number {
            Number::Digits(digits, places) => (DIGITS + u32::from(places), digits as u64),
            Number::Large(int) => (LARGE, int),
            #[cfg(feature = "float")]
            Number::Float(float) => (FLOAT, float.to_bits()),
        };
        // A word has neither form nor time yet: their bits are free.
        let word = word.0.wrapping_add(form << Word::FORM).wrapping_add(stamp.kind);
        Self { word: Word(word), time: stamp.time, value }
    }

    /// The first slot of a summary. The fields of its totals follow, two in a slot.
    pub(super) fn summary(word: Word, stamp: Stamp, totals: &Totals) -> Self {
        let form = if totals.has_stddev() { SUMMARY_STDDEV } else { SUMMARY };
        let value = u64::from(totals.count) | u64::from(totals.meta) << 32;
        let mut slot = Self { word: word.with_form(form), time: 0, value };
        slot.set_stamp(stamp);
        slot
    }

    /// Two fields, or the last one.
    pub(super) fn pair(pair: &[u64]) -> Self {
        let field = |index| pair.get(index).copied().unwrap_or(0);
        let first: u64 = field(0);
        Self { word: Word(first as u32), time: (first >> 32) as u32, value: field(1) }
    }

    /// Totals without fields, from the first slot of a summary.
    pub(super) const fn totals(&self) -> Totals {
        Totals { count: self.value as u32, meta: (self.value >> 32) as u16, ..Totals::EMPTY }
    }

    /// The fields of a slot behind that.
    pub(super) fn read_pair(&self, pair: &mut [u64]) {
        if let Some((first, second)) = pair.split_first_mut() {
            *first = u64::from(self.word.0) | u64::from(self.time) << 32;
            if let Some(second) = second.first_mut() {
                *second = self.value;
            }
        }
    }

    /// The value of a reading that is no summary.
    #[inline]
    pub(super) fn number(&self) -> Number {
        match self.word.form() {
            #[cfg(feature = "float")]
            FLOAT => Number::Float(f64::from_bits(self.value)),
            LARGE => Number::Large(self.value),
            form => Number::Digits(self.value as i64, form.wrapping_sub(DIGITS) as u8),
        }
    }

    #[inline]
    pub(super) const fn stamp(&self) -> Stamp {
        Stamp { kind: self.word.0 & Stamp::KIND, time: self.time }
    }

    #[inline]
    pub(super) const fn set_stamp(&mut self, stamp: Stamp) {
        self.word = Word(self.word.0 & !Stamp::KIND | stamp.kind);
        self.time = stamp.time;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::{Queue, ring};

    #[test]
    fn sixteen_bytes() {
        assert_eq!(size_of::<Slot>(), 16);
    }

    #[test]
    fn what_goes_in_comes_out() {
        let word = Word::new(4095, 4094, true, false);
        for number in [Number::Digits(-5, 9), Number::Digits(i64::MAX, 0), Number::Large(u64::MAX)] {
            let slot = Slot::value(word, Stamp::uptime(Millis(7_000)), number);
            assert_eq!(
                (slot.number(), slot.stamp(), slot.word.slots()),
                (number, Stamp::uptime(Millis(7_999)), 1)
            );
            assert_eq!((slot.word.name(), slot.word.place()), (4095, 4094));
            assert!(slot.word.is_counter() && !slot.word.is_tagged() && !slot.word.is_dead());
        }
    }

    #[test]
    fn summaries_come_out_of_a_ring_as_they_went_in() {
        let word = Word::new(4095, 4094, true, false);
        let number = |digits| Some(Number::Digits(digits, 9));
        let numbers = [number(-1), number(i64::MIN), number(3), None, number(4), number(5 << 40)];
        let four = Totals::of(u32::MAX, &numbers).unwrap();
        let numbers = [number(-1), None, number(3), Some(Number::Digits(4, 18)), None, None];
        let three = Totals::of(1, &numbers).unwrap();
        let mut queue = Queue::<5, 0>::new();
        for (totals, slots) in [(four, 4), (three, 3), (four, 4)] {
            let mut core = queue.core();
            #[cfg(feature = "std")]
            {
                core.state.head += 1;
            }
            core.state.used = 0;
            core.push_totals(word, Stamp::unix(UnixSeconds(u32::MAX.into())), &totals);
            assert_eq!((core.state.used, core.slot(0).word.slots()), (slots, usize::from(slots)));
            assert_eq!(ring::totals(core.state, core.slots, 0), totals);
        }
    }
}
