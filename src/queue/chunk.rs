//! The chunk: the readings of one request, pinned from the first count to the outcome.

use super::record;
#[cfg(feature = "std")]
use super::ring::run;
use super::ring::{Core, drop_each, index};
use super::slot::{Slot, Stamp, Word};
use super::state::{Chunk, Models, count};
use crate::UnixSeconds;
use crate::json::Text;
use crate::text::text;

/// What the readings of a chunk have in common.
struct Common {
    /// Bits of word and time that each of them has, and those that any of them has.
    each: Slot,
    any: Slot,
    /// Slots that they lie in.
    slots: usize,
    readings: u16,
}

impl Common {
    const NONE: Self = Self { each: Slot::FULL, any: Slot::EMPTY, slots: 0, readings: 0 };

    #[inline]
    fn take(&mut self, slot: &Slot) {
        (self.each, self.any) = (self.each.and(slot), self.any.or(slot));
        self.readings += 1;
    }
}

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
        #[cfg(feature = "std")]
        let common =
            self.common_of_plain(models, boot.is_some()).unwrap_or_else(|| self.common(models, boot));
        #[cfg(not(feature = "std"))]
        let common = self.common(models, boot);
        let Common { each, any, slots, readings } = common;
        let same_time = each.stamp() == any.stamp();
        self.state.chunk = Chunk {
            slots: slots as u16,
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

    /// What the next chunk is, looked at reading by reading.
    fn common(&mut self, models: Models, boot: Option<UnixSeconds>) -> Common {
        let (limit, reach) = self.state.chunk_limits(self.slots.len());
        // A reading that is longer than that is a chunk all the same.
        let mut most = usize::MAX;
        let (head, used, capacity) = (self.state.head, usize::from(self.state.used), self.slots.len());
        let mut common = Common::NONE;
        let mut offset = 0;
        while offset < used && common.readings < limit {
            let Some(slot) = self.slots.get_mut(index(capacity, head, offset)) else { break };
            offset += slot.word.slots();
            if offset > most {
                break;
            }
            if models.has(slot.word.is_tagged()) {
                if let (Some(uptime), Some(boot)) = (slot.stamp().as_uptime(), boot) {
                    let stamp = Stamp::unix(UnixSeconds(boot.0.saturating_add(u64::from(uptime))));
                    if !stamp.is_beyond() {
                        slot.set_stamp(stamp);
                    }
                }
                common.take(slot);
                most = reach;
                common.slots = offset;
            }
        }
        common
    }

    /// The same, if nothing else waits and each reading takes one slot: then no reading needs to be told from another, which
    /// takes a sixth of the instructions. Not if uptimes are to become times.
    #[cfg(feature = "std")]
    fn common_of_plain(&self, models: Models, has_boot: bool) -> Option<Common> {
        let used = usize::from(self.state.used);
        if self.waiting(models) != used {
            return None;
        }
        let (limit, reach) = self.state.chunk_limits(self.slots.len());
        let end = used.min(limit.into()).min(reach.max(1));
        let mut common = Common::NONE;
        while common.slots < end {
            let run = run(self.slots, self.state.head, common.slots, end);
            for slot in run {
                common.take(slot);
            }
            common.slots += run.len();
        }
        (!has_boot || !common.any.word.may_be_uptime()).then_some(common)
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
        self.drop_in_chunk(&mut |_| false);
        self.state.chunk = Chunk::default();
    }

    /// The chunk leaves the queue, accepted or discarded. Says how many readings that were.
    pub(crate) fn finish(&mut self, accepted: bool) -> u32 {
        let left = self.drop_chunk();
        let counts = &mut self.state.counts;
        count(if accepted { &mut counts.accepted } else { &mut counts.discarded }, left);
        self.state.chunk = Chunk::default();
        left
    }

    /// Frees the slots of the chunk and says how many readings they held.
    fn drop_chunk(&mut self) -> u32 {
        #[cfg(feature = "std")]
        if let Some(left) = self.drop_whole_chunk() {
            return left;
        }
        let models = self.state.chunk.models;
        self.drop_in_chunk(&mut |word| models.has(word.is_tagged()))
    }

    /// Where nothing but the chunk lies in its slots, all of one kind, and each reading takes one, the head moves behind them.
    #[cfg(feature = "std")]
    fn drop_whole_chunk(&mut self) -> Option<u32> {
        let Chunk { slots, readings, sourced, tagged, .. } = self.state.chunk;
        if slots != readings || sourced == tagged {
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
        let Self { state, slots, texts } = self;
        let memory = texts.memory();
        let (models, prefix) = (state.chunk.models, Text::from_raw(text(memory, state.prefix)));
        let used = state.used;
        let left = drop_each(state, slots, 0, state.chunk.slots.into(), &mut |word| {
            // Servers compare names without regard to case.
            models.has(word.is_tagged()) && name.is_like(prefix, Text::from_raw(record::name(memory, word).0))
        });
        state.chunk.slots -= used - state.used;
        count(&mut state.counts.rejected, left);
        left
    }

    /// Drops the unwanted of the readings in the slots of the chunk, and says how many those were.
    fn drop_in_chunk(&mut self, unwanted: &mut dyn FnMut(Word) -> bool) -> u32 {
        self.drop_each(0, self.state.chunk.slots.into(), unwanted)
    }
}
