//! The session between a queue and a server: what to send now, and what becomes of it.

use super::{Backoff, Blame, BootTime, Cause, FlushError, Report, Verdict};
use crate::json::Text;
use crate::queue::{Models, QueueAccess, count};
use crate::{Millis, UnixSeconds};

/// How long to wait before a configuration that was refused is tried again.
const PROBE: Millis = Millis::from_secs(600);

/// How many metrics a server can have set aside in an hour. A server that refuses everything by name would otherwise empty
/// the queue.
const SET_ASIDE: u8 = 20;
const HOUR: Millis = Millis::from_secs(3600);

/// Gives names to its argument.
type Named<'n> = dyn FnMut(&mut dyn FnMut(Text<'_>)) + 'n;

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Send the chunk that is pinned, and from now on marked as being sent.
    Send(Models),
    /// Nothing waits.
    Done,
    /// Not all can be sent now: why, and when to try again.
    Stop(Cause, Millis),
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
            set_aside: 0,
            since: Millis(0),
        }
    }

    pub(crate) const fn retry_at(&self) -> Millis {
        self.retry_at
    }

    /// What to do next; the routes are what shares a request, in order. An impatient caller tries before its time.
    #[inline(never)]
    pub(crate) fn step(
        &mut self,
        queue: &mut dyn QueueAccess,
        routes: &[Models],
        now: Millis,
        patient: bool,
        report: &mut Report,
    ) -> Step {
        let mut step = Step::Stop(Cause::Busy, now);
        queue.access(&mut |queue| {
            let mut core = queue.core();
            let chunk = core.chunk();
            if chunk.is_some_and(|chunk| chunk.sending) {
                return;
            }
            let next = match chunk {
                Some(chunk) => Some(chunk.models),
                None => routes.iter().copied().find(|&route| core.waiting(route) > 0),
            };
            step = match next {
                None => Step::Done,
                Some(_) if patient && now < self.retry_at => Step::Stop(Cause::NotYet, self.retry_at),
                Some(models) => {
                    if chunk.is_none() {
                        self.sequence = self.sequence.wrapping_add(1);
                        core.pin(models, self.boot.get(), self.sequence);
                    }
                    // Within the same access, or two clients could both find it idle.
                    count(&mut report.resent, core.mark_sent());
                    count(&mut report.requests, 1);
                    Step::Send(models)
                }
            };
        });
        step
    }

    /// What becomes of the chunk that was sent, and whether the flush stops with it. `announced` is how long the server asks to
    /// wait, and `named` gives each metric that it blames.
    #[inline(never)]
    pub(crate) fn answered(
        &mut self,
        queue: &mut dyn QueueAccess,
        verdict: Verdict,
        announced: Option<Millis>,
        (now, seed): (Millis, u32),
        report: &mut Report,
        named: &mut Named<'_>,
    ) -> Option<(Cause, Millis)> {
        let (cause, stays, wait) = match verdict {
            Verdict::Accepted { rejected } => {
                queue.access(&mut |queue| {
                    let mut core = queue.core();
                    let left = core.finish(true);
                    let rejected = rejected.min(left);
                    core.reject_some(rejected);
                    count(&mut report.accepted, left - rejected);
                    count(&mut report.dropped, rejected);
                });
                self.retry_at = Millis(0);
                self.last_wait = None;
                return None;
            }
            Verdict::Data(cause) => {
                let gone = self.set_aside(queue, named, now);
                if gone > 0 {
                    count(&mut report.dropped, gone);
                    return None;
                }
                // It stays pinned, so that `discard_chunk` can drop it.
                (cause, true, PROBE)
            }
            Verdict::Configuration(cause) => (cause, false, PROBE),
            Verdict::Later { cause, taken } => {
                let backoff = self.backoff.next(self.last_wait, seed);
                self.last_wait = Some(backoff);
                (cause, taken, announced.unwrap_or(backoff))
            }
        };
        // A chunk that stays is sent again as the same bytes; otherwise its readings wait like all others.
        queue.access(&mut |queue| {
            let mut core = queue.core();
            if stays { core.hold_back() } else { core.unpin() }
        });
        self.retry_at = now.after(wait);
        self.blame = cause.blame();
        Some((cause, self.retry_at))
    }

    /// Gives the readings away that the server named, and says how many those were.
    fn set_aside(&mut self, queue: &mut dyn QueueAccess, named: &mut Named<'_>, now: Millis) -> u32 {
        if now >= self.since.after(HOUR) {
            (self.set_aside, self.since) = (0, now);
        }
        let mut gone = 0;
        named(&mut |name| {
            if self.set_aside < SET_ASIDE {
                let mut left = 0;
                queue.access(&mut |queue| left = queue.core().reject_named(name));
                self.set_aside += u8::from(left > 0);
                gone += left;
            }
        });
        if gone > 0 {
            queue.access(&mut |queue| queue.core().unpin());
        }
        gone
    }

    /// How a flush ends that came to this.
    pub(crate) fn ended(
        &mut self,
        queue: &mut dyn QueueAccess,
        stop: Option<(Cause, Millis)>,
        report: &mut Report,
        now: Millis,
    ) -> Result<Report, FlushError> {
        queue.access(&mut |queue| report.waiting = queue.len() as u32);
        if report.requests > 0 {
            self.last = now;
        }
        let (cause, retry_at) = match stop {
            Some(stop) => stop,
            None if report.dropped > 0 => (Cause::Rejected, now),
            None => return Ok(*report),
        };
        let blame = if cause == Cause::NotYet { self.blame } else { cause.blame() };
        Err(FlushError { cause, report: *report, retry_at, blame })
    }

    /// The time of day, if it is known.
    pub(crate) const fn time(&self, now: Millis) -> Option<UnixSeconds> {
        self.boot.at(now)
    }
}
