use serde_json::{Value, json};

use crate::api::{Api, NOW, assert_refused, config};

fn filled() -> Api {
    let api = Api::start();
    api.measurements(&json!({"measurements": [
        {"name": "t", "value": 1, "time": NOW - 10, "tags": {"Region": "US-east", "name": "prod"}},
        {"name": "t", "count": 2, "sum": 6, "min": 1, "max": 5, "time": NOW - 5, "tags": {"region": "us-east", "name": "prod"}},
        {"name": "t", "value": 3, "time": NOW - 5, "tags": {"region": "eu"}},
        {"name": "t", "value": 4, "time": NOW - 5000},
    ]}));
    api.metrics(&json!({"gauges": [{"name": "t", "value": 99, "measure_time": NOW}]}));
    api
}

fn values(api: &Api, query: &str) -> Vec<f64> {
    let (status, body) = api.get(&format!("/v1/measurements/t?resolution=1&{query}"));
    assert_eq!(status, 200, "{query} {body}");
    let series = body["series"].as_array().unwrap();
    series
        .iter()
        .flat_map(|series| series["measurements"].as_array().unwrap())
        .filter_map(|item| item["value"].as_f64())
        .collect()
}

#[test]
fn measurements_come_back_as_series_with_tags_in_lower_case() {
    let api = filled();
    let (status, body) = api.get("/v1/measurements/t?resolution=1&duration=60");
    assert_eq!(
        (status, &body["name"], &body["resolution"], &body["links"]),
        (200, &json!("t"), &json!(1), &json!([]))
    );
    assert_eq!(
        body["series"],
        json!([
            {"tags": {"name": "prod", "region": "us-east"}, "measurements": [
                {"time": NOW - 10, "value": 1}, {"time": NOW - 5, "value": 3}]},
            {"tags": {"region": "eu"}, "measurements": [{"time": NOW - 5, "value": 3}]},
        ])
    );
}

#[test]
fn the_stretch_of_time_can_be_said_in_three_ways() {
    let api = filled();
    assert_eq!(values(&api, &format!("start_time={}", NOW - 5)), [3.0, 3.0]);
    assert_eq!(values(&api, &format!("start_time={}&end_time={}", NOW - 5000, NOW - 6)), [4.0, 1.0]);
    assert_eq!(values(&api, &format!("start_time={}&duration=1", NOW - 5000)), [4.0]);
    assert_eq!(values(&api, &format!("end_time={}&duration=2", NOW - 9)), [1.0]);
}

#[test]
fn series_are_chosen_by_tags() {
    let api = filled();
    for (query, expected) in [
        ("tags%5Bregion%5D=us-%2A", vec![1.0, 3.0]),
        ("tags[region]=EU", vec![3.0]),
        ("tags[region]=eu&tags[region]=us-east", vec![1.0, 3.0, 3.0]),
        ("tags[region]=!eu", vec![1.0, 3.0]),
        ("tags[!name]=x", vec![3.0]),
        ("tags[region]=eu&tags[name]=*", vec![]),
    ] {
        assert_eq!(values(&api, &format!("duration=60&{query}")), expected, "{query}");
    }
}

#[test]
fn the_summary_function_chooses_the_value() {
    let api = filled();
    for (function, expected) in [("sum", 6.0), ("min", 1.0), ("max", 5.0), ("count", 2.0), ("mean", 3.0)] {
        let query = format!("start_time={}&tags[name]=prod&summary_function={function}", NOW - 5);
        assert_eq!(values(&api, &query), [expected], "{function}");
    }
}

#[test]
fn long_answers_link_to_the_next_page() {
    let api = Api::with(config().points_a_page(2));
    let items: Value =
        (0..5).map(|i| json!({"name": "t", "value": i, "time": 100 + i, "tags": {"a": "b c"}})).collect();
    api.measurements(&json!({"measurements": items}));
    let mut target = "/v1/measurements/t?start_time=100&end_time=103&resolution=1&tags[a]=b%20*".to_owned();
    let mut taken = Vec::new();
    let mut pages = 0;
    loop {
        let (status, body) = api.get(&target);
        assert_eq!(status, 200);
        pages += 1;
        let page = body["series"][0]["measurements"].as_array().unwrap();
        taken.extend(page.iter().filter_map(|item| item["value"].as_u64()));
        let Some(link) = body["links"].get(0) else { break };
        assert_eq!(link["rel"], "next");
        target = link["href"].as_str().unwrap().to_owned();
    }
    assert_eq!((taken, pages), (vec![0, 1, 2, 3], 2));
}

#[test]
fn questions_that_are_not_understood_are_refused() {
    let api = filled();
    for (query, param, reason) in [
        ("duration=1", "resolution", "is not present"),
        ("resolution=1", "start_time", "is not present"),
        ("resolution=1&end_time=5", "start_time", "is not present"),
        ("resolution=604801&duration=1", "resolution", "must be between 1 and 604800"),
        (
            "resolution=1&start_time=1&end_time=2&duration=1",
            "duration",
            "cannot be given with start_time and end_time",
        ),
        ("resolution=1&duration=1&group_by=a", "group_by", "is not supported by this receiver"),
        ("resolution=1&duration=1&tags_search=a", "tags_search", "is not supported by this receiver"),
        (
            "resolution=1&duration=1&summary_function=derivative",
            "summary_function",
            "is not supported by this receiver",
        ),
    ] {
        assert_refused(&api.get(&format!("/v1/measurements/t?{query}")), param, reason);
    }
}
