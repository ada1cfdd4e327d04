//! The thread of a reporter.

use std::format;
use std::string::{String, ToString};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Stats;
use super::backlog::Backlog;
use super::registry::Registry;
use super::timetable::Timetable;
use crate::queue::HeapQueue;
use crate::session::{Blame, Report};
use crate::transport::HttpTransport;
use crate::{AddError, Error, Librato};

/// What a reporter and its thread share.
pub(super) struct Shared<T> {
    pub(super) api: Librato<T>,
    pub(super) registry: Arc<Registry>,
    period: Duration,
    state: Mutex<State>,
    /// Somebody wants something of the thread, or the thread has done it.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    stats: Stats,
    /// How many times somebody wanted everything to be sent at once, and how many of those are done.
    asked: u64,
    done: u64,
    stop: bool,
    /// Nobody waits for the end any more.
    is_late: bool,
    ended: bool,
}

impl<T> Shared<T> {
    pub(super) fn new(api: Librato<T>, period: Duration) -> Self {
        let (registry, state, changed) = Default::default();
        Self { api, registry, period, state, changed }
    }

    pub(super) fn stats(&self) -> Stats {
        let mut stats = self.state().stats.clone();
        stats.refused = self.registry.refused();
        stats
    }

    /// Has everything sent at once, and waits for that.
    pub(super) fn flush(&self, timeout: Duration) {
        let mut state = self.state();
        state.asked += 1;
        let mine = state.asked;
        self.changed.notify_all();
        drop(self.wait(state, timeout, |state| state.done < mine && !state.ended));
    }

    /// Has everything sent and the thread ended; says whether it did so in time.
    pub(super) fn stop(&self, timeout: Duration) -> bool {
        let mut state = self.state();
        state.stop = true;
        self.changed.notify_all();
        let mut state = self.wait(state, timeout, |state| !state.ended);
        state.is_late = !state.ended;
        state.ended
    }

    fn wait<'s>(
        &self,
        state: MutexGuard<'s, State>,
        timeout: Duration,
        goes_on: impl Fn(&State) -> bool,
    ) -> MutexGuard<'s, State> {
        let waited = self.changed.wait_timeout_while(state, timeout, |state| goes_on(state));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sums up and sends.
pub(super) struct Worker<T> {
    shared: Arc<Shared<T>>,
    /// What waits, but for the queue.
    backlog: Backlog,
    /// The readings of the next few requests.
    queue: HeapQueue,
    /// When the period ends; never, if that is beyond what the system can tell.
    next: Option<Instant>,
    /// Not before this does the server want to be asked again.
    not_before: Option<Instant>,
    /// Why a reading of the last period was not taken, if one was not.
    not_taken: Option<String>,
}

