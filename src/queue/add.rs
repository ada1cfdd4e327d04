//! Taking a reading: check, make room, keep its texts, store.

use super::core::Core;
use super::error::{AddError, Full};
use super::slot::{Slot, Stamp, Word};
use super::state::{FullPolicy, count};
use super::{details, tags};
use crate::UnixSeconds;
use crate::readings::{
    self, Kind, NamePolicy, NameRule, Number, Reading, ReadingError, Sample, Settled, Tag, Totals, Value,
};
use crate::text::{Class, Handle, Tail, TextFull, escape, is_plain};

/// A metric with its source or tags and attributes, registered once: adding to it looks no text up.
///
/// It belongs to the queue that made it and is good for as long as that lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Series(pub(super) u32);

/// A checked value or summary.
enum Checked {
    Number(Number),
    Totals(Totals),
}

impl Core<'_> {
    /// Takes a reading; `stamp` is for one without a time of its own.
    pub(super) fn add(&mut self, reading: &Reading<'_>, stamp: Stamp) -> Result<(), AddError> {
        let taken = self.try_add(reading, stamp);
        self.account(taken)
    }

    /// Takes a value of a registered series.
    pub(super) fn record(&mut self, series: Series, value: Value, stamp: Stamp) -> Result<(), AddError> {
        let taken = self.try_record(series, value, stamp);
        self.account(taken)
    }

    fn account(&mut self, taken: Result<(), AddError>) -> Result<(), AddError> {
        let counts = &mut self.state.counts;
        count(
            match taken {
                Ok(()) => &mut counts.added,
                Err(AddError::Invalid(_)) => &mut counts.invalid,
                Err(AddError::Full(Full::Text)) => &mut counts.no_text,
                Err(AddError::Full(Full::Slots)) => &mut counts.no_slot,
                Err(AddError::Busy) => &mut counts.busy,
            },
            1,
        );
        taken
    }

    fn try_record(&mut self, series: Series, value: Value, stamp: Stamp) -> Result<(), AddError> {
        let number = Number::try_from(value)?;
        self.room(1)?;
        self.push(&[Slot::value(Word(series.0), stamp, number)]);
        Ok(())
    }

    fn try_add(&mut self, reading: &Reading<'_>, stamp: Stamp) -> Result<(), AddError> {
        let tagged = self.is_tagged(reading);
        let stamp = match reading.time {
            Some(time) => Stamp::Unix(seconds(time)?),
            None => stamp,
        };
        let checked = match &reading.sample {
            Sample::Value(value) => Checked::Number(Number::try_from(*value)?),
            Sample::Summary(given) => Checked::Totals(given.totals(tagged)?),
            Sample::Totals(totals) => Checked::Totals(*totals),
        };
        // Room first: a refused reading leaves no name behind.
        self.room(match &checked {
            Checked::Number(_) => 1,
            Checked::Totals(totals) if totals.stddev.is_some() => 4,
            Checked::Totals(_) => 3,
        })?;
        let word = self.word(reading, tagged)?;
        match checked {
            Checked::Number(number) => self.push(&[Slot::value(word, stamp, number)]),
            Checked::Totals(totals) => {
                let (slots, count) = Slot::summary(word, stamp, &totals);
                self.push(slots.get(..count).unwrap_or_default());
            }
        }
        Ok(())
    }

    /// Registers the texts of a reading for good.
    pub(super) fn series(&mut self, reading: &Reading<'_>) -> Result<Series, AddError> {
        let tagged = self.is_tagged(reading);
        let word = self.word(reading, tagged)?;
        Ok(Series(self.hold(word).series().0))
    }

    fn is_tagged(&self, reading: &Reading<'_>) -> bool {
        match reading.settled {
            Some(settled) => settled != Settled::Sourced,
            None => reading.tags.is_some() || reading.tagged || self.state.is_tagged,
        }
    }

    /// Free slots, by the policy if need be.
    fn room(&mut self, slots: usize) -> Result<(), AddError> {
        if usize::from(self.state.used) + slots <= self.capacity() {
            return Ok(());
        }
        if self.state.dead > 0 {
            self.compact();
        }
        let short = (usize::from(self.state.used) + slots).saturating_sub(self.capacity());
        let freed = short == 0
            || match self.state.full {
                FullPolicy::Refuse => false,
                FullPolicy::DropOldest => self.evict(short),
                FullPolicy::Fold => self.fold(short),
            };
        if freed { Ok(()) } else { Err(AddError::Full(Full::Slots)) }
    }

    /// The texts of a reading, kept. Where there is no room for one, those that nothing names go first.
    fn word(&mut self, reading: &Reading<'_>, tagged: bool) -> Result<Word, AddError> {
        match self.intern(reading, tagged) {
            Err(AddError::Full(Full::Text)) if self.state.stale => {
                self.collect();
                let word = self.intern(reading, tagged);
                self.state.stale = word.is_err();
                word
            }
            // What was kept before the fault is named by nothing.
            Err(error) => {
                self.state.stale = true;
                Err(error)
            }
            word => word,
        }
    }

    fn intern(&mut self, reading: &Reading<'_>, tagged: bool) -> Result<Word, AddError> {
        let place = if let Some(Settled::Tagged(set)) = reading.settled {
            self.whole_tag_set(set)?
        } else if tagged {
            match (reading.tags, reading.source) {
                (_, Some(_)) => return Err(ReadingError::SourceWithTags.into()),
                (Some(own), None) => self.tag_set(own, reading.inherit)?,
                (None, None) => self.state.tags,
            }
        } else {
            match reading.source {
                Some(source) => self.source(source)?,
                None => self.state.source,
            }
        };
        let name = if reading.has_details() {
            self.detailed_name(reading, tagged)?
        } else {
            self.metric_name(reading.name)?
        };
        Ok(Word::new(name, place, reading.kind == Kind::Counter, tagged))
    }

    const fn is_strict(&self) -> bool {
        !matches!(self.state.names, NamePolicy::AsIs)
    }

    /// A text that is there has been checked: only a new one is looked at byte by byte.
    pub(super) fn source(&mut self, source: &str) -> Result<Handle, AddError> {
        let found = self.texts().find(source.as_bytes(), Class::Plain, false);
        if let (Some(handle), false) = (found, source.len() == 3) {
            return Ok(handle);
        }
        readings::check_source(source, self.is_strict()).map_err(ReadingError::Source)?;
        Ok(self.keep(source)?)
    }

    fn metric_name(&mut self, name: &str) -> Result<Handle, AddError> {
        let prefix = self.prefix_len();
        if let NamePolicy::Sanitize(sanitize) = self.state.names {
            let mut tail = Tail::default();
            self.sanitized(&mut tail, name, sanitize)?;
            return Ok(self.texts().commit(tail, Class::Plain, false)?);
        }
        if name.len() + prefix > 255 {
            return Err(ReadingError::Name(NameRule::TooLong(255 - prefix as u8)).into());
        }
        if let Some(handle) = self.texts().find(name.as_bytes(), Class::Plain, false) {
            return Ok(handle);
        }
        readings::check_name(name, self.is_strict()).map_err(ReadingError::Name)?;
        Ok(self.keep(name)?)
    }

    /// The bytes that the prefix takes of a name's 255.
    fn prefix_len(&mut self) -> usize {
        crate::text::entry(self.memory, self.state.prefix).bytes.len().min(254)
    }

    /// The name after the user's function, cut to what may stand in a name.
    fn sanitized(
        &mut self,
        tail: &mut Tail,
        name: &str,
        sanitize: readings::Sanitizer,
    ) -> Result<(), AddError> {
        let mut room = 255 - self.prefix_len();
        let before = tail.len();
        let mut broken = None;
        let mut texts = self.texts();
        sanitize(name, &mut |piece| {
            let (kept, cut) = split_at_char(piece, room);
            room = if cut { 0 } else { room - kept.len() };
            if !kept.is_empty() {
                broken = broken.or(readings::check_name(kept, true).err());
            }
            texts.push(tail, kept.as_bytes());
        });
        match broken {
            Some(rule) => Err(ReadingError::Name(rule).into()),
            None if room == 255 - self.prefix_len() && tail.len() == before => {
                Err(ReadingError::Name(NameRule::Empty).into())
            }
            None => Ok(()),
        }
    }

    /// A name, source or prefix, escaped where it must be.
    pub(super) fn keep(&mut self, text: &str) -> Result<Handle, TextFull> {
        let plain = is_plain(text);
        let mut texts = self.texts();
        let mut tail = Tail::default();
        if plain {
            texts.push(&mut tail, text.as_bytes());
        } else {
            escape(text, &mut |piece| texts.push(&mut tail, piece));
        }
        texts.commit(tail, Class::Plain, !plain)
    }

    /// A name with fields that go out with each of its readings.
    fn detailed_name(&mut self, reading: &Reading<'_>, tagged: bool) -> Result<Handle, AddError> {
        let mut tail = Tail::default();
        let prefix = self.prefix_len();
        let strict = self.is_strict();
        // The length of the name comes before it; it is known only afterwards.
        let name_at = {
            let mut texts = self.texts();
            texts.push(&mut tail, &[0, 0]);
            tail.len()
        };
        if let NamePolicy::Sanitize(sanitize) = self.state.names {
            self.sanitized(&mut tail, reading.name, sanitize)?;
        } else {
            if reading.name.len() + prefix > 255 {
                return Err(ReadingError::Name(NameRule::TooLong(255 - prefix as u8)).into());
            }
            readings::check_name(reading.name, strict).map_err(ReadingError::Name)?;
            let mut texts = self.texts();
            escape(reading.name, &mut |piece| texts.push(&mut tail, piece));
        }
        let len = (tail.len() - name_at) as u16;
        let mut texts = self.texts();
        texts.patch(&tail, 0, &len.to_le_bytes());
        details::write(reading, tagged, &mut |piece| texts.push(&mut tail, piece))?;
        Ok(texts.commit(tail, Class::Series, !is_plain(reading.name))?)
    }

    /// The tags of an aggregator, which checked them.
    fn whole_tag_set(&mut self, set: &[u8]) -> Result<Handle, TextFull> {
        let mut texts = self.texts();
        match texts.find(set, Class::Tags, false) {
            Some(handle) => Ok(handle),
            None if set.is_empty() => Ok(0),
            None => {
                let mut tail = Tail::default();
                texts.push(&mut tail, set);
                texts.commit(tail, Class::Tags, false)
            }
        }
    }

    /// A reading's own tags, with those of the queue that it inherits.
    pub(super) fn tag_set(&mut self, own: &[Tag<'_>], inherit: bool) -> Result<Handle, AddError> {
        tags::check(own, self.is_strict())?;
        let mut tail = Tail::default();
        let inherited = if inherit { self.state.tags } else { 0 };
        let mut texts = self.texts();
        tags::write(&mut texts, &mut tail, own, inherited);
        Ok(texts.commit(tail, Class::Tags, false)?)
    }
}

/// The first `room` bytes of `text`, at a character's end, and whether that cuts it.
fn split_at_char(text: &str, room: usize) -> (&str, bool) {
    if text.len() <= room {
        return (text, false);
    }
    let mut end = room;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (text.split_at_checked(end).map_or("", |(kept, _)| kept), true)
}

pub(super) fn seconds(time: UnixSeconds) -> Result<u32, ReadingError> {
    u32::try_from(time.0).map_err(|_| ReadingError::Time)
}
