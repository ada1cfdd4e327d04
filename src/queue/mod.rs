//! Readings that wait, in fixed memory.
//!
//! A reading with a name, a source, a value and a time of its own takes one slot of 16 bytes. Each distinct text is kept once.

mod access;
mod add;
mod ahead;
mod chunk;
mod error;
#[cfg(feature = "std")]
mod heap;
#[cfg(feature = "std")]
mod known;
mod names;
mod record;
mod ring;
mod room;
mod shared;
mod slot;
mod state;
mod store;

pub use access::QueueAccess;
pub use add::Series;
pub use ahead::ChunkSize;
pub use error::{AddError, Full};
pub use shared::SharedQueue;
pub use state::{Counts, FullPolicy};
pub use store::Store;

#[cfg(feature = "std")]
pub(crate) use self::heap::HeapQueue;
pub(crate) use self::ring::Core;
pub(crate) use record::{Kinds, Pinned, Readings, Record};
pub(crate) use slot::Stamp;
pub(crate) use state::{Models, count};

use self::state::State;
use self::store::Memory;
use crate::readings::{Input, NamePolicy, Reading, ReadingError, Tag, Value, tags};
use crate::text::{TextState, TextTable};
use crate::{Millis, UnixSeconds};

/// A queue of `SLOTS` readings of 16 bytes and `TEXT` bytes of text.
///
/// A value takes one slot, a summary three (four with a standard deviation). A text takes its length and 4 bytes,
/// rounded up to 4, once, however many readings name it: metric names, sources, tag sets, and names with attributes.
/// It goes when no reading names it any more. `TEXT` beyond 16 KiB is not used; `SLOTS` beyond 65,535 neither.
///
/// Functions take `&mut QueueView`, so that sizes stay out of their signatures:
///
/// ```
/// use librato::{Gauge, Queue, QueueView};
/// fn sample(queue: &mut QueueView) -> Result<(), librato::AddError> {
///     queue.add(Gauge::new("temperature", 21.5).source("attic"))
/// }
/// let mut queue = Queue::<64, 512>::new();
/// sample(&mut queue)?;
/// assert_eq!(queue.len(), 1);
/// # Ok::<(), librato::AddError>(())
/// ```
pub type Queue<const SLOTS: usize, const TEXT: usize> = QueueBase<Memory<SLOTS, TEXT>>;

/// A [`Queue`] of any size.
pub type QueueView = QueueBase<dyn Store>;

/// What [`Queue`] and [`QueueView`] have in common: all of their methods.
pub struct QueueBase<M: ?Sized> {
    state: State,
    text: TextState,
    memory: M,
}

impl<const SLOTS: usize, const TEXT: usize> Queue<SLOTS, TEXT> {
    /// An empty queue: strict names, refuses when full, chunks of at most 300.
    #[must_use]
    pub const fn new() -> Self {
        Self { state: State::new(), text: TextState::EMPTY, memory: Memory::new() }
    }

    /// The same queue with another rule for names.
    #[must_use]
    pub const fn with_names(mut self, names: NamePolicy) -> Self {
        self.state.set_names(names);
        self
    }

    /// The same queue with another rule for when it is full.
    #[must_use]
    pub const fn with_full(mut self, full: FullPolicy) -> Self {
        self.state.full = full.make_room();
        self
    }

    /// The same queue with at most this many readings in a request. 0 is the default of 300.
    #[must_use]
    pub const fn with_chunk(mut self, readings: u16) -> Self {
        self.state.chunk_limit = readings;
        self
    }
}

impl<const SLOTS: usize, const TEXT: usize> Default for Queue<SLOTS, TEXT> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M: Store + ?Sized> QueueBase<M> {
    /// Changes the rule for names. Those that are in the queue stay as they are.
    pub fn set_names(&mut self, names: NamePolicy) {
        self.state.set_names(names);
    }

    /// Changes the rule for when it is full. A `static` queue that is given its rule here, and not when it is made, is all zeros
    /// and lies in `.bss`: it takes no flash.
    pub const fn set_full(&mut self, full: FullPolicy) {
        self.state.full = full.make_room();
    }

