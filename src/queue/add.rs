//! Taking a reading: check, make room, keep its texts, store.

use super::error::{AddError, Full};
use super::ring::Core;
use super::slot::{Slot, Stamp, Word};
use super::state::{Counts, count};
use crate::readings::{Given, Input, Reading, ReadingError, Sample, Settled, Sum, Totals};

/// A metric with its source or tags and attributes, registered once: adding to it looks no text up.
///
/// It belongs to the queue that made it and is good for as long as that lives. Another queue refuses it, or takes it for one of
/// its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Series {
    word: u32,
    /// What its texts looked like: another queue has none there, or as a rule others.
    seal: u32,
}

impl Core<'_> {
    /// Takes a reading; `stamp` is for one without a time of its own.
    pub(super) fn add(&mut self, reading: &Reading<'_>, stamp: Stamp) -> Result<(), AddError> {
        let taken = self.try_add(reading, stamp);
        self.account(taken)
    }

    /// Takes a value of a registered series.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(super) fn record(&mut self, series: Series, value: Input, stamp: Stamp) -> Result<(), AddError> {
        let taken = self.try_record(series, value, stamp);
        self.account(taken)
    }

    /// Counts what was refused. What was taken counts itself, as what is there or has gone.
    #[inline]
    fn account(&mut self, taken: Result<(), AddError>) -> Result<(), AddError> {
        if let Err(error) = taken {
            count_loss(&mut self.state.counts, error);
        }
        taken
    }

    /// Refusals since `before`, after which the same readings are tried again, with more room, are no losses.
    #[cfg(feature = "std")]
    pub(crate) fn forget_refusals(&mut self, before: &Counts) {
        let counts = &mut self.state.counts;
        counts.invalid = before.invalid;
        counts.no_slot = before.no_slot;
        counts.no_text = before.no_text;
    }

    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn try_record(&mut self, series: Series, value: Input, stamp: Stamp) -> Result<(), AddError> {
        let word = Word(series.word);
        if self.seal(word) != Some(series.seal) {
            return Err(ReadingError::Series.into());
        }
        let number = value.number()?;
        if stamp.is_beyond() {
            return Err(ReadingError::Time.into());
        }
        let slot = Slot::value(word, stamp, number);
        #[cfg(feature = "std")]
        if self.push_before_end(slot) {
            return Ok(());
        }
        self.room(1)?;
        self.push_one(slot);
        Ok(())
    }

    fn try_add(&mut self, reading: &Reading<'_>, stamp: Stamp) -> Result<(), AddError> {
        let tagged = self.is_tagged(reading);
        let stamp = reading.time.map_or(stamp, Stamp::unix);
        if stamp.is_beyond() {
            return Err(ReadingError::Time.into());
        }
        match &reading.sample {
            Sample::Value(value) => {
                let number = value.number()?;
                let word = self.place(reading, tagged, 1)?;
                self.push_one(Slot::value(word, stamp, number));
                Ok(())
            }
            Sample::Summary(given, sum) => self.add_summary(reading, tagged, stamp, given, sum),
            Sample::Totals(totals) => self.add_totals(reading, tagged, stamp, totals),
        }
    }

    /// A function of its own, so that only those who sum up pay for the totals on the stack.
    #[inline(never)]
    fn add_summary(
        &mut self,
        reading: &Reading<'_>,
        tagged: bool,
        stamp: Stamp,
        given: &Given,
        sum: &Sum,
    ) -> Result<(), AddError> {
        let totals = (sum.0)(given, tagged)?;
        self.add_totals(reading, tagged, stamp, &totals)
    }

    #[inline(never)]
    fn add_totals(
        &mut self,
        reading: &Reading<'_>,
        tagged: bool,
        stamp: Stamp,
        totals: &Totals,
    ) -> Result<(), AddError> {
        let word = self.place(reading, tagged, if totals.has_stddev() { 4 } else { 3 })?;
        self.push_totals(word, stamp, totals);
        Ok(())
    }

    /// Makes room for a reading of so many slots, and keeps its texts.
    fn place(&mut self, reading: &Reading<'_>, tagged: bool, slots: usize) -> Result<Word, AddError> {
        match self.state.full {
            None => {
                // Room first, so that a refused reading leaves no name behind.
                self.room(slots)?;
                self.word(reading, tagged)
            }
            Some(_) if slots > self.capacity() - usize::from(self.state.chunk.slots) => {
                Err(AddError::Full(Full::Slots))
            }
            Some(policy) => {
                let word = (policy.texts)(self, reading, tagged)?;
                // Room is made only for a reading that is sure to be taken.
                if let Err(full) = self.room(slots) {
                    self.state.stale = true;
                    return Err(full);
                }
                Ok(word)
            }
        }
    }

    /// Registers the texts of a reading for good.
    pub(super) fn series(&mut self, reading: &Reading<'_>) -> Result<Series, AddError> {
        let tagged = self.is_tagged(reading);
        let word = self.word(reading, tagged)?;
        let word = self.hold(word).series();
        let seal = self.seal(word).ok_or(AddError::Full(Full::Text))?;
        Ok(Series { word: word.0, seal })
    }

    /// What the texts of a registered series look like; `None` if it is not one of this queue.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn seal(&self, word: Word) -> Option<u32> {
        self.texts.seal(word.name(), word.place())
    }

    #[inline]
    pub(super) fn is_tagged(&self, reading: &Reading<'_>) -> bool {
        match reading.settled {
            Some(settled) => settled != Settled::Sourced,
            None => reading.tags.is_some() || reading.tagged || self.state.is_tagged,
        }
    }

    /// Free slots, by the policy if need be.
    #[cfg_attr(not(target_os = "none"), inline)]
    fn room(&mut self, slots: usize) -> Result<(), AddError> {
        if usize::from(self.state.used) + slots <= self.capacity() {
            Ok(())
        } else {
            // Not `self`, which could then no longer lie in registers.
            let Self { state, slots: all, texts } = self;
            Core { state, slots: all, texts: texts.again() }.make_room(slots)
        }
    }

    #[cold]
    fn make_room(&mut self, slots: usize) -> Result<(), AddError> {
        let short = (usize::from(self.state.used) + slots).saturating_sub(self.capacity());
        let freed = short == 0
            || match self.state.full {
                None => false,
                Some(policy) => (policy.slots)(self, short),
            };
        if freed { Ok(()) } else { Err(AddError::Full(Full::Slots)) }
    }
}

#[cold]
fn count_loss(counts: &mut Counts, error: AddError) {
    count(
        match error {
            AddError::Invalid(_) => &mut counts.invalid,
            AddError::Full(Full::Text) => &mut counts.no_text,
            AddError::Full(Full::Slots) => &mut counts.no_slot,
            AddError::Busy => &mut counts.busy,
        },
        1,
    );
}
