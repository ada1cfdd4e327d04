//! Reports from the background, period after period.

mod backlog;
mod handles;
mod percentiles;
#[cfg(feature = "metrics")]
mod recorder;
mod registry;
mod series;
mod timetable;
mod told;
mod worker;

pub use handles::{CounterHandle, GaugeHandle, SeriesBuilder, TimerHandle};
#[cfg(feature = "metrics")]
pub use recorder::Recorder;

use std::io;
use std::string::String;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use backlog::Backlog;
use registry::Registry;
use series::{Details, Key};
use worker::{Shared, Worker};

use super::Librato;
use crate::transport::HttpTransport;
use crate::transports::Ureq;

/// Sums up what a program measures and sends it every so often, from a thread of its own.
///
/// Recording never blocks on the network, never fails and never panics: what cannot be kept is [counted](Self::stats).
///
/// Periods end at the multiples of their length since 1970, by the [clock](Librato::clock) of the client, and that is the time of
/// their readings, though the thread may wake up somewhat early or late. The first one is as much shorter. No two readings of a series
/// have the same time: what is [flushed](Self::flush) has the time of the moment, or a second more than the readings before. Periods
/// that end while a request takes its time, or the machine sleeps, become one. A clock that is set back by more than a period is
/// followed, so that times come again.
///
/// While the server is away, periods wait, each with its own time, up to [`MAX_WAITING`](Self::MAX_WAITING) readings in all. Beyond
/// that the two oldest periods become one, with the time of the later one, until there is room; a single period always has room. Count
/// and sum of a gauge are then those of both, minimum and maximum those of all values, and increases of a counter are two values; of a
/// running total the later one stays. So all that was recorded is in what is sent. Percentiles alone cannot be put together: the
/// older ones are dropped and counted.
///
/// A chunk that the server refuses as a whole, for its size or without naming a metric, is sent again in halves, until the reading that
/// it means is found: that one is dropped and counted. After 32 such halves at a flush a chunk is dropped as it is.
///
/// ```no_run
/// use librato::Librato;
/// use std::time::Duration;
/// # fn handle_request() {}
/// let api = Librato::connect("https://metrics.example.net", "user@example.net", "75AFDB82")?;
/// let reporter = api.source("web1").reporter(Duration::from_secs(60))?;
///
/// let load = reporter.gauge("load"); // `Send`, `Sync`, cheap to clone: threads can share it
/// let requests = reporter.counter("requests");
/// let duration = reporter.timer("requests.duration");
/// load.record(0.7);
/// requests.add(1);
/// duration.time(|| handle_request());
///
/// let stats = reporter.shutdown(Duration::from_secs(5));
/// println!("{stats}"); // 3 accepted, 0 waiting, 0 dropped
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A reporter that is dropped sends what it has, and waits for that at most [`ON_DROP`](Self::ON_DROP).
pub struct Reporter<T: HttpTransport + Send + 'static = Ureq> {
    shared: Arc<Shared<T>>,
    thread: Option<JoinHandle<()>>,
}

/// What became of a reporter's readings so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Readings that the server accepted. One stands for all that was recorded of a series in a period.
    pub accepted: u64,
    /// Readings that wait to be sent, those of the running period not included.
    pub waiting: u64,
    /// Readings that are gone: refused by the server or by a rule of the API, or percentiles without room while the server was away.
    pub dropped: u64,
    /// Values that were never taken: no numbers, of series beyond the [limit](Reporter::MAX_SERIES), or recorded after the end; of a
    /// counter what was added.
    pub refused: u64,
    /// Why the last request failed, or else which series broke a rule in the last period, and which rule.
    pub last_error: Option<String>,
}

impl core::fmt::Display for Stats {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} accepted, {} waiting, {} dropped", self.accepted, self.waiting, self.dropped)?;
        if self.refused > 0 {
            write!(f, ", {} refused", self.refused)?;
        }
        match &self.last_error {
            Some(error) => write!(f, ": {error}"),
            None => Ok(()),
        }
    }
}

