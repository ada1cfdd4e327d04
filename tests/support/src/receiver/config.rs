//! What a receiver is told before it starts.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Credentials, limits and clock of a receiver.
///
/// The defaults are the documented limits; where only a recommendation is documented (batch sizes), the recommendation
/// is taken as the limit. `Debug` shows no credentials.
#[derive(Clone)]
pub struct Config {
    pub(crate) user: String,
    pub(crate) token: String,
    pub(crate) legacy_batch: usize,
    pub(crate) tagged_batch: usize,
    pub(crate) body_cap: usize,
    pub(crate) max_age: Option<Duration>,
    pub(crate) dedupe: bool,
    pub(crate) kept_readings: usize,
    pub(crate) kept_requests: usize,
    pub(crate) kept_request_bytes: usize,
    pub(crate) kept_metrics: usize,
    pub(crate) points_a_page: usize,
    pub(crate) items_a_page: usize,
    clock: Arc<dyn Fn() -> u64 + Send + Sync>,
}

impl Config {
    /// A receiver for one account: Basic auth with `user` and `token`.
    pub fn new(user: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            user: user.into(),
            token: token.into(),
            legacy_batch: 300,
            tagged_batch: 1000,
            body_cap: 1 << 20,
            max_age: None,
            dedupe: true,
            kept_readings: 100_000,
            kept_requests: 1_000,
            kept_request_bytes: 16 << 20,
            kept_metrics: 100_000,
            points_a_page: 1_000,
            items_a_page: 100,
            clock: Arc::new(wall_clock),
        }
    }

    /// The most readings one `POST /v1/metrics` may hold (gauges and counters together; 300) and the most one
    /// `POST /v1/measurements` may hold (1000). More is answered with 413.
    pub fn batch_caps(mut self, legacy: usize, tagged: usize) -> Self {
        self.legacy_batch = legacy;
        self.tagged_batch = tagged;
        self
    }

    /// The longest body taken, in bytes (1 MiB). More is answered with 413.
    pub fn body_cap(mut self, bytes: usize) -> Self {
        self.body_cap = bytes;
        self
    }

    /// Refuses times older than this (`is too far in the past`). The real width is nowhere documented, so none is set
    /// by default.
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = Some(age);
        self
    }

    /// What time it is, in Unix seconds; the system clock by default.
    pub fn clock(mut self, now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Whether a write with an `Idempotency-Key` that was accepted before is answered as before and not stored again
    /// (true). When false it is stored again; either way it is counted as a duplicate.
    pub fn dedupe(mut self, on: bool) -> Self {
        self.dedupe = on;
        self
    }

    /// How many readings are kept (100,000). The oldest go first, and [`Counts::forgotten`](super::Counts) says how many.
    pub fn keep_readings(mut self, most: usize) -> Self {
        self.kept_readings = most;
        self
    }

    /// How many requests are kept (1,000) and how many bytes of bodies with them (16 MiB). The oldest go first.
    pub fn keep_requests(mut self, most: usize, body_bytes: usize) -> Self {
        self.kept_requests = most;
        self.kept_request_bytes = body_bytes;
        self
    }

    /// How many metrics are known at most (100,000). The oldest go first.
    pub fn keep_metrics(mut self, most: usize) -> Self {
        self.kept_metrics = most;
        self
    }

    /// How many points in time one answer of a read route holds (1,000). The rest is reached by `query.next_time` or
    /// by the `next` link.
    pub fn points_a_page(mut self, most: usize) -> Self {
        self.points_a_page = most.max(1);
        self
    }

    /// How many elements of a list one answer holds at most (100), whatever is asked for.
    pub fn items_a_page(mut self, most: usize) -> Self {
        self.items_a_page = most.max(1);
        self
    }

    pub(crate) fn now(&self) -> u64 {
        (self.clock)()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("legacy_batch", &self.legacy_batch)
            .field("tagged_batch", &self.tagged_batch)
            .field("body_cap", &self.body_cap)
            .field("max_age", &self.max_age)
            .field("dedupe", &self.dedupe)
            .finish_non_exhaustive()
    }
}

fn wall_clock() -> u64 {
    // A clock before 1970 is a broken machine; 0 keeps the receiver up and shows in the readings.
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
