//! The session between a queue and a server: what to send now, and what becomes of it.

use super::{Backoff, Blame, BootTime, Cause, FlushError, Report, Verdict};
use crate::Millis;
use crate::answers::{Answer, ErrorBody};
use crate::encode::AnyFormat;
use crate::log::log;
use crate::queue::{Models, QueueAccess, QueueView, count};
use crate::transport::TransportError;

/// How long to wait before a configuration that was refused is tried again.
const PROBE: Millis = Millis::from_secs(600);

/// How many metrics a server can have set aside in an hour. A server that refuses everything by name would otherwise empty
/// the queue.
const SET_ASIDE: u8 = 20;
const HOUR: Millis = Millis::from_secs(3600);

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Send the chunk that is pinned, and from now on marked as being sent: these readings, as the request of this number.
    Send(Models, u32),
    /// Nothing waits any more of what did when the flush began.
    Done,
    /// Not all can be sent now.
    Stop(Cause),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Session {
    pub(crate) backoff: Backoff,
    pub(crate) boot: BootTime,
    /// Not before this time; 0: at once.
    retry_at: Millis,
    /// Of the failure that asked to wait.
    blame: Blame,
    last_wait: Option<Millis>,
    /// When the last flush was.
    pub(crate) last: Millis,
    /// Numbers the chunks.
    sequence: u32,
    /// The other readings have their turn before the first ones. That changes with each flush until one gets to its end, so that what
    /// fails for the ones does not keep the others waiting. A chunk in doubt comes before both.
    backwards: bool,
    /// Whose turn it is.
    route: Models,
    /// Turns that are left: a flush has one for the first readings and one for the others.
    turns: u8,
    /// The turn is over once so many readings of the flush are gone: those that waited when it began. Where more come in all the time, a
    /// flush that sent those too would not end.
    until: u32,
    /// Metrics set aside since this time.
    set_aside: u8,
    since: Millis,
}

impl Session {
    pub(crate) const fn new() -> Self {
        Self {
            backoff: Backoff::DEFAULT,
            boot: BootTime::UNKNOWN,
            retry_at: Millis(0),
            blame: Blame::Server,
            last_wait: None,
            last: Millis(0),
            sequence: 0,
            backwards: true,
            route: Models::NONE,
            turns: 0,
            until: 0,
            set_aside: 0,
            since: Millis(0),
        }
    }

    pub(crate) const fn retry_at(&self) -> Millis {
        self.retry_at
    }

    /// What to do next; requests go out for the `first` readings, and then for the others. An impatient caller tries before its time.
    #[inline(never)]
    pub(crate) fn step(
        &mut self,
        queue: &mut dyn QueueAccess,
        first: Models,
        now: Millis,
        patient: bool,
        report: &mut Report,
    ) -> Step {
        let mut step = Step::Stop(Cause::Busy);
        let is_early = patient && now < self.retry_at;
        // A function of its own: a closure would hold a reference to each field that it uses.
        queue.access(&mut |queue| step = self.step_with(queue, first, is_early, report));
        if let Step::Send(_, sequence) = step {
            log!(debug, "librato: request {=u32}, {=u32} readings wait", sequence, report.waiting);
        }
        step
    }

    /// The same, with the queue.
    fn step_with(
        &mut self,
        queue: &mut QueueView,
        first: Models,
        is_early: bool,
        report: &mut Report,
    ) -> Step {
        report.waiting = queue.len() as u32;
        let mut core = queue.core();
        let chunk = core.chunk();
        if chunk.is_some_and(|chunk| chunk.sending) {
            return Step::Stop(Cause::Busy);
        }
        if is_early && report.waiting > 0 {
            return Step::Stop(Cause::NotYet);
        }
        if report.requests == 0 {
            self.backwards = !self.backwards;
            let last = if self.backwards { first } else { first.others() };
            (self.route, self.turns, self.until) = (last, 2, 0);
        }
        let gone = report.accepted.wrapping_add(report.dropped);
        while chunk.is_none() && (gone >= self.until || core.waiting(self.route) == 0) {
            let Some(turns) = self.turns.checked_sub(1) else {
                self.backwards = true;
                return Step::Done;
            };
            self.turns = turns;
            self.route = self.route.others();
            self.until = gone.wrapping_add(core.waiting(self.route) as u32);
        }
        let (models, sequence) = match chunk {
            Some(chunk) => (chunk.models, chunk.sequence),
            None => {
                self.sequence = self.sequence.wrapping_add(1);
                core.pin(self.route, self.boot.get(), self.sequence);
                (self.route, self.sequence)
            }
        };
        // Within the same access, or two clients could both find it idle.
        count(&mut report.resent, core.mark_sent());
        count(&mut report.requests, 1);
        Step::Send(models, sequence)
    }

