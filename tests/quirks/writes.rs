//! Writes, and what holds for all calls.

use std::time::Duration;

use librato::transport::Method;
use librato::transports::{Recording, Reply};
use librato::{
    AddError, Aggregator, Blame, Call, Cause, Counter, Error, Gauge, Kind, Librato, NamePolicy, ReadingError,
    UnixSeconds, annotations, python_sanitizer,
};
use serde_json::{Value, json};

use super::{Api, client, patient, sent, status};

fn aggregator() -> Box<Aggregator<8, 512>> {
    Box::new(Aggregator::new().with_names(NamePolicy::AsIs))
}

fn payload(aggregator: &Aggregator<8, 512>, now: UnixSeconds) -> Value {
    let mut body = Vec::new();
    aggregator.payload_at(Some(now), &mut |piece| body.extend_from_slice(piece));
    serde_json::from_slice(&body).unwrap()
}

/// The type is an enum: no other word can be said, and none is read.
#[test]
pub(super) fn submit_unknown_type() {
    assert!(serde_json::from_str::<Kind>("\"histogram\"").is_err());
    assert_eq!(serde_json::from_str::<Kind>("\"counter\"").unwrap(), Kind::Counter);
}

/// A batch that took nothing sends nothing, where Python posts an empty chunk.
#[test]
pub(super) fn queue_unknown_type() {
    let api = client(Recording::new());
    let mut batch = api.batch();
    assert!(batch.add(Gauge::new("", 1)).is_err());
    assert_eq!(batch.len(), 0);
    assert_eq!(batch.submit().unwrap().requests, 0);
    assert_eq!(sent(&api), []);
}

#[test]
pub(super) fn submit_not_a_number() {
    let api = client(Recording::new());
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = api.submit(Gauge::new("x", value)).unwrap_err();
        assert!(matches!(error, Error::Reading(AddError::Invalid(ReadingError::NotFinite))), "{error}");
    }
    assert_eq!(sent(&api), []);
}

