use serde_json::json;

use crate::api::{Api, assert_refused};

#[test]
fn metrics_are_defined_and_changed() {
    let api = Api::start();
    assert_eq!(api.put("/v1/metrics/t", &json!({"description": "x"})).0, 404, "nobody says what it is");
    let (status, metric) = api.put(
        "/v1/metrics/t",
        &json!({"type": "gauge", "period": 60, "attributes": {"color": "#fff"}, "x": 1}),
    );
    assert_eq!((status, &metric["period"], &metric["x"]), (201, &json!(60), &json!(1)));
    assert_eq!(
        api.put("/v1/metrics/T", &json!({"type": "counter", "description": "d", "attributes": {"a": 1}})).0,
        204
    );
    let (_, metric) = api.get("/v1/metrics/t");
    assert_eq!((&metric["type"], &metric["description"]), (&json!("gauge"), &json!("d")));
    assert_eq!(metric["attributes"], json!({"a": 1, "color": "#fff"}));
    assert_eq!(api.put("/v1/metrics/c", &json!({"type": "composite", "composite": "s(\"t\")"})).0, 201);
    assert_eq!(api.get("/v1/metrics/c").1["composite"], "s(\"t\")");
    assert_refused(&api.put("/v1/metrics/d", &json!({"type": "composite"})), "composite", "is not present");
    assert_refused(&api.put("/v1/metrics/d%20", &json!({"type": "gauge"})), "name", "is invalid");
    assert_refused(
        &api.put("/v1/metrics/d", &json!({"type": "x"})),
        "type",
        "must be gauge, counter or composite",
    );
    assert_eq!(api.put("/v1/metrics", &json!({"names": ["t"], "period": 10})).0, 204);
    assert_eq!(api.put("/v1/metrics", &json!({"names": "*", "display_name": "D"})).0, 204);
    let (_, metric) = api.get("/v1/metrics/t");
    assert_eq!(
        (&metric["period"], &metric["display_name"], metric.get("names")),
        (&json!(10), &json!("D"), None)
    );
    assert_refused(&api.put("/v1/metrics", &json!({"period": 10})), "names", "is not present");
}

#[test]
fn metrics_are_deleted_with_their_readings() {
    let api = Api::start();
    let gauges = ["a.1", "a.2", "b", "c"].map(|name| json!({"name": name, "value": 1}));
    assert_eq!(api.metrics(&json!({"gauges": gauges})).0, 200);
    assert_eq!(api.delete("/v1/metrics/B").0, 204);
    assert_eq!(api.delete("/v1/metrics/b").0, 404);
    assert_eq!(api.delete_with("/v1/metrics", &json!({"names": "A.*"})).0, 204);
    assert_eq!(api.get("/v1/metrics").1["query"]["total"], 1);
    assert_eq!(api.receiver.readings().len(), 1);
    assert_eq!(api.delete_with("/v1/metrics", &json!({"names": ["c", "d"]})).0, 204);
    assert_eq!(api.get("/v1/metrics").1["metrics"], json!([]));
    assert_eq!(api.delete_with("/v1/metrics", &json!({"names": 7})).0, 400);
}
