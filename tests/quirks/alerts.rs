//! Alerts and services.

use librato::alerts::{self, Alert, Condition};
use librato::transports::{Recording, Reply};
use librato::{Error, services};
use serde_json::{Value, json};

use super::{Play, client, sent};

fn page(body: &'static str) -> Play {
    Recording::new().answer(Reply::new(200).body(body)).answer(204)
}

/// Those alone that are active, where that is wanted.
#[test]
pub(super) fn list() {
    const BODY: &str = r#"{"query":{"found":2,"length":2,"offset":0,"total":2},"alerts":[
        {"id":1,"name":"a","active":true,"version":2,"conditions":[]},{"id":2,"name":"b","active":false}]}"#;
    let names = |only_active: bool| {
        let api = client(page(BODY));
        let all = api.list(alerts::list()).filter(|alert| !only_active || alerts::is_active(alert));
        let names: Vec<_> = all.map(|alert| alert.unwrap().name).collect();
        assert_eq!(sent(&api), [("/v1/alerts".to_owned(), Value::Null)]);
        names
    };
    assert_eq!(names(false), ["a", "b"]);
    assert_eq!(names(true), ["a"]);
}

/// The whole name counts.
#[test]
pub(super) fn delete_takes_first_match() {
    const BODY: &str = r#"{"query":{"found":2,"total":2},
        "alerts":[{"id":70,"name":"prod.backup"},{"id":72,"name":"Prod"},{"id":71,"name":"prod"}]}"#;
    let api = client(page(BODY));
    assert!(Alert::delete_named(&api, "prod").unwrap());
    let targets: Vec<_> = sent(&api).into_iter().map(|(target, _)| target).collect();
    assert_eq!(targets, ["/v1/alerts?name=prod", "/v1/alerts/71"]);
    let api = client(page(BODY));
    assert!(!Alert::delete_named(&api, "pro").unwrap());
    assert_eq!(sent(&api).len(), 1, "nothing is deleted");
}

/// What the server said is written back, whether it is known or not.
#[test]
pub(super) fn save_loses_unknown_fields() {
    const BODY: &str = r#"{"query":{"found":1},"alerts":[{"id":55,"name":"my.alert","description":null,"version":2,"md":false,
        "active":true,"rearm_seconds":600,"rearm_per_signal":true,"attributes":{},"conditions":[{"id":9,"metric_name":"cpu",
        "type":"above","source":"*","threshold":42,"summary_function":"average","duration":null,"tags":[],
        "detect_reset":true,"new":[1]}],"services":[],"created_at":1386050400,"updated_at":1386050400,"newer":{"a":2}}]}"#;
    let api = client(page(BODY));
    Alert::find(&api, "my.alert").unwrap().unwrap().save(&api).unwrap();
    let condition = json!({
        "type": "above", "metric_name": "cpu", "source": "*", "tags": {}, "summary_function": "average", "duration": null,
        "threshold": 42, "detect_reset": true, "new": [1],
    });
    let body = json!({
        "name": "my.alert", "md": false, "attributes": {}, "version": 2, "description": null, "rearm_seconds": 600,
        "active": true, "services": [], "conditions": [condition], "rearm_per_signal": true, "newer": { "a": 2 },
    });
    assert_eq!(sent(&api)[1], ("/v1/alerts/55".to_owned(), body));
}

/// What is not said is not so.
#[test]
pub(super) fn answer_without_md() {
    let api = client(page(r#"{"alerts":[{"id":1,"name":"my.alert","version":2,"active":true}]}"#));
    assert!(!Alert::find(&api, "my.alert").unwrap().unwrap().md);
}

/// There is no way to make a condition, or to read one, that does not say when it holds.
#[test]
pub(super) fn condition_without_verb() {
    let made = [alerts::above("m", 1), alerts::below("m", 1), alerts::absent("m", 60)];
    for (condition, kind) in made.into_iter().zip(["above", "below", "absent"]) {
        let written = json!(Condition::from(condition));
        assert_eq!((&written["type"], written["threshold"].is_null()), (&json!(kind), kind == "absent"));
        assert_eq!(written["duration"].is_null(), kind != "absent");
    }
    let api = client(page(r#"{"alerts":[{"id":1,"name":"a","conditions":[{"metric_name":"m"}]}]}"#));
    assert!(matches!(Alert::find(&api, "a"), Err(Error::Decode(_))));
}

#[test]
pub(super) fn services_missing_field() {
    let api = client(page(r#"{"query":{"found":1},"services":[{"id":1,"type":"mail"}]}"#));
    let service = api.list(services::list()).next().unwrap().unwrap();
    assert_eq!((service.id, service.kind.as_deref(), service.title), (1, Some("mail"), None));
    assert!(service.settings.is_empty());
}
