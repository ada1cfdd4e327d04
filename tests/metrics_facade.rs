//! What a program measures with the `metrics` crate, as it goes out.
#![cfg(feature = "metrics")]

use std::time::Duration;

use librato::reporter::Recorder;
use librato::transports::Recording;
use librato::{Librato, NamePolicy, Reporter, UnixSeconds, python_sanitizer};
use librato_test_support::receiver::{Config, Receiver};
use metrics::{Unit, counter, gauge, histogram, with_local_recorder};
use serde_json::{Value, json};

type Play = Recording<'static, 65_536>;

const LONG: Duration = Duration::from_secs(30);

fn reporter() -> Reporter<Play> {
    let api =
        Librato::with_transport("https://metrics.example.net", "user", "token", Recording::new()).unwrap();
    let api = api.names(NamePolicy::Sanitize(python_sanitizer)).clock(|| UnixSeconds(1_421_762_400));
    api.reporter(Duration::from_secs(3600)).unwrap()
}

/// The readings of each request that a flush sends.
fn flushed(reporter: &Reporter<Play>) -> Vec<Value> {
    reporter.api().with(|recording| *recording = Recording::new());
    let stats = reporter.flush(LONG);
    assert_eq!((stats.dropped, stats.refused, stats.last_error), (0, 0, None));
    reporter.api().with(|recording| {
        let bodies = (0..recording.requests()).map(|index| recording.request(index).body().to_vec());
        bodies.map(|body| serde_json::from_slice(&body).unwrap()).collect()
    })
}

/// The readings of these kind, without their times.
fn list(body: &Value, kind: &str) -> Vec<Value> {
    let mut all = body[kind].as_array().cloned().unwrap_or_default();
    for reading in &mut all {
        reading.as_object_mut().unwrap().retain(|name, _| !["measure_time", "time"].contains(&name.as_str()));
    }
    all
}

