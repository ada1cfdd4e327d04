//! A reporter: what it sends, when, and what becomes of it when things go wrong.
#![cfg(all(feature = "std", feature = "recording"))]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use librato::transport::{HttpTransport, RequestSource, ResponseSink, TransportError, TransportErrorKind};
use librato::transports::{Recording, Reply};
use librato::{Librato, Reporter, UnixSeconds};

type Play = Recording<'static, 32_768>;

const LONG: Duration = Duration::from_secs(30);
const HOUR: Duration = Duration::from_secs(3600);
const NOW: u64 = 1_421_762_405;

fn api<T: HttpTransport>(transport: T) -> Librato<T> {
    let api = Librato::with_transport("https://metrics.example.net", "user", "token", transport).unwrap();
    api.clock(|| UnixSeconds(NOW)).sleeper(|_| panic!("a reporter does not sleep in a call"))
}

fn reporter(transport: Play) -> Reporter<Play> {
    api(transport).reporter(HOUR).unwrap()
}

/// The value of a number in a gauge that was sent.
fn number(reporter: &Reporter<Play>, request: usize, name: &str, member: &str) -> Option<f64> {
    reporter.api().with(|recording| {
        let request = recording.request(request);
        let reading = request.readings().find(|reading| reading.name() == name)?;
        if member == "value" { reading.value() } else { reading.number(member)?.parse().ok() }
    })
}

#[test]
fn all_of_a_period_is_one_reading() {
    let reporter = reporter(Recording::new());
    let load = reporter.gauge("load");
    for value in [0.5, 2.0, -1.5] {
        load.record(value);
    }
    reporter.gauge("single").record(7.25);
    reporter.counter("requests").add(2);
    reporter.counter("requests").add(40);
    let _ = reporter.counter("untouched");
    let stats = reporter.flush(LONG);
    assert_eq!(
        (stats.accepted, stats.waiting, stats.dropped, stats.refused, stats.last_error),
        (3, 0, 0, 0, None)
    );
    let load = |member| number(&reporter, 0, "load", member).unwrap();
    assert_eq!((load("count"), load("sum"), load("min"), load("max")), (3.0, 1.0, -1.5, 2.0));
    assert_eq!(load("measure_time"), NOW as f64);
    assert_eq!(number(&reporter, 0, "single", "value"), Some(7.25));
    reporter.api().with(|recording| {
        assert_eq!(recording.request(0).counter("requests"), Some((42.0, "")));
        assert_eq!(recording.request(0).counter("untouched"), None);
    });
    // The next period has nothing of this one, but the running total.
    reporter.counter("requests").add(1);
    reporter.flush(LONG);
    reporter.api().with(|recording| {
        assert_eq!(recording.request(1).counter("requests"), Some((43.0, "")));
        assert_eq!(recording.request(1).readings().count(), 1);
    });
}

#[test]
fn series_with_sources_and_tags() {
    let reporter = reporter(Recording::new());
    reporter.series("t").source("attic").gauge().record(1.0);
    reporter.series("t").source("cellar").gauge().record(2.0);
    reporter.series("n").tag("status", "500").tag("path", "/").counter().add(3);
    reporter.series("n").tag("path", "/").tag("status", "500").counter().add(4);
    assert_eq!(reporter.flush(LONG).accepted, 3);
    reporter.api().with(|recording| {
        let sources: Vec<_> =
            recording.request(0).readings().map(|reading| reading.source().to_owned()).collect();
        assert_eq!(sources, ["attic", "cellar"]);
        let request = recording.request(1);
        let tagged = request.measurement("n").unwrap();
        assert_eq!((tagged.tag("status"), tagged.tag("path")), (Some("500"), Some("/")));
        assert_eq!(request.readings().count(), 1);
    });
}

