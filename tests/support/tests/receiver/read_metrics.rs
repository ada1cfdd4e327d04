use serde_json::{Value, json};

use crate::api::{Api, assert_refused, config};

fn names(reply: &Value) -> Vec<&str> {
    reply["metrics"].as_array().unwrap().iter().filter_map(|metric| metric["name"].as_str()).collect()
}

#[test]
fn metrics_are_listed_in_pages_by_name() {
    let api = Api::with(config().batch_caps(300, 300));
    assert_eq!(
        api.get("/v1/metrics").1,
        json!({"query": {"found": 0, "length": 0, "offset": 0, "total": 0}, "metrics": []})
    );
    let items: Value = (0..205).map(|i| json!({"name": format!("m{i:03}"), "value": i})).collect();
    assert_eq!(api.metrics(&json!({"gauges": items})).0, 200);
    assert_eq!(api.metrics(&json!({"counters": [{"name": "CPU.a", "value": 1}]})).0, 200);

    let (_, page) = api.get("/v1/metrics");
    assert_eq!(page["query"], json!({"found": 206, "length": 100, "offset": 0, "total": 206}));
    assert_eq!((names(&page)[0], names(&page)[99]), ("CPU.a", "m098"));
    let (_, page) = api.get("/v1/metrics?offset=200");
    assert_eq!(page["query"], json!({"found": 206, "length": 6, "offset": 200, "total": 206}));
    assert_eq!(names(&page)[5], "m204");
    let (_, page) = api.get("/v1/metrics?name=M00&length=4&offset=8");
    assert_eq!(page["query"], json!({"found": 10, "length": 2, "offset": 8, "total": 206}));
    assert_eq!(names(&page), ["m008", "m009"]);
    assert_eq!(names(&api.get("/v1/metrics?name=cpu&length=9").1), ["CPU.a"]);
    assert_eq!(names(&api.get("/v1/metrics?length=1&sort=desc").1), ["m204"]);
    assert_eq!(api.get("/v1/metrics?length=500").1["query"]["length"], 100);
    assert_eq!(names(&api.get("/v1/metrics?name=a%2Eb").1), Vec::<&str>::new());
    assert_refused(&api.get("/v1/metrics?offset=x"), "offset", "is not a number");
}

