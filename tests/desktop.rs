//! The desktop client against the local receiver, over real sockets.
#![cfg(feature = "std")]

use std::time::Duration;

use librato::transport::Method;
use librato::transports::Recording;
use librato::{
    Aggregator, Blame, Call, Cause, Counter, Error, Gauge, Librato, Measurement, NamePolicy, UnixSeconds,
};
use librato_test_support::receiver::{Answer, Config, Receiver};

const USER: &str = "user@example.net";
const TOKEN: &str = "0123456789abcdef";

fn receiver() -> Receiver {
    Receiver::start(Config::new(USER, TOKEN))
}

fn connect(receiver: &Receiver) -> Librato {
    Librato::connect(&receiver.url(), USER, TOKEN).expect("a loopback URL").sleeper(|_| {})
}

#[test]
fn readings_arrive_as_they_were_given() {
    let receiver = receiver();
    let api = connect(&receiver).source("kitchen");
    api.submit(Gauge::new("temperature", 21.5).description("at home")).unwrap();
    let mut batch = api.batch().auto_submit(400);
    batch.add(Gauge::new("temperature", 22.1).source("upstairs").at(UnixSeconds(1_421_744_400))).unwrap();
    batch.add(Counter::new("requests", 102).source("server1")).unwrap();
    batch.add(Measurement::new("load", 0.25).tags(&[("host", "h1")])).unwrap();
    let report = batch.finish().unwrap();
    assert_eq!(report.to_string(), "3 accepted, 0 waiting, 0 dropped");
    assert_eq!(report.requests, 2);
    assert_eq!(api.totals().accepted, 4);

    let readings = receiver.readings();
    let seen: Vec<_> = readings
        .iter()
        .map(|r| (r.metric.as_str(), r.source.as_deref(), r.figures.value.or(r.figures.sum)))
        .collect();
    assert_eq!(
        seen,
        [
            ("temperature", Some("kitchen"), Some(21.5)),
            ("temperature", Some("upstairs"), Some(22.1)),
            ("requests", Some("server1"), Some(102.0)),
            ("load", None, Some(0.25)),
        ]
    );
    assert_eq!(readings[1].time, 1_421_744_400);
}

#[test]
fn a_5xx_is_tried_again_and_then_reported() {
    let receiver = receiver();
    let api = connect(&receiver);
    receiver.next_answers([Answer::status(503), Answer::status(500)]);
    let report = api.submit(Gauge::new("t", 1)).unwrap();
    assert_eq!((report.accepted, report.requests, report.resent), (1, 3, 2));

    receiver.next_answers((0..4).map(|_| Answer::status(502)));
    let error = api.submit(Gauge::new("t", 2)).unwrap_err();
    assert_eq!((error.status(), error.blame()), (Some(502), Blame::Server));
    assert_eq!(receiver.readings().len(), 1);
}

#[test]
fn a_429_does_not_sleep_and_says_when() {
    let receiver = receiver();
    let api = Librato::connect(&receiver.url(), USER, TOKEN)
        .unwrap()
        .sleeper(|_| panic!("no call sleeps after a 429"));
    receiver.next_answers([Answer::status(429).header("Retry-After", "17")]);
    let mut batch = api.batch();
    batch.add(Gauge::new("t", 1)).unwrap();
    let error = batch.finish().unwrap_err();
    let wait = error.retry_after().unwrap();
    assert!(wait > Duration::from_secs(16) && wait <= Duration::from_secs(17), "{wait:?}");
    assert_eq!(error.report().waiting, 1);
    assert_eq!(batch.finish().unwrap().accepted, 1);
}

#[test]
fn a_wrong_token_is_a_matter_of_configuration() {
    let receiver = receiver();
    let api = Librato::connect(&receiver.url(), USER, "wrong").unwrap();
    let error = api.submit(Gauge::new("t", 1)).unwrap_err();
    assert_eq!((error.status(), error.blame()), (Some(401), Blame::Configuration));
    assert!(!format!("{error} {error:?}").contains("wrong"));
}

#[test]
fn rejected_measurements_are_an_error() {
    let receiver = receiver();
    let api = connect(&receiver);
    receiver.next_answers([Answer::status(202).json(&serde_json::json!(
        {"measurements": {"summary": {"total": 1, "accepted": 0, "failed": 1}}, "errors": [{"param": "tags"}]}
    ))]);
    let error = api.submit(Measurement::new("t", 1).tags(&[("a", "b")])).unwrap_err();
    let Error::Failed(failure) = &error else { panic!("{error:?}") };
    assert_eq!((failure.cause, failure.report.dropped), (Cause::Rejected, 1));
}