impl<T: HttpTransport + Send + 'static> Librato<T> {
    /// Starts to report from the background, once every period. Periods are whole seconds, at least one; a fraction does not count.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn reporter(self, period: Duration) -> io::Result<Reporter<T>> {
        let shared = Arc::new(Shared::new(self, period));
        let worker = Worker::new(shared.clone());
        let thread = thread::Builder::new().name("librato".into()).spawn(move || worker.run())?;
        Ok(Reporter { shared, thread: Some(thread) })
    }
}

impl<T: HttpTransport + Send + 'static> Reporter<T> {
    /// How many series there can be.
    pub const MAX_SERIES: usize = Registry::MAX;

    /// How many readings wait before periods become one: 1.5 MB.
    pub const MAX_WAITING: usize = Backlog::MOST;

    /// How long a reporter that is dropped waits for what it sends.
    pub const ON_DROP: Duration = Duration::from_secs(5);

    /// A gauge. All that is recorded in a period goes out as count, sum, minimum and maximum.
    #[must_use]
    pub fn gauge(&self, name: &str) -> GaugeHandle {
        self.series(name).gauge()
    }

    /// A counter, which starts at 0. Its running total goes out each period.
    #[must_use]
    pub fn counter(&self, name: &str) -> CounterHandle {
        self.series(name).counter()
    }

    /// A gauge of durations, in milliseconds.
    #[must_use]
    pub fn timer(&self, name: &str) -> TimerHandle {
        self.series(name).timer()
    }

    /// A series with a source or tags of its own.
    ///
    /// ```no_run
    /// # let reporter = librato::Librato::from_env().unwrap().reporter(std::time::Duration::from_secs(60)).unwrap();
    /// let upstairs = reporter.series("temperature").source("upstairs").gauge();
    /// let errors = reporter.series("requests").tag("status", "500").counter();
    /// ```
    pub fn series(&self, name: &str) -> SeriesBuilder<'_> {
        SeriesBuilder::new(&self.shared.registry, Key::new(name))
    }

    /// Says what a metric measures. It goes out with its readings, for the server to keep with a metric that is new.
    pub fn describe(&self, name: &str, description: &str) {
        self.shared.registry.describe(name, Details { description: description.into(), unit: None });
    }

    /// Takes what the program measures with the [`metrics`] crate as well.
    #[cfg(feature = "metrics")]
    #[must_use = "it takes nothing before it is installed"]
    pub fn recorder(&self) -> Recorder {
        Recorder::new(self.shared.registry.clone())
    }

    /// The client, for other calls.
    #[must_use]
    pub fn api(&self) -> &Librato<T> {
        &self.shared.api
    }

    /// What became of the readings so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.shared.stats()
    }

    /// Sends what was recorded so far without waiting for the end of the period, nor for a time that the server has asked to wait,
    /// and returns when that is done or `timeout` has passed.
    pub fn flush(&self, timeout: Duration) -> Stats {
        self.shared.flush(timeout);
        self.stats()
    }

    /// Sends what is left, and ends. What is not accepted within `timeout` is lost, and still counted as waiting. Handles can be used
    /// on, and record nothing.
    pub fn shutdown(mut self, timeout: Duration) -> Stats {
        self.end(timeout);
        self.stats()
    }

    fn end(&mut self, timeout: Duration) {
        // A thread in the middle of an exchange cannot be stopped; it ends by itself when that is over.
        if let Some(thread) = self.thread.take() {
            if self.shared.stop(timeout) {
                let _ = thread.join();
            }
        }
    }
}

impl<T: HttpTransport + Send + 'static> Drop for Reporter<T> {
    fn drop(&mut self) {
        self.end(Self::ON_DROP);
    }
}

impl<T: HttpTransport + Send + 'static> core::fmt::Debug for Reporter<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Reporter").field("api", &self.shared.api).field("stats", &self.stats()).finish()
    }
}
