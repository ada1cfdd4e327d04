//! Every rule of `POST /v1/metrics`, with the error it gives. One fault refuses the whole request.

use std::time::Duration;

use serde_json::{Value, json};

use crate::api::{Api, NOW, Reply, config, reasons};

/// Sends a good gauge and a bad item, and checks that both were refused for this.
#[track_caller]
fn refused(list: &str, item: &Value, param: &str, reason: &str) {
    let api = Api::start();
    let mut body = json!({"gauges": [{"name": "good", "value": 1}], "counters": []});
    body[list].as_array_mut().unwrap().push(item.clone());
    check(&api, &api.metrics(&body), param, reason);
}

#[track_caller]
fn refused_body(body: &Value, param: &str, reason: &str) {
    let api = Api::start();
    check(&api, &api.metrics(body), param, reason);
}

#[track_caller]
fn check(api: &Api, reply: &Reply, param: &str, reason: &str) {
    assert_eq!((reply.0, reasons(reply, param)), (400, vec![reason.to_owned()]), "{}", reply.1);
    assert_eq!(api.receiver.readings(), []);
    assert_eq!(api.receiver.counts().refused, 1);
}

#[track_caller]
fn taken(list: &str, item: &Value) {
    let api = Api::start();
    assert_eq!(api.metrics(&json!({list: [item]})), (200, json!("")), "{item}");
    assert_eq!(api.receiver.readings().len(), 1);
}

#[test]
fn metric_names() {
    let longest = "n".repeat(255);
    for name in ["a", "A.b:c-d_9", &longest] {
        taken("gauges", &json!({"name": name, "value": 1}));
    }
    let long = "n".repeat(256);
    refused("gauges", &json!({"value": 1}), "name", "is not present");
    refused("gauges", &json!({"name": 7, "value": 1}), "name", "is not a string");
    refused("gauges", &json!({"name": "", "value": 1}), "name", "'' is empty");
    let reason = format!("'{long}' is too long (maximum is 255 characters)");
    refused("counters", &json!({"name": long, "value": 1}), "name", &reason);
    for name in ["a b", "a/b", "é", "a\n", "a%"] {
        refused("gauges", &json!({"name": name, "value": 1}), "name", &format!("'{name}' is invalid"));
    }
    let keyed = json!({"gauges": {"a b": {"value": 1}}});
    refused_body(&keyed, "name", "'a b' is invalid");
}

#[test]
fn sources() {
    let longest = "s".repeat(255);
    for source in ["a", "A.b:c-d_9", "allx", &longest] {
        taken("gauges", &json!({"name": "t", "value": 1, "source": source}));
    }
    let long = "s".repeat(256);
    let item = |source: Value| json!({"name": "t", "value": 1, "source": source});
    refused("gauges", &item(json!("all")), "source", "'all' is reserved");
    refused("counters", &item(json!("ALL")), "source", "'all' is reserved");
    refused("gauges", &item(json!("")), "source", "'' is empty");
    refused("gauges", &item(json!("客厅")), "source", "'客厅' is invalid");
    refused("gauges", &item(json!(5)), "source", "is not a string");
    let reason = format!("'{long}' is too long (maximum is 255 characters)");
    refused("gauges", &item(json!(long)), "source", &reason);
    let top = json!({"source": "all", "gauges": [{"name": "t", "value": 1}]});
    refused_body(&top, "source", "'all' is reserved");
}

#[test]
fn values() {
    for value in [json!(0), json!(-1.5), json!(u64::MAX), json!(9.9e126), json!(-9.9e126)] {
        taken("gauges", &json!({"name": "t", "value": value}));
    }
    for value in [json!("1"), json!(null), json!([1]), json!(true)] {
        refused("gauges", &json!({"name": "t", "value": value}), "value", "is not a number");
    }
    for value in [json!(1e127), json!(-1e127), json!(1e300)] {
        refused("gauges", &json!({"name": "t", "value": value}), "value", "is out of range");
    }
    refused("gauges", &json!({"name": "t"}), "value", "is not present");
    refused("counters", &json!({"name": "t"}), "value", "is not present");
    refused("counters", &json!({"name": "t", "value": -1}), "value", "must be positive");
}