/// The module of calls has the name of the crate. A program that uses both says which it means.
#[test]
fn beside_the_calls_about_metrics() {
    use librato::metrics;
    let reporter = reporter();
    with_local_recorder(&reporter.recorder(), || ::metrics::counter!("requests").increment(2));
    let counters = list(&flushed(&reporter)[0], "counters");
    assert_eq!(counters, [json!({ "name": "requests", "value": 2 })]);
    reporter
        .api()
        .with(|recording| *recording = Recording::new().answer_with(200, &[], r#"{"name":"requests"}"#));
    assert_eq!(reporter.api().send(metrics::get("requests")).unwrap().name, "requests");
}

#[test]
fn each_kind_of_metric() {
    let reporter = reporter();
    with_local_recorder(&reporter.recorder(), || {
        counter!("requests").increment(2);
        counter!("requests").increment(3);
        counter!("absolute").absolute(70);
        counter!("absolute").absolute(60);
        gauge!("queue length").set(4.0);
        gauge!("queue length").increment(2.5);
        gauge!("queue length").decrement(5.0);
        histogram!("latency").record(0.25);
        histogram!("latency").record(0.75);
        let _ = histogram!("unused");
    });
    let body = &flushed(&reporter)[0];
    let counters = [json!({ "name": "requests", "value": 5 }), json!({ "name": "absolute", "value": 70 })];
    assert_eq!(list(body, "counters"), counters);
    let gauges = [
        json!({ "name": "queue-length", "count": 3, "sum": 12.0, "min": 1.5, "max": 6.5 }),
        json!({ "name": "latency", "count": 2, "sum": 1.0, "min": 0.25, "max": 0.75 }),
    ];
    assert_eq!(list(body, "gauges"), gauges);
    // A gauge keeps its value, a histogram does not.
    let body = &flushed(&reporter)[0];
    assert_eq!(list(body, "gauges"), [json!({ "name": "queue-length", "value": 1.5 })]);
    assert_eq!(list(body, "counters"), counters);
}

#[test]
fn labels_are_tags() {
    let reporter = reporter();
    with_local_recorder(&reporter.recorder(), || {
        counter!("requests", "status" => "200", "pa th" => "/a b?\u{e9}").increment(1);
        counter!("requests", "status" => "", "pa th" => "x").increment(2);
    });
    let bodies = flushed(&reporter);
    let tagged = list(&bodies[0], "measurements");
    assert_eq!(tagged[0]["tags"], json!({ "status": "200", "pa_th": "/a b?_" }));
    assert_eq!(tagged[1]["tags"], json!({ "status": "_", "pa_th": "x" }));
}

/// A tag cannot be there twice.
#[test]
fn labels_that_come_to_the_same_tag() {
    let reporter = reporter();
    with_local_recorder(&reporter.recorder(), || {
        counter!("a", "pa th" => "1", "pa_th" => "2").increment(1);
        counter!("b", "status" => "1", "Status" => "2", "status" => "3").increment(1);
    });
    let tagged = list(&flushed(&reporter)[0], "measurements");
    assert_eq!(tagged[0]["tags"], json!({ "pa_th": "2" }));
    assert_eq!(tagged[1]["tags"], json!({ "status": "3" }));
}

#[test]
fn gauges_beyond_the_limit_are_counted() {
    let reporter = reporter();
    for number in 0..Reporter::<Play>::MAX_SERIES {
        let _ = reporter.gauge(&number.to_string());
    }
    with_local_recorder(&reporter.recorder(), || {
        gauge!("one too many").set(1.0);
        gauge!("one too many").increment(1.0);
        counter!("another").increment(5);
    });
    assert_eq!(reporter.stats().refused, 7);
}

/// A level that is no number is not reported before it is one again.
#[test]
fn a_level_that_is_no_number() {
    let reporter = reporter();
    let mut told = Vec::new();
    for level in [1.0, f64::NAN, 2.0] {
        with_local_recorder(&reporter.recorder(), || gauge!("level").set(level));
        reporter.api().with(|recording| *recording = Recording::new());
        reporter.flush(LONG);
        told.push(reporter.api().with(|recording| match recording.requests() {
            0 => None,
            _ => recording.request(0).gauge("level").map(|(value, _)| value),
        }));
    }
    assert_eq!(told, [Some(1.0), None, Some(2.0)]);
    assert_eq!(reporter.stats().refused, 1);
}

/// A program may go on to measure when there is no reporter any more.
#[test]
fn what_is_measured_after_the_end_goes_nowhere() {
    let reporter = reporter();
    let recorder = reporter.recorder();
    let handle = with_local_recorder(&recorder, || counter!("c"));
    handle.increment(1);
    assert_eq!(reporter.shutdown(LONG).accepted, 1);
    handle.increment(1);
    with_local_recorder(&recorder, || {
        gauge!("new").increment(1.0);
        histogram!("new").record(1.0);
    });
}

#[test]
fn labels_into_the_source() {
    let reporter = reporter();
    with_local_recorder(&reporter.recorder().labels_to_source("."), || {
        gauge!("t", "room" => "attic", "wall" => "no rth").set(1.0);
        gauge!("t").set(2.0);
    });
    let bodies = flushed(&reporter);
    let expected =
        [json!({ "name": "t", "value": 1, "source": "attic.no_rth" }), json!({ "name": "t", "value": 2 })];
    assert_eq!(list(&bodies[0], "gauges"), expected);
}

#[test]
fn counters_as_deltas() {
    let reporter = reporter();
    let recorder: Recorder = reporter.recorder().counters_as_deltas();
    for (more, told) in [(5, 5), (0, 0), (2, 2)] {
        with_local_recorder(&recorder, || counter!("c").increment(more));
        assert_eq!(list(&flushed(&reporter)[0], "gauges"), [json!({ "name": "c", "value": told })]);
    }
}

#[test]
fn percentiles_on_request() {
    let reporter = reporter();
    with_local_recorder(&reporter.recorder().percentiles(&[50.0, 99.9]), || {
        (1..=1000).for_each(|value| histogram!("h").record(f64::from(value)));
    });
    let gauges = list(&flushed(&reporter)[0], "gauges");
    let names: Vec<_> = gauges.iter().map(|gauge| gauge["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["h", "h.p50", "h.p99.9"]);
    for (gauge, exact) in gauges[1..].iter().zip([500.0, 999.0]) {
        let value = gauge["value"].as_f64().unwrap();
        assert!((value - exact).abs() <= exact * 0.011, "{value}");
    }
}

#[test]
fn descriptions_and_units_are_attributes() {
    let reporter = reporter();
    with_local_recorder(&reporter.recorder(), || {
        metrics::describe_gauge!("heap", Unit::Bytes, "what is taken");
        gauge!("heap").set(7.0);
    });
    let gauge = &list(&flushed(&reporter)[0], "gauges")[0];
    assert_eq!(gauge["description"], "what is taken");
    assert_eq!(gauge["attributes"], json!({ "display_units_short": "B", "display_units_long": "bytes" }));
}

/// A crate that knows nothing of this one, to a real receiver.
#[test]
fn a_program_instrumented_by_others() {
    let receiver = Receiver::start(Config::new("user", "token"));
    let api = Librato::connect(&receiver.url(), "user", "token").unwrap();
    let reporter =
        api.names(NamePolicy::Sanitize(python_sanitizer)).reporter(Duration::from_secs(3600)).unwrap();
    with_local_recorder(&reporter.recorder(), || {
        let process = metrics_process::Collector::default();
        process.describe();
        process.collect();
    });
    let stats = reporter.shutdown(LONG);
    assert_eq!((stats.waiting, stats.dropped, stats.last_error), (0, 0, None));
    let readings = receiver.readings();
    assert_eq!(readings.len() as u64, stats.accepted);
    let memory = readings.iter().find(|reading| reading.metric == "process_resident_memory_bytes");
    assert!(memory.is_some_and(|memory| memory.mean() > 100_000.0), "{readings:?}");
}