#[test]
fn an_increase_is_told_once() {
    let reporter = reporter(Recording::new().answer(200).answer(503).answer(200));
    let delta = reporter.series("d").delta();
    for (request, more, told) in [(0, 5, 5.0), (1, 2, 2.0)] {
        delta.add(more);
        reporter.flush(LONG);
        assert_eq!(number(&reporter, request, "d", "value"), Some(told));
    }
    // The second request was refused: its reading goes out again, beside the one of the next period.
    delta.add(1);
    reporter.flush(LONG);
    let sent = reporter.api().with(|recording| {
        let last = recording.request(recording.requests() - 1);
        last.readings().map(|reading| reading.value().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(sent.last(), Some(&1.0), "{sent:?}");
    assert_eq!(reporter.stats().accepted, 3);
}

#[test]
fn durations_are_in_milliseconds() {
    let reporter = reporter(Recording::new());
    let timer = reporter.timer("query");
    timer.record(Duration::from_micros(2_500));
    assert_eq!(timer.time(|| 42), 42);
    drop(timer.start());
    let panicked = thread::spawn({
        let timer = timer.clone();
        move || timer.time(|| std::panic::resume_unwind(Box::new("on purpose")))
    });
    assert!(panicked.join().is_err());
    reporter.flush(LONG);
    assert_eq!(number(&reporter, 0, "query", "count"), Some(4.0));
    assert!(number(&reporter, 0, "query", "max").unwrap() >= 2.5);
    assert!(number(&reporter, 0, "query", "min").unwrap() >= 0.0);
}

/// What is no number, and what breaks a rule, is counted and stops nothing.
#[test]
fn what_cannot_be_reported_is_counted() {
    let reporter = reporter(Recording::new());
    let gauge = reporter.gauge("g");
    for value in [f64::NAN, f64::INFINITY, 1.0] {
        gauge.record(value);
    }
    reporter.gauge("no good name").record(1.0);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.dropped, stats.refused), (1, 1, 2));
    // The others went out, but that does not hide why one did not.
    assert!(stats.last_error.as_deref().is_some_and(|error| error.contains("name")), "{stats}");
    assert_eq!(number(&reporter, 0, "g", "value"), Some(1.0));
    assert!(stats.to_string().contains("1 accepted, 0 waiting, 1 dropped, 2 refused"), "{stats}");
}

#[test]
fn there_is_a_limit_to_series() {
    let reporter = reporter(Recording::new());
    for number in 0..Reporter::<Play>::MAX_SERIES {
        let _ = reporter.gauge(&number.to_string());
    }
    reporter.gauge("one too many").record(1.0);
    reporter.counter("another").add(5);
    reporter.gauge("7").record(1.0);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.refused), (1, 6));
}

/// What was recorded while the server was away goes out when it is back, and nothing twice.
#[test]
fn a_server_that_is_away_for_a_while() {
    let reporter = reporter(Recording::new().answer(503).answer(503).answer(200));
    let gauge = reporter.gauge("g");
    gauge.record(1.0);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.waiting), (0, 1));
    assert!(stats.last_error.unwrap().contains("503"));
    gauge.record(2.0);
    assert_eq!(reporter.flush(LONG).waiting, 2);
    gauge.record(3.0);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.waiting, stats.last_error), (3, 0, None));
    let values = reporter.api().with(|recording| {
        let last = recording.request(recording.requests() - 1);
        last.readings().map(|reading| reading.value().unwrap()).collect::<Vec<_>>()
    });
    assert!(values.ends_with(&[3.0]), "{values:?}");
}

/// Hours without a server: memory stays, series are put together, and all that was recorded is in the sums.
#[test]
fn a_long_time_without_a_server() {
    let reporter = api(Recording::<'static, 98_304>::new().otherwise(503)).reporter(HOUR).unwrap();
    let gauges: Vec<_> = (0..10).map(|number| reporter.gauge(&format!("g{number}"))).collect();
    let periods = 80;
    for _ in 0..periods {
        for gauge in &gauges {
            gauge.record(1.0);
            gauge.record(2.0);
        }
        let stats = reporter.flush(LONG);
        assert!(stats.waiting <= 700 && stats.dropped == 0, "{stats}");
    }
    reporter.api().with(|recording| *recording = Recording::new());
    let stats = reporter.flush(LONG);
    assert_eq!((stats.waiting, stats.dropped, stats.refused), (0, 0, 0));
    let (mut count, mut sum) = (0.0, 0.0);
    reporter.api().with(|recording| {
        assert!(!recording.is_truncated());
        for request in (0..recording.requests()).map(|index| recording.request(index)) {
            for reading in request.readings() {
                count += reading.number("count").unwrap().parse::<f64>().unwrap();
                sum += reading.number("sum").unwrap().parse::<f64>().unwrap();
            }
        }
    });
    assert_eq!((count, sum), (10.0 * 80.0 * 2.0, 10.0 * 80.0 * 3.0));
}

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

/// Sends nothing anywhere, and says that it was accepted.
struct Counting(Arc<AtomicU64>);

impl HttpTransport for Counting {
    fn exchange(
        &mut self,
        _: &mut dyn RequestSource,
        answer: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        answer.status(200);
        Ok(())
    }
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
    assert_eq!(reporter.flush(LONG).accepted, 0);
    gauge.record(2.0);
    assert_eq!(reporter.shutdown(LONG).accepted, 0);
}

/// Whoever asks afterwards learns why nothing goes out any more.
#[test]
fn a_clock_that_panics_is_told_of() {
    let api = Librato::with_transport("https://metrics.example.net", "user", "token", Play::new()).unwrap();
    let reporter = api.clock(|| std::panic::resume_unwind(Box::new("on purpose"))).reporter(HOUR).unwrap();
    reporter.gauge("g").record(1.0);
    let stats = reporter.flush(LONG);
    assert!(stats.last_error.is_some_and(|error| error.contains("panicked")));
}

/// What the server refuses as a whole is dropped and counted, or nothing would ever go out again.
#[test]
fn a_refused_chunk_keeps_nothing_waiting() {
    let body = r#"{"errors":{"params":{"measure_time":["is too far in the past"]}}}"#;
    let refusal = Reply::new(400).headers(&[("Content-Type", "application/json")]).body(body);
    let reporter = reporter(Recording::new().answer(503).answer(refusal));
    reporter.gauge("old").record(1.0);
    assert_eq!(reporter.flush(LONG).waiting, 1);
    reporter.gauge("new").record(2.0);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.waiting, stats.dropped), (1, 0, 1));
    assert!(stats.last_error.is_some_and(|error| error.contains("too far in the past")));
    assert_eq!(number(&reporter, 2, "new", "value"), Some(2.0));
    assert_eq!(reporter.api().totals().dropped, 1);
}

