//! A session with its transport: sends chunk after chunk until nothing waits or something asks to wait.

use crate::Millis;
use crate::answers::Answer;
use crate::encode::{AnyFormat, Settings, Submission};
use crate::queue::QueueAccess;
use crate::session::{Cause, FlushError, Outcome, Report, Session, Step, Verdict};
use crate::transport::{HttpTransport, TransportError};

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
}

/// A chunk that is being sent. Should the transport panic, it is marked as such no longer, or nobody could ever send it.
struct Sending<'q, Q: QueueAccess>(&'q mut Q);

impl<Q: QueueAccess> Drop for Sending<'_, Q> {
    fn drop(&mut self) {
        self.0.access(&mut |queue| queue.core().hold_back());
    }
}

impl<T: HttpTransport, F: AnyFormat> Engine<T, F> {
    pub(crate) const fn new(transport: T, format: F) -> Self {
        Self {
            transport,
            format,
            session: Session::new(),
            answer: Answer::new(),
            trusts_any_date: false,
            #[cfg(feature = "std")]
            refusal: None,
        }
    }

    /// Sends what waits, chunk after chunk. A patient flush sends nothing before its time.
    pub(crate) fn flush<Q: QueueAccess>(
        &mut self,
        settings: &Settings<'_>,
        queue: &mut Q,
        now: Millis,
        seed: u32,
        patient: bool,
    ) -> Result<Report, FlushError> {
        let mut report = Report::default();
        #[cfg(feature = "std")]
        {
            self.refusal = None;
        }
        let end = loop {
            match self.session.step(self.format.routes(), queue, now, patient) {
                Step::Done => break None,
                Step::Busy => break Some((Cause::Busy, now)),
                Step::Wait(until) => break Some((Cause::NotYet, until)),
                Step::Send(models, resent) => {
                    report.resent = report.resent.saturating_add(resent);
                    self.answer.reset();
                    let sending = Sending(&mut *queue);
                    let mut request = Submission::new(sending.0, &self.format, settings, models);
                    let sent = self.transport.exchange(&mut request, &mut self.answer);
                    core::mem::forget(sending);
                    report.requests = report.requests.saturating_add(1);
                    let outcome = self.answered(settings, queue, sent, now, seed);
                    #[cfg(feature = "std")]
                    self.keep_refusal(outcome);
                    match outcome {
                        Outcome::Accepted { accepted, rejected } => {
                            report.accepted = report.accepted.saturating_add(accepted);
                            report.dropped = report.dropped.saturating_add(rejected);
                        }
                        Outcome::SetAside(gone) => report.dropped = report.dropped.saturating_add(gone),
                        Outcome::Later(cause, at) => break Some((cause, at)),
                    }
                }
            }
        };
        queue.access(&mut |queue| report.waiting = queue.len() as u32);
        if report.requests > 0 {
            self.session.last = now;
        }
        match end {
            Some((Cause::NotYet, retry_at)) => {
                let blame = self.session.blame;
                Err(FlushError { blame, ..FlushError::new(Cause::NotYet, report, retry_at) })
            }
            Some((cause, retry_at)) => Err(FlushError::new(cause, report, retry_at)),
            None if report.dropped > 0 => Err(FlushError::new(Cause::Rejected, report, now)),
            None => Ok(report),
        }
    }

    fn answered<Q: QueueAccess>(
        &mut self,
        settings: &Settings<'_>,
        queue: &mut Q,
        sent: Result<(), TransportError>,
        now: Millis,
        seed: u32,
    ) -> Outcome {
        self.learn_time(settings, sent.is_ok(), now);
        let answer = &self.answer;
        let format = &self.format;
        let verdict = Verdict::of_submission(sent, answer, format);
        // "At once" is no wait: then the backoff counts, or a device would ask without a pause.
        let clock = self.session.boot.at(now);
        let announced = answer.wait(clock).filter(|&wait| sent.is_ok() && wait > 0).map(Millis::from_secs);
        let mut set_aside = |queue: &mut Q, may: &mut dyn FnMut() -> bool| {
            let mut gone = 0;
            format.named(answer.error_body(), &mut |name| {
                queue.access(&mut |queue| {
                    let mut core = queue.core();
                    if core.has_named(name) && may() {
                        gone += core.reject_named(name);
                    }
                });
            });
            if gone > 0 {
                queue.access(&mut |queue| queue.core().unpin());
            }
            gone
        };
        self.session.answered(queue, verdict, announced, &mut set_aside, now, seed)
    }

    #[cfg(feature = "std")]
    fn keep_refusal(&mut self, outcome: Outcome) {
        if matches!(outcome, Outcome::SetAside(_) | Outcome::Accepted { rejected: 1.., .. }) {
            self.refusal = Some((self.answer.status(), self.answer.body().to_vec()));
        }
    }

    pub(crate) fn learn_time(&mut self, settings: &Settings<'_>, answered: bool, now: Millis) {
        let date = self.answer.date().or_else(|| self.format.time(self.answer.error_body()));
        if let (true, Some(date)) = (answered, date) {
            if settings.server.is_secure() || self.trusts_any_date {
                self.session.boot.learn(date, now);
            }
        }
    }
}
