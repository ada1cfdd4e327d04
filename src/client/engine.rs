//! A session with its transport: sends chunk after chunk until nothing waits or something asks to wait.

use crate::answers::Answer;
use crate::encode::{AnyFormat as _, AsFormat, Settings, Submission};
use crate::queue::QueueAccess;
use crate::session::{Cause, FlushError, Report, Session, Step};
use crate::transport::{HttpTransport, TransportError};
use crate::{Clock, Millis, UnixSeconds};

/// How much of an error body is kept.
#[cfg(not(feature = "std"))]
pub(crate) const KEPT: usize = 256;
#[cfg(feature = "std")]
pub(crate) const KEPT: usize = 4096;

/// All of a client but its settings, which a desktop program owns and a device borrows.
pub(crate) struct Engine<T, F> {
    pub(crate) transport: T,
    pub(crate) format: F,
    pub(crate) session: Session,
    pub(crate) answer: Answer<KEPT>,
    /// The time is taken from servers that are not reached over TLS as well.
    pub(crate) trusts_any_date: bool,
    /// What the server said of the readings that it refused in the last flush: status and body. Later chunks may have been
    /// accepted since.
    #[cfg(feature = "std")]
    pub(crate) refusal: Option<(u16, std::vec::Vec<u8>)>,
    /// For the body of a request, used again.
    #[cfg(feature = "std")]
    pub(super) body: std::vec::Vec<u8>,
}

/// A chunk that is being sent. Should the transport panic, or its future be dropped, it is marked as such no longer, or nobody could
/// ever send it.
pub(super) struct Sending<'q, Q: QueueAccess>(pub(super) &'q mut Q);

impl<Q: QueueAccess> Drop for Sending<'_, Q> {
    fn drop(&mut self) {
        self.0.access(&mut |queue| queue.core().hold_back());
    }
}

impl<T: HttpTransport, F: AsFormat> Engine<T, F> {
    /// Sends what waits, chunk after chunk. A patient flush sends nothing before its time.
    pub(crate) fn flush<Q: QueueAccess>(
        &mut self,
        settings: &Settings<'_>,
        queue: &mut Q,
        clock: impl Clock,
        seed: u32,
        patient: bool,
    ) -> Result<Report, FlushError> {
        let mut report = Report::default();
        #[cfg(feature = "std")]
        {
            self.refusal = None;
        }
        let stop = loop {
            let format = self.format.as_format();
            let (models, sequence) =
                match self.session.step(queue, format.first(), clock.now(), patient, &mut report) {
                    Step::Send(models, sequence) => (models, sequence),
                    Step::Stop(cause) => break Some(cause),
                    Step::Done => break None,
                };
            self.answer.reset();
            let sending = Sending(&mut *queue);
            let mut request = Submission::new(sending.0, format, settings, models, sequence);
            #[cfg(feature = "std")]
            request.lend(&mut self.body);
            let sent = self.transport.exchange(&mut request, &mut self.answer);
            core::mem::forget(sending);
            let stop = self.answered(settings, queue, sent, (clock.now(), seed), &mut report);
            if stop.is_some() {
                break stop;
            }
        };
        self.session.ended(stop, &report, clock.now())
    }
}

impl<T, F: AsFormat> Engine<T, F> {
    pub(crate) const fn new(transport: T, format: F) -> Self {
        Self {
            transport,
            format,
            session: Session::new(),
            answer: Answer::new(),
            trusts_any_date: false,
            #[cfg(feature = "std")]
            refusal: None,
            #[cfg(feature = "std")]
            body: std::vec::Vec::new(),
        }
    }

    /// What becomes of the chunk that was sent, and why the flush stops with it, if it does. A frame of its own, as what it needs of
    /// the stack is not needed while the chunk is sent.
    #[inline(never)]
    pub(crate) fn answered(
        &mut self,
        settings: &Settings<'_>,
        queue: &mut dyn QueueAccess,
        sent: Result<(), TransportError>,
        (now, seed): (Millis, u32),
        report: &mut Report,
    ) -> Option<Cause> {
        self.learn_time(settings, sent.is_ok(), now);
        #[cfg(feature = "std")]
        let dropped = report.dropped;
        let format = self.format.as_format();
        let stop = self.session.answered(queue, sent, &self.answer, format, (now, seed), report);
        #[cfg(feature = "std")]
        if report.dropped > dropped {
            self.refusal = Some((self.answer.status(), self.answer.body().to_vec()));
        }
        stop
    }

    pub(crate) fn learn_time(&mut self, settings: &Settings<'_>, answered: bool, now: Millis) {
        if answered && self.trusts_date(settings) {
            if let Some(date) = self.date() {
                self.session.boot.learn(date, now);
            }
        }
    }

    /// Whether the time of this server is taken.
    pub(super) const fn trusts_date(&self, settings: &Settings<'_>) -> bool {
        settings.server.is_secure() || self.trusts_any_date
    }

    /// The time that the answer tells.
    pub(super) fn date(&self) -> Option<UnixSeconds> {
        self.answer.date().or_else(|| self.format.as_format().time(self.answer.error_body()))
    }
}
