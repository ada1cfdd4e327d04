//! Every rule of `POST /v1/measurements`, with the error it gives.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::api::{Api, NOW, assert_refused, config, failures};

/// Sends a good measurement and a bad one, and checks that the bad one alone was refused for this.
#[track_caller]
fn failed(item: &Value, param: &str, reason: &str) {
    let api = Api::start();
    let reply = api.measurements(&json!({"measurements": [{"name": "good", "value": 1}, item]}));
    assert_eq!(reply.0, 202, "{}", reply.1);
    assert_eq!(failures(&reply), [(param.to_owned(), reason.to_owned())], "{item}");
    assert_eq!(api.receiver.readings().len(), 1);
}

/// Checks that the whole request is refused for this.
#[track_caller]
fn refused(body: &Value, param: &str, reason: &str) {
    let api = Api::start();
    let reply = api.measurements(body);
    assert_refused(&reply, param, reason);
    assert_eq!(api.receiver.readings(), []);
}

#[track_caller]
fn taken(item: &Value) {
    let api = Api::start();
    let reply = api.measurements(&json!({"measurements": [item]}));
    assert_eq!((reply.0, failures(&reply)), (202, vec![]), "{item}");
    assert_eq!(api.receiver.readings().len(), 1);
}

fn tagged(name: &str, value: &Value) -> Value {
    json!({"name": "t", "value": 1, "tags": {name: value}})
}

#[test]
fn metric_names() {
    taken(&json!({"name": "n".repeat(255), "value": 1}));
    failed(&json!({"value": 1}), "name", "is not present");
    failed(&json!({"name": "a b", "value": 1}), "name", "'a b' is invalid");
    let long = "n".repeat(256);
    let reason = format!("'{long}' is too long (maximum is 255 characters)");
    failed(&json!({"name": long, "value": 1}), "name", &reason);
}

#[test]
fn tag_names() {
    taken(&tagged("aZ9-.:_", &json!("v")));
    taken(&tagged(&"n".repeat(64), &json!("v")));
    failed(&tagged("", &json!("v")), "tags", "Tag name is empty");
    failed(&tagged(&"n".repeat(65), &json!("v")), "tags", "Tag name is too long (maximum is 64 characters)");
    for name in ["a b", "a/b", "é"] {
        failed(&tagged(name, &json!("v")), "tags", "Tag name is invalid");
    }
}

#[test]
fn tag_values() {
    taken(&tagged("t", &json!("aZ9-.:_?\\/ b")));
    taken(&tagged("t", &json!("v".repeat(255))));
    failed(&tagged("t", &json!("")), "tags", "Tag value is empty");
    let long = json!("v".repeat(256));
    failed(&tagged("t", &long), "tags", "Tag value is too long (maximum is 255 characters)");
    for value in ["a,b", "é", "a\tb", "a=b"] {
        failed(&tagged("t", &json!(value)), "tags", "Tag value is invalid");
    }
    failed(&tagged("t", &json!(5)), "tags", "Tag value is not a string");
    failed(&json!({"name": "t", "value": 1, "tags": ["a"]}), "tags", "is not an object");
}

#[test]
fn tag_count() {
    let tags = |count: usize| -> Map<_, _> { (0..count).map(|i| (format!("t{i}"), json!("v"))).collect() };
    taken(&json!({"name": "t", "value": 1, "tags": tags(50)}));
    let many = json!({"name": "t", "value": 1, "tags": tags(51)});
    failed(&many, "tags", "Too many tags: 51 of at most 50");
}

#[test]
fn values_and_aggregates() {
    failed(&json!({"name": "t"}), "value", "is not present");
    failed(&json!({"name": "t", "value": "1"}), "value", "is not a number");
    let both = json!({"name": "t", "value": 1, "count": 1, "sum": 1});
    failed(&both, "value", "must be absent when count is present");
    failed(&json!({"name": "t", "count": 1}), "sum", "is not present");
    failed(&json!({"name": "t", "sum": 1}), "count", "is not present");
    failed(&json!({"name": "t", "count": 0, "sum": 1}), "count", "must be greater than 0");
    for part in ["sum_squares", "stddev_m2"] {
        let item = json!({"name": "t", "count": 1, "sum": 1, part: 1});
        failed(&item, part, "is not supported for measurements");
    }
    for part in ["min", "max", "last", "stddev"] {
        failed(&json!({"name": "t", "count": 1, "sum": 1, part: "x"}), part, "is not a number");
    }
}

#[test]
fn a_number_out_of_range_refuses_the_whole_request() {
    let items = json!([{"name": "good", "value": 1}, {"name": "t", "value": -1e127}]);
    refused(&json!({"measurements": items}), "value", "is out of range");
    taken(&json!({"name": "t", "value": 9.9e126}));
}

#[test]
fn times() {
    let item = |time: Value| json!({"name": "t", "value": 1, "time": time});
    taken(&item(json!(0)));
    failed(&item(json!(1.5)), "time", "is not an integer");
    failed(&item(json!(-1)), "time", "must be positive");
    failed(&item(json!("5")), "time", "is not a number");
    let good = json!([{"name": "t", "value": 1}]);
    refused(&json!({"time": 1.5, "measurements": good}), "time", "is not an integer");

    let api = Api::with(config().max_age(Duration::from_secs(60)));
    let reply = api.measurements(&json!({"measurements": [item(json!(NOW - 60)), item(json!(NOW - 61))]}));
    assert_eq!(failures(&reply), [("time".into(), "is too far in the past".into())]);
    assert_eq!(api.receiver.readings().len(), 1);
}

#[test]
fn bodies() {
    refused(&json!({}), "measurements", "are not present");
    refused(&json!({"measurements": []}), "measurements", "are not present");
    refused(&json!({"measurements": {}}), "measurements", "is not an array");
    let good = json!([{"name": "t", "value": 1}]);
    refused(&json!({"tags": {"a": ""}, "measurements": good}), "tags", "Tag value is empty");
    refused(&json!({"period": 0, "measurements": good}), "period", "must be greater than 0");
    failed(&json!(5), "measurements", "holds something that is not an object");
}

#[test]
fn the_two_models_are_not_mixed() {
    let reason = "cannot be mixed with measurements";
    let good = json!([{"name": "t", "value": 1}]);
    for (field, value) in
        [("gauges", &good), ("counters", &good), ("source", &json!("s")), ("measure_time", &json!(5))]
    {
        refused(&json!({"measurements": good, field: value}), field, reason);
    }
    failed(&json!({"name": "t", "value": 1, "source": "attic"}), "source", reason);
    failed(&json!({"name": "t", "value": 1, "measure_time": 5}), "measure_time", reason);
}
