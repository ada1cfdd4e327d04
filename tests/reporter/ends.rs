//! How a reporter ends, by itself or with its thread, and what becomes of what is recorded afterwards.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use librato::transport::{HttpTransport, RequestSource, ResponseSink, TransportError};
use librato::{Librato, NamePolicy};

use crate::site::Site;
use crate::{Counting, HOUR, LONG, Play, api};

#[test]
fn shutdown_sends_what_is_left() {
    let requests = Arc::new(AtomicU64::new(0));
    let reporter = api(Counting(requests.clone())).reporter(HOUR).unwrap();
    reporter.gauge("g").record(1.0);
    let stats = reporter.shutdown(LONG);
    assert_eq!((stats.accepted, stats.waiting, requests.load(Ordering::SeqCst)), (1, 0, 1));
    let reporter = api(Counting(requests.clone())).reporter(HOUR).unwrap();
    reporter.gauge("g").record(1.0);
    drop(reporter);
    assert_eq!(requests.load(Ordering::SeqCst), 2);
}

/// A transport that never comes back keeps nobody waiting.
#[test]
fn shutdown_has_a_limit() {
    struct Stuck;
    impl HttpTransport for Stuck {
        fn exchange(
            &mut self,
            _: &mut dyn RequestSource,
            _: &mut dyn ResponseSink,
        ) -> Result<(), TransportError> {
            loop {
                thread::park();
            }
        }
    }
    let reporter = api(Stuck).reporter(HOUR).unwrap();
    let gauge = reporter.gauge("g");
    gauge.record(1.0);
    let stats = reporter.flush(Duration::from_millis(20));
    assert_eq!(stats.accepted, 0);
    gauge.record(2.0);
    assert_eq!(reporter.shutdown(Duration::from_millis(20)).accepted, 0);
    gauge.record(3.0);
}

/// Nor one that panics.
#[test]
fn a_transport_that_panics_ends_the_thread_alone() {
    struct Panics;
    impl HttpTransport for Panics {
        fn exchange(
            &mut self,
            _: &mut dyn RequestSource,
            _: &mut dyn ResponseSink,
        ) -> Result<(), TransportError> {
            std::panic::resume_unwind(Box::new("on purpose"))
        }
    }
    let reporter = api(Panics).reporter(HOUR).unwrap();
    let gauge = reporter.gauge("g");
    gauge.record(1.0);
    let old = reporter.counter("old");
    assert_eq!(reporter.flush(LONG).accepted, 0);
    // Nobody will ever send this.
    gauge.record(2.0);
    old.add(3);
    reporter.gauge("new").record(1.0);
    reporter.counter("new").add(4);
    let stats = reporter.shutdown(LONG);
    assert_eq!((stats.accepted, stats.waiting, stats.refused), (0, 1, 9));
}

/// Whoever asks afterwards learns why nothing goes out any more.
#[test]
fn a_clock_that_panics_is_told_of() {
    let api = Librato::with_transport("https://metrics.example.net", "user", "token", Play::new()).unwrap();
    let reporter = api.clock(|| std::panic::resume_unwind(Box::new("on purpose"))).reporter(HOUR).unwrap();
    reporter.gauge("g").record(1.0);
    let stats = reporter.flush(LONG);
    assert!(stats.last_error.is_some_and(|error| error.contains("panicked")));
    // Before the thread ended or after: nobody took it.
    assert_eq!((stats.waiting, stats.refused), (0, 1));
}

#[test]
fn a_rule_for_names_that_panics_is_told_of() {
    let api = Librato::with_transport("https://metrics.example.net", "user", "token", Play::new()).unwrap();
    let rule = NamePolicy::Sanitize(|_, _| std::panic::resume_unwind(Box::new("on purpose")));
    let reporter = api.names(rule).reporter(HOUR).unwrap();
    reporter.gauge("g").record(1.0);
    let stats = reporter.flush(LONG);
    assert!(stats.last_error.is_some_and(|error| error.contains("panicked")));
    assert_eq!((stats.waiting, stats.refused), (1, 0));
}

/// A thread that nobody waits for any more ends after the requests that are under way.
#[test]
fn after_a_late_end_nothing_is_begun() {
    /// Answers once it may.
    struct Slow(mpsc::Receiver<()>, Arc<AtomicU64>);
    impl HttpTransport for Slow {
        fn exchange(
            &mut self,
            _: &mut dyn RequestSource,
            answer: &mut dyn ResponseSink,
        ) -> Result<(), TransportError> {
            // It may when the other end is gone.
            assert!(self.0.recv().is_err());
            self.1.fetch_add(1, Ordering::SeqCst);
            answer.status(200);
            Ok(())
        }
    }
    let (may, gate) = mpsc::channel();
    let requests = Arc::new(AtomicU64::new(0));
    let reporter = api(Slow(gate, requests.clone())).reporter(HOUR).unwrap();
    for number in 0..6_000 {
        reporter.gauge(&format!("series.number.{number}")).record(1.0);
    }
    assert_eq!(reporter.shutdown(Duration::from_millis(20)).accepted, 0);
    drop(may);
    while Arc::strong_count(&requests) > 1 {
        thread::sleep(Duration::from_millis(1));
    }
    assert!(requests.load(Ordering::SeqCst) < 10, "{requests:?}");
}

/// What threads record while the reporter ends is sent or not, but it stops none of them.
#[test]
fn threads_go_on_recording_after_the_end() {
    let reporter = api(Site::new(|_| (200, ""))).reporter(HOUR).unwrap();
    let (gauge, counter) = (reporter.gauge("g"), reporter.counter("c"));
    let recorder = thread::spawn(move || {
        for _ in 0..20_000 {
            gauge.record(1.0);
            counter.add(1);
        }
    });
    let stats = reporter.shutdown(LONG);
    assert_eq!((stats.waiting, stats.dropped, stats.last_error), (0, 0, None));
    recorder.join().unwrap();
}
