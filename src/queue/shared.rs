//! A queue that interrupts and threads add to.

use core::cell::{Cell, RefCell};

use critical_section::Mutex;

use super::{AddError, Counts, FullPolicy, Queue, Series, Stamp};
use crate::readings::{Input, NamePolicy, Reading, Value};
use crate::{Millis, UnixSeconds};

/// A [`Queue`] in a `static`, to be added to from interrupts and threads.
///
/// Each call is one critical section (the `critical-section` crate; a device needs an implementation of it, a desktop has one with
/// feature `std`). For how long interrupts are off at a time, in instructions of a Cortex-M4 built for size (the README has what was
/// measured, with queues of 64 and 300):
///
/// - some 700 for an add by name, 120 for one by handle;
/// - 10 a slot more for one that drops the oldest, 150 a slot for one that [folds](FullPolicy::Fold), and a hundred thousand for one
///   that makes room for a text as well: give the text table room for all names and sources, or add by handle;
/// - a flush takes a window of the request at a time, 15 a byte; and, as it begins and ends a request, 30 for each reading in it
///   ([`Queue::with_chunk`] makes those fewer) and 10 for each slot behind them.
///
/// Two clients may flush one queue: while one of them waits for its answer, the other gets [`Cause::Busy`](crate::Cause::Busy).
///
/// ```
/// use librato::{Decimal, Gauge, SharedQueue};
/// static QUEUE: SharedQueue<64, 512> = SharedQueue::new();
/// QUEUE.add(Gauge::new("temperature", Decimal::new(2150, 2)))?;
/// assert_eq!(QUEUE.len(), 1);
/// # Ok::<(), librato::AddError>(())
/// ```
pub struct SharedQueue<const SLOTS: usize, const TEXT: usize> {
    queue: Mutex<RefCell<Queue<SLOTS, TEXT>>>,
    /// Adds from within `with`, which the queue cannot count itself.
    busy: Mutex<Cell<u32>>,
}

impl<const SLOTS: usize, const TEXT: usize> SharedQueue<SLOTS, TEXT> {
    /// An empty queue: strict names, refuses when full, chunks of at most 300.
    #[must_use]
    pub const fn new() -> Self {
        Self::of(Queue::new())
    }

    /// Shares a queue that was set up before.
    #[must_use]
    pub const fn of(queue: Queue<SLOTS, TEXT>) -> Self {
        Self { queue: Mutex::new(RefCell::new(queue)), busy: Mutex::new(Cell::new(0)) }
    }

    /// An empty queue with other rules for names and for when it is full.
    #[must_use]
    pub const fn with_policies(names: NamePolicy, full: FullPolicy) -> Self {
        Self::of(Queue::new().with_names(names).with_full(full))
    }

    /// As [`Queue::add`].
    ///
    /// # Errors
    /// As [`Queue::add`], or [`AddError::Busy`] from within [`with`](Self::with).
    pub fn add<'r>(&self, reading: impl Into<Reading<'r>>) -> Result<(), AddError> {
        self.add_stamped(&reading.into(), Stamp::NONE)
    }

    /// As [`Queue::add_at`].
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_at<'r>(&self, reading: impl Into<Reading<'r>>, now: UnixSeconds) -> Result<(), AddError> {
        self.add_stamped(&reading.into(), Stamp::unix(now))
    }

    /// As [`Queue::add_uptime`].
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_uptime<'r>(&self, reading: impl Into<Reading<'r>>, uptime: Millis) -> Result<(), AddError> {
        self.add_stamped(&reading.into(), Stamp::uptime(uptime))
    }

    /// As [`Queue::series`].
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn series<'r>(&self, reading: impl Into<Reading<'r>>) -> Result<Series, AddError> {
        let reading = reading.into();
        self.with(|queue| queue.core().series(&reading)).unwrap_or_else(|| Err(self.busy()))
    }

    /// As [`Queue::record`].
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn record(&self, series: Series, value: impl Into<Value>) -> Result<(), AddError> {
        self.record_stamped(series, Input::of(value.into()), Stamp::NONE)
    }

    /// As [`Queue::record_at`].
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn record_at(
        &self,
        series: Series,
        value: impl Into<Value>,
        time: UnixSeconds,
    ) -> Result<(), AddError> {
        self.record_stamped(series, Input::of(value.into()), Stamp::unix(time))
    }

    /// As [`Queue::record_uptime`].
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn record_uptime(
        &self,
        series: Series,
        value: impl Into<Value>,
        uptime: Millis,
    ) -> Result<(), AddError> {
        self.record_stamped(series, Input::of(value.into()), Stamp::uptime(uptime))
    }

    /// On a device one copy for all calls.
    #[cfg_attr(not(target_os = "none"), inline)]
    #[cfg_attr(target_os = "none", inline(never))]
    fn add_stamped(&self, reading: &Reading<'_>, stamp: Stamp) -> Result<(), AddError> {
        self.with(|queue| queue.add_stamped(reading, stamp)).unwrap_or_else(|| Err(self.busy()))
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    #[cfg_attr(target_os = "none", inline(never))]
    fn record_stamped(&self, series: Series, value: Input, stamp: Stamp) -> Result<(), AddError> {
        self.with(|queue| queue.core().record(series, value, stamp)).unwrap_or_else(|| Err(self.busy()))
    }

    /// Readings in the queue.
    pub fn len(&self) -> usize {
        self.with(|queue| queue.len()).unwrap_or(0)
    }

    /// Whether no reading waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What has become of all readings so far.
    pub fn counts(&self) -> Counts {
        let mut counts = self.with(|queue| queue.counts()).unwrap_or_default();
        counts.busy = critical_section::with(|section| self.busy.borrow(section).get());
        counts
    }

    /// As [`Queue::discard_chunk`]; 0 from within [`with`](Self::with).
    pub fn discard_chunk(&self) -> usize {
        self.with(super::QueueBase::discard_chunk).unwrap_or(0)
    }

    fn busy(&self) -> AddError {
        critical_section::with(|section| {
            let busy = self.busy.borrow(section);
            busy.set(busy.get().saturating_add(1));
        });
        AddError::Busy
    }

    /// Any other use of the queue, as one critical section: keep it short. `None` if it is called from within itself.
    pub fn with<R>(&self, work: impl FnOnce(&mut Queue<SLOTS, TEXT>) -> R) -> Option<R> {
        critical_section::with(|section| {
            let mut queue = self.queue.borrow(section).try_borrow_mut().ok()?;
            Some(work(&mut queue))
        })
    }
}

impl<const SLOTS: usize, const TEXT: usize> Default for SharedQueue<SLOTS, TEXT> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const SLOTS: usize, const TEXT: usize> core::fmt::Debug for SharedQueue<SLOTS, TEXT> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SharedQueue").finish_non_exhaustive()
    }
}
