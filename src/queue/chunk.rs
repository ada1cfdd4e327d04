//! The chunk: the readings of one request, pinned from the first count to the outcome.

use super::ring::{Core, index};
use super::slot::{Slot, Stamp, Word};
use super::state::{Chunk, Models, count};
use crate::UnixSeconds;
use crate::json::Text;
use crate::text::{Class, entry, text};

impl Core<'_> {
    /// Readings that a request for these could take.
    pub(crate) const fn waiting(&self, models: Models) -> usize {
        let legacy = if models.has(false) { self.state.legacy as usize } else { 0 };
        let tagged = if models.has(true) { self.state.tagged as usize } else { 0 };
        legacy + tagged
    }

    pub(crate) const fn chunk(&self) -> Option<Chunk> {
        if self.state.chunk.readings > 0 { Some(self.state.chunk) } else { None }
    }

    /// Pins the next chunk. `boot` is the moment that uptimes count from, if known: those of the chunk become wall-clock times
    /// here, once, so that a chunk that is sent again has the same bytes.
    pub(crate) fn pin(&mut self, models: Models, boot: Option<UnixSeconds>, sequence: u32) {
        self.compact();
        let (limit, reach) = self.state.chunk_limits(self.slots.len());
        // A reading that is longer than that is a chunk all the same.
        let mut most = usize::MAX;
        let (head, used, capacity) = (self.state.head, usize::from(self.state.used), self.slots.len());
        let (mut readings, mut offset, mut end) = (0, 0, 0);
        // What all of them have in common: bits that are set in each, and those that are set in any.
        let (mut each, mut any) = (Slot::FULL, Slot::EMPTY);
        while offset < used && readings < limit {
            let Some(slot) = self.slots.get_mut(index(capacity, head, offset)) else { break };
            let behind = offset + slot.word.slots();
            if behind > most {
                break;
            }
            // After compacting none is dead.
            if models.has(slot.word.is_tagged()) {
                if let (Some(uptime), Some(boot)) = (slot.stamp().as_uptime(), boot) {
                    let stamp = Stamp::unix(UnixSeconds(boot.0.saturating_add(u64::from(uptime))));
                    if !stamp.is_beyond() {
                        slot.set_stamp(stamp);
                    }
                }
                (each, any) = (each.and(slot), any.or(slot));
                most = reach;
                readings += 1;
                end = behind;
            }
            offset = behind;
        }
        let same_time = each.stamp() == any.stamp();
        self.state.chunk = Chunk {
            slots: end as u16,
            readings,
            counters: any.word.is_counter(),
            gauges: !each.word.is_counter(),
            sourced: !each.word.is_tagged(),
            tagged: any.word.is_tagged(),
            models,
            place: any.word.place(),
            one_place: each.word.place() == any.word.place(),
            time: any.stamp().as_unix().filter(|_| same_time),
            sequence,
            sent: false,
            sending: false,
        };
    }

    /// The chunk is about to be sent. Says how many readings are sent again.
    pub(crate) fn mark_sent(&mut self) -> u32 {
        self.state.chunk.sending = true;
        let again = core::mem::replace(&mut self.state.chunk.sent, true);
        let resent = if again { u32::from(self.state.chunk.readings) } else { 0 };
        count(&mut self.state.counts.resent, resent);
        resent
    }

    /// The exchange is over, and the chunk stays as it is, to be sent again.
    pub(crate) const fn hold_back(&mut self) {
        self.state.chunk.sending = false;
    }

    /// Gives the chunk up: its readings wait like all others.
    pub(crate) fn unpin(&mut self) {
        self.state.chunk = Chunk::default();
        self.compact();
    }

    /// The chunk leaves the queue, accepted or discarded. Says how many readings that were.
    pub(crate) fn finish(&mut self, accepted: bool) -> u32 {
        let left = self.drop_chunk();
        let counts = &mut self.state.counts;
        count(if accepted { &mut counts.accepted } else { &mut counts.discarded }, left);
        self.state.chunk = Chunk::default();
        self.trim();
        left
    }

    /// Frees the slots of the chunk and says how many readings they held.
    fn drop_chunk(&mut self) -> u32 {
        #[cfg(feature = "std")]
        if let Some(left) = self.drop_whole_chunk() {
            return left;
        }
        self.kill_in_chunk(None)
    }

    /// Where nothing but the chunk lies in its slots, all of one kind, and each reading takes one, the head moves behind them.
    #[cfg(feature = "std")]
    fn drop_whole_chunk(&mut self) -> Option<u32> {
        let Chunk { slots, readings, sourced, tagged, .. } = self.state.chunk;
        if slots != readings || self.state.dead > 0 || sourced == tagged {
            return None;
        }
        let state = &mut *self.state;
        let live = if tagged { &mut state.tagged } else { &mut state.legacy };
        *live = live.saturating_sub(readings);
        state.head = index(self.slots.len(), state.head, usize::from(slots)) as u16;
        state.used = state.used.saturating_sub(slots);
        state.stale = true;
        Some(readings.into())
    }

    /// Of an accepted chunk the server refused this many without saying which: they count as rejected.
    pub(crate) fn reject_some(&mut self, readings: u32) {
        let counts = &mut self.state.counts;
        let readings = readings.min(counts.accepted);
        counts.accepted -= readings;
        count(&mut counts.rejected, readings);
    }

    /// Sets the chunk's readings of this metric, named as the server got it, aside, and says how many those were. If there were
    /// any, the chunk is to be unpinned.
    pub(crate) fn reject_named(&mut self, name: Text<'_>) -> u32 {
        let left = self.kill_in_chunk(Some(name));
        count(&mut self.state.counts.rejected, left);
        left
    }

    fn kill_in_chunk(&mut self, name: Option<Text<'_>>) -> u32 {
        let Chunk { slots, models, .. } = self.state.chunk;
        let (mut offset, mut killed) = (0, 0);
        while let Some(word) = self.live(&mut offset).filter(|_| offset < usize::from(slots)) {
            let wanted = name.is_none_or(|name| self.is_named(word, name));
            if models.has(word.is_tagged()) && wanted {
                self.kill(offset);
                killed += 1;
            }
            offset += word.slots();
        }
        killed
    }

    /// Servers compare names without regard to case.
    fn is_named(&self, word: Word, name: Text<'_>) -> bool {
        let prefix = text(self.texts.memory(), self.state.prefix);
        let own = entry(self.texts.memory(), word.name());
        let own = match own.class {
            Class::Series => super::record::split_series(own.bytes).0,
            _ => own.bytes,
        };
        name.is_like(Text::from_raw(prefix), Text::from_raw(own))
    }
}