#[test]
fn a_metric_is_described_by_the_write_that_created_it() {
    let api = Api::start();
    let gauge = |extra: &str| format!("{{\"gauges\":[{{\"name\":\"temp\",\"value\":1{extra}}}]}}");
    let extra = r#","display_name":"T","description":"at home","period":60,"attributes":{"color":"red"}"#;
    api.post("/v1/metrics", &gauge(extra), &[("user-agent", "probe/1")]);
    api.post("/v1/metrics", &gauge(r#","description":"later""#), &[("user-agent", "probe/2")]);
    let metric = json!({
        "name": "temp", "display_name": "T", "type": "gauge", "description": "at home", "period": 60,
        "source_lag": null, "attributes": {"color": "red", "created_by_ua": "probe/1"},
    });
    assert_eq!(api.get("/v1/metrics/TEMP"), (200, metric.clone()));
    assert_eq!(api.get("/v1/metrics").1["metrics"], json!([metric]));
    api.metrics(&json!({"counters": [{"name": "hits", "value": 1}]}));
    assert_eq!(api.get("/v1/metrics/hits").1["type"], "counter");
}

#[test]
fn readings_come_back_by_source() {
    let api = Api::start();
    api.metrics(&json!({"gauges": [
        {"name": "t", "value": 20.5, "measure_time": 100},
        {"name": "t", "value": 21, "measure_time": 160},
        {"name": "T", "value": -3.25, "measure_time": 100, "source": "Attic"},
        {"name": "t", "count": 2, "sum": 5, "min": 1, "max": 4, "measure_time": 160, "source": "attic"},
        {"name": "other", "value": 9, "measure_time": 100},
    ]}));
    let (status, body) = api.get("/v1/metrics/t?count=100&resolution=1");
    assert_eq!(
        (status, &body["type"], &body["resolution"], &body["query"]),
        (200, &json!("gauge"), &json!(1), &json!({}))
    );
    assert_eq!(
        body["measurements"],
        json!({
            "unassigned": [
                {"measure_time": 100, "value": 20.5, "count": 1, "sum": 20.5, "min": 20.5, "max": 20.5,
                 "sum_squares": 420.25},
                {"measure_time": 160, "value": 21, "count": 1, "sum": 21, "min": 21, "max": 21, "sum_squares": 441},
            ],
            "attic": [
                {"measure_time": 100, "value": -3.25, "count": 1, "sum": -3.25, "min": -3.25, "max": -3.25,
                 "sum_squares": 10.5625},
                {"measure_time": 160, "value": 2.5, "count": 2, "sum": 5, "min": 1, "max": 4},
            ],
        })
    );
    let count = |query: &str, source: &str| {
        let (status, body) = api.get(&format!("/v1/metrics/t?resolution=1&{query}"));
        assert_eq!(status, 200, "{query}");
        body["measurements"][source].as_array().map_or(0, Vec::len)
    };
    assert_eq!(count("start_time=101", "attic"), 1);
    assert_eq!(count("start_time=100&end_time=159", "attic"), 1);
    assert_eq!(count("start_time=161", "attic"), 0);
    assert_eq!(count("count=1", "unassigned"), 1);
    assert_eq!(count("count=9&source=att*", "attic"), 2);
    assert_eq!(count("count=9&source=att*", "unassigned"), 0);
    assert_eq!(count("count=9&sources%5B%5D=unassigned&sources[]=none", "unassigned"), 2);
    assert_eq!(count("count=9&sources%5B%5D=unassigned", "attic"), 0);
}

#[test]
fn readings_are_rolled_up_to_the_resolution() {
    let api = Api::start();
    api.metrics(&json!({
        "gauges": [
            {"name": "g", "value": 1, "measure_time": 60},
            {"name": "g", "value": 4, "measure_time": 119},
            {"name": "g", "value": 7, "measure_time": 120},
        ],
        "counters": [{"name": "c", "value": 5, "measure_time": 60}, {"name": "c", "value": 8, "measure_time": 61}],
    }));
    let (_, body) = api.get("/v1/metrics/g?start_time=60&resolution=60");
    let first = json!({"measure_time": 60, "value": 2.5, "count": 2, "sum": 5, "min": 1, "max": 4, "sum_squares": 17});
    assert_eq!(body["measurements"]["unassigned"][0], first);
    assert_eq!(body["measurements"]["unassigned"][1]["measure_time"], 120);
    // Of a running total the last value says most.
    let (_, body) = api.get("/v1/metrics/c?count=5&resolution=60");
    assert_eq!(body["measurements"]["unassigned"][0]["value"], 8);
}

#[test]
fn long_answers_name_the_next_start() {
    let api = Api::with(config().points_a_page(2));
    let items: Value =
        (0..5).map(|i| json!({"name": "t", "value": i, "measure_time": 100 + i, "source": "s"})).collect();
    api.metrics(&json!({"gauges": items}));
    let mut start = json!(100);
    let mut values = Vec::new();
    while let Some(from) = start.as_u64() {
        let (_, body) = api.get(&format!("/v1/metrics/t?start_time={from}&resolution=1"));
        let page = body["measurements"]["s"].as_array().unwrap();
        values.extend(page.iter().filter_map(|item| item["value"].as_u64()));
        start = body["query"]["next_time"].clone();
    }
    assert_eq!(values, [0, 1, 2, 3, 4]);
    let (_, body) = api.get("/v1/metrics/t?count=5&resolution=1");
    assert_eq!((body["measurements"]["s"].as_array().map(Vec::len), &body["query"]), (Some(5), &json!({})));
}

#[test]
fn questions_that_are_not_understood_are_refused() {
    let api = Api::start();
    api.metrics(&json!({"gauges": [{"name": "t", "value": 1}]}));
    for (query, param, reason) in [
        ("count=1", "resolution", "is not present"),
        ("count=1&resolution=0", "resolution", "must be between 1 and 604800"),
        ("start_time=1&resolution=604801", "resolution", "must be between 1 and 604800"),
        ("count=x&resolution=1", "count", "is not a number"),
        (
            "count=1&resolution=1&summarize_sources=true",
            "summarize_sources",
            "is not supported by this receiver",
        ),
    ] {
        assert_refused(&api.get(&format!("/v1/metrics/t?{query}")), param, reason);
    }
    assert_eq!(api.get("/v1/metrics/t?count=1&resolution=604800").0, 200);
}
