//! Sending what an aggregator holds.

use std::boxed::Box;
use std::vec::Vec;

use super::tags::OwnedTags;
use super::{Batch, Error, Librato};
use crate::aggregator::{AggregatorBase, AggregatorStore};
use crate::encode::Shape;
use crate::queue::{AddError, Queue};
use crate::session::Report;
use crate::transport::HttpTransport;

/// Series in a request, as many as the API takes.
const SERIES: usize = 300;
/// Slots for them: a summary takes three.
const SLOTS: usize = 3 * SERIES;

impl<T: HttpTransport> Librato<T> {
    /// Sends what an aggregator holds, at once, in requests of at most 300 series with source (or tags) and measure time at the
    /// top. What is accepted leaves the aggregator at once; what is not stays in it, whichever half it is of.
    ///
    /// The client's rule for names, its prefix and, for gauges without one, its source hold; tagged measurements have the tags
    /// of the aggregator and no others. With a period and no chosen time, the client's clock says when. A time that was chosen
    /// goes with the last value.
    ///
    /// After an ambiguous failure the values are still in the aggregator, and more may be added to them, so that they may count
    /// twice; move them into a [`Batch`] to have the same request sent again.
    ///
    /// # Errors
    /// [`Error::Failed`] if something still waits, or was refused for good. [`Error::Reading`] if a series breaks a rule: it
    /// stays in the aggregator, and all others were sent ([`totals`](Self::totals) counts them).
    ///
    /// ```
    /// use librato::transports::Recording;
    /// use librato::{Aggregator, Librato};
    /// let api = Librato::with_transport("https://metrics.example.net", "user", "token", Recording::<4096>::new())?;
    /// let mut aggregator = Aggregator::<8, 128>::new();
    /// aggregator.set_source("attic")?;
    /// aggregator.add("temperature", 21)?;
    /// aggregator.add("temperature", 23)?;
    /// assert_eq!(api.submit_aggregator(&mut aggregator)?.accepted, 1);
    /// assert!(aggregator.is_empty());
    /// # Ok::<(), librato::Error>(())
    /// ```
    pub fn submit_aggregator<A: AggregatorStore + ?Sized>(
        &self,
        aggregator: &mut AggregatorBase<A>,
    ) -> Result<Report, Error> {
        let mut report = Report::default();
        let mut refused = None;
        for tagged in [false, true] {
            // Refused series stay where they are, in front of those that are still to be sent.
            let mut stay = 0;
            loop {
                let sent = self.submit_some(aggregator, tagged, &mut stay, &mut refused);
                let part = match &sent {
                    Ok(None) => break,
                    Ok(Some(part)) => *part,
                    Err(error) => error.report(),
                };
                report.and_then(&part);
                report.waiting = u32::try_from(aggregator.len()).unwrap_or(u32::MAX);
                if let Err(mut error) = sent {
                    if let Error::Failed(failure) = &mut error {
                        failure.report = report;
                    }
                    return Err(error);
                }
            }
        }
        match refused {
            Some(error) => Err(error.into()),
            None => Ok(report),
        }
    }

    /// Sends the next series of one half in one request; `None` if there are none.
    fn submit_some<A: AggregatorStore + ?Sized>(
        &self,
        aggregator: &mut AggregatorBase<A>,
        tagged: bool,
        stay: &mut usize,
        refused: &mut Option<AddError>,
    ) -> Result<Option<Report>, Error> {
        let mut queue = Box::new(Queue::<SLOTS, 16_380>::new().with_names(self.options.names));
        self.prepare(&mut *queue, &OwnedTags::default())?;
        let from = *stay;
        let mut taken = Vec::new();
        aggregator.lend(tagged, from, Some(self.now()), &mut |reading| {
            match queue.add(reading) {
                Ok(()) => taken.push(true),
                Err(AddError::Full(_)) if !queue.is_empty() => return false,
                Err(error) => {
                    refused.get_or_insert(error);
                    taken.push(false);
                    *stay += 1;
                }
            }
            queue.len() < SERIES
        });
        if taken.is_empty() {
            return Ok(None);
        }
        let all = queue.labels();
        let sent = self.deliver(&mut *queue, Shape { compact: true, sums: true });
        // One name, one fate: what a request leaves behind is told by the labels of what is left.
        let left = queue.labels();
        let mut labels = all.iter();
        let gone: Vec<bool> = taken
            .iter()
            .map(|&taken| taken && labels.next().is_some_and(|label| !left.contains(label)))
            .collect();
        aggregator.settle(tagged, &mut |place| {
            place.checked_sub(from).and_then(|at| gone.get(at)).copied().unwrap_or(false)
        });
        sent.map(Some)
    }
}

impl<T: HttpTransport> Batch<'_, T> {
    /// Moves all values of an aggregator into the batch, each series as one reading, and sends what waits if that makes it as
    /// many as [`auto_submit`](Self::auto_submit) says. A batch that is full sends what it has before it takes the rest.
    ///
    /// With a period and no chosen time, the client's clock says when. For what else holds, see
    /// [`Queue::add_aggregator_at`](crate::Queue::add_aggregator_at).
    ///
    /// # Errors
    /// [`Error::Reading`] if a series was not taken: it stays in the aggregator. [`Error::Failed`] if sending failed: what
    /// was moved is then in the batch, the rest in the aggregator.
    pub fn add_aggregator<A: AggregatorStore + ?Sized>(
        &mut self,
        aggregator: &mut AggregatorBase<A>,
    ) -> Result<(), Error> {
        self.prepare()?;
        let now = Some(self.now());
        loop {
            let before = self.counts();
            match self.queue.add_aggregator_at(aggregator, now) {
                Err(AddError::Full(_)) if !self.is_empty() => {
                    self.queue.core().forget_refusals(&before);
                    self.submit()?;
                }
                moved => {
                    moved?;
                    return self.submit_if_due();
                }
            }
        }
    }
}
