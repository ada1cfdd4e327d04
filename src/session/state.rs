//! The session between a queue and a server: what to send now, and what becomes of it.

use super::{Backoff, Blame, BootTime, Cause, Verdict};
use crate::Millis;
use crate::queue::{Models, QueueAccess};

/// How long to wait before a configuration that was refused is tried again.
const PROBE: Millis = Millis::from_secs(600);

/// How many metrics a server can have set aside in an hour. A server that refuses everything by name would otherwise empty
/// the queue.
const SET_ASIDE: u8 = 20;
const HOUR: Millis = Millis::from_secs(3600);

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Send the chunk that is pinned, and from now on marked as being sent. So many of its readings go out again.
    Send(Models, u32),
    /// Nothing before this time.
    Wait(Millis),
    /// Nothing waits.
    Done,
    /// The queue is in use, or another client is sending its chunk.
    Busy,
}

/// What became of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It left the queue. Of its readings the server rejected some.
    Accepted { accepted: u32, rejected: u32 },
    /// The readings that the server named left the queue; the others are the next chunk.
    SetAside(u32),
    /// It waits.
    Later(Cause, Millis),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Session {
    pub(crate) backoff: Backoff,
    pub(crate) boot: BootTime,
    /// Not before this time; 0: at once.
    retry_at: Millis,
    /// Of the failure that asked to wait.
    pub(crate) blame: Blame,
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

    /// What to do next. `routes`: which readings share a request, in the order in which they go out. An impatient caller tries
    /// before its time.
    pub(crate) fn step<Q: QueueAccess>(
        &mut self,
        routes: &[Models],
        queue: &mut Q,
        now: Millis,
        patient: bool,
    ) -> Step {
        let mut step = Step::Busy;
        let wait = patient && now < self.retry_at;
        queue.access(&mut |queue| {
            let mut core = queue.core();
            if core.chunk().is_some_and(|chunk| chunk.sending) {
                return;
            }
            let chunk = core.chunk().map(|chunk| chunk.models);
            let next = chunk.or(routes.iter().copied().find(|&route| core.waiting(route) > 0));
            step = match next {
                None => Step::Done,
                Some(_) if wait => Step::Wait(self.retry_at),
                Some(models) => {
                    if chunk.is_none() {
                        self.sequence = self.sequence.wrapping_add(1);
                        core.pin(models, self.boot.get(), self.sequence);
                    }
                    // Within the same access, or two clients could both find it idle.
                    Step::Send(models, core.mark_sent())
                }
            };
        });
        step
    }

    /// What becomes of the chunk that was sent. `set_aside` gives the readings away that the server named, and says how many
    /// those were.
    pub(crate) fn answered<Q: QueueAccess>(
        &mut self,
        queue: &mut Q,
        verdict: Verdict,
        announced: Option<Millis>,
        set_aside: &mut dyn FnMut(&mut Q, &mut dyn FnMut() -> bool) -> u32,
        now: Millis,
        seed: u32,
    ) -> Outcome {
        match verdict {
            Verdict::Accepted { rejected } => {
                let mut outcome = Outcome::Accepted { accepted: 0, rejected: 0 };
                queue.access(&mut |queue| {
                    let mut core = queue.core();
                    let left = core.finish(true);
                    let rejected = rejected.min(left);
                    core.reject_some(rejected);
                    outcome = Outcome::Accepted { accepted: left - rejected, rejected };
                });
                self.retry_at = Millis(0);
                self.last_wait = None;
                outcome
            }
            Verdict::Data(cause) => match set_aside(queue, &mut || self.may_set_aside(now)) {
                // It stays pinned, so that `discard_chunk` can drop it.
                0 => self.later(queue, cause, true, PROBE, now),
                gone => Outcome::SetAside(gone),
            },
            Verdict::Configuration(cause) => self.later(queue, cause, false, PROBE, now),
            Verdict::Later { cause, taken } => {
                let backoff = self.backoff.next(self.last_wait, seed);
                self.last_wait = Some(backoff);
                self.later(queue, cause, taken, announced.unwrap_or(backoff), now)
            }
        }
    }

    /// A chunk that stays is sent again as the same bytes; otherwise its readings wait like all others.
    fn later<Q: QueueAccess>(
        &mut self,
        queue: &mut Q,
        cause: Cause,
        stays: bool,
        wait: Millis,
        now: Millis,
    ) -> Outcome {
        queue.access(&mut |queue| {
            let mut core = queue.core();
            if stays { core.hold_back() } else { core.unpin() }
        });
        self.retry_at = now.after(wait);
        self.blame = cause.blame();
        Outcome::Later(cause, self.retry_at)
    }

    fn may_set_aside(&mut self, now: Millis) -> bool {
        if now >= self.since.after(HOUR) {
            (self.set_aside, self.since) = (0, now);
        }
        let may = self.set_aside < SET_ASIDE;
        self.set_aside += u8::from(may);
        may
    }
}
