//! All work of an aggregator, on slices, so that there is one copy of the code for all sizes.
//!
//! A name is found by its hash: one chain for each series there is room for, so that a look-up compares one text as a rule.

use super::entry::Entry;
use super::state::{List, Sanitized, State};
use crate::readings::{self, Input, Number, ReadingError, Sanitizer, Tag, tags};
use crate::text::{Class, Handle, Tail, TextTable, mix, text};
use crate::{AddError, Full};

/// An aggregator at work.
pub(super) struct Core<'a> {
    pub(super) state: &'a mut State,
    pub(super) entries: &'a mut [Entry],
    pub(super) heads: &'a mut [u16],
    pub(super) texts: TextTable<'a>,
}

impl Core<'_> {
    pub(super) fn add(&mut self, name: &str, value: Input, tagged: bool) -> Result<(), AddError> {
        let added = self.try_add(name, value, tagged);
        self.account(added)
    }

    pub(super) fn record(&mut self, index: u16, value: Input) -> Result<(), AddError> {
        let added = number(value).map_err(AddError::from).and_then(|number| {
            match self.entries.get(usize::from(index)) {
                Some(entry) if entry.is_held() => self.add_to(index, number),
                _ => Err(AddError::Full(Full::Slots)),
            }
        });
        self.account(added)
    }

    fn account(&mut self, added: Result<(), AddError>) -> Result<(), AddError> {
        if added.is_err() {
            self.state.refused = self.state.refused.saturating_add(1);
        }
        added
    }

    fn try_add(&mut self, name: &str, value: Input, tagged: bool) -> Result<(), AddError> {
        let number = number(value)?;
        let index = self.series(name, tagged)?;
        self.add_to(index, number)
    }

    /// The series of that name, new or old.
    pub(super) fn series(&mut self, name: &str, tagged: bool) -> Result<u16, AddError> {
        match self.state.sanitized {
            Some((sanitize, series)) => self.sanitized(name, sanitize, series, tagged),
            None => self.checked_series(name.as_bytes(), tagged),
        }
    }

    /// On a host out of the way: a call through a pointer in the middle would keep all that is there in memory.
    #[cfg_attr(not(target_os = "none"), inline(never))]
    fn sanitized(
        &mut self,
        name: &str,
        sanitize: Sanitizer,
        series: Sanitized,
        tagged: bool,
    ) -> Result<u16, AddError> {
        series(self, name, sanitize, tagged)
    }

    #[inline]
    fn checked_series(&mut self, name: &[u8], tagged: bool) -> Result<u16, AddError> {
        let hash = mix(name);
        match self.find(name, hash, tagged) {
            Some(index) => Ok(index),
            None => self.enter(name, hash, tagged),
        }
    }

    #[inline]
    fn find(&self, name: &[u8], hash: u32, tagged: bool) -> Option<u16> {
        let mut at = self.heads.get(bucket(hash, self.heads.len())).copied().unwrap_or(0);
        while let Some(index) = at.checked_sub(1) {
            let series = self.entries.get(usize::from(index))?;
            if series.hash == hash
                && series.is_tagged() == tagged
                && text(self.texts.memory(), series.name) == name
            {
                return Some(index);
            }
            at = series.chain;
        }
        None
    }

    /// A new series. Where there is no room for it, those that nothing needs any more go first.
    #[cfg_attr(not(target_os = "none"), cold, inline(never))]
    fn enter(&mut self, name: &[u8], hash: u32, tagged: bool) -> Result<u16, AddError> {
        readings::check_name(name, self.state.is_strict()).map_err(ReadingError::Name)?;
        // The slot first, so that a refused series leaves no name behind.
        let name =
            self.with_room(
                |core| {
                    if core.has_slot() { core.keep(name) } else { Err(AddError::Full(Full::Slots)) }
                },
            )?;
        let squares = self.state.squares;
        let index = self.slot()?;
        if let Some(entry) = self.entries.get_mut(usize::from(index)) {
            *entry = Entry::new(name, hash, tagged, squares);
            link(entry, self.heads, index);
        }
        // It has no values yet, and may never get any.
        self.state.stale = true;
        Ok(index)
    }

    /// Makes room if there is not enough and something can go.
    fn with_room<T>(&mut self, work: impl Fn(&mut Self) -> Result<T, AddError>) -> Result<T, AddError> {
        match work(self) {
            Err(AddError::Full(_)) if self.state.stale => {
                self.tidy();
                work(self)
            }
            done => done,
        }
    }

    fn has_slot(&self) -> bool {
        self.state.free > 0 || usize::from(self.state.used) < self.entries.len()
    }

    fn slot(&mut self) -> Result<u16, AddError> {
        match self.state.free.checked_sub(1) {
            Some(index) => {
                self.state.free = self.entries.get(usize::from(index)).map_or(0, |entry| entry.chain);
                Ok(index)
            }
            None if usize::from(self.state.used) < self.entries.len() => {
                self.state.used += 1;
                Ok(self.state.used - 1)
            }
            None => Err(AddError::Full(Full::Slots)),
        }
    }

    /// Texts are kept as they are: the queue escapes them.
    fn keep(&mut self, text: &[u8]) -> Result<Handle, AddError> {
        let texts = &mut self.texts;
        if let Some(handle) = texts.find(text, Class::Plain, false) {
            return Ok(handle);
        }
        let mut tail = Tail::default();
        texts.push(&mut tail, text);
        Ok(texts.commit(&tail, Class::Plain, false)?)
    }

    /// Drops the series that have neither values nor a handle, and the texts that nothing names. Costs a visit to each.
    fn tidy(&mut self) {
        self.heads.fill(0);
        self.state.free = 0;
        for index in (0..self.state.used).rev() {
            let Some(entry) = self.entries.get_mut(usize::from(index)) else { continue };
            if entry.is_idle() {
                *entry = Entry::EMPTY;
            }
            if entry.name == 0 {
                entry.chain = self.state.free;
                self.state.free = index + 1;
            } else {
                link(entry, self.heads, index);
            }
        }
        let State { source, tags, .. } = &mut *self.state;
        self.texts.collect(&mut |rename| {
            *source = rename(*source);
            *tags = rename(*tags);
            for entry in self.entries.iter_mut().filter(|entry| entry.name != 0) {
                entry.name = rename(entry.name);
            }
        });
        self.state.stale = false;
    }

    fn add_to(&mut self, index: u16, number: Number) -> Result<(), AddError> {
        let Some(entry) = self.entries.get_mut(usize::from(index)) else {
            return Err(AddError::Full(Full::Slots));
        };
        let short = match number {
            Number::Digits(digits, places) => entry.add_digits(digits, places),
            Number::Large(_) => false,
            #[cfg(feature = "float")]
            Number::Float(float) => entry.add_float(float),
        };
        if !short {
            let is_first = !entry.has_values();
            entry.add(number)?;
            if is_first {
                let tagged = entry.is_tagged();
                self.append(index, tagged);
            }
        }
        Ok(())
    }

    /// Puts a series behind the others with values.
    fn append(&mut self, index: u16, tagged: bool) {
        let list = self.state.list(tagged);
        let last = list.last;
        (list.last, list.len) = (index + 1, list.len + 1);
        match last.checked_sub(1).and_then(|last| self.entries.get_mut(usize::from(last))) {
            Some(last) => last.next = index + 1,
            None => list.first = index + 1,
        }
    }

    /// The series of this index and one.
    pub(super) fn series_at(&self, at: u16) -> Option<&Entry> {
        self.entries.get(usize::from(at).wrapping_sub(1))
    }

    /// Takes a series and its values off the list. `before` is the one before it; both are index and one.
    pub(super) fn remove(&mut self, before: u16, at: u16, tagged: bool) {
        let Some(entry) = self.entries.get_mut(usize::from(at).wrapping_sub(1)) else { return };
        let next = entry.next;
        entry.reset();
        let list = self.state.list(tagged);
        list.len = list.len.saturating_sub(1);
        if list.last == at {
            list.last = before;
        }
        match self.entries.get_mut(usize::from(before).wrapping_sub(1)) {
            Some(before) => before.next = next,
            None => list.first = next,
        }
        self.state.stale = true;
    }

    /// Drops the values of one half.
    pub(super) fn clear(&mut self, tagged: bool) {
        let mut at = core::mem::replace(self.state.list(tagged), List::EMPTY).first;
        while let Some(entry) = self.entries.get_mut(usize::from(at).wrapping_sub(1)) {
            at = entry.next;
            entry.reset();
        }
        self.state.stale = true;
        self.forget_time();
    }

    /// The measure time belongs to the values that there are, and goes with the last of them.
    pub(super) fn forget_time(&mut self) {
        if self.state.legacy.len == 0 && self.state.tagged.len == 0 {
            self.state.time = None;
        }
    }

    pub(super) fn set_source(&mut self, source: &str) -> Result<(), AddError> {
        let handle = if source.is_empty() {
            0
        } else {
            readings::check_source(source.as_bytes(), self.state.is_strict())
                .map_err(ReadingError::Source)?;
            self.with_room(|core| core.keep(source.as_bytes()))?
        };
        self.state.source = handle;
        self.state.stale = true;
        Ok(())
    }

    /// Keeps a tag set: these, and those of the old ones that are not overridden, if wanted.
    pub(super) fn set_tags(&mut self, own: &[Tag<'_>], keep_old: bool) -> Result<(), AddError> {
        tags::check(own, self.state.is_strict())?;
        let handle = self.with_room(|core| {
            let inherited = if keep_old { core.state.tags } else { 0 };
            let texts = &mut core.texts;
            let mut tail = Tail::default();
            tags::write(texts, &mut tail, own, inherited);
            if tags::Members::new(texts.pushed(&tail)).count() > tags::MAX_TAGS {
                return Err(ReadingError::TooManyTags.into());
            }
            if tail.len() == 0 && own.is_empty() {
                return Ok(0);
            }
            Ok(texts.commit(&tail, Class::Tags, false)?)
        })?;
        self.state.tags = handle;
        self.state.stale = true;
        Ok(())
    }
}