#[test]
fn a_dropped_batch_sends_what_it_has() {
    let receiver = receiver();
    let api = connect(&receiver);
    {
        let mut batch = api.batch();
        batch.add(Gauge::new("t", 1)).unwrap();
    }
    let failed: Result<(), Error> = (|| {
        let mut batch = api.batch();
        batch.add(Gauge::new("t", 2))?;
        batch.add(Gauge::new("", 3))
    })();
    assert!(matches!(failed, Err(Error::Reading(_))));
    assert_eq!(receiver.readings().len(), 2);
    assert_eq!(api.totals().accepted, 2);
}

#[test]
fn a_batch_dropped_after_a_failed_finish_is_not_sent_again() {
    let receiver = receiver();
    let api = connect(&receiver);
    let finish = |and_more: bool| {
        receiver.next_answers([Answer::status(401)]);
        let mut batch = api.batch();
        batch.add(Gauge::new("t", 1)).unwrap();
        assert_eq!(batch.finish().unwrap_err().status(), Some(401));
        if and_more {
            batch.add(Gauge::new("t", 2)).unwrap();
        }
    };
    finish(false);
    assert_eq!((api.totals().requests, api.totals().waiting, api.totals().dropped), (1, 0, 1));
    finish(true);
    assert_eq!((api.totals().requests, api.totals().accepted), (3, 2));
}

#[test]
fn a_batch_takes_more_than_it_holds() {
    let receiver = receiver();
    let api = connect(&receiver);
    let mut batch = api.batch();
    for number in 0..5000 {
        batch.add(Gauge::new(&format!("metric.of.some.length.{number}"), number)).unwrap();
    }
    assert_eq!(batch.finish().unwrap().accepted, 5000);
    let readings = receiver.readings();
    assert_eq!(readings.len(), 5000);
    assert!(readings.iter().enumerate().all(|(i, r)| r.figures.value == Some(i as f64)));
}

#[test]
fn any_route_can_be_called() {
    let receiver = receiver();
    let api = connect(&receiver);
    api.submit(Gauge::new("cpu.load", 1)).unwrap();
    let call = Call::new(Method::Get, &["metrics"]).query(&[("name", "cpu")]);
    let reply = api.call(&call).unwrap();

    #[derive(serde::Deserialize)]
    struct Page {
        query: Query,
    }
    #[derive(serde::Deserialize)]
    struct Query {
        found: u32,
    }
    assert_eq!(reply.json::<Page>().unwrap().query.found, 1);
    let missing = api.call(&Call::new(Method::Get, &["metrics", "no such/metric"])).unwrap_err();
    assert_eq!(missing.status(), Some(404));
    assert!(receiver.requests().iter().any(|r| r.target == "/v1/metrics/no%20such%2Fmetric"));
}

#[test]
fn what_a_batch_takes_with_it_is_counted() {
    let receiver = receiver();
    let api = connect(&receiver).retries(0);
    receiver.next_answers([Answer::status(503)]);
    {
        let mut batch = api.batch();
        batch.add(Gauge::new("t", 1)).unwrap();
        batch.add(Gauge::new("t", 2)).unwrap();
    }
    assert_eq!((api.totals().dropped, api.totals().waiting, api.totals().accepted), (2, 0, 0));
}

#[test]
fn the_reason_of_a_refusal_is_kept_and_the_rest_arrives() {
    let receiver = receiver();
    let api = connect(&receiver);
    api.submit(Counter::new("mixed", 1)).unwrap();
    let mut batch = api.batch();
    batch.add(Gauge::new("good", 1)).unwrap();
    batch.add(Gauge::new("mixed", 2)).unwrap();
    let error = batch.finish().unwrap_err();
    assert_eq!((error.status(), error.blame()), (Some(400), Blame::Data));
    assert!(error.to_string().contains("'mixed' is a counter"), "{error}");
    assert_eq!((error.report().accepted, error.report().dropped, error.report().waiting), (1, 1, 0));
    assert_eq!(receiver.readings().len(), 2);
}

#[test]
fn a_server_that_repeats_the_token_does_not_put_it_into_errors() {
    let receiver = receiver();
    let api = connect(&receiver);
    let body = format!("no such token {TOKEN}, from Basic dXNlckBleGFtcGxlLm5ldDowMTIzNDU2Nzg5YWJjZGVm");
    receiver.next_answers([Answer::status(401).body(body)]);
    let error = api.submit(Gauge::new("t", 1)).unwrap_err();
    assert!(error.to_string().contains("no such token <redacted>, from Basic <redacted>"), "{error}");
    assert!(!format!("{error:?}").contains(TOKEN));
}

