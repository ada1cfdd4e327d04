//! The texts of a reading: checked, made room for, kept.

use super::error::{AddError, Full};
use super::ring::Core;
use super::slot::Word;
use crate::readings::{
    self, Kind, MAX_NAME, NamePolicy, NameRule, Reading, ReadingError, Settled, Tag, Utf8, tags,
};
use crate::text::{Class, Handle, Tail, TextFull, escape, text};

impl Core<'_> {
    /// The texts of a reading, kept. Where there is no room for one, those that nothing names go first.
    pub(super) fn word(&mut self, reading: &Reading<'_>, tagged: bool) -> Result<Word, AddError> {
        self.collecting(&mut |core| core.intern(reading, tagged))
    }

    /// Keeps texts. Where there is no room for one, those that nothing names go first.
    pub(super) fn collecting<T>(
        &mut self,
        keep: &mut dyn FnMut(&mut Self) -> Result<T, AddError>,
    ) -> Result<T, AddError> {
        let mut kept = keep(self);
        if matches!(kept, Err(AddError::Full(Full::Text))) && self.state.stale {
            self.collect();
            kept = keep(self);
        }
        // What was kept before a fault is named by nothing.
        self.state.stale |= kept.is_err();
        kept
    }

    /// As [`word`](Self::word); and where that is not enough, the oldest readings go until it is. None goes in vain. As interrupts may
    /// be off all the while, as many go at once as take a text with them.
    pub(super) fn word_of_newest(&mut self, reading: &Reading<'_>, tagged: bool) -> Result<Word, AddError> {
        match self.word(reading, tagged) {
            Err(AddError::Full(Full::Text)) => {}
            word => return word,
        }
        let words = self.words_at_most(reading, tagged)?;
        if self.would_fit(words) {
            while let Some(slots) = self.slots_with_a_text() {
                self.evict(slots);
                match self.word(reading, tagged) {
                    Err(AddError::Full(Full::Text)) => {}
                    word => return word,
                }
            }
        }
        Err(AddError::Full(Full::Text))
    }

    /// The slots behind the chunk, from the first on, with which a text goes that nothing else names.
    fn slots_with_a_text(&self) -> Option<usize> {
        let own = [self.state.prefix, self.state.source, self.state.tags];
        let pinned = usize::from(self.state.chunk.slots);
        let mut offset = pinned;
        while offset < usize::from(self.state.used) {
            let word = self.word_at(offset);
            offset += word.slots();
            let stays = |text| {
                let is_kept = self.texts.is_held(text) || own.contains(&text);
                is_kept || self.is_named(text, 0, pinned) || self.is_named(text, offset, usize::MAX)
            };
            if !stays(word.name()) || !stays(word.place()) {
                return Some(offset - pinned);
            }
        }
        None
    }

    /// Whether a reading that begins between two offsets names a text.
    fn is_named(&self, text: Handle, from: usize, until: usize) -> bool {
        let mut offset = from;
        while offset < until.min(self.state.used.into()) {
            let word = self.word_at(offset);
            if word.name() == text || word.place() == text {
                return true;
            }
            offset += word.slots();
        }
        false
    }

    /// The words of text that a reading takes if it shares none, or the rule that it breaks.
    fn words_at_most(&mut self, reading: &Reading<'_>, tagged: bool) -> Result<usize, AddError> {
        let strict = self.is_strict();
        let (mut name, mut place) = (2, 0);
        if let Some(sanitized) = self.state.sanitized {
            let mut tail = Tail::default();
            sanitized(self, &mut tail, reading.name)?;
            name += tail.len();
        } else {
            self.check_name(reading.name.as_bytes())?;
            escape(reading.name.as_bytes(), &mut |piece| name += piece.len());
        }
        if let Some(details) = reading.details {
            (details.write.0)(reading, tagged, false, &mut |piece| name += piece.len())?;
        }
        if let Some(Settled::Tagged(set)) = reading.settled {
            place += set.len();
        } else if let Some(tags) = reading.tags {
            tags::check(tags.tags, strict)?;
            for (name, value) in tags.tags {
                place += 6;
                escape(name.as_bytes(), &mut |piece| place += piece.len());
                escape(value.as_bytes(), &mut |piece| place += piece.len());
            }
            if reading.inherit {
                place += 1 + text(self.texts.memory(), self.state.tags).len();
            }
        } else if let Some(source) = reading.source {
            readings::check_source(source.as_bytes(), strict).map_err(ReadingError::Source)?;
            escape(source.as_bytes(), &mut |piece| place += piece.len());
        }
        Ok(2 + name.div_ceil(4) + place.div_ceil(4))
    }

    fn intern(&mut self, reading: &Reading<'_>, tagged: bool) -> Result<Word, AddError> {
        let place = if let Some(Settled::Tagged(set)) = reading.settled {
            self.whole_tag_set(set)?
        } else if tagged {
            match (reading.tags, reading.source) {
                (_, Some(_)) => return Err(ReadingError::SourceWithTags.into()),
                (Some(own), None) => {
                    let inherited = if reading.inherit { self.state.tags } else { 0 };
                    self.tag_set(own.tags, inherited, own.write)?
                }
                (None, None) => self.state.tags,
            }
        } else {
            match reading.source {
                Some(source) => self.source(source.as_bytes())?,
                None => self.state.source,
            }
        };
        let name = self.metric_name(reading, tagged)?;
        Ok(Word::new(name, place, reading.kind == Kind::Counter, tagged))
    }

    pub(super) const fn is_strict(&self) -> bool {
        !matches!(self.state.names, NamePolicy::AsIs)
    }

    /// The handle of a text that is there and was checked when it came.
    fn checked(&self, text: &[u8]) -> Option<Handle> {
        if self.state.unchecked { None } else { self.texts.find(text, Class::Plain, false) }
    }

    /// A text that is there has been checked: only a new one is looked at byte by byte.
    pub(super) fn source(&mut self, source: &[u8]) -> Result<Handle, AddError> {
        if let (Some(handle), false) = (self.checked(source), source.len() == 3) {
            return Ok(handle);
        }
        readings::check_source(source, self.is_strict()).map_err(ReadingError::Source)?;
        self.keep(source)
    }

    /// A name, with the fields that go out with each of its readings, if there are any.
    fn metric_name(&mut self, reading: &Reading<'_>, tagged: bool) -> Result<Handle, AddError> {
        let Reading { name, details, .. } = reading;
        let text = name.as_bytes();
        let sanitized = self.state.sanitized;
        if sanitized.is_none() {
            if details.is_none() && text.len() <= self.room_in_name() {
                if let Some(handle) = self.checked(text) {
                    return Ok(handle);
                }
            }
            self.check_name(text)?;
        }
        let folds = self.state.full.is_some_and(|policy| policy.folds);
        let class = if details.is_some() { Class::Series } else { Class::Plain };
        self.keep_pieces(class, &mut |core, tail| {
            // Before fields stands the length of the name; it is known only afterwards.
            if details.is_some() {
                tail.skip(2);
            }
            let name_at = tail.len();
            let escaped = match sanitized {
                Some(sanitized) => sanitized(core, tail, *name).map(|()| false)?,
                None => core.texts.push_escaped(tail, text),
            };
            if let Some(details) = details {
                let len = (tail.len() - name_at) as u16;
                let texts = &mut core.texts;
                texts.put(tail, 0, &len.to_le_bytes());
                (details.write.0)(reading, tagged, folds, &mut |piece| texts.push(tail, piece))?;
            }
            Ok(escaped)
        })
    }

    fn check_name(&self, name: &[u8]) -> Result<(), ReadingError> {
        let room = self.room_in_name();
        let long = if name.len() > room { Err(NameRule::TooLong(room as u8)) } else { Ok(()) };
        long.and_then(|()| readings::check_name(name, self.is_strict())).map_err(ReadingError::Name)
    }

    /// The bytes that the prefix leaves of a name's 255, at least one.
    const fn room_in_name(&self) -> usize {
        MAX_NAME - self.state.prefix_len as usize
    }

    /// A source or prefix, escaped where it must be.
    pub(super) fn keep(&mut self, text: &[u8]) -> Result<Handle, AddError> {
        self.keep_pieces(Class::Plain, &mut |core, tail| Ok(core.texts.push_escaped(tail, text)))
    }

    /// The tags of an aggregator, which checked them.
    fn whole_tag_set(&mut self, set: &[u8]) -> Result<Handle, AddError> {
        if set.is_empty() {
            return Ok(0);
        }
        self.keep_pieces(Class::Tags, &mut |core, tail| {
            core.texts.push(tail, set);
            Ok(false)
        })
    }

    /// Tags, with those of another set that have other names.
    pub(super) fn tag_set(
        &mut self,
        own: &[Tag<'_>],
        inherited: Handle,
        write: tags::Write,
    ) -> Result<Handle, AddError> {
        let strict = self.is_strict();
        self.keep_pieces(Class::Tags, &mut |core, tail| {
            write(own, strict, &mut core.texts, tail, inherited)?;
            Ok(false)
        })
    }

    /// Keeps a text that is written piece by piece; `write` says whether it is escaped, and may be called again.
    ///
    /// A text that is there already is found even if there is no room to write it down once more. That takes a comparison
    /// with each entry, and only then.
    fn keep_pieces(
        &mut self,
        class: Class,
        write: &mut dyn FnMut(&mut Core<'_>, &mut Tail) -> Result<bool, AddError>,
    ) -> Result<Handle, AddError> {
        let mut against = 0;
        loop {
            let mut tail = Tail::against(against);
            let escaped = write(self, &mut tail)?;
            match self.texts.commit(&tail, class, escaped) {
                Err(TextFull::Now) => {}
                done => return Ok(done?),
            }
            against = self.texts.behind(against).ok_or(TextFull::Now)?;
        }
    }
}

/// The name after the user's function, cut to what may stand in a name.
pub(super) fn sanitized(core: &mut Core<'_>, tail: &mut Tail, name: Utf8<'_>) -> Result<(), ReadingError> {
    let NamePolicy::Sanitize(sanitize) = core.state.names else { return Ok(()) };
    let most = core.room_in_name();
    let mut room = most;
    let mut broken = None;
    let texts = &mut core.texts;
    sanitize(name.as_str(), &mut |piece| {
        let kept = first_bytes(piece, room);
        room = if kept.len() < piece.len() { 0 } else { room - kept.len() };
        if !kept.is_empty() {
            broken = broken.or(readings::check_name(kept.as_bytes(), true).err());
        }
        texts.push(tail, kept.as_bytes());
    });
    match broken {
        Some(rule) => Err(ReadingError::Name(rule)),
        None if room == most => Err(ReadingError::Name(NameRule::Empty)),
        None => Ok(()),
    }
}

/// As many of the first `room` bytes of `text` as are whole characters.
fn first_bytes(text: &str, room: usize) -> &str {
    let mut end = room.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.split_at_checked(end).map_or("", |(kept, _)| kept)
}
