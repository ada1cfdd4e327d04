//! The chunk: the readings of one request, pinned from the first count to the outcome.

use super::record;
#[cfg(feature = "std")]
use super::ring::run;
use super::ring::{Core, index};
use super::slot::{Slot, Stamp};
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
        let one_place = each.word.place() == any.word.place();
        self.state.chunk = Chunk {
            slots: slots as u16,
            readings,
            counters: any.word.is_counter(),
            gauges: !each.word.is_counter(),
            #[cfg(feature = "std")]
            sourced: !each.word.is_tagged(),
            #[cfg(feature = "std")]
            tagged: any.word.is_tagged(),
            models,
            // The bits of several places name none of them, and what lies there may be the middle of a text.
            place: if one_place { any.word.place() } else { 0 },
            one_place,
            time: any.stamp().as_unix().filter(|_| same_time),
            sequence,
            held: false,
            sending: false,
        };
    }

    /// What the next chunk is, looked at reading by reading.
    fn common(&mut self, models: Models, boot: Option<UnixSeconds>) -> Common {
        let (limit, reach) = self.state.chunk_limits(self.slots.len());
        // A reading that is longer than that is a chunk all the same.
        let mut most = usize::MAX;
        let used = usize::from(self.state.used);
        let mut common = Common::NONE;
        let mut offset = 0;
        while offset < used && common.readings < limit {
            let index = index(self.state, self.slots.len(), offset);
            let Some(slot) = self.slots.get_mut(index) else { break };
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
            let run = run(self.state, self.slots, common.slots, end);
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
        let resent = if self.state.chunk.held { u32::from(self.state.chunk.readings) } else { 0 };
        count(&mut self.state.counts.resent, resent);
        resent
    }

    /// The exchange is over, and the chunk stays as it is, to be sent again.
    pub(crate) const fn hold_back(&mut self) {
        (self.state.chunk.sending, self.state.chunk.held) = (false, true);
    }

    /// Gives the chunk up: its readings wait like all others.
    pub(crate) fn unpin(&mut self) {
        self.end_chunk(Models::NONE);
    }

    /// Gives the chunk up for one of half as many readings, and makes those after it no larger, if it has more than one reading.
    #[cfg(feature = "std")]
    pub(crate) fn halve_chunk(&mut self) -> bool {
        let readings = self.state.chunk.readings;
        if readings < 2 {
            return false;
        }
        self.unpin();
        self.limit_chunk(readings / 2);
        true
    }

    /// The most readings of a chunk from now on; 0 is the default.
    #[cfg(feature = "std")]
    pub(crate) const fn limit_chunk(&mut self, readings: u16) {
        self.state.chunk_limit = readings;
    }

    #[cfg(feature = "std")]
    pub(crate) const fn chunk_limit(&self) -> u16 {
        self.state.chunk_limit
    }

    /// The chunk leaves the queue, accepted or discarded. Says how many readings that were.
    pub(crate) fn finish(&mut self, accepted: bool) -> u32 {
        let left = self.end_chunk(self.state.chunk.models);
        let counts = &mut self.state.counts;
        count(if accepted { &mut counts.accepted } else { &mut counts.discarded }, left);
        left
    }

    /// There is no chunk from now on. Drops such readings out of its slots, and says how many those were.
    fn end_chunk(&mut self, drop: Models) -> u32 {
        #[cfg(feature = "std")]
        if let Some(left) = self.drop_whole_chunk(drop) {
            return left;
        }
        let slots = usize::from(self.state.chunk.slots);
        let left = self.drop_each(0, slots, &mut |_, word| drop.has(word.is_tagged()));
        self.state.chunk = Chunk::NONE;
        left
    }

    /// Where nothing but the chunk lies in its slots, all of one kind, and each reading takes one, the head moves behind them.
    #[cfg(feature = "std")]
    fn drop_whole_chunk(&mut self, drop: Models) -> Option<u32> {
        let Chunk { slots, readings, sourced, tagged, .. } = self.state.chunk;
        if drop == Models::NONE || slots != readings || sourced == tagged {
            return None;
        }
        let state = &mut *self.state;
        *(if tagged { &mut state.tagged } else { &mut state.legacy }) -= readings;
        state.head = index(state, self.slots.len(), slots.into()) as u16;
        state.used -= slots;
        state.rewind();
        state.stale = true;
        state.chunk = Chunk::NONE;
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
        let Chunk { slots, models, .. } = self.state.chunk;
        let used = self.state.used;
        let left = self.drop_each(0, slots.into(), &mut |core, word| {
            // Servers compare names without regard to case.
            let memory = core.texts.memory();
            let prefix = Text::from_raw(text(memory, core.state.prefix));
            models.has(word.is_tagged()) && name.is_like(prefix, Text::from_raw(record::name(memory, word).0))
        });
        self.state.chunk.slots -= used - self.state.used;
        count(&mut self.state.counts.rejected, left);
        left
    }
}
