//! The thread of a reporter.

use std::string::ToString;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Stats;
use super::registry::Registry;
use super::series::{Details, Series};
use crate::queue::HeapQueue;
use crate::readings::Reading;
use crate::transport::HttpTransport;
use crate::{AddError, FullPolicy, Librato, UnixSeconds};

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
    /// When the period ends.
    next: Instant,
    /// Not before this does the server want to be asked again.
    not_before: Option<Instant>,
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
        let next = Instant::now() + shared.period;
        Self { shared, queue, next, not_before: None }
    }

    pub(super) fn run(mut self) {
        let _ended = Ended(self.shared.clone());
        loop {
            let (asked, stop) = self.sleep();
            let now = Instant::now();
            let is_wanted = stop || asked.is_some();
            if is_wanted || now >= self.next {
                self.drain(is_wanted);
                while self.next <= now {
                    self.next += self.shared.period;
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
        let until = retry.map_or(self.next, |retry| retry.min(self.next));
        let wait = until.saturating_duration_since(Instant::now());
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
        let mut number = 0;
        while let Some((series, details)) = self.shared.registry.get(number) {
            let mut result = self.take(&series, &details, time);
            if matches!(result, Err(AddError::Full(_))) {
                self.send(at_once);
                result = self.take(&series, &details, time);
            }
            // What finds no room is summed up with what comes.
            if let Err(error @ AddError::Invalid(_)) = result {
                let mut state = self.shared.state();
                state.stats.dropped += 1;
                state.stats.last_error = Some(error.to_string());
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

    /// Sends what waits, once.
    fn send(&mut self, at_once: bool) {
        let is_early = self.not_before.is_some_and(|time| Instant::now() < time);
        if self.queue.is_empty() || is_early && !at_once {
            return;
        }
        let result = self.shared.api.deliver_once(&mut self.queue);
        let mut state = self.shared.state();
        let (report, wait) = match &result {
            Ok(report) => (*report, None),
            Err(error) => (error.report(), error.retry_after()),
        };
        state.stats.accepted += u64::from(report.accepted);
        state.stats.dropped += u64::from(report.dropped);
        state.stats.last_error = result.err().map(|error| error.to_string());
        self.not_before = wait.map(|wait| Instant::now() + wait.min(self.shared.period));
    }
}

/// Says that the thread has ended, even if it did by a panic of somebody's transport.
struct Ended<T>(Arc<Shared<T>>);

impl<T> Drop for Ended<T> {
    fn drop(&mut self) {
        self.0.state().ended = true;
        self.0.changed.notify_all();
    }
}
