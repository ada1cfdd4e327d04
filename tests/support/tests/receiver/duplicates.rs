//! `Idempotency-Key`.

use serde_json::json;

use crate::api::{Api, config};

const GAUGE: &str = r#"{"gauges":[{"name":"t","value":1}]}"#;

#[test]
fn a_repeated_key_gets_the_same_answer_and_is_not_stored_again() {
    let api = Api::start();
    let key = [("idempotency-key", "device-1-7")];
    let body = r#"{"measurements":[{"name":"t","value":1},{"name":"","value":2}]}"#;
    let first = api.post("/v1/measurements", body, &key);
    assert_eq!((first.0, &first.1["measurements"]["summary"]["failed"]), (202, &json!(1)));
    assert_eq!(api.post("/v1/measurements", body, &key), first);
    assert_eq!(api.post("/v1/measurements", body, &[("idempotency-key", "device-1-8")]), first);
    // The same key on the other route is another key.
    assert_eq!(api.post("/v1/metrics", GAUGE, &key), (200, json!("")));
    assert_eq!(api.post("/v1/metrics", GAUGE, &key), (200, json!("")));
    assert_eq!(api.receiver.readings().len(), 3);
    let counts = api.receiver.counts();
    assert_eq!((counts.requests, counts.duplicates, counts.accepted, counts.failed), (5, 2, 3, 2));
    let marks: Vec<_> = api.receiver.requests().iter().map(|seen| seen.duplicate).collect();
    assert_eq!(marks, [false, true, false, false, true]);
}

#[test]
fn a_key_with_another_body_is_refused() {
    let api = Api::start();
    let key = [("idempotency-key", "k")];
    assert_eq!(api.post("/v1/metrics", GAUGE, &key).0, 200);
    let (status, body) = api.post("/v1/metrics", &GAUGE.replace('1', "2"), &key);
    assert_eq!(status, 422);
    let errors = json!({"errors": {"request": ["Idempotency-Key was used before with another body"]}});
    assert_eq!(body, errors);
    assert_eq!((api.receiver.readings().len(), api.receiver.counts().duplicates), (1, 0));
}

#[test]
fn a_refused_write_does_not_use_up_its_key() {
    let api = Api::start();
    let key = [("idempotency-key", "k")];
    assert_eq!(api.post("/v1/metrics", "{}", &key).0, 400);
    assert_eq!(api.post("/v1/metrics", GAUGE, &key).0, 200);
    assert_eq!((api.receiver.readings().len(), api.receiver.counts().duplicates), (1, 0));
}

#[test]
fn without_dedupe_duplicates_are_stored_and_counted() {
    let api = Api::with(config().dedupe(false));
    let key = [("idempotency-key", "k")];
    for _ in 0..3 {
        assert_eq!(api.post("/v1/metrics", GAUGE, &key).0, 200);
    }
    assert_eq!((api.receiver.readings().len(), api.receiver.counts().duplicates), (3, 2));
}
