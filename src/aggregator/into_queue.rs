//! From an aggregator into a queue.

use super::core::Core;
use super::entry::Entry;
use super::transfer::Transfer;
use super::{AggregatorBase, AggregatorStore, SharedAggregator};
use crate::queue::{QueueBase, SharedQueue, Store};
use crate::readings::{Kind, Reading, Sample, Settled, Utf8};
use crate::text::text;
use crate::{AddError, Millis, UnixSeconds};

impl<M: Store + ?Sized> QueueBase<M> {
    /// Moves all values of an aggregator into this queue, each series as one summary (three slots), and says how many
    /// series that were. The values are gone from the aggregator then, and the measure time with them; registered series, source and
    /// tags stay.
    ///
    /// `now` matters for an aggregator with a period only: see
    /// [`measure_time_at`](AggregatorBase::measure_time_at). Without a source of its own the queue's source holds. Tagged
    /// measurements have the tags of the aggregator and no others: those of the queue are not added, and do not make the
    /// other half tagged.
    ///
    /// # Errors
    /// The first reason why a series was not taken. That series, and all others that the queue did not take, stay in the
    /// aggregator; what the queue took is gone from there. So nothing is lost and nothing doubled, and the same call sends
    /// the rest later. No free slot ends the call; a series that is refused for a reason of its own does not stand in the
    /// way of the others. After a time beyond the year 2106 nothing has moved.
    ///
    /// ```
    /// use librato::{Aggregator, Queue, UnixSeconds};
    /// let mut aggregator = Aggregator::<8, 128>::new().with_period(60);
    /// aggregator.add("temperature", 21)?;
    /// aggregator.add("temperature", 23)?;
    /// let mut queue = Queue::<64, 512>::new();
    /// assert_eq!(queue.add_aggregator_at(&mut aggregator, Some(UnixSeconds(1_421_744_447)))?, 1);
    /// assert!(aggregator.is_empty());
    /// assert_eq!(queue.len(), 1);
    /// # Ok::<(), librato::AddError>(())
    /// ```
    #[cfg_attr(target_os = "none", inline(never))]
    pub fn add_aggregator_at<A: AggregatorStore + ?Sized>(
        &mut self,
        aggregator: &mut AggregatorBase<A>,
        now: Option<UnixSeconds>,
    ) -> Result<usize, AddError> {
        let transfer = Transfer::new(&aggregator.state, now, None);
        self.take_all(aggregator, transfer)
    }

    /// As [`add_aggregator_at`](Self::add_aggregator_at), at the time of the system's clock.
    ///
    /// # Errors
    /// As [`add_aggregator_at`](Self::add_aggregator_at).
    #[cfg(feature = "std")]
    pub fn add_aggregator<A: AggregatorStore + ?Sized>(
        &mut self,
        aggregator: &mut AggregatorBase<A>,
    ) -> Result<usize, AddError> {
        self.add_aggregator_at(aggregator, super::clock())
    }

    /// As [`add_aggregator_at`](Self::add_aggregator_at), for a device that does not know the time: `uptime`, cut down to a
    /// multiple of the period, stands in for a time that was neither chosen nor read before. The readings get their
    /// time when they are sent, as with [`add_uptime`](Self::add_uptime).
    ///
    /// # Errors
    /// As [`add_aggregator_at`](Self::add_aggregator_at).
    #[cfg_attr(target_os = "none", inline(never))]
    pub fn add_aggregator_uptime<A: AggregatorStore + ?Sized>(
        &mut self,
        aggregator: &mut AggregatorBase<A>,
        uptime: Millis,
    ) -> Result<usize, AddError> {
        let transfer = Transfer::new(&aggregator.state, None, Some(uptime));
        self.take_all(aggregator, transfer)
    }

    fn take_all<A: AggregatorStore + ?Sized>(
        &mut self,
        aggregator: &mut AggregatorBase<A>,
        mut transfer: Transfer,
    ) -> Result<usize, AddError> {
        while self.take_next(aggregator, &mut transfer) {}
        transfer.result
    }

    /// Takes the next series of a move. False at its end.
    fn take_next<A: AggregatorStore + ?Sized>(
        &mut self,
        aggregator: &mut AggregatorBase<A>,
        transfer: &mut Transfer,
    ) -> bool {
        let stamp = transfer.stamp;
        aggregator.core().give_next(transfer, &mut |reading| self.add_stamped(reading, stamp))
    }
}