#[test]
fn a_client_can_be_shared_between_threads() {
    let receiver = receiver();
    let api = connect(&receiver);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let api = &api;
            scope.spawn(move || {
                for number in 0..5 {
                    api.submit(Gauge::new("t", number).source(&format!("thread-{thread}"))).unwrap();
                }
            });
        }
    });
    assert_eq!((receiver.readings().len(), api.totals().accepted), (20, 20));
}

#[test]
fn a_rejection_before_a_retry_is_still_an_error() {
    let receiver = receiver();
    let api = connect(&receiver);
    let partly = serde_json::json!(
        {"measurements": {"summary": {"total": 300, "accepted": 299, "failed": 1}}, "errors": [{"param": "tags"}]}
    );
    receiver.next_answers([Answer::status(202).json(&partly), Answer::status(503)]);
    let mut batch = api.batch();
    for number in 0..301 {
        batch.add(Measurement::new("t", number).tags(&[("a", "b")])).unwrap();
    }
    let error = batch.finish().unwrap_err();
    let Error::Failed(failure) = &error else { panic!("{error:?}") };
    assert_eq!((failure.cause, error.status()), (Cause::Rejected, Some(202)));
    assert_eq!((failure.report.accepted, failure.report.dropped, failure.report.waiting), (300, 1, 0));
    assert!(error.to_string().contains("param: tags"), "{error}");
}

#[test]
fn a_full_batch_says_whether_it_took_the_reading() {
    let receiver = receiver();
    let api = connect(&receiver);
    let mut batch = api.batch();
    for number in 0..2048 {
        batch.add(Gauge::new("t", number)).unwrap();
    }
    // Nothing goes out, so the reading has no room.
    receiver.next_answers([Answer::status(401)]);
    let refused = batch.add(Gauge::new("t", 2048)).unwrap_err();
    assert!(matches!(refused, Error::Reading(librato::AddError::Full(_))), "{refused:?}");
    // One chunk goes out, the next one fails: now it has.
    receiver.next_answers([Answer::status(200), Answer::status(401)]);
    let failed = batch.add(Gauge::new("t", 2048)).unwrap_err();
    assert_eq!((failed.status(), batch.len()), (Some(401), 2048 - 300 + 1));
    // A reading that found room in the end is no loss.
    assert_eq!((batch.counts().no_slot, batch.counts().added), (1, 2049));
    batch.finish().unwrap();
    assert_eq!(api.totals().accepted, 2049);
}

#[test]
fn a_token_that_is_part_of_what_stands_for_it_is_redacted_once() {
    let receiver = Receiver::start(Config::new(USER, "redacted"));
    let api = Librato::connect(&receiver.url(), USER, "redacted").unwrap();
    receiver.next_answers([Answer::status(401).body("no redacted token")]);
    let error = api.submit(Gauge::new("t", 1)).unwrap_err();
    assert!(error.to_string().contains("no <redacted> token"), "{error}");
}

#[test]
fn no_call_sleeps_for_as_long_as_a_server_likes() {
    let receiver = receiver();
    let longest = Duration::from_secs(300);
    let api = Librato::connect(&receiver.url(), USER, TOKEN)
        .unwrap()
        .sleeper(move |wait| assert_eq!(wait, longest));
    receiver.next_answers([Answer::status(503).header("Retry-After", "300")]);
    api.submit(Gauge::new("t", 1)).unwrap();
    receiver.next_answers([Answer::status(503).header("Retry-After", "80000")]);
    let error = api.submit(Gauge::new("t", 2)).unwrap_err();
    assert!(error.retry_after().unwrap() > Duration::from_secs(79_000), "{error:?}");
    receiver.next_answers([Answer::status(503).header("Retry-After", "80000")]);
    let error = api.call(&Call::new(Method::Get, &["metrics"])).unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(80_000)));
}

#[test]
fn a_failed_finish_reports_on_the_whole_batch() {
    let receiver = receiver();
    let api = connect(&receiver);
    let mut batch = api.batch().auto_submit(2);
    for number in 0..3 {
        batch.add(Gauge::new("t", number)).unwrap();
    }
    receiver.next_answers([Answer::status(401)]);
    let report = batch.finish().unwrap_err().report();
    assert_eq!((report.accepted, report.waiting, report.requests), (2, 1, 2));
}