/// What was accepted is not sent again.
#[test]
pub(super) fn queue_failed_second_chunk() {
    let refusal = Reply::new(403).body(r#"{"errors":{"request":["try later"]}}"#);
    let api = client(Recording::new().answer(200).answer(refusal).answer(200));
    let mut batch = api.batch();
    for value in 0..310 {
        batch.add(Gauge::new("m", value)).unwrap();
    }
    let error = batch.submit().unwrap_err();
    assert_eq!((error.status(), error.report().accepted, batch.len()), (Some(403), 300, 10));
    assert_eq!(batch.submit().unwrap().accepted, 10);
    let sizes: Vec<usize> =
        sent(&api).iter().map(|(_, body)| body["gauges"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [300, 10, 10]);
    assert_eq!(sent(&api)[2].1["gauges"][0]["value"], 300);
}

/// A chosen time belongs to the values it was chosen for, as the documentation says: it goes with them, and not before.
#[test]
pub(super) fn aggregator_submit_clears_values_and_time() {
    let api = client(Recording::new().answer(401).answer(200).answer(200));
    let mut aggregator = aggregator();
    aggregator.set_measure_time(Some(UnixSeconds(1_419_302_671))).unwrap();
    aggregator.add("foo", 42).unwrap();
    assert_eq!(status(api.submit_aggregator(&mut *aggregator)), 401);
    assert_eq!(aggregator.measure_time_at(None), Some(UnixSeconds(1_419_302_671)));
    api.submit_aggregator(&mut *aggregator).unwrap();
    assert_eq!(aggregator.measure_time_at(None), None);
    aggregator.add("foo", 1).unwrap();
    api.submit_aggregator(&mut *aggregator).unwrap();
    let times: Vec<Value> = sent(&api).iter().map(|(_, body)| body["measure_time"].clone()).collect();
    assert_eq!(times, [json!(1_419_302_671), json!(1_419_302_671), Value::Null]);
}

#[test]
pub(super) fn aggregator_names_not_sanitized() {
    let api = client(Recording::new()).names(NamePolicy::Sanitize(python_sanitizer));
    let mut aggregator = aggregator();
    aggregator.add("a b", 1).unwrap();
    api.submit_aggregator(&mut *aggregator).unwrap();
    assert_eq!(sent(&api)[0].1["gauges"][0]["name"], "a-b");
    assert!(aggregator.is_empty());
}

/// The sanitizer is for names of metrics, aggregated ones included, and for nothing else.
#[test]
pub(super) fn sanitizer_where_it_does_not_apply() {
    let api = client(Recording::new()).names(NamePolicy::Sanitize(python_sanitizer));
    let mut aggregator = aggregator();
    aggregator.add("my metric", 2).unwrap();
    let mut batch = api.batch();
    batch.add_aggregator(&mut *aggregator).unwrap();
    batch.finish().unwrap();
    api.send(annotations::post("a b", "a b")).unwrap();
    let sent = sent(&api);
    assert_eq!(sent[0].1["gauges"][0]["name"], "my-metric");
    assert_eq!(sent[1], ("/v1/annotations/a%20b".to_owned(), json!({ "title": "a b" })));
}

#[test]
pub(super) fn aggregator_not_a_number_first() {
    let mut aggregator = aggregator();
    let refused = aggregator.add("t", f64::NAN);
    assert_eq!(refused, Err(AddError::Invalid(ReadingError::NotFinite)));
    aggregator.add("t", 5).unwrap();
    let expected = json!({ "gauges": [{ "name": "t", "count": 1, "sum": 5, "min": 5, "max": 5 }] });
    assert_eq!(payload(&aggregator, UnixSeconds(0)), expected);
    assert_eq!(aggregator.refused(), 1);
}

#[test]
pub(super) fn aggregator_zero_time_counts_as_none() {
    let mut aggregator = aggregator();
    aggregator.set_measure_time(Some(UnixSeconds(0))).unwrap();
    aggregator.add("f", 1).unwrap();
    assert_eq!(payload(&aggregator, UnixSeconds(1_421_762_400))["measure_time"], 0);
}

/// The time is cut down to the period on every road, to 0 as well.
#[test]
pub(super) fn aggregator_floored_to_zero() {
    let api = client(Recording::new());
    let mut aggregator = Box::new(Aggregator::<8, 512>::new().with_period(60));
    aggregator.set_measure_time(Some(UnixSeconds(45))).unwrap();
    aggregator.add("f", 1).unwrap();
    assert_eq!(payload(&aggregator, api.now())["measure_time"], 0);
    assert_eq!(aggregator.measure_time_at(Some(api.now())), Some(UnixSeconds(0)));
    let mut batch = api.batch();
    batch.add_aggregator(&mut *aggregator).unwrap();
    batch.finish().unwrap();
    assert_eq!(sent(&api)[0].1["gauges"][0]["measure_time"], 0);
}

const TAGS: [(&str, &str); 2] = [("company", "librato"), ("service", "app")];

/// `inherit_tags` is said to the client, never to the server.
#[test]
pub(super) fn tagged_inherit_without_own() {
    let api = client(Recording::new()).tags(&TAGS);
    api.submit(Gauge::new("temperature", 80).inherit_tags()).unwrap();
    let tags = json!({ "company": "librato", "service": "app" });
    let expected = json!({ "measurements": [{ "name": "temperature", "value": 80, "tags": tags }] });
    assert_eq!(sent(&api), [("/v1/measurements".to_owned(), expected)]);
}

/// There are no tagged counters, as the documentation of `tags` says: the value goes out as a measurement.
#[test]
pub(super) fn tagged_counter_type_forgotten() {
    let api = client(Recording::new());
    api.submit(Counter::new("hits", 5).tags(&[("a", "b")])).unwrap();
    let expected = json!({ "measurements": [{ "name": "hits", "value": 5, "tags": { "a": "b" } }] });
    assert_eq!(sent(&api), [("/v1/measurements".to_owned(), expected)]);
}

#[test]
pub(super) fn tagged_source_passes_through() {
    let api = client(Recording::new()).tags(&TAGS);
    let error = api.submit(Gauge::new("temperature", 80).source("attic")).unwrap_err();
    assert!(matches!(error, Error::Reading(AddError::Invalid(ReadingError::SourceWithTags))), "{error}");
    assert_eq!(sent(&api), []);
}

#[test]
pub(super) fn tagged_queue_connection_tags_only() {
    let api = client(Recording::new()).tags(&TAGS);
    let mut batch = api.batch();
    batch.add(Gauge::new("user_cpu", 100)).unwrap();
    batch.finish().unwrap();
    let (target, body) = &sent(&api)[0];
    assert_eq!(target, "/v1/measurements");
    assert_eq!(body["measurements"][0]["tags"], json!({ "company": "librato", "service": "app" }));
}

/// The half that was accepted is not sent again.
#[test]
pub(super) fn tagged_aggregator_second_half_refused() {
    let refusal = Reply::new(400).body(r#"{"errors":[{"param":"tags"}]}"#);
    let api = client(Recording::new().answer(200).answer(refusal).answer(202));
    let mut aggregator = aggregator();
    aggregator.add("old", 1).unwrap();
    aggregator.add_tagged("new", 2).unwrap();
    let error = api.submit_aggregator(&mut *aggregator).unwrap_err();
    assert_eq!(error.status(), Some(400));
    assert_eq!((error.report().accepted, error.report().waiting), (1, 1));
    assert_eq!((aggregator.len(), aggregator.tagged_len()), (1, 1));
    assert_eq!(api.submit_aggregator(&mut *aggregator).unwrap().accepted, 1);
    let targets: Vec<String> = sent(&api).into_iter().map(|(target, _)| target).collect();
    assert_eq!(targets, ["/v1/metrics", "/v1/measurements", "/v1/measurements"]);
    assert!(aggregator.is_empty());
}

/// Aggregated measurements have the tags of the aggregator alone, as the documentation says, on either road.
#[test]
pub(super) fn tagged_aggregator_ignores_other_tags() {
    let api = client(Recording::new()).tags(&TAGS);
    let mut aggregator = aggregator();
    aggregator.add_tagged("foo", 4).unwrap();
    let mut batch = api.batch().tags(&[("queue", "q")]);
    batch.add_aggregator(&mut *aggregator).unwrap();
    batch.finish().unwrap();
    aggregator.add_tagged("foo", 4).unwrap();
    api.submit_aggregator(&mut *aggregator).unwrap();
    let alone = json!({ "name": "foo", "count": 1, "sum": 4, "min": 4, "max": 4 });
    let expected = ("/v1/measurements".to_owned(), json!({ "measurements": [alone] }));
    assert_eq!(sent(&api), [expected.clone(), expected]);
}

/// Measurements that the server did not take are an error, with their number.
#[test]
pub(super) fn tagged_partly_rejected() {
    let body =
        r#"{"measurements":{"summary":{"total":1,"accepted":0,"failed":1}},"errors":[{"param":"tags"}]}"#;
    let api = client(Recording::new().answer(Reply::new(202).body(body)));
    let error = api.submit(Gauge::new("temperature", 80).tags(&[("a", "b")])).unwrap_err();
    assert!(matches!(&error, Error::Failed(failure) if failure.cause == Cause::Rejected), "{error}");
    assert_eq!((error.report().accepted, error.report().dropped), (0, 1));
}

/// A redirect is an error, and the credentials go nowhere else.
#[test]
pub(super) fn errors_redirect_not_followed() {
    let redirect = Reply::new(301).headers(&[("Location", "http://elsewhere.example/")]);
    let api = client(Recording::new().answer(redirect));
    let mut batch = api.batch();
    batch.add(Gauge::new("x", 1)).unwrap();
    let error = batch.submit().unwrap_err();
    assert_eq!((error.status(), error.blame(), batch.len()), (Some(301), Blame::Configuration, 1));
    assert_eq!(sent(&api).len(), 1);
    assert_eq!(batch.submit().unwrap().accepted, 1);
}

#[test]
pub(super) fn errors_unknown_shape() {
    let api = client(Recording::new().answer(Reply::new(400).body(r#"{"reason":"other"}"#)));
    let error = api.call(&Call::new(Method::Get, &["metrics", "x"])).unwrap_err();
    assert_eq!(error.to_string(), r#"[400] {"reason":"other"}"#);
}

#[test]
pub(super) fn errors_403_list() {
    let api = client(Recording::new().answer(Reply::new(403).body(r#"{"errors":["first","second"]}"#)));
    let error = api.call(&Call::new(Method::Get, &["metrics", "x"])).unwrap_err();
    assert_eq!(error.to_string(), "[403] first, second");
}

/// The caller is told how long to wait; nothing sleeps.
#[test]
pub(super) fn errors_429_retry_after_ignored() {
    let limited =
        Reply::new(429).headers(&[("Retry-After", "7")]).body(r#"{"errors":{"request":["slow down"]}}"#);
    let api = client(Recording::new().answer(limited));
    let error = api.submit(Gauge::new("x", 1)).unwrap_err();
    assert_eq!((error.status(), sent(&api).len()), (Some(429), 1));
    let wait = error.retry_after().unwrap();
    assert!(wait > Duration::from_secs(6) && wait <= Duration::from_secs(7), "{wait:?}");
}

/// Three more tries, then the caller decides; and a wait has a limit, however many tries the caller allows.
#[test]
pub(super) fn retry_no_limit() {
    let (api, waits) = patient(Recording::new().otherwise(503));
    assert_eq!(status(api.submit(Gauge::new("x", 1))), 503);
    assert_eq!((sent(&api).len(), &waits.lock().unwrap()[..]), (4, &[2, 4, 8][..]));

    let (api, waits) = patient(Recording::new().otherwise(503));
    assert_eq!(status(api.retries(12).submit(Gauge::new("x", 1))), 503);
    assert_eq!(waits.lock().unwrap()[..], [2, 4, 8, 16, 30, 30, 30, 30, 30, 30, 30, 30]);
}

/// A 5xx on a connection that stays open is read to its end, and the next answer is that to the next try.
#[test]
pub(super) fn retry_keep_alive_server() {
    let busy = Reply::new(503).body(r#"{"errors":{"system":["x"]}}"#);
    let (api, waits) = patient(Recording::new().answer(busy).answer(200));
    assert_eq!(api.submit(Gauge::new("x", 1)).unwrap().accepted, 1);
    let sent = sent(&api);
    assert_eq!((sent.len(), &sent[0]), (2, &sent[1]));
    assert_eq!(waits.lock().unwrap()[..], [2]);
}

#[test]
pub(super) fn connect_base_path_without_final_slash() {
    for (path, target) in
        [("", "/v1/metrics"), ("/v1", "/v1/metrics"), ("/v1/", "/v1/metrics"), ("/a/b", "/a/b/metrics")]
    {
        let url = format!("https://metrics.example.net{path}");
        let api: Api = Librato::with_transport(&url, "user", "token", Recording::new()).unwrap();
        api.submit(Gauge::new("x", 1)).unwrap();
        assert_eq!(sent(&api)[0].0, target, "{url}");
    }
}
