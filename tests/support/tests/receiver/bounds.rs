//! Content type, sizes, and what is kept.

use serde_json::{Value, json};

use crate::api::{AUTH, Api, config, read};

fn gauges(count: usize) -> Value {
    json!({"gauges": (0..count).map(|i| json!({"name": "t", "value": i})).collect::<Value>()})
}

fn measurements(count: usize) -> Value {
    json!({"measurements": (0..count).map(|i| json!({"name": "t", "value": i})).collect::<Value>()})
}

#[test]
fn only_json_is_taken() {
    let api = Api::start();
    let send = |target: &str, kind: Option<&str>| {
        let mut request = api.agent.post(api.url(target)).header("authorization", AUTH);
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let body = if target.ends_with("metrics") { gauges(1) } else { measurements(1) };
        read(request.send(body.to_string().as_bytes()).unwrap())
    };
    for target in ["/v1/metrics", "/v1/measurements"] {
        for kind in
            [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonx")]
        {
            let (status, body) = send(target, kind);
            assert_eq!(status, 415, "{kind:?}");
            assert_eq!(body, json!({"errors": {"request": ["Content-Type must be application/json"]}}));
        }
        for kind in ["application/json", "Application/JSON; charset=utf-8"] {
            assert!(matches!(send(target, Some(kind)).0, 200 | 202), "{kind}");
        }
    }
    assert_eq!(api.receiver.readings().len(), 4);
}

#[test]
fn batches_up_to_the_recommended_size_are_taken() {
    let api = Api::start();
    assert_eq!(api.metrics(&gauges(300)).0, 200);
    assert_eq!(api.measurements(&measurements(1000)).0, 202);
    let reply = api.metrics(&gauges(301));
    let errors = json!({"errors": {"request": ["301 readings in one request, at most 300"]}});
    assert_eq!(reply, (413, errors));
    assert_eq!(api.measurements(&measurements(1001)).0, 413);
    assert_eq!(api.receiver.readings().len(), 1300);

    let api = Api::with(config().batch_caps(2, 3));
    assert_eq!((api.metrics(&gauges(2)).0, api.metrics(&gauges(3)).0), (200, 413));
    assert_eq!((api.measurements(&measurements(3)).0, api.measurements(&measurements(4)).0), (202, 413));
    let both =
        json!({"gauges": [{"name": "a", "value": 1}], "counters": {"b": {"value": 1}, "c": {"value": 1}}});
    assert_eq!(api.metrics(&both).0, 413);
}

#[test]
fn bodies_up_to_the_cap_are_taken() {
    let body = gauges(1).to_string();
    let api = Api::with(config().body_cap(body.len()));
    assert_eq!(api.post("/v1/metrics", &body, &[]).0, 200);
    let errors = json!({"errors": {"request": ["body is too long"]}});
    assert_eq!(api.post("/v1/metrics", &format!("{body} "), &[]), (413, errors.clone()));
    // Far over the cap, and more than any socket buffer holds: the answer has to arrive all the same.
    assert_eq!(api.post("/v1/metrics", &" ".repeat(8 << 20), &[]), (413, errors));
    assert_eq!(api.receiver.readings().len(), 1);
    assert_eq!(api.receiver.requests()[2].body.len(), body.len());
}

#[test]
fn what_is_kept_is_bounded_and_the_oldest_goes_first() {
    let api = Api::with(config().keep_readings(3).keep_requests(2, 1 << 20).keep_metrics(2));
    for name in ["a", "b", "c", "d"] {
        assert_eq!(api.metrics(&json!({"gauges": [{"name": name, "value": 1}]})).0, 200);
    }
    let names: Vec<_> = api.receiver.readings().into_iter().map(|taken| taken.metric).collect();
    assert_eq!(names, ["b", "c", "d"]);
    let counts = api.receiver.counts();
    assert_eq!((counts.accepted, counts.forgotten, counts.requests), (4, 1, 4));
    let kept: Vec<_> = api.receiver.requests().iter().map(|seen| seen.number).collect();
    assert_eq!(kept, [3, 4]);
    assert_eq!(api.get("/v1/metrics").1["query"]["total"], 2);

    let body = gauges(1).to_string();
    let api = Api::with(config().keep_requests(100, 2 * body.len()));
    for _ in 0..3 {
        api.post("/v1/metrics", &body, &[]);
    }
    assert_eq!(api.receiver.requests().len(), 2);
}

#[test]
fn requests_are_kept_as_they_came() {
    let api = Api::start();
    let body = "{\"gauges\":[{\"name\":\"t\",\"value\":1.50}]}";
    api.post("/v1/metrics?x=%20y", body, &[("user-agent", "probe/1"), ("x-more", "1")]);
    api.post("/v1/metrics", "{}", &[]);
    let requests = api.receiver.requests();
    let first = &requests[0];
    assert_eq!((first.method.as_str(), first.target.as_str()), ("POST", "/v1/metrics?x=%20y"));
    assert_eq!((first.header("user-agent"), first.header("x-more")), (Some("probe/1"), Some("1")));
    assert_eq!(first.body, body.as_bytes());
    assert_eq!(first.json().unwrap()["gauges"][0]["value"], 1.5);
    assert_eq!((first.number, first.complete, first.duplicate, first.status), (1, true, false, Some(200)));
    assert_eq!((requests[1].number, requests[1].status), (2, Some(400)));
    // One agent, one kept connection.
    assert_eq!((first.connection, requests[1].connection), (1, 1));
    assert_eq!(api.receiver.counts().connections, 1);
}
