use serde_json::{Value, json};

use crate::api::{AUTH, Api, NOW, assert_refused, read};

fn alert() -> Value {
    let condition = json!({"type": "above", "metric_name": "cpu", "threshold": 0.9, "duration": 300});
    json!({"name": "web.load", "conditions": [condition]})
}

#[test]
fn alerts_have_their_services_whole() {
    let api = Api::start();
    let (status, mail) = api.create(
        "/v1/services",
        &json!({"type": "mail", "title": "Ops", "settings": {"addresses": "ops@example.com"}}),
    );
    assert_eq!((status, &mail["id"]), (201, &json!("1")), "a text, as documented");
    let mut alert = alert();
    alert["services"] = json!([1]);
    alert["x_unknown"] = json!({"kept": true});
    let (status, made) = api.create("/v1/alerts", &alert);
    assert_eq!(
        (status, &made["version"], &made["active"], &made["created_at"]),
        (201, &json!(2), &json!(true), &json!(NOW))
    );
    assert_eq!(made["x_unknown"], json!({"kept": true}));
    assert_eq!(made["services"][0]["settings"]["addresses"], "ops@example.com");
    assert!(made["conditions"][0]["id"].is_u64());
    let path = format!("/v1/alerts/{}", made["id"]);
    assert_eq!(api.get(&path), (200, made.clone()));

    assert_eq!(api.put(&path, &json!({"active": false})).0, 204);
    let (_, paused) = api.get(&path);
    assert_eq!(
        (&paused["active"], &paused["conditions"]),
        (&json!(false), &json!([])),
        "what is not named is gone"
    );

    assert_eq!(api.delete(&format!("{path}/services/1")).0, 204);
    assert_eq!(api.delete(&format!("{path}/services/1")).0, 404);
    assert_eq!(api.create(&format!("{path}/services"), &json!({"service": 1})).0, 201);
    assert_eq!(api.get(&path).1["services"][0]["title"], "Ops");
    assert_eq!(api.delete("/v1/services/1").0, 204);
    assert_eq!(api.get(&path).1["services"], json!([]));
    assert_eq!(api.delete(&path).0, 204);
    assert_eq!(api.get(&path).0, 404);
}

#[test]
fn alerts_are_held_to_their_rules() {
    let api = Api::start();
    let with = |member: &str, value: Value| {
        let mut alert = alert();
        alert[member] = value;
        api.create("/v1/alerts", &alert)
    };
    assert_refused(&with("name", json!("web load")), "name", "is invalid");
    assert_refused(&with("name", json!(null)), "name", "is not present");
    assert_refused(&with("services", json!([99])), "services", "is not known");
    assert_refused(&with("services", json!(7)), "services", "is not a list of ids");
    assert_refused(&with("rearm_seconds", json!(61)), "rearm_seconds", "must be a multiple of 60");
    let condition = |condition: Value| with("conditions", json!([condition]));
    let reason = "duration must be between 60 and 3600";
    assert_refused(&condition(json!({"type": "absent", "metric_name": "m"})), "conditions", reason);
    let reason = "threshold is not present";
    assert_refused(&condition(json!({"type": "below", "metric_name": "m"})), "conditions", reason);
    let reason = "type must be above, below or absent";
    assert_refused(&condition(json!({"type": "equal", "metric_name": "m"})), "conditions", reason);
    assert_refused(&condition(json!({"type": "above"})), "conditions", "metric_name is not present");
    assert_eq!(api.create("/v1/alerts", &alert()).0, 201);
    assert_refused(&api.create("/v1/alerts", &alert()), "name", "is already taken");
    assert_eq!(api.create("/v1/alerts", &json!([])).0, 400);
    let text = api.agent.post(api.url("/v1/alerts")).header("authorization", AUTH).send("{}").unwrap();
    assert_eq!(read(text).0, 415);
    assert_eq!(api.get("/v1/alerts/status/x").0, 404);
    assert_eq!(api.put("/v1/alerts", &json!({})).0, 405);
}

#[test]
fn alerts_are_triggered_until_they_are_cleared() {
    let api = Api::start();
    let mut firing = alert();
    firing["triggered_at"] = json!(NOW - 60);
    assert_eq!(api.create("/v1/alerts", &firing).0, 201);
    assert_eq!(
        api.get("/v1/alerts/status").1,
        json!({"firing": [{"id": 2, "triggered_at": NOW - 60}], "cleared": []})
    );
    assert_eq!(api.get("/v1/alerts/2/status").1["status"], "triggered");
    assert_eq!(api.create("/v1/alerts/2/clear", &json!({})).0, 204);
    assert_eq!(api.get("/v1/alerts/2/status").1["status"], "ok");
    assert_eq!(api.get("/v1/alerts/status").1["cleared"], json!([{"id": 2, "cleared_at": NOW}]));
    assert_eq!(api.get("/v1/alerts/9/status").0, 404);
}

#[test]
fn version_1_is_kept_apart() {
    let api = Api::start();
    let mut old = alert();
    old["version"] = json!(1);
    old["name"] = json!("old");
    assert_eq!(api.create("/v1/alerts", &old).0, 201);
    assert_eq!(api.create("/v1/alerts", &alert()).0, 201);
    assert_eq!(api.get("/v1/alerts").1["alerts"][0]["name"], "web.load");
    let (_, page) = api.get("/v1/alerts?version=1");
    assert_eq!((&page["query"]["found"], &page["alerts"][0]["name"]), (&json!(1), &json!("old")));
}