#[test]
fn tiny_values_are_stored_as_zero() {
    let api = Api::start();
    let body = json!({"gauges": [{"name": "a", "value": 9e-131}, {"name": "b", "value": 1e-130}]});
    assert_eq!(api.metrics(&body).0, 200);
    let values: Vec<_> = api.receiver.readings().iter().filter_map(|taken| taken.figures.value).collect();
    assert_eq!(values, [0.0, 1e-130]);
}

#[test]
fn nan_and_infinities_are_no_json() {
    let api = Api::start();
    for value in ["NaN", "Infinity", "-Infinity", "1e400"] {
        let body = format!("{{\"gauges\": [{{\"name\": \"t\", \"value\": {value}}}]}}");
        let (status, body) = api.post("/v1/metrics", &body, &[]);
        assert_eq!(status, 400);
        let message = body["errors"]["request"][0].as_str().unwrap_or_default();
        assert!(message.starts_with("body is not valid JSON"), "{message}");
    }
    assert_eq!(api.receiver.readings(), []);
}

#[test]
fn times() {
    for time in [json!(0), json!(1_421_744_400), json!(4_000_000_000u64)] {
        taken("gauges", &json!({"name": "t", "value": 1, "measure_time": time}));
    }
    let item = |time: Value| json!({"name": "t", "value": 1, "measure_time": time});
    refused("gauges", &item(json!(1_421_744_400.0)), "measure_time", "is not an integer");
    refused("gauges", &item(json!("1421744400")), "measure_time", "is not a number");
    refused("counters", &item(json!(-1)), "measure_time", "must be positive");
    let top = json!({"measure_time": 1.5, "gauges": [{"name": "t", "value": 1}]});
    refused_body(&top, "measure_time", "is not an integer");
}

#[test]
fn times_too_far_in_the_past_if_the_receiver_minds() {
    let api = Api::with(config().max_age(Duration::from_secs(3600)));
    let body = |time: u64| json!({"gauges": [{"name": "t", "value": 1, "measure_time": time}]});
    assert_eq!(api.metrics(&body(NOW - 3600)).0, 200);
    assert_eq!(api.metrics(&body(NOW + 9)).0, 200);
    let refused = json!({"errors": {"params": {"measure_time": ["is too far in the past"]}}});
    assert_eq!(api.metrics(&body(NOW - 3601)), (400, refused));
}

#[test]
fn aggregates() {
    let gauge = |more: Value| {
        let mut item = json!({"name": "t"});
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        item
    };
    refused("gauges", &gauge(json!({"count": 0, "sum": 1})), "count", "must be greater than 0");
    refused("gauges", &gauge(json!({"count": -1, "sum": 1})), "count", "must be greater than 0");
    refused("gauges", &gauge(json!({"count": 1.5, "sum": 1})), "count", "is not an integer");
    refused("gauges", &gauge(json!({"count": "1", "sum": 1})), "count", "is not a number");
    refused("gauges", &gauge(json!({"count": 2})), "sum", "is not present");
    refused("gauges", &gauge(json!({"sum": 2})), "count", "is not present");
    refused("gauges", &gauge(json!({"value": 2, "min": 2})), "count", "is not present");
    for part in ["sum", "min", "max", "sum_squares"] {
        let mut item = gauge(json!({"count": 1, "sum": 1}));
        item[part] = json!("x");
        refused("gauges", &item, part, "is not a number");
        item[part] = json!(1e200);
        refused("gauges", &item, part, "is out of range");
    }
    for part in ["last", "stddev"] {
        let mut item = gauge(json!({"count": 1, "sum": 1}));
        item[part] = json!(1);
        refused("gauges", &item, part, "is not supported for gauges");
    }
    for part in ["count", "sum", "min", "max", "sum_squares"] {
        let mut item = gauge(json!({"value": 1}));
        item[part] = json!(1);
        refused("counters", &item, part, "is not supported for counters");
    }
}