    /// What becomes of the chunk that was sent, and why the flush stops with it, if it does.
    pub(crate) fn answered<const BODY: usize>(
        &mut self,
        queue: &mut dyn QueueAccess,
        sent: Result<(), TransportError>,
        answer: &Answer<BODY>,
        format: &(impl AnyFormat + ?Sized),
        (now, seed): (Millis, u32),
        report: &mut Report,
    ) -> Option<Cause> {
        let (verdict, cause, mut dropped) = Verdict::of_submission(sent, answer, format);
        let mut wait = PROBE;
        match verdict {
            Verdict::Accepted => {}
            Verdict::Data => dropped = self.set_aside(queue, format, answer.error_body(), now),
            Verdict::Configuration => {}
            Verdict::Later | Verdict::InDoubt => {
                wait = self.backoff.next(self.last_wait, seed);
                self.last_wait = Some(wait);
                // "At once" is no wait: then the backoff counts, or a device would ask without a pause.
                let announced = answer.wait(self.boot.at(now)).filter(|&wait| sent.is_ok() && wait > 0);
                if let Some(announced) = announced {
                    wait = Millis::from_secs(announced.into());
                }
            }
        }
        queue.access(&mut |queue| {
            let mut core = queue.core();
            match verdict {
                Verdict::Accepted => {
                    let left = core.finish(true);
                    dropped = dropped.min(left);
                    core.reject_some(dropped);
                    count(&mut report.accepted, left - dropped);
                }
                // It is sent again as the same bytes. One that the server refuses stays, so that `discard_chunk` can drop it.
                Verdict::InDoubt | Verdict::Data if dropped == 0 => core.hold_back(),
                // The server may have it from the time before.
                Verdict::Later | Verdict::Configuration if core.chunk().is_some_and(|chunk| chunk.held) => {
                    core.hold_back();
                }
                // Its readings wait like all others. So do those beside one that the server named, even if it may have them from an
                // attempt before: what it refuses now it has refused then, and would refuse for ever as the same bytes.
                _ => core.unpin(),
            }
            report.waiting = queue.len() as u32;
        });
        count(&mut report.dropped, dropped);
        if dropped > 0 {
            log!(warn, "librato: {=u32} readings refused: {}", dropped, cause);
        }
        if verdict == Verdict::Accepted || dropped > 0 {
            (self.retry_at, self.last_wait) = (Millis(0), None);
            return None;
        }
        log!(warn, "librato: {}; next try in {=u64} ms", cause, wait.0);
        (self.retry_at, self.blame) = (now.after(wait), cause.blame());
        Some(cause)
    }

    /// Gives the readings away that the server named, and says how many those were.
    fn set_aside(
        &mut self,
        queue: &mut dyn QueueAccess,
        format: &(impl AnyFormat + ?Sized),
        body: ErrorBody<'_>,
        now: Millis,
    ) -> u32 {
        if now >= self.since.after(HOUR) {
            (self.set_aside, self.since) = (0, now);
        }
        let mut gone = 0;
        format.named(body, &mut |name| {
            if self.set_aside < SET_ASIDE {
                let before = gone;
                queue.access(&mut |queue| gone += queue.core().reject_named(name));
                self.set_aside += u8::from(gone > before);
            }
        });
        gone
    }

    /// How a flush ends that came to this.
    pub(crate) fn ended(
        &mut self,
        stop: Option<Cause>,
        report: &Report,
        now: Millis,
    ) -> Result<Report, FlushError> {
        if report.requests > 0 {
            self.last = now;
        }
        let cause = match stop {
            Some(cause) => cause,
            None if report.dropped > 0 => Cause::Rejected,
            None => return Ok(*report),
        };
        let (retry_at, blame) = match cause {
            Cause::Rejected | Cause::Busy => (now, cause.blame()),
            _ => (self.retry_at, self.blame),
        };
        Err(FlushError { cause, report: *report, retry_at, blame })
    }
}