/// The series of the name that the user's function makes of this one, cut to what may stand in a name.
pub(super) fn sanitized_series(
    core: &mut Core<'_>,
    name: &str,
    sanitize: Sanitizer,
    tagged: bool,
) -> Result<u16, AddError> {
    let mut block = [0; readings::MAX_NAME];
    let mut len = 0;
    sanitize(name, &mut |piece| {
        for (to, from) in block.iter_mut().skip(len).zip(piece.as_bytes()) {
            *to = *from;
        }
        len = len.saturating_add(piece.len()).min(readings::MAX_NAME);
    });
    // Cut within a character it has a byte that no name can have.
    core.checked_series(block.get(..len).unwrap_or_default(), tagged)
}

/// With feature `float` an `f64` goes on as one, whole or not, so that sums are those of plain addition. Without it, it is
/// taken as the digits that it stands for.
#[inline]
fn number(value: Input) -> Result<Number, ReadingError> {
    #[cfg(feature = "float")]
    if let crate::Value::Float(float) = value.value() {
        return if readings::arithmetic::is_finite(float) {
            Ok(Number::Float(float))
        } else {
            Err(ReadingError::NotFinite)
        };
    }
    value.number()
}

/// The upper bits of the hash are the better ones.
#[inline]
fn bucket(hash: u32, heads: usize) -> usize {
    ((u64::from(hash) * heads as u64) >> 32) as usize
}

fn link(entry: &mut Entry, heads: &mut [u16], index: u16) {
    let bucket = bucket(entry.hash, heads.len());
    if let Some(head) = heads.get_mut(bucket) {
        entry.chain = *head;
        *head = index + 1;
    }
}
