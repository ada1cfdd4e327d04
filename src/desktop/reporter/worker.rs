//! The thread of a reporter.

use std::string::{String, ToString};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Stats;
use super::registry::Registry;
use super::series::{Details, Series};
use crate::queue::HeapQueue;
use crate::readings::Reading;
use crate::session::{Blame, Report};
use crate::transport::HttpTransport;
use crate::{AddError, Error, FullPolicy, Librato, UnixSeconds};

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
        self.wait(state, timeout, |state| !state.ended).ended
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
    /// What waits, of this period and of those before.
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

    pub(super) fn new(shared: Arc<Shared<T>>) -> Self {
        let mut queue = HeapQueue::on_heap(Self::SLOTS, Self::TEXT);
        queue.set_names(shared.api.options.names);
        queue.set_full(FullPolicy::Fold);
        let next = Instant::now().checked_add(shared.period);
        Self { shared, queue, next, not_before: None, not_taken: None }
    }

    pub(super) fn run(mut self) {
        let _ended = Ended(self.shared.clone());
        loop {
            let (asked, stop) = self.sleep();
            let now = Instant::now();
            let is_wanted = stop || asked.is_some();
            if is_wanted || self.next.is_some_and(|next| now >= next) {
                self.drain(is_wanted);
                while let Some(next) = self.next.filter(|next| *next <= now) {
                    self.next = next.checked_add(self.shared.period);
                }
            }
            self.send(is_wanted);
            let mut state = self.shared.state();
            state.stats.waiting = self.queue.len() as u64;
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
        let retry = self.not_before.filter(|_| !self.queue.is_empty());
        let until = retry.into_iter().chain(self.next).min();
        let wait = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
        let is_idle = |state: &State| !state.stop && state.asked == state.done;
        let state = self.shared.wait(self.shared.state(), wait, is_idle);
        ((state.asked > state.done).then_some(state.asked), state.stop)
    }

    /// Moves what was recorded into the queue. What finds no room there is sent first, if it can be.
    fn drain(&mut self, at_once: bool) {
        let period = self.shared.period.as_secs();
        let now = self.shared.api.now().0;
        // What is sent out of turn has a time of its own, or it would take the place of what the period ends with.
        let time = UnixSeconds(if at_once { now } else { now - now % period.max(1) });
        self.not_taken = None;
        let mut is_reached = true;
        let mut number = 0;
        while let Some((series, details)) = self.shared.registry.get(number) {
            let mut result = self.take(&series, &details, time);
            // A server that is away is not asked again for each series that finds no room.
            if matches!(result, Err(AddError::Full(_))) && is_reached {
                is_reached = self.send(at_once);
                result = self.take(&series, &details, time);
            }
            // What finds no room is summed up with what comes.
            if let Err(error @ AddError::Invalid(_)) = result {
                let mut state = self.shared.state();
                state.stats.dropped += 1;
                let reason = Some(error.to_string());
                state.stats.last_error.clone_from(&reason);
                self.not_taken = reason;
            }
            number += 1;
        }
    }

    fn take(&mut self, series: &Series, details: &Details, time: UnixSeconds) -> Result<(), AddError> {
        let (api, queue) = (&self.shared.api, &mut self.queue);
        series.drain(time, details, &mut |reading: Reading<'_>| {
            api.prepare(queue, &Default::default())?;
            queue.add(reading)
        })
    }

    /// Sends what waits, once, and says whether nothing is left.
    fn send(&mut self, at_once: bool) -> bool {
        let is_early = self.not_before.is_some_and(|time| Instant::now() < time);
        if self.queue.is_empty() || is_early && !at_once {
            return self.queue.is_empty();
        }
        let mut refusal = None;
        let result = loop {
            let result = self.shared.api.deliver_once(&mut self.queue);
            self.count(result.as_ref().map_or_else(Error::report, |report| *report));
            // What the server refuses as a whole, such as readings that are too old for it, would keep all others waiting for good.
            let refused = result.as_ref().is_err_and(|error| error.blame() == Blame::Data);
            let gone = if refused { self.queue.discard_chunk() } else { 0 };
            if gone == 0 {
                break result;
            }
            refusal = result.err();
            self.shared.api.count_lost(gone);
            self.shared.state().stats.dropped += gone as u64;
        };
        let wait = result.as_ref().err().and_then(Error::retry_after);
        let reason = result.err().or(refusal).map(|error| error.to_string());
        self.shared.state().stats.last_error = reason.or_else(|| self.not_taken.clone());
        self.not_before = wait.and_then(|wait| Instant::now().checked_add(wait));
        self.queue.is_empty()
    }

    fn count(&self, report: Report) {
        let mut state = self.shared.state();
        state.stats.accepted += u64::from(report.accepted);
        state.stats.dropped += u64::from(report.dropped);
    }
}

/// Says that the thread has ended, even if it did by a panic of somebody's transport.
struct Ended<T>(Arc<Shared<T>>);

impl<T> Drop for Ended<T> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.ended = true;
        if thread::panicking() {
            state.stats.last_error =
                Some("the transport or the clock panicked: nothing is sent any more".into());
        }
        self.0.changed.notify_all();
    }
}
