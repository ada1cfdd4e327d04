//! Readings that go out together.

use super::tags::OwnedTags;
use super::{Error, Librato};
use crate::UnixSeconds;
use crate::queue::{AddError, Counts, HeapQueue, QueueView};
use crate::readings::{Reading, Tag};
use crate::session::Report;
use crate::transport::HttpTransport;
use crate::transports::Ureq;

/// Readings that go out together, in requests of at most 300.
///
/// [`finish`](Self::finish) sends them and reports. A batch that is dropped (at the end of a block, by `?`, by a panic) sends what
/// waits as best it can; what is not accepted then is gone, and counted as dropped in the client's
/// [`totals`](Librato::totals). Only what a failed `finish` reported as
/// waiting is not tried a second time.
///
/// It holds up to 2,048 readings and 16 KiB of text; one that is full sends what it has before it takes more. The client keeps its
/// memory, 48 KB, for the next one.
///
/// ```
/// use librato::transports::Recording;
/// use librato::{Gauge, Librato};
/// let transport = Recording::<4096>::new();
/// let api = Librato::with_transport("https://metrics.example.net", "user", "token", transport)?;
/// let mut batch = api.batch().auto_submit(2);
/// batch.add(Gauge::new("temperature", 22.1))?;
/// batch.add(Gauge::new("temperature", 22.2))?; // both go out here
/// batch.add(Gauge::new("temperature", 22.3))?;
/// assert_eq!(batch.len(), 1);
/// assert_eq!(batch.finish()?.to_string(), "3 accepted, 0 waiting, 0 dropped");
/// # Ok::<(), librato::Error>(())
/// ```
pub struct Batch<'a, T: HttpTransport = Ureq> {
    api: &'a Librato<T>,
    pub(super) queue: HeapQueue,
    /// The program had the queue itself, and may have changed its rules.
    lent: bool,
    /// Submit from this many readings on; 0 never.
    auto: usize,
    tags: OwnedTags,
    /// The edition of the client's tags that the queue has, with the batch's own over them.
    prepared: Option<u32>,
    report: Report,
    /// `finish` failed when so many readings had been added.
    given_up: Option<u32>,
}

impl<'a, T: HttpTransport> Batch<'a, T> {
    pub(super) fn new(api: &'a Librato<T>) -> Self {
        Self {
            api,
            queue: api.spare.take(api.options.names),
            lent: false,
            auto: 0,
            tags: OwnedTags::default(),
            prepared: None,
            report: Report::default(),
            given_up: None,
        }
    }

    /// Sends by itself from this many readings on. 0 is never.
    #[must_use]
    pub fn auto_submit(mut self, readings: usize) -> Self {
        self.auto = readings;
        self
    }

    /// Tags of the batch, over those of the client: of readings added from now on that have none of their own.
    #[must_use]
    pub fn tags(mut self, tags: &[Tag<'_>]) -> Self {
        self.set_tags(tags);
        self
    }

    /// Other tags in place of all that the batch had of its own.
    pub fn set_tags(&mut self, tags: &[Tag<'_>]) {
        self.tags.set(tags);
        self.prepared = None;
    }

    /// More tags. A name that is there gets the new value.
    pub fn add_tags(&mut self, tags: &[Tag<'_>]) {
        self.tags.add(tags);
        self.prepared = None;
    }

    /// The tags of the batch itself.
    #[must_use]
    pub fn default_tags(&self) -> std::vec::Vec<Tag<'_>> {
        self.tags.borrowed().unwrap_or_default()
    }

    /// Adds a reading, and sends what waits if that makes it as many as [`auto_submit`](Self::auto_submit) says.
    ///
    /// # Errors
    /// [`Error::Reading`] if the reading was not taken, which a batch that is full and cannot send says of itself.
    /// [`Error::Failed`] if sending failed: the reading is then in the batch.
    pub fn add<'r>(&mut self, reading: impl Into<Reading<'r>>) -> Result<(), Error> {
        let reading = reading.into();
        let before = self.counts();
        match self.try_add(&reading) {
            Err(AddError::Full(_)) if !self.queue.is_empty() => {
                self.queue.core().forget_refusals(&before);
                let sent = self.submit();
                // Even a failure can have made room: some chunks may have gone before it.
                self.try_add(&reading)?;
                sent?;
            }
            taken => taken?,
        }
        self.submit_if_due()
    }

    /// The time, by the client's clock.
    pub(super) fn now(&self) -> UnixSeconds {
        self.api.now()
    }

    pub(super) fn submit_if_due(&mut self) -> Result<(), Error> {
        if self.auto > 0 && self.queue.len() >= self.auto {
            self.submit()?;
        }
        Ok(())
    }

    fn try_add(&mut self, reading: &Reading<'_>) -> Result<(), AddError> {
        self.prepare()?;
        if self.api.options.stamps {
            self.queue.add_at(reading, self.api.now())
        } else {
            self.queue.add(reading)
        }
    }

    /// Before anything is added.
    pub(super) fn prepare(&mut self) -> Result<(), AddError> {
        let edition = Some(self.api.options.tags.edition());
        if self.prepared != edition {
            self.api.prepare(&mut self.queue, &self.tags)?;
            self.prepared = edition;
        }
        Ok(())
    }

    /// Sends what waits. What is accepted leaves the batch at once; what is not stays in it.
    ///
    /// # Errors
    /// [`Error::Failed`] if something still waits, or was refused for good.
    pub fn submit(&mut self) -> Result<Report, Error> {
        let sent = self.api.deliver(&mut self.queue, self.api.shape());
        let part = match &sent {
            Ok(report) => *report,
            Err(error) => error.report(),
        };
        self.report.and_then(&part);
        sent
    }

    /// Sends what waits, and reports what came of all the readings of the batch.
    ///
    /// # Errors
    /// As [`submit`](Self::submit), with what came of all the readings of the batch. It can be finished again later; if it is
    /// dropped instead, what waits is lost.
    pub fn finish(&mut self) -> Result<Report, Error> {
        let sent = self.submit();
        self.given_up = sent.is_err().then_some(self.counts().added);
        match sent {
            Ok(_) => Ok(self.report),
            Err(Error::Failed(mut failure)) => {
                failure.report = self.report;
                Err(Error::Failed(failure))
            }
            Err(error) => Err(error),
        }
    }

    /// Readings that wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Whether no reading waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// What has become of each reading so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.queue.counts()
    }

    /// The queue of the batch, for what it can do beyond. It has the client's prefix, source and tags only once a reading was
    /// added to the batch.
    pub fn queue(&mut self) -> &mut QueueView {
        self.lent = true;
        &mut self.queue
    }
}

impl<T: HttpTransport> Drop for Batch<'_, T> {
    fn drop(&mut self) {
        // Straight after a failed `finish` a second try would only wait as long again.
        if !self.queue.is_empty() && self.given_up != Some(self.counts().added) {
            // The totals of the client have what came of it.
            let _ = self.submit();
        }
        self.api.count_lost(self.queue.len());
        if !self.lent {
            self.api.spare.put(core::mem::take(&mut self.queue));
        }
    }
}

impl<T: HttpTransport> core::fmt::Debug for Batch<'_, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Batch")
            .field("len", &self.len())
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}