impl<T: HttpTransport + Send + 'static> Worker<T> {
    /// Slots of the queue: 32 KB.
    const SLOTS: u16 = 2048;
    /// Bytes of text, the most that a queue uses.
    const TEXT: usize = 16_380;
    /// How many times at a flush a chunk that the server refuses is halved, to find the readings that it means. Eight find one
    /// among 300.
    const SEARCHES: u32 = 32;
    /// The least time between two tries.
    const PAUSE: Duration = Duration::from_secs(1);

    pub(super) fn new(shared: Arc<Shared<T>>) -> Self {
        let mut queue = HeapQueue::on_heap(Self::SLOTS, Self::TEXT);
        queue.set_names(shared.api.options.names);
        Self { shared, backlog: Backlog::default(), queue, next: None, not_before: None, not_taken: None }
    }

    pub(super) fn run(mut self) {
        let _ended = Ended(self.shared.clone());
        let now = self.shared.api.now();
        let mut table = Timetable::new(self.shared.period.as_secs(), now);
        self.next = Instant::now().checked_add(table.wait(now));
        loop {
            let (asked, stop) = self.sleep();
            if stop {
                // What comes in from now on would find nobody who takes it.
                self.shared.registry.close();
            }
            let is_wanted = stop || asked.is_some();
            let is_due = self.next.is_some_and(|next| Instant::now() >= next);
            if is_wanted || is_due {
                self.drain(&mut table, is_due);
            }
            self.send(is_wanted);
            let mut state = self.shared.state();
            state.stats.waiting = self.waiting();
            state.done = asked.unwrap_or(state.done);
            self.shared.changed.notify_all();
            if stop {
                return;
            }
        }
    }

    /// Waits for something to do. Gives how many times somebody wanted everything to be sent, if somebody does now, and whether
    /// this is the end.
    fn sleep(&self) -> (Option<u64>, bool) {
        let retry = self.not_before.filter(|_| self.waiting() > 0);
        let until = retry.into_iter().chain(self.next).min();
        let wait = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
        let is_idle = |state: &State| !state.stop && state.asked == state.done;
        let state = self.shared.wait(self.shared.state(), wait, is_idle);
        ((state.asked > state.done).then_some(state.asked), state.stop)
    }

    /// Ends the period, or takes out of turn what was recorded so far. That has a time of its own, or it would take the place of what
    /// the period ends with.
    fn drain(&mut self, table: &mut Timetable, is_due: bool) {
        let now = self.shared.api.now();
        let time = if is_due {
            let end = table.end_period(now);
            self.next = Instant::now().checked_add(table.wait(now));
            end
        } else {
            now
        };
        self.not_taken = None;
        let entries = self.shared.registry.drain();
        if !entries.is_empty() {
            let lost = self.backlog.push(table.alone(time), entries, self.queue.len());
            let waiting = self.waiting();
            let stats = &mut self.shared.state().stats;
            stats.dropped += lost as u64;
            stats.waiting = waiting;
        }
    }

    /// Moves the oldest of what waits into the queue, as much as finds room there.
    fn fill(&mut self) {
        let Self { shared, backlog, queue, .. } = self;
        if backlog.len() == 0 {
            return;
        }
        let prepared = shared.api.prepare(queue, &Default::default());
        while let Some((entry, time)) = backlog.first() {
            let series = shared.registry.get(entry.key.0);
            let added = prepared.and_then(|()| match &series {
                Some((series, details)) => {
                    series.tell(entry.told, time, details, &mut |reading| queue.add(reading))
                }
                None => Ok(()),
            });
            match added {
                Err(AddError::Full(_)) if !queue.is_empty() => return,
                Err(error) => {
                    let mut state = shared.state();
                    state.stats.dropped += 1;
                    let reason = series.map(|(series, _)| format!("{:?}: {error}", series.name()));
                    state.stats.last_error.clone_from(&reason);
                    self.not_taken = reason;
                }
                Ok(()) => {}
            }
            backlog.pop();
        }
    }

    /// Sends what waits, until that is all or a request fails.
    fn send(&mut self, at_once: bool) {
        let is_early = self.not_before.is_some_and(|time| Instant::now() < time);
        if self.waiting() == 0 || is_early && !at_once {
            return;
        }
        let (mut refusal, mut searches, mut is_too_large) = (None, 0, false);
        let failure = loop {
            self.fill();
            if self.queue.is_empty() || self.shared.state().is_late {
                break None;
            }
            let result = self.shared.api.deliver_once(&mut self.queue);
            self.count(result.as_ref().map_or_else(Error::report, |report| *report));
            let Err(error) = result else {
                // A server that takes no larger ones will not do so a moment later.
                if !is_too_large {
                    self.queue.core().limit_chunk(0);
                }
                continue;
            };
            if error.blame() != Blame::Data {
                break Some(error);
            }
            // What the server refuses as a whole, such as readings that are too old for it, would keep all others waiting for good.
            if self.queue.in_flight() > 0 {
                is_too_large = error.status() == Some(413);
                let is_search = searches < Self::SEARCHES && self.queue.core().halve_chunk();
                searches += u32::from(is_search);
                if !is_search {
                    let gone = self.queue.discard_chunk();
                    self.queue.core().limit_chunk(0);
                    self.shared.api.count_lost(gone);
                    self.shared.state().stats.dropped += gone as u64;
                }
            }
            refusal = Some(error);
        };
        self.queue.core().limit_chunk(0);
        let wait = failure.as_ref().and_then(Error::retry_after).map(|wait| wait.max(Self::PAUSE));
        let reason = failure.or(refusal).map(reason);
        self.shared.state().stats.last_error = reason.or_else(|| self.not_taken.clone());
        self.not_before = wait.and_then(|wait| Instant::now().checked_add(wait));
    }

    /// How many readings wait.
    fn waiting(&self) -> u64 {
        (self.backlog.len() + self.queue.len()) as u64
    }

    fn count(&self, report: Report) {
        let waiting = self.waiting();
        let stats = &mut self.shared.state().stats;
        stats.accepted += u64::from(report.accepted);
        stats.dropped += u64::from(report.dropped);
        stats.waiting = waiting;
    }
}

/// Why a request failed. What became of its readings is in the statistics, with all others.
fn reason(error: Error) -> String {
    match error {
        Error::Failed(mut failure) => {
            failure.report = Report::default();
            failure.to_string()
        }
        other => other.to_string(),
    }
}

/// Says that the thread has ended, even if it did by a panic of somebody's transport.
struct Ended<T>(Arc<Shared<T>>);

impl<T> Drop for Ended<T> {
    fn drop(&mut self) {
        self.0.registry.close();
        let mut state = self.0.state();
        state.ended = true;
        if thread::panicking() {
            state.stats.last_error = Some(
                "the transport, the clock or the rule for names panicked: nothing is sent any more".into(),
            );
        }
        self.0.changed.notify_all();
    }
}
