//! From an aggregator into a queue.

use super::core::Core;
use super::entry::Entry;
use super::{AggregatorBase, AggregatorStore};
use crate::queue::{QueueBase, Stamp, Store};
use crate::readings::{Kind, Reading, ReadingError, Sample, Settled, Utf8};
use crate::text::text;
use crate::{AddError, Full, Millis, UnixSeconds};

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
        let time = aggregator.state.time(now);
        aggregator.core().give(time, &mut |reading| self.add_stamped(reading, Stamp::NONE))
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
        let time = aggregator.state.time(None);
        let stamp = Stamp::uptime_secs(UnixSeconds(uptime.as_secs()).floor(aggregator.state.period).0);
        aggregator.core().give(time, &mut |reading| self.add_stamped(reading, stamp))
    }
}

impl Core<'_> {
    /// Gives away each series with values, and drops the values of those that were taken.
    fn give(
        &mut self,
        time: Option<UnixSeconds>,
        take: &mut dyn FnMut(&Reading<'_>) -> Result<(), AddError>,
    ) -> Result<usize, AddError> {
        if time.is_some_and(|time| u32::try_from(time.0).is_err()) {
            return Err(ReadingError::Time.into());
        }
        let mut moved = 0;
        let mut refused = None;
        // One half after the other; a walk over an array of them takes 50 bytes more.
        let mut tagged = false;
        loop {
            let mut before = 0;
            let mut at = self.state.list(tagged).first;
            while let Some(series) = self.series_at(at) {
                let next = series.next;
                match self.reading(series, time, take) {
                    Ok(()) => {
                        self.remove(before, at, tagged);
                        moved += 1;
                    }
                    Err(error @ (AddError::Full(Full::Slots) | AddError::Busy)) => {
                        return Err(refused.unwrap_or(error));
                    }
                    Err(error) => {
                        refused = refused.or(Some(error));
                        before = at;
                    }
                }
                at = next;
            }
            if tagged {
                break;
            }
            tagged = true;
        }
        self.forget_time();
        refused.map_or(Ok(moved), Err)
    }

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
