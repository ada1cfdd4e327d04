use serde_json::json;

use crate::api::{Api, assert_refused};

#[test]
fn spaces_hold_charts() {
    let api = Api::start();
    let (status, space) = api.create("/v1/spaces", &json!({"name": "Küche und Bad", "tags": true}));
    assert_eq!((status, space), (201, json!({"id": 1, "name": "Küche und Bad", "tags": true})));
    assert_refused(&api.create("/v1/spaces", &json!({"name": "Küche und Bad"})), "name", "is already taken");
    let chart = json!({"name": "Wärme", "type": "line", "streams": [{"metric": "t", "id": 7, "x": 1}]});
    let (status, made) = api.create("/v1/spaces/1/charts", &chart);
    assert_eq!((status, &made["streams"][0]["x"]), (201, &json!(1)));
    assert_ne!(made["streams"][0]["id"], 7, "the service numbers them");
    let path = format!("/v1/spaces/1/charts/{}", made["id"]);
    assert_eq!(api.get(&path), (200, made.clone()));
    assert_eq!(api.get("/v1/spaces/1/charts").1, json!([made]), "without pages");
    assert_eq!(api.get("/v1/spaces/1").1["charts"], json!([{"id": made["id"]}]));
    assert_eq!(api.get("/v1/spaces").1["spaces"][0].get("charts"), None);
    let (status, changed) = api.put(&path, &json!({"name": "Kälte"}));
    assert_eq!((status, &changed["name"], &changed["type"]), (200, &json!("Kälte"), &json!("line")));
    let reason = "must be line, stacked or bignumber";
    assert_refused(&api.put(&path, &json!({"type": "pie"})), "type", reason);
    assert_eq!(api.create("/v1/spaces/9/charts", &chart).0, 404);
    assert_eq!(api.get(&path.replace("/1/", "/2/")).0, 404);
    assert_eq!(api.delete(&path).0, 204);
    assert_eq!(api.get("/v1/spaces/1/charts").1, json!([]));
    api.create("/v1/spaces/1/charts", &chart);
    assert_eq!(api.delete("/v1/spaces/1").0, 204);
    assert_eq!(api.get("/v1/spaces/1/charts").0, 404);
}

#[test]
fn dashboards_have_instruments() {
    let api = Api::start();
    let (_, one) = api.create("/v1/instruments", &json!({"name": "I", "streams": [{"metric": "m"}]}));
    let (status, made) =
        api.create("/v1/dashboards", &json!({"name": "D", "instruments": [{"id": one["id"]}]}));
    assert_eq!((status, &made["instruments"][0]["name"]), (201, &json!("I")));
    assert_refused(
        &api.create("/v1/dashboards", &json!({"name": "E", "instruments": [77]})),
        "instruments",
        "is not known",
    );
    assert_eq!(api.delete(&format!("/v1/instruments/{}", one["id"])).0, 204);
    assert_eq!(api.get(&format!("/v1/dashboards/{}", made["id"])).1["instruments"], json!([]));
}