#[test]
fn periods_and_descriptions() {
    let item = |field: &str, value: Value| json!({"name": "t", "value": 1, field: value});
    refused("gauges", &item("period", json!(0)), "period", "must be greater than 0");
    refused("gauges", &item("period", json!(1.5)), "period", "is not an integer");
    refused("gauges", &item("attributes", json!([])), "attributes", "is not an object");
    refused("gauges", &item("description", json!(1)), "description", "is not a string");
    let long = json!("d".repeat(256));
    let reason = "is too long (maximum is 255 characters)";
    refused("gauges", &item("display_name", long), "display_name", reason);
}

#[test]
fn types() {
    let message = "'Hits' is a gauge, but was submitted as different type";
    let refused = json!({"errors": {"params": {"type": [message]}}});
    let api = Api::start();
    assert_eq!(api.metrics(&json!({"gauges": [{"name": "hits", "value": 1}]})).0, 200);
    assert_eq!(api.metrics(&json!({"counters": [{"name": "Hits", "value": 1}]})), (400, refused.clone()));
    let both =
        json!({"gauges": [{"name": "hits2", "value": 1}], "counters": [{"name": "hits2", "value": 1}]});
    let reply = api.metrics(&both);
    assert_eq!(reasons(&reply, "type"), ["'hits2' is a gauge, but was submitted as different type"]);
    assert_eq!(api.receiver.readings().len(), 1);

    assert_eq!(api.metrics(&json!({"counters": [{"name": "runs", "value": 1}]})).0, 200);
    let reply = api.metrics(&json!({"gauges": [{"name": "good", "value": 1}, {"name": "runs", "value": 1}]}));
    assert_eq!(reasons(&reply, "type"), ["'runs' is a counter, but was submitted as different type"]);
    assert_eq!(api.receiver.readings().len(), 2);
}

#[test]
fn bodies() {
    for body in [json!({}), json!({"gauges": []}), json!({"gauges": [], "counters": {}})] {
        refused_body(&body, "measurements", "are not present");
    }
    refused_body(&json!({"gauges": 5}), "gauges", "is not an array or an object");
    refused_body(&json!({"counters": [5]}), "counters", "holds something that is not an object");
    let api = Api::start();
    for body in ["", "[]", "{", "{\"gauges\": []} x"] {
        let (status, body) = api.post("/v1/metrics", body, &[]);
        assert_eq!(status, 400);
        assert!(body["errors"]["request"][0].is_string(), "{body}");
    }
}

#[test]
fn the_two_models_are_not_mixed() {
    let reason = "cannot be mixed with gauges and counters";
    let good = json!([{"name": "t", "value": 1}]);
    refused_body(&json!({"gauges": good, "measurements": good}), "measurements", reason);
    refused_body(&json!({"gauges": good, "tags": {"a": "b"}}), "tags", reason);
    refused_body(&json!({"gauges": good, "time": 5}), "time", reason);
    refused("gauges", &json!({"name": "t", "value": 1, "tags": {"a": "b"}}), "tags", reason);
    refused("gauges", &json!({"name": "t", "value": 1, "time": 5}), "time", reason);
}

#[test]
fn several_faults_are_said_at_once_and_each_once() {
    let api = Api::start();
    let reply =
        api.metrics(&json!({"gauges": [{"name": "a"}, {"name": "b"}, {"value": 1, "source": "all"}]}));
    let errors = json!({"errors": {"params": {
        "name": ["is not present"], "source": ["'all' is reserved"], "value": ["is not present"],
    }}});
    assert_eq!(reply, (400, errors));
}
