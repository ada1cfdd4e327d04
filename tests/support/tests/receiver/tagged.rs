use librato_test_support::receiver::{Figures, Kind};
use serde_json::{Value, json};

use crate::api::{Api, NOW, failures};

/// The answer to a write that took some and refused others.
fn summary(total: u64, accepted: u64) -> Value {
    json!({"summary": {"total": total, "accepted": accepted, "failed": total - accepted}})
}

#[test]
fn a_write_is_answered_with_202_and_a_summary() {
    let api = Api::start();
    let body = json!({"measurements": [
        {"name": "t", "value": 80, "tags": {"city": "sf"}},
        {"name": "u", "count": 2, "sum": 3.5, "min": 1, "max": 2.5, "last": 2.5, "stddev": 0.75},
    ]});
    assert_eq!(api.measurements(&body), (202, json!({"measurements": summary(2, 2)})));
    let readings = api.receiver.readings();
    assert_eq!((readings[0].kind, readings[0].time), (Kind::Measurement, NOW));
    assert_eq!(readings[0].tags, [("city".to_owned(), "sf".to_owned())].into());
    let figures = Figures {
        count: Some(2),
        sum: Some(3.5),
        min: Some(1.0),
        max: Some(2.5),
        last: Some(2.5),
        stddev: Some(0.75),
        ..Figures::default()
    };
    assert_eq!(readings[1].figures, figures);
    assert!(readings[1].tags.is_empty());
}

#[test]
fn tags_of_an_item_replace_those_at_the_top_and_are_not_merged() {
    let api = Api::start();
    let body = json!({
        "tags": {"host": "h1"}, "time": 1_419_302_640, "period": 60,
        "measurements": [
            {"name": "a", "value": 1},
            {"name": "b", "value": 2, "tags": {"x": "y"}, "time": 1_419_302_641, "period": 10},
            {"name": "c", "value": 3, "tags": {}},
        ],
    });
    assert_eq!(api.measurements(&body).0, 202);
    let said: Vec<_> = api
        .receiver
        .readings()
        .into_iter()
        .map(|taken| (serde_json::to_value(&taken.tags).unwrap(), taken.time, taken.period))
        .collect();
    assert_eq!(
        said,
        [
            (json!({"host": "h1"}), 1_419_302_640, Some(60)),
            (json!({"x": "y"}), 1_419_302_641, Some(10)),
            (json!({}), 1_419_302_640, Some(60)),
        ]
    );
}

#[test]
fn each_measurement_is_refused_on_its_own() {
    let api = Api::start();
    let reply = api.measurements(&json!({"measurements": [
        {"name": "good", "value": 1},
        {"name": "empty tag", "value": 2},
        {"name": "tag", "value": 3, "tags": {"a": ""}},
        {"name": "also.good", "value": 4},
    ]}));
    assert_eq!(reply.0, 202);
    assert_eq!(reply.1["measurements"], summary(4, 2));
    assert_eq!(
        reply.1["errors"],
        json!([
            {"param": "name", "value": "empty tag", "reason": "'empty tag' is invalid"},
            {"param": "tags", "value": {"a": ""}, "reason": "Tag value is empty"},
        ])
    );
    let names: Vec<_> = api.receiver.readings().into_iter().map(|taken| taken.metric).collect();
    assert_eq!(names, ["good", "also.good"]);
    assert_eq!((api.receiver.counts().accepted, api.receiver.counts().failed), (2, 2));
}

#[test]
fn a_write_of_which_nothing_is_taken_is_still_202() {
    let api = Api::start();
    let reply = api.measurements(&json!({"measurements": [{"name": "t", "value": 80, "tags": {"a": ""}}]}));
    assert_eq!((reply.0, &reply.1["measurements"]), (202, &summary(1, 0)));
    assert_eq!(failures(&reply), [("tags".into(), "Tag value is empty".into())]);
    assert_eq!(api.get("/v1/metrics").1["query"]["total"], 0);
}