/// A server that is away is not asked again for each of the series that find no room, and nothing is lost.
#[test]
fn many_series_without_a_server() {
    /// Does not answer at first.
    struct Away(u32, Arc<AtomicU64>);
    impl HttpTransport for Away {
        fn exchange(
            &mut self,
            _: &mut dyn RequestSource,
            answer: &mut dyn ResponseSink,
        ) -> Result<(), TransportError> {
            self.1.fetch_add(1, Ordering::SeqCst);
            if self.0 == 0 {
                answer.status(200);
                return Ok(());
            }
            self.0 -= 1;
            Err(TransportError::not_sent(TransportErrorKind::Connect))
        }
    }
    let requests = Arc::new(AtomicU64::new(0));
    let reporter = api(Away(2, requests.clone())).reporter(HOUR).unwrap();
    let gauges: Vec<_> =
        (0..3_000).map(|number| reporter.gauge(&format!("series.number.{number}"))).collect();
    let last = reporter.series("last").percentiles(&[50.0]).gauge();
    gauges.iter().chain([&last]).for_each(|gauge| gauge.record(1.0));
    assert_eq!(reporter.flush(LONG).accepted, 0);
    assert_eq!(requests.load(Ordering::SeqCst), 2);
    // The percentile as well, which found no room either.
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.waiting, stats.dropped), (3_002, 0, 0));
}

/// A program that reports by flushing alone.
#[test]
fn a_period_without_an_end() {
    let reporter = api(Play::new()).reporter(Duration::MAX).unwrap();
    reporter.gauge("g").record(1.0);
    assert_eq!(reporter.flush(Duration::MAX).accepted, 1);
    assert_eq!(reporter.shutdown(Duration::MAX).waiting, 0);
}

/// Each period has its report, without anybody asking for it.
#[test]
fn each_period_is_reported_by_itself() {
    let requests = Arc::new(AtomicU64::new(0));
    let reporter = api(Counting(requests.clone())).reporter(Duration::ZERO).unwrap();
    let gauge = reporter.gauge("g");
    while requests.load(Ordering::SeqCst) < 2 {
        gauge.record(1.0);
        thread::sleep(Duration::from_millis(5));
    }
    assert!(reporter.stats().accepted >= 1);
}

/// Threads record while others report: everything is counted once.
#[test]
fn nothing_is_lost_between_threads() {
    let reporter = reporter(Recording::new());
    let counter = reporter.counter("c");
    thread::scope(|scope| {
        for _ in 0..4 {
            let (counter, gauge) = (counter.clone(), reporter.gauge("g"));
            scope.spawn(move || {
                for _ in 0..1_000 {
                    counter.add(1);
                    gauge.record(1.0);
                }
            });
        }
        for _ in 0..5 {
            reporter.flush(LONG);
        }
    });
    reporter.flush(LONG);
    let (mut total, mut sum) = (0.0, 0.0);
    reporter.api().with(|recording| {
        assert!(!recording.is_truncated());
        for request in (0..recording.requests()).map(|index| recording.request(index)) {
            for reading in request.readings().filter(|reading| reading.name() == "g") {
                let number = reading.number("sum").map(|sum| sum.parse::<f64>().unwrap());
                sum += number.or(reading.value()).unwrap();
            }
            total = request.counter("c").map_or(total, |(value, _)| value);
        }
    });
    assert_eq!((total, sum), (4_000.0, 4_000.0));
}
