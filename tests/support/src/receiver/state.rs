//! What the receiver knows, behind one lock.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::HeaderValue;
use serde::{Deserialize, Serialize};

use super::answers::Answer;
use super::config::Config;
use super::keys::Keys;
use super::received::Received;
use super::registry::Registry;
use super::resources::Store;
use super::seen::SeenRequest;
use super::write::Draft;

/// Shared by the server and its handle.
pub(crate) struct Shared {
    pub(crate) config: Config,
    state: Mutex<State>,
}

impl Shared {
    pub(crate) fn new(config: Config) -> Self {
        Self { config, state: Mutex::default() }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A handler that panicked fails its own request; what it left is still the truth so far.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) counts: Counts,
    pub(crate) readings: VecDeque<Received>,
    pub(crate) seen: VecDeque<SeenRequest>,
    seen_bytes: usize,
    pub(crate) metrics: Registry,
    pub(crate) objects: Store,
    pub(crate) answers: VecDeque<Answer>,
    pub(crate) keys: Keys,
    connections: u64,
}

/// What has happened so far. The routes under `/_received` are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Counts {
    /// TCP connections, those for `/_received` included.
    pub connections: u64,
    /// Requests that began to arrive.
    pub requests: u64,
    /// Of them, those that broke off before their end.
    pub cut: u64,
    /// Of them, those without the right credentials.
    pub unauthorized: u64,
    /// Of them, those that a scripted answer met.
    pub scripted: u64,
    /// Of them, writes that were refused as a whole for what they held.
    pub refused: u64,
    /// Of them, writes that repeated the `Idempotency-Key` of an accepted one.
    pub duplicates: u64,
    /// Readings taken.
    pub accepted: u64,
    /// Measurements refused inside requests that were not refused as a whole.
    pub failed: u64,
    /// Readings taken but no longer kept, because newer ones needed the room.
    pub forgotten: u64,
}

impl State {
    pub(crate) fn connected(&mut self) -> u64 {
        self.connections += 1;
        self.counts.connections = self.connections;
        self.connections
    }

    /// Keeps readings that passed, and forgets the oldest beyond the bound.
    pub(crate) fn store(&mut self, drafts: Vec<Draft>, config: &Config, agent: Option<&HeaderValue>) {
        for draft in drafts {
            self.metrics.note(&draft, agent, config.kept_metrics);
            self.counts.accepted += 1;
            self.readings.push_back(draft.reading);
        }
        while self.readings.len() > config.kept_readings {
            self.readings.pop_front();
            self.counts.forgotten += 1;
        }
    }

    /// Keeps a request, and forgets the oldest beyond the bounds.
    pub(crate) fn see(&mut self, request: SeenRequest, config: &Config) {
        self.seen_bytes += request.body.len();
        self.seen.push_back(request);
        while self.seen.len() > config.kept_requests || self.seen_bytes > config.kept_request_bytes {
            let Some(oldest) = self.seen.pop_front() else { break };
            self.seen_bytes -= oldest.body.len();
        }
    }

    /// The kept request of that number. Requests may end in another order than they began, so it is looked for.
    pub(crate) fn seen_mut(&mut self, number: u64) -> Option<&mut SeenRequest> {
        self.seen.iter_mut().rev().find(|seen| seen.number == number)
    }

    pub(crate) fn note_duplicate(&mut self, number: u64) {
        self.counts.duplicates += 1;
        if let Some(seen) = self.seen_mut(number) {
            seen.duplicate = true;
        }
    }
}
