//! A reporter: what it sends, when, and what becomes of it when things go wrong.
#![cfg(all(feature = "std", feature = "recording"))]

mod away;
#[path = "../doubles/mod.rs"]
mod doubles;
mod ends;
mod refused;
mod site;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use librato::transport::{HttpTransport, RequestSource, ResponseSink, TransportError};
use librato::transports::Recording;
use librato::{Librato, Reporter, UnixSeconds};
use site::Site;

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

/// Of a tag that is set twice the later value counts, in whichever case its name is.
#[test]
fn a_tag_that_is_set_twice() {
    let reporter = reporter(Recording::new());
    reporter.series("g").tag("path", "/").tag("status", "1").tag("Path", "/a").gauge().record(1.0);
    assert_eq!(reporter.flush(LONG).accepted, 1);
    reporter.api().with(|recording| {
        let request = recording.request(0);
        let tagged = request.measurement("g").unwrap();
        assert_eq!((tagged.tag("path"), tagged.tag("status")), (Some("/a"), Some("1")));
    });
}

/// A sum that no number is, and a gauge whose values lie far apart.
#[test]
fn sums_beyond_all_numbers_stop_nothing() {
    let reporter = reporter(Recording::new());
    let (huge, far) = (reporter.gauge("huge"), reporter.gauge("far"));
    [f64::MAX; 2].iter().for_each(|value| huge.record(*value));
    [1e-300, 1e300].iter().for_each(|value| far.record(*value));
    reporter.counter("c").add(u64::MAX);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.waiting, stats.dropped), (2, 0, 1), "{stats}");
    assert_eq!(number(&reporter, 0, "far", "min"), Some(1e-300));
    assert_eq!(number(&reporter, 0, "far", "max"), Some(1e300));
}

/// What is no number, and what breaks a rule, is counted and stops nothing.
#[test]
fn what_cannot_be_reported_is_counted() {
    let reporter = reporter(Recording::new());
    let gauge = reporter.gauge("g");
    for value in [f64::NAN, f64::INFINITY, 1.0] {
        gauge.record(value);
    }
    reporter.series("h").source("no good source").gauge().record(1.0);
    reporter.series("h").tag("no good tag", "").gauge().record(1.0);
    reporter.gauge("no good name").record(1.0);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.waiting, stats.dropped, stats.refused), (1, 0, 3, 2));
    // The others went out, but that does not hide why one did not.
    // It says of which series.
    let error = stats.last_error.as_deref().unwrap_or_default();
    assert!(error.starts_with("\"no good name\": metric name:"), "{error}");
    assert_eq!(number(&reporter, 0, "g", "value"), Some(1.0));
    assert!(stats.to_string().contains("1 accepted, 0 waiting, 3 dropped, 2 refused"), "{stats}");
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

/// A program that reports by flushing alone.
#[test]
fn a_period_without_an_end() {
    let reporter = api(Play::new()).reporter(Duration::MAX).unwrap();
    reporter.gauge("g").record(1.0);
    assert_eq!(reporter.flush(Duration::MAX).accepted, 1);
    assert_eq!(reporter.shutdown(Duration::MAX).waiting, 0);
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

/// The thread comes a second late, and then a second early.
#[test]
fn neither_late_nor_early_changes_the_time_of_a_period() {
    let mut script = [1001, 1003, 1003].into_iter();
    let script = std::sync::Mutex::new(move || script.next().unwrap_or(1005));
    let api = api(Site::new(|_| (200, ""))).clock(move || UnixSeconds((script.lock().unwrap())()));
    let reporter = api.reporter(Duration::from_millis(2_900)).unwrap();
    let counter = reporter.counter("c");
    counter.add(1);
    while reporter.stats().accepted < 2 {
        thread::sleep(Duration::from_millis(5));
    }
    // What comes in between does not take the place of what a period ends with.
    assert_eq!(reporter.flush(LONG).waiting, 0);
    let times: Vec<_> = reporter.api().with(|site| site.numbers("c", "measure_time"));
    assert_eq!(times[..2], [1002.0, 1004.0]);
    assert!(times[2] > 1004.0, "{times:?}");
}

/// What is flushed twice in a second, and by a clock that is set back.
#[test]
fn no_time_comes_twice_unless_the_clock_is_set_back() {
    let now = Arc::new(AtomicU64::new(7_205));
    let clock = now.clone();
    let api = api(Site::new(|_| (200, ""))).clock(move || UnixSeconds(clock.load(Ordering::SeqCst)));
    let reporter = api.reporter(HOUR).unwrap();
    reporter.counter("c").add(1);
    for time in [7_205, 7_205, 7_204, 7_300, 3_000] {
        now.store(time, Ordering::SeqCst);
        reporter.flush(LONG);
    }
    let times = reporter.api().with(|site| site.numbers("c", "measure_time"));
    assert_eq!(times, [7_205.0, 7_206.0, 7_207.0, 7_300.0, 3_000.0]);
}

#[test]
fn two_reporters_of_a_program_know_nothing_of_each_other() {
    let reporters = [reporter(Recording::new()), reporter(Recording::new())];
    for (reporter, value) in reporters.iter().zip([1.0, 2.0]) {
        reporter.gauge("g").record(value);
    }
    for (reporter, value) in reporters.iter().zip([1.0, 2.0]) {
        assert_eq!(reporter.flush(LONG).accepted, 1);
        assert_eq!(number(reporter, 0, "g", "value"), Some(value));
    }
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
