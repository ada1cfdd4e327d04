//! The short way of an add, for hosts: a reading whose texts are there already, with a slot free for it.

use super::ring::Core;
use super::slot::{Slot, Stamp, Word};
use super::state::State;
use crate::readings::{Kind, NamePolicy, Number, Reading, Sample};
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
        let (Ok(number), false) = (Number::try_from(value), stamp.is_beyond()) else { return false };
        let Some((name, place)) = known(self.state, &self.texts, reading.name, reading.source) else {
            return false;
        };
        let word = Word::new(name, place, reading.kind == Kind::Counter, false);
        let slot = Slot::value(word, stamp, number);
        self.push_before_end(slot) || self.push_at_beginning(slot)
    }
}

/// The handles of a name and a source, if both are there.
#[inline(never)]
fn known(
    state: &mut State,
    texts: &TextTable<'_>,
    name: &str,
    source: Option<&str>,
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

/// Mostly it is that of the last reading.
#[inline(always)]
fn known_source(state: &mut State, texts: &TextTable<'_>, source: &str) -> Option<Handle> {
    let last = state.last_source;
    if last != 0 && is_same(text(texts.memory(), last), source.as_bytes()) {
        return Some(last);
    }
    // A metric may have the name that no source has.
    if source.len() == 3 {
        return None;
    }
    state.last_source = texts.find(source.as_bytes(), Class::Plain, false)?;
    Some(state.last_source)
}
