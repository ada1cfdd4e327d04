//! The short way of an add, for hosts: a reading whose texts are there already, with a slot free for it.

use super::ring::Core;
use super::slot::{Slot, Stamp, Word};
use super::state::State;
use crate::readings::{Kind, NamePolicy, Reading, Sample, Utf8};
use crate::text::{Class, Handle, TextTable, is_same, text};

impl Core<'_> {
    /// Takes a reading, or says that it is a case for the long way: it has more than name, source, value and time, a text is new,
    /// no slot is free, or something is wrong with it.
    ///
    /// Where it is inlined, the compiler knows what the reading has.
    #[inline(always)]
    pub(super) fn add_known(&mut self, reading: &Reading<'_>, stamp: Stamp) -> bool {
        let Sample::Value(value) = reading.sample else { return false };
        let is_plain = reading.details.is_none() && reading.settled.is_none() && !self.is_tagged(reading);
        if !is_plain {
            return false;
        }
        let stamp = reading.time.map_or(stamp, Stamp::unix);
        let (Ok(number), false) = (value.number(), stamp.is_beyond()) else { return false };
        let series = known(self.state, &self.texts, reading.name, reading.source);
        if series == Word::DEAD {
            return false;
        }
        let word = if reading.kind == Kind::Counter { series.of_counter() } else { series };
        let slot = Slot::value(word, stamp, number);
        self.push_before_end(slot) || self.push_at_beginning(slot)
    }
}

/// The word of a gauge with this name and source, if both are there.
#[inline(never)]
fn known(state: &mut State, texts: &TextTable<'_>, name: Utf8<'_>, source: Option<Utf8<'_>>) -> Word {
    // One that says that there is none goes in a register, as an option would not.
    known_handles(state, texts, name, source)
        .map_or(Word::DEAD, |(name, place)| Word::new(name, place, false, false))
}

#[inline(always)]
fn known_handles(
    state: &mut State,
    texts: &TextTable<'_>,
    name: Utf8<'_>,
    source: Option<Utf8<'_>>,
) -> Option<(Handle, Handle)> {
    if state.prefix != 0 || state.unchecked || matches!(state.names, NamePolicy::Sanitize(_)) {
        return None;
    }
    let place = match source {
        Some(source) => known_source(state, texts, source)?,
        None => state.source,
    };
    // What is there was checked when it came.
    Some((texts.find(name.as_bytes(), Class::Plain, false)?, place))
}

/// Mostly it is one of the last. Sources come before the names that they go with, and lie at the far ends of the chains.
#[inline(always)]
fn known_source(state: &mut State, texts: &TextTable<'_>, source: Utf8<'_>) -> Option<Handle> {
    let bytes = source.as_bytes();
    let end = bytes.last().copied().unwrap_or(0);
    let last = state.last_sources.get_mut((usize::from(end) ^ bytes.len()) & 15)?;
    if *last != 0 && is_same(text(texts.memory(), *last), bytes) {
        return Some(*last);
    }
    // A metric may have the name that no source has.
    if bytes.len() == 3 {
        return None;
    }
    *last = texts.find(bytes, Class::Plain, false)?;
    Some(*last)
}