impl<const SLOTS: usize, const TEXT: usize> SharedQueue<SLOTS, TEXT> {
    /// As [`Queue::add_aggregator_at`](crate::Queue::add_aggregator_at).
    ///
    /// Each series is one critical section, in which both are locked, as long as an [`add`](Self::add) of its summary takes; in
    /// between interrupts and threads have their turn. A value that they add to a series that has gone stays for the next
    /// call.
    ///
    /// # Errors
    /// As [`Queue::add_aggregator_at`](crate::Queue::add_aggregator_at), or [`AddError::Busy`] from within `with` of either of them.
    ///
    /// ```
    /// use librato::{Aggregator, Decimal, SharedAggregator, SharedQueue, UnixSeconds};
    /// static SENSORS: SharedAggregator<8, 128> = SharedAggregator::of(Aggregator::new().with_period(60));
    /// static QUEUE: SharedQueue<64, 512> = SharedQueue::new();
    ///
    /// SENSORS.add("temperature", Decimal::new(2150, 2))?;
    /// assert_eq!(QUEUE.add_aggregator_at(&SENSORS, Some(UnixSeconds(1_421_744_447)))?, 1);
    /// assert_eq!(QUEUE.len(), 1);
    /// # Ok::<(), librato::AddError>(())
    /// ```
    pub fn add_aggregator_at<const SERIES: usize, const NAMES: usize>(
        &self,
        aggregator: &SharedAggregator<SERIES, NAMES>,
        now: Option<UnixSeconds>,
    ) -> Result<usize, AddError> {
        self.take_all(aggregator, now, None)
    }

    /// As [`add_aggregator_at`](Self::add_aggregator_at), at the time of the system's clock.
    ///
    /// # Errors
    /// As [`add_aggregator_at`](Self::add_aggregator_at).
    #[cfg(feature = "std")]
    pub fn add_aggregator<const SERIES: usize, const NAMES: usize>(
        &self,
        aggregator: &SharedAggregator<SERIES, NAMES>,
    ) -> Result<usize, AddError> {
        self.take_all(aggregator, super::clock(), None)
    }

    /// As [`Queue::add_aggregator_uptime`](crate::Queue::add_aggregator_uptime), with the critical sections of
    /// [`add_aggregator_at`](Self::add_aggregator_at).
    ///
    /// # Errors
    /// As [`add_aggregator_at`](Self::add_aggregator_at).
    pub fn add_aggregator_uptime<const SERIES: usize, const NAMES: usize>(
        &self,
        aggregator: &SharedAggregator<SERIES, NAMES>,
        uptime: Millis,
    ) -> Result<usize, AddError> {
        self.take_all(aggregator, None, Some(uptime))
    }

    fn take_all<const SERIES: usize, const NAMES: usize>(
        &self,
        aggregator: &SharedAggregator<SERIES, NAMES>,
        now: Option<UnixSeconds>,
        uptime: Option<Millis>,
    ) -> Result<usize, AddError> {
        let begun = aggregator.with(|aggregator| Transfer::new(&aggregator.state, now, uptime));
        let mut transfer = begun.ok_or(AddError::Busy)?;
        loop {
            let next =
                aggregator.with(|aggregator| self.with(|queue| queue.take_next(aggregator, &mut transfer)));
            match next.flatten() {
                Some(true) => {}
                Some(false) => return transfer.result,
                None => return Err(AddError::Busy),
            }
        }
    }
}

impl Core<'_> {
    /// Shows a series as a reading.
    pub(super) fn reading<T>(
        &self,
        series: &Entry,
        time: Option<UnixSeconds>,
        take: &mut dyn FnMut(&Reading<'_>) -> T,
    ) -> T {
        let (totals, memory) = (series.totals(), self.texts.memory());
        let mut reading =
            Reading::new(Kind::Gauge, Utf8::kept(text(memory, series.name)), Sample::Totals(&totals));
        reading.time = time;
        if series.is_tagged() {
            reading.settled = Some(Settled::Tagged(text(memory, self.state.tags)));
        } else {
            reading.settled = Some(Settled::Sourced);
            reading.source = (self.state.source != 0).then(|| Utf8::kept(text(memory, self.state.source)));
        }
        take(&reading)
    }
}
