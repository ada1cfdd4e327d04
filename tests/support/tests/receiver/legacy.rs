use librato_test_support::receiver::{Figures, Kind, Received};
use serde_json::json;

use crate::api::{Api, NOW};

#[test]
fn a_write_is_answered_with_200_and_an_empty_body() {
    let api = Api::start();
    let body = json!({"gauges": [{"name": "temperature", "value": 22.5}], "counters": []});
    assert_eq!(api.metrics(&body), (200, json!("")));
    assert_eq!(
        api.receiver.readings(),
        [Received {
            request: 1,
            metric: "temperature".into(),
            kind: Kind::Gauge,
            source: None,
            tags: [].into(),
            time: NOW,
            stamped: true,
            period: None,
            figures: Figures { value: Some(22.5), ..Figures::default() },
        }]
    );
}

#[test]
fn the_three_forms_of_a_list_say_the_same() {
    let forms = [
        json!([{"name": "a", "value": 1}, {"name": "b", "value": 2}]),
        json!({"a": {"value": 1}, "b": {"value": 2}}),
        json!({"0": {"name": "a", "value": 1}, "1": {"name": "b", "value": 2}}),
    ];
    for list in ["gauges", "counters"] {
        for form in &forms {
            let api = Api::start();
            assert_eq!(api.metrics(&json!({list: form})).0, 200, "{form}");
            let names: Vec<_> = api
                .receiver
                .readings()
                .into_iter()
                .map(|taken| (taken.metric, taken.figures.value))
                .collect();
            assert_eq!(names, [("a".into(), Some(1.0)), ("b".into(), Some(2.0))], "{form}");
        }
    }
}

#[test]
fn items_keyed_by_index_come_in_the_order_of_the_numbers() {
    let api = Api::start();
    let list: serde_json::Map<_, _> =
        (0..12).map(|i| (i.to_string(), json!({"name": format!("m{i}"), "value": i}))).collect();
    assert_eq!(api.metrics(&json!({"gauges": list})).0, 200);
    let values: Vec<_> = api.receiver.readings().iter().filter_map(|taken| taken.figures.value).collect();
    assert_eq!(values, (0..12).map(f64::from).collect::<Vec<_>>());
}

#[test]
fn what_stands_at_the_top_holds_for_items_that_do_not_say_it() {
    let api = Api::start();
    let body = json!({
        "source": "top", "measure_time": 1_421_744_400, "period": 60,
        "gauges": [{"name": "a", "value": 1}],
        "counters": [{"name": "b", "value": 2, "source": "own", "measure_time": 1_421_744_401, "period": 10}],
    });
    assert_eq!(api.metrics(&body).0, 200);
    let readings = api.receiver.readings();
    let said: Vec<_> = readings
        .iter()
        .map(|taken| (taken.kind, taken.source.as_deref(), taken.time, taken.stamped, taken.period))
        .collect();
    assert_eq!(
        said,
        [
            (Kind::Gauge, Some("top"), 1_421_744_400, false, Some(60)),
            (Kind::Counter, Some("own"), 1_421_744_401, false, Some(10)),
        ]
    );
}

#[test]
fn aggregates_are_taken_with_and_without_a_value_beside() {
    let api = Api::start();
    let body = json!({"gauges": [
        {"name": "a", "count": 4, "sum": 12.5, "min": 1, "max": 7, "sum_squares": 50.25},
        {"name": "b", "value": 3, "count": 4, "sum": 12.5},
    ]});
    assert_eq!(api.metrics(&body).0, 200);
    let readings = api.receiver.readings();
    let all = Figures {
        count: Some(4),
        sum: Some(12.5),
        min: Some(1.0),
        max: Some(7.0),
        sum_squares: Some(50.25),
        ..Figures::default()
    };
    assert_eq!(readings[0].figures, all);
    assert_eq!((readings[0].samples(), readings[0].total(), readings[0].mean()), (4, 12.5, 3.125));
    assert_eq!(readings[1].figures.value, Some(3.0));
    assert_eq!(readings[1].mean(), 3.125);
}

#[test]
fn fields_that_nobody_knows_pass() {
    let api = Api::start();
    let body = json!({"gauges": [{"name": "t", "value": 1, "anything": {"nested": [1, null, true]}}]});
    assert_eq!(api.metrics(&body).0, 200);
}

#[test]
fn own_routes_give_back_what_was_taken() {
    let api = Api::start();
    api.metrics(&json!({"measure_time": 7, "gauges": [
        {"name": "t", "value": 102, "source": "a"},
        {"name": "t", "count": 2, "sum": 5, "min": 1, "max": 4, "source": "a"},
    ]}));
    api.measurements(&json!({"time": 8, "measurements": [{"name": "u", "value": 0.5, "tags": {"k": "v"}}]}));
    let (status, body) = api.get("/_received");
    assert_eq!(status, 200);
    let taken: Vec<Received> = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(taken, api.receiver.readings());
    assert_eq!(body[0]["value"].to_string(), "102");
    assert_eq!(body[1]["count"], 2);
    assert_eq!((&body[2]["request"], &body[2]["kind"]), (&json!(2), &json!("measurement")));
    assert_eq!(body[2]["tags"], json!({"k": "v"}));

    let table = api.get("/_received/table").1;
    let row = json!({
        "metric": "t", "kind": "gauge", "source": "a", "tags": {}, "readings": 2, "count": 3,
        "sum": 107.0, "min": 1.0, "max": 102.0, "mean": 107.0 / 3.0, "values": [102.0, 2.5],
    });
    assert_eq!(table[0], row);
    assert_eq!(table[1]["tags"], json!({"k": "v"}));
    assert_eq!(table, serde_json::to_value(api.receiver.table()).unwrap());

    let counts = api.get("/_received/counts").1;
    assert_eq!(counts, serde_json::to_value(api.receiver.counts()).unwrap());
    assert_eq!((&counts["accepted"], &counts["requests"]), (&json!(3), &json!(2)));
}