    /// Adds a [`Gauge`](crate::Gauge), [`Counter`](crate::Counter), [`Measurement`](crate::Measurement) or
    /// [`Summary`](crate::Summary).
    ///
    /// # Errors
    /// The rule that it breaks, or what is full. Nothing of it stays in the queue, and the loss is counted.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub fn add<'r>(&mut self, reading: impl Into<Reading<'r>>) -> Result<(), AddError> {
        self.add_stamped(&reading.into(), Stamp::NONE)
    }

    /// As [`add`](Self::add), with this time if the reading has none of its own.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub fn add_at<'r>(&mut self, reading: impl Into<Reading<'r>>, now: UnixSeconds) -> Result<(), AddError> {
        self.add_stamped(&reading.into(), Stamp::unix(now))
    }

    /// As [`add`](Self::add), for a device that does not know the time: `uptime` is what stands in for it. The reading
    /// gets its time when it is sent, if the client knows by then when the device started; else the server's time of
    /// receipt counts.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub fn add_uptime<'r>(
        &mut self,
        reading: impl Into<Reading<'r>>,
        uptime: Millis,
    ) -> Result<(), AddError> {
        self.add_stamped(&reading.into(), Stamp::uptime(uptime))
    }

    /// On a device one copy for all calls, and one of the reading, which is large.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn add_stamped(&mut self, reading: &Reading<'_>, stamp: Stamp) -> Result<(), AddError> {
        #[cfg(feature = "std")]
        if self.core().add_known(reading, stamp) {
            return Ok(());
        }
        // A copy, so that what was looked at above need not lie in memory.
        #[cfg(feature = "std")]
        let reading = &{ *reading };
        self.core().add(reading, stamp)
    }

    /// Registers a metric with its source or tags and attributes for [`record`](Self::record). Its texts stay as long as
    /// the queue does. The value of `reading` does not matter.
    ///
    /// # Errors
    /// The rule that it breaks, or that there is no room for its texts.
    ///
    /// ```
    /// use librato::{Gauge, Queue, UnixSeconds};
    /// let mut queue = Queue::<64, 512>::new();
    /// let attic = queue.series(Gauge::named("temperature").source("attic"))?;
    /// queue.record(attic, 21.5)?;
    /// queue.record_at(attic, 21.6, UnixSeconds(1_421_744_400))?;
    /// # Ok::<(), librato::AddError>(())
    /// ```
    pub fn series<'r>(&mut self, reading: impl Into<Reading<'r>>) -> Result<Series, AddError> {
        let reading = reading.into();
        self.core().series(&reading)
    }

    /// Adds a value of a registered series.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    #[inline]
    pub fn record(&mut self, series: Series, value: impl Into<Value>) -> Result<(), AddError> {
        self.core().record(series, Input::of(value.into()), Stamp::NONE)
    }

    /// Adds a value of a registered series, with its time.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    #[inline]
    pub fn record_at(
        &mut self,
        series: Series,
        value: impl Into<Value>,
        time: UnixSeconds,
    ) -> Result<(), AddError> {
        self.core().record(series, Input::of(value.into()), Stamp::unix(time))
    }

    /// Adds a value of a registered series, with the time since the device started, as [`add_uptime`](Self::add_uptime) does.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    #[inline]
    pub fn record_uptime(
        &mut self,
        series: Series,
        value: impl Into<Value>,
        uptime: Millis,
    ) -> Result<(), AddError> {
        self.core().record(series, Input::of(value.into()), Stamp::uptime(uptime))
    }

    /// Readings in the queue.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::from(self.state.legacy) + usize::from(self.state.tagged)
    }

    /// Whether no reading waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of the readings go to `POST /v1/measurements`.
    #[must_use]
    pub fn tagged_len(&self) -> usize {
        usize::from(self.state.tagged)
    }

    /// What has become of all readings so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let counts = self.state.counts;
        let Counts { accepted, evicted, folded, rejected, discarded, .. } = counts;
        let gone = [accepted, evicted, folded, rejected, discarded];
        let added = gone.into_iter().fold(self.len() as u32, u32::saturating_add);
        Counts { added, ..counts }
    }

    /// Bytes of text in use.
    #[must_use]
    pub fn text_len(&self) -> usize {
        self.text.used_bytes()
    }

    /// Readings whose request is under way, or whose delivery is in doubt. They go first at the next flush, as the
    /// same request.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        usize::from(self.state.chunk.readings)
    }

    /// Puts `prefix` before every metric name, as part of it: both together have at most 255 bytes, the prefix at most 254.
    /// An empty one is none.
    ///
    /// # Errors
    /// The rule that it breaks, no room, or [`AddError::Busy`] while readings wait or once series are registered: their names
    /// would change.
    pub fn set_prefix(&mut self, prefix: &str) -> Result<(), AddError> {
        if !self.is_empty() || self.text.has_held() {
            return Err(AddError::Busy);
        }
        let mut core = self.core();
        core.state.stale = true;
        let handle = if prefix.is_empty() {
            0
        } else {
            crate::readings::check_prefix(prefix.as_bytes(), core.is_strict()).map_err(ReadingError::Name)?;
            core.collecting(&mut |core| core.keep(prefix.as_bytes()))?
        };
        (core.state.prefix, core.state.prefix_len) = (handle, prefix.len() as u8);
        Ok(())
    }

    /// The source of readings added from now on that name none and have no tags. An empty one is none.
    ///
    /// # Errors
    /// The rule that it breaks, or no room.
    pub fn set_source(&mut self, source: &str) -> Result<(), AddError> {
        let mut core = self.core();
        core.state.stale = true;
        core.state.source =
            if source.is_empty() { 0 } else { core.collecting(&mut |core| core.source(source.as_bytes()))? };
        Ok(())
    }

    /// The tags of readings added from now on that have none of their own; they are tagged then. `None` takes the
    /// tags away.
    ///
    /// # Errors
    /// The rule that they break, or no room.
    pub fn set_tags(&mut self, tags: Option<&[Tag<'_>]>) -> Result<(), AddError> {
        let mut core = self.core();
        core.state.stale = true;
        core.state.tags = match tags {
            Some(tags) => core.collecting(&mut |core| core.tag_set(tags, 0, tags::checked))?,
            None => 0,
        };
        core.state.is_tagged = tags.is_some();
        Ok(())
    }

    /// Drops the chunk whose delivery is in doubt or that the server refuses, and says how many readings that were. For
    /// when a server answers 400 without naming a metric, which keeps a chunk where it is. From within an exchange it does
    /// nothing: the outcome decides.
    pub fn discard_chunk(&mut self) -> usize {
        let mut core = self.core();
        if core.state.chunk.sending { 0 } else { core.finish(false) as usize }
    }

    /// Drops every reading. Registered series stay. Those whose request is being sent at this very moment stay until its
    /// outcome, and leave with it or wait again.
    pub fn clear(&mut self) {
        self.core().clear();
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    #[cfg_attr(target_os = "none", inline(never))]
    pub(crate) fn core(&mut self) -> Core<'_> {
        let (slots, memory) = self.memory.parts_mut();
        Core { state: &mut self.state, slots, texts: TextTable::new(&mut self.text, memory) }
    }

    /// The chunk is being sent, perhaps once more within its exchange: then it stays as it is, whatever the server says, that may have it
    /// by now.
    pub(crate) const fn mark_again(&mut self, again: bool) {
        self.state.chunk.held |= again;
    }

    pub(crate) fn pinned(&self) -> Pinned<'_> {
        let (slots, memory) = self.memory.parts();
        Pinned::new(&self.state, slots, memory)
    }
}

impl<M: Store + ?Sized> core::fmt::Debug for QueueBase<M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Queue")
            .field("len", &self.len())
            .field("in_flight", &self.in_flight())
            .field("text_len", &self.text_len())
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}