#[test]
fn a_token_that_the_kept_part_of_an_answer_cuts_is_redacted() {
    let receiver = receiver();
    let api = connect(&receiver);
    for kept in 1..TOKEN.len() {
        let body = format!("{}{TOKEN} again", "x".repeat(4096 - kept));
        receiver.next_answers([Answer::status(401).body(body)]);
        let Err(Error::Failed(failure)) = api.submit(Gauge::new("t", 1)) else { panic!("a 401 is an error") };
        assert!(failure.body.ends_with(b"x<redacted>"), "{kept}");
    }
}

#[test]
fn what_is_added_to_the_queue_of_a_batch_after_a_failed_finish_is_sent_on_drop() {
    let receiver = receiver();
    let api = connect(&receiver);
    let mut batch = api.batch();
    batch.add(Gauge::new("t", 1)).unwrap();
    receiver.next_answers([Answer::status(401)]);
    batch.finish().unwrap_err();
    batch.queue().add(Gauge::new("t", 2)).unwrap();
    drop(batch);
    assert_eq!(receiver.readings().len(), 2);
    assert_eq!((api.totals().accepted, api.totals().dropped), (2, 0));
}

#[test]
fn series_that_wait_for_room_in_a_batch_are_no_losses() {
    let receiver = receiver();
    let api = connect(&receiver);
    let mut batch = api.batch();
    // Names and sources that leave no room for another text.
    let long = |letter: &str, number: usize| format!("{}{number:03}", letter.repeat(240));
    let mut number = 0;
    while batch.queue().add(Gauge::new(&long("n", number), 1)).is_ok() {
        number += 1;
    }
    let before = batch.counts();
    let mut aggregator = Aggregator::<8, 4096>::new();
    for number in 0..4 {
        aggregator.add(&long("a", number), 1).unwrap();
    }
    batch.add_aggregator(&mut aggregator).unwrap();
    assert!(aggregator.is_empty());
    assert_eq!((batch.counts().no_text, batch.counts().no_slot), (before.no_text, before.no_slot));
    assert_eq!(batch.finish().unwrap().accepted, before.added + 4);
}

#[test]
fn what_one_batch_did_to_its_queue_is_nothing_to_the_next() {
    let transport = Recording::<4096>::new().answer(200).answer(200);
    let api = Librato::with_transport("https://metrics.example.net", "user", "token", transport).unwrap();
    let mut batch = api.batch();
    batch.queue().set_names(NamePolicy::AsIs);
    batch.add(Gauge::new("not a name", 1)).unwrap();
    batch.finish().unwrap();
    drop(batch);
    let mut batch = api.batch();
    assert!(batch.add(Gauge::new("not a name", 2)).is_err());
    batch.add(Gauge::new("a", 3)).unwrap();
    assert_eq!((batch.counts().added, batch.counts().invalid, batch.len()), (1, 1, 1));
    batch.finish().unwrap();
    drop(batch);
    let batch = api.batch();
    assert_eq!((batch.counts(), batch.len()), (Default::default(), 0));
}

#[test]
fn another_rule_for_names_holds_for_names_that_were_sent_before() {
    let transport = Recording::<4096>::new().answer(200);
    let api = Librato::with_transport("https://metrics.example.net", "user", "token", transport).unwrap();
    let api = api.names(NamePolicy::AsIs);
    api.submit(Gauge::new("not a name", 1)).unwrap();
    let api = api.names(NamePolicy::Strict);
    assert!(matches!(api.submit(Gauge::new("not a name", 2)), Err(Error::Reading(_))));
}

/// Lengths that have more digits than is guessed from the number of readings, and fewer.
#[test]
fn the_length_of_a_body_is_right_however_long_its_names_are() {
    for (readings, name) in [(1, 1), (1, 255), (9, 255), (10, 255), (10, 12), (11, 1), (60, 250)] {
        let names: Vec<String> = (0..readings).map(|at| format!("{at:0name$}")).collect();
        let transport = Recording::<65_536>::new().answer(200);
        let api = Librato::with_transport("https://metrics.example.net", "user", "token", transport).unwrap();
        let mut batch = api.batch();
        for name in &names {
            batch.add(Gauge::new(name, 1)).unwrap();
        }
        batch.finish().unwrap();
        api.with(|sent| {
            let request = sent.request(0);
            let announced: usize = request.header("Content-Length").unwrap().parse().unwrap();
            assert_eq!(announced, request.body().len());
            assert_eq!(request.gauge(&names[readings - 1]).unwrap().0, 1.0);
        });
    }
}
