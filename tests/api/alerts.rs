//! Alerts.

use std::ops::ControlFlow;

use librato::alerts::{self, Alert, Condition, ConditionType, NewCondition, State};
use librato::api::Done;
use librato::json::JsonError;
use librato::services::Service;
use librato::transports::{Recording, Reply};
use librato::{ApiError, Decimal, Error, Millis, UnixSeconds, Value as Number};
use serde_json::{Value, json};

use super::{desktop, device, json, sends, sent};

#[test]
fn what_each_call_sends() {
    sends(alerts::get(7), "GET", "alerts/7", Value::Null);
    sends(alerts::delete(7), "DELETE", "alerts/7", Value::Null);
    sends(alerts::clear(7), "POST", "alerts/7/clear", Value::Null);
    sends(alerts::status(7), "GET", "alerts/7/status", Value::Null);
    sends(alerts::attach(7, 290), "POST", "alerts/7/services", json!({ "service": 290 }));
    sends(alerts::detach(7, 209), "DELETE", "alerts/7/services/209", Value::Null);
    let body = json!({ "name": "a \"é\"", "version": 2, "md": false, "active": true, "services": [], "conditions": [] });
    sends(alerts::create("a \"é\""), "POST", "alerts", body);

    let tags = [alerts::tag("env", &["prod", "stage*"]), alerts::tag("host", &[]).grouped()];
    let conditions = [
        alerts::above("cpu.load", 0.9).lasting(300).of("web*").summarized_by("max"),
        alerts::below("disk.free", Decimal::new(-15, 1)),
        alerts::absent("beat", 600).tagged(&tags),
        alerts::above("requests", u64::MAX).summarized_by("derivative").detect_reset(true),
    ];
    let url = [("runbook_url", "http://runbooks.example/1")];
    let load = alerts::create("load").when(&conditions).notify(&[849, 7]).description("d").attributes(&url);
    let load = load.rearm_seconds(1200).rearm_per_signal(true).active(false);
    let body = json!({
        "name": "load", "description": "d", "version": 2, "md": true, "active": false, "rearm_seconds": 1200,
        "rearm_per_signal": true, "attributes": { "runbook_url": "http://runbooks.example/1" }, "services": [849, 7],
        "conditions": [
            { "type": "above", "metric_name": "cpu.load", "source": "web*", "summary_function": "max", "duration": 300,
              "threshold": 0.9 },
            { "type": "below", "metric_name": "disk.free", "source": "*", "threshold": -1.5 },
            { "type": "absent", "metric_name": "beat", "source": "*", "duration": 600, "tags": [
                { "name": "env", "grouped": false, "values": ["prod", "stage*"] },
                { "name": "host", "grouped": true, "values": [] },
            ] },
            { "type": "above", "metric_name": "requests", "source": "*", "summary_function": "derivative",
              "threshold": u64::MAX, "detect_reset": true },
        ],
    });
    sends(load, "POST", "alerts", body.clone());
    sends(alerts::update(7, &load), "PUT", "alerts/7", body);
    let free = json!({ "active": false, "conditions": [] });
    sends(alerts::update(7, &free), "PUT", "alerts/7", free.clone());
    let tagged = |alert: alerts::Create<'_>| json!(alert)["md"].clone();
    assert_eq!(tagged(alerts::create("a").tagged(true).when(&conditions[..1])), json!(true));
    assert_eq!(tagged(alerts::create("a").when(&conditions).tagged(false)), json!(false));
}

/// A threshold that JSON has not: nothing is sent.
#[test]
fn a_threshold_is_a_number() {
    let conditions = [alerts::above("m", f64::NAN)];
    let call = alerts::create("a").when(&conditions);
    let mut device = device(Recording::new());
    assert_eq!(device.send(&call, &mut [0; 512], Millis(0)), Err(ApiError::Body));
    assert_eq!(device.transport().requests(), 0);
    let api = desktop(Recording::new());
    assert!(matches!(api.send(call), Err(Error::Body)));
    let mut alert = Alert::new("a").when(alerts::below("m", f64::INFINITY));
    assert!(matches!(alert.save(&api), Err(Error::Body)));
    api.with(|recording| assert_eq!(recording.requests(), 0));
}

#[test]
fn a_device_that_has_no_room() {
    let conditions = [alerts::above("metric", 1)];
    let call = alerts::create("alert").when(&conditions);
    let length = serde_json::to_vec(&call).unwrap().len();
    let mut device = device(Recording::new());
    let mut buffer = [0; 256];
    let short = device.send(&call, &mut buffer[..length - 1], Millis(0));
    assert_eq!((short, device.transport().requests()), (Err(ApiError::Body), 0));
    assert_eq!(device.send(&call, &mut buffer[..length], Millis(0)).map(Done::created), Ok(None));
}

const WHOLE: &str = r#"{"id":"55","name":"caf\u00e9.load","description":"a \"b\"","version":2,"md":true,"active":false,
    "rearm_seconds":600,"rearm_per_signal":false,"attributes":{"runbook_url":"u","own":[1]},"conditions":[
    {"id":9,"type":"above","metric_name":"cpu","source":null,"threshold":0.5,"summary_function":"max","duration":60,
     "tags":[{"name":"env","grouped":true,"values":["prod","stage"],"new":1}],"detect_reset":false,"newer":{"a":null}},
    {"type":"absent","metric_name":"beat","source":"web*","threshold":null,"summary_function":null,"duration":300,"tags":{}},
    {"type":"sideways","metric_name":"m","tags":null}],
    "services":[{"id":"7","type":"mail","title":"Ops","settings":{"addresses":"a@b.c"}},8,"9"],
    "created_at":1386050400,"updated_at":1386050401,"newest":"x"}"#;

#[test]
fn an_alert_with_all_that_the_server_says() {
    let api = desktop(Recording::new().answer(json(WHOLE)));
    let alert = api.send(alerts::get(55)).unwrap();
    assert_eq!((alert.id, alert.name.as_str(), alert.md, alert.active), (55, "café.load", true, false));
    assert_eq!((alert.rearm_seconds, alert.rearm_per_signal, alert.version), (Some(600), None, 2));
    assert_eq!((alert.created_at, alert.updated_at), (Some(1_386_050_400), Some(1_386_050_401)));
    assert_eq!((&alert.attributes["own"], &alert.other["newest"]), (&json!([1]), &json!("x")));
    let [above, absent, other] = &alert.conditions[..] else { panic!("{alert:?}") };
    assert_eq!((&above.kind, above.id, above.is_immediate()), (&ConditionType::Above, Some(9), false));
    assert_eq!((above.threshold, &above.source), (Some(Number::Float(0.5)), &None));
    assert_eq!((above.tags[0].grouped, above.tags[0].values.len()), (true, 2));
    assert_eq!((absent.threshold, absent.tags.len()), (None, 0));
    assert_eq!(other.kind, ConditionType::Other("sideways".into()));
    assert_eq!((other.source.as_deref(), other.is_immediate()), (Some("*"), true));
    assert_eq!(alert.services.iter().map(|service| service.id).collect::<Vec<_>>(), [7, 8, 9]);
    assert_eq!(alert.services[0].title.as_deref(), Some("Ops"));
    let line = "café.load (55, paused): max of cpu with env=prod|stage above 0.5 for 60 s and beat of web* absent for 300 s \
                and m sideways";
    assert_eq!(alert.to_string(), line);

    let mut device = device(Recording::new().answer(json(WHOLE)));
    let mut buffer = [0; 1500];
    let alert = device.send(&alerts::get(55), &mut buffer, Millis(0)).unwrap();
    assert!(alert.name.is("café.load") && alert.description.unwrap().is("a \"b\""));
    assert_eq!((alert.id, alert.active, alert.rearm_seconds), (55, false, Some(600)));
}

/// What was read is written back whole, but for what only the server can say.
#[test]
fn a_read_modify_write_loses_nothing() {
    let api = desktop(Recording::new().answer(json(WHOLE)).answer(204));
    let mut alert = api.send(alerts::get(55)).unwrap();
    alert.description = None;
    alert.conditions[0].threshold = Some(3.into());
    alert.conditions.push(alerts::above("new", 1).into());
    alert.services.push(Service::from(10));
    alert.rearm_per_signal = Some(false);
    alert.save(&api).unwrap();
    let body = json!({
        "name": "café.load", "description": null, "version": 2, "md": true, "active": false, "rearm_seconds": 600,
        "rearm_per_signal": false, "attributes": { "runbook_url": "u", "own": [1] }, "services": [7, 8, 9, 10],
        "newest": "x", "conditions": [
            { "type": "above", "metric_name": "cpu", "source": null, "threshold": 3, "summary_function": "max",
              "duration": 60, "detect_reset": false, "newer": { "a": null },
              "tags": [{ "name": "env", "grouped": true, "values": ["prod", "stage"], "new": 1 }] },
            { "type": "absent", "metric_name": "beat", "source": "web*", "summary_function": null, "duration": 300,
              "tags": {} },
            { "type": "sideways", "metric_name": "m", "source": "*", "summary_function": null, "duration": null,
              "tags": {} },
            { "type": "above", "metric_name": "new", "source": "*", "summary_function": null, "duration": null,
              "tags": {}, "threshold": 1 },
        ],
    });
    api.with(|recording| assert_eq!(sent(recording)[1], ("PUT".into(), "/v1/alerts/55".into(), body)));
}

#[test]
fn only_what_identifies_an_alert_must_be_there() {
    let nulls = r#"{"id":1,"name":"a","description":null,"version":null,"md":null,"active":null,"rearm_seconds":null,
        "rearm_per_signal":null,"attributes":null,"conditions":null,"services":null,"created_at":null,"updated_at":null}"#;
    let bare = r#"{"id":1,"name":"a"}"#;
    let api = desktop(Recording::new().answer(json(nulls)).answer(json(bare)));
    let (with_nulls, bare_one) = (api.send(alerts::get(1)).unwrap(), api.send(alerts::get(1)).unwrap());
    assert_eq!(with_nulls, bare_one);
    assert_eq!((bare_one.version, bare_one.active, bare_one.md), (2, true, false));
    assert_eq!(bare_one.to_string(), "a (1)");
    let mut device = device(Recording::new().answer(json(nulls)).answer(json(bare)));
    for _ in 0..2 {
        let mut buffer = [0; 512];
        let alert = device.send(&alerts::get(1), &mut buffer, Millis(0)).unwrap();
        assert_eq!((alert.id, alert.active, alert.description, alert.rearm_seconds), (1, true, None, None));
    }
}

#[test]
fn what_is_something_else() {
    for body in [
        "[]",
        "{}",
        r#"{"id":1}"#,
        r#"{"name":"a"}"#,
        r#"{"id":null,"name":"a"}"#,
        r#"{"id":"x","name":"a"}"#,
        r#"{"id":1,"name":2}"#,
        r#"{"id":1,"name":"a""#,
        "",
    ] {
        let api = desktop(Recording::new().answer(json(body)));
        assert!(matches!(api.send(alerts::get(1)), Err(Error::Decode(_))), "{body}");
        let mut device = device(Recording::new().answer(json(body)));
        let mut buffer = [0; 64];
        let answer = device.send(&alerts::get(1), &mut buffer, Millis(0));
        assert!(matches!(answer, Err(ApiError::Answer(_))), "{body}");
    }
    for condition in [
        "{}",
        r#"{"type":"above"}"#,
        r#"{"metric_name":"m"}"#,
        r#"{"type":"above","metric_name":"m","tags":{"a":"b"}}"#,
    ] {
        assert!(serde_json::from_str::<Condition>(condition).is_err(), "{condition}");
    }
}

/// A new one is created by the first save and updated by the next.
#[test]
fn saved_twice() {
    let created = Reply::new(201)
        .body(r#"{"id":3,"name":"load","rearm_seconds":600,"active":true,"services":[{"id":849}]}"#);
    let api = desktop(Recording::new().answer(created).answer(204));
    let tags = [alerts::tag("env", &["prod"])];
    let mut alert = Alert::new("load").when(alerts::above("cpu", 1).tagged(&tags)).notify(849);
    assert_eq!((alert.id, alert.md), (0, true));
    let made = alert.save(&api).unwrap().unwrap();
    assert_eq!((made.id, made.rearm_seconds), (3, Some(600)));
    assert_eq!((alert.id, alert.conditions.len()), (3, 1), "an answer may say less");
    assert_eq!(alert.save(&api).unwrap(), None);
    api.with(|recording| {
        let requests = sent(recording);
        let body = json!({
            "name": "load", "description": null, "version": 2, "md": true, "active": true, "rearm_seconds": null,
            "attributes": {}, "services": [849], "conditions": [{
                "type": "above", "metric_name": "cpu", "source": "*", "summary_function": null, "duration": null,
                "tags": [{ "name": "env", "grouped": false, "values": ["prod"] }], "threshold": 1,
            }],
        });
        assert_eq!(requests[0], ("POST".into(), "/v1/alerts".into(), body.clone()));
        assert_eq!(requests[1], ("PUT".into(), "/v1/alerts/3".into(), body));
    });
}

#[test]
fn paused_and_resumed() {
    let api = desktop(Recording::new().answer(json(WHOLE)).answer(204).answer(204).answer(400));
    let mut alert = api.send(alerts::get(55)).unwrap();
    alert.resume(&api).unwrap();
    assert!(alert.active);
    alert.pause(&api).unwrap();
    assert!(!alert.active);
    assert_eq!(alert.resume(&api).unwrap_err().status(), Some(400));
    assert!(!alert.active, "it is what the server knows");
    api.with(|recording| {
        let active: Vec<_> = sent(recording)[1..].iter().map(|(_, _, body)| body["active"].clone()).collect();
        assert_eq!(active, [true, false, true]);
        assert_eq!(sent(recording)[1].2["conditions"].as_array().unwrap().len(), 3);
    });
}

#[test]
fn found_by_its_whole_name() {
    let pages = [
        r#"{"query":{"found":4,"offset":0},"alerts":[{"id":1,"name":"prod.backup"},{"id":2}]}"#,
        r#"{"query":{"found":4,"offset":2},"alerts":[{"id":3,"name":"prod"},{"id":4,"name":"Prod"}]}"#,
    ];
    let play = || pages.iter().fold(Recording::new(), |play, page| play.answer(json(page)));
    let (api, mut first) = (desktop(play()), device(play()));
    assert_eq!(Alert::find(&api, "prod").unwrap().unwrap().id, 3);
    assert_eq!(alerts::find_id(&mut first, "prod", &mut [0; 64], Millis(0)), Ok(Some(3)));
    let targets: Vec<_> = sent(first.transport()).into_iter().map(|(_, target, _)| target).collect();
    assert_eq!(targets, ["/v1/alerts?name=prod", "/v1/alerts?name=prod&offset=2"]);

    // One cannot be read: it may be the one that is wanted.
    assert!(matches!(Alert::find(&desktop(play()), "pro"), Err(Error::Decode(_))));
    let mut second = device(play());
    let found = alerts::find_id(&mut second, "pro", &mut [0; 64], Millis(0));
    assert_eq!(found, Err(ApiError::Answer(JsonError::Mismatch)));
    let long = r#"{"query":{"found":1},"alerts":[{"id":1,"name":"prod","conditions":["0123456789012345678901234567"]}]}"#;
    let mut third = device(Recording::new().answer(json(long)));
    let found = alerts::find_id(&mut third, "prod", &mut [0; 64], Millis(0));
    assert_eq!(found, Err(ApiError::TooLong { needed: 68 }));

    let none = r#"{"query":{"found":0},"alerts":[]}"#;
    assert_eq!(Alert::find(&desktop(Recording::new().answer(json(none))), "x").unwrap(), None);
    let mut fourth = device(Recording::new().answer(json(none)));
    assert_eq!(alerts::find_id(&mut fourth, "x", &mut [0; 64], Millis(0)), Ok(None));
    assert_eq!(Alert::find(&desktop(Recording::new().answer(500)), "x").unwrap_err().status(), Some(500));
    let mut fifth = device(Recording::new().answer(500));
    assert!(matches!(alerts::find_id(&mut fifth, "x", &mut [0; 64], Millis(0)), Err(ApiError::Call(_))));
}

#[test]
fn both_versions_are_listed() {
    let page = r#"{"alerts":[{"id":1,"name":"old","version":1,"active":false},{"id":2,"name":"other","active":true}]}"#;
    let api = desktop(Recording::new().answer(json(page)).answer(json(page)));
    let old: Result<Vec<_>, _> = api.list(alerts::list_version_1().name("o").query(&[("x", "y")])).collect();
    assert_eq!(old.unwrap()[0].version, 1);
    let active: Result<Vec<_>, _> = api.list(alerts::list()).filter(alerts::is_active).collect();
    assert_eq!(active.unwrap().iter().map(|alert| alert.id).collect::<Vec<_>>(), [2]);
    let targets: Vec<_> = api.with(|recording| sent(recording)).into_iter().map(|(_, it, _)| it).collect();
    assert_eq!(targets, ["/v1/alerts?name=o&version=1&x=y", "/v1/alerts"]);
    let mut device = device(Recording::new().answer(json(page)));
    let mut ids = Vec::new();
    let listed = device.list(alerts::list_version_1(), &mut [0; 64], Millis(0), |alert| {
        ids.extend(alert.map(|alert| (alert.id, alert.active)));
        ControlFlow::Continue(())
    });
    assert_eq!((listed.unwrap().items, &ids[..]), (2, &[(1, false), (2, true)][..]));
    let wrong: Result<Alert, Error> = Err(Error::NoId);
    assert!(alerts::is_active(&wrong), "an error is not filtered away");
}

#[test]
fn triggered_or_not() {
    for (word, state) in
        [("ok", State::Ok), ("triggered", State::Triggered), ("asleep", State::Other("asleep".into()))]
    {
        let body = format!(r#"{{"alert":{{"id":120}},"status":"{word}"}}"#);
        let api = desktop(Recording::new().answer(json(&body)));
        let status = api.send(alerts::status(120)).unwrap();
        assert_eq!(
            (&status.state, status.to_string().as_str(), &status.other["alert"]["id"]),
            (&state, word, &json!(120))
        );
        assert_eq!(status.is_triggered(), word == "triggered");
        let mut device = device(Recording::new().answer(json(&body)));
        let mut buffer = [0; 64];
        let status = device.send(&alerts::status(120), &mut buffer, Millis(0)).unwrap();
        assert_eq!((status.status.is(word), status.is_triggered()), (true, word == "triggered"));
    }
}

#[test]
fn which_are_triggered() {
    let body = r#"{"cleared":[{"cleared_at":1454108320,"id":127}],
        "firing":[{"id":106,"triggered_at":1413328283},{"id":"129"},{"triggered_at":1}],"new":{"a":[1]}}"#;
    let mut device = device(Recording::new().answer(json(body)).answer(json("{}")));
    let mut changes = Vec::new();
    let listed = device.list(alerts::statuses(), &mut [0; 64], Millis(0), |change| {
        changes.push(change.map(|it| (it.id, it.is_firing(), it.list.to_string(), it.time)));
        ControlFlow::Continue(())
    });
    assert_eq!((listed.unwrap().items, changes.len()), (4, 4));
    assert_eq!(changes[0], Ok((127, false, "cleared".into(), Some(UnixSeconds(1_454_108_320)))));
    assert_eq!(changes[1], Ok((106, true, "firing".into(), Some(UnixSeconds(1_413_328_283)))));
    assert_eq!(changes[2], Ok((129, true, "firing".into(), None)));
    assert!(changes[3].is_err());
    let listed = device.list(alerts::statuses(), &mut [0; 64], Millis(0), |_| ControlFlow::Continue(()));
    assert_eq!(listed.unwrap().items, 0);

    let whole = r#"{"cleared":[{"cleared_at":9,"id":127}],"firing":[{"id":106,"triggered_at":8,"x":1},{"id":"129"}],"new":1}"#;
    let api =
        desktop(Recording::new().answer(json(whole)).answer(json("{}")).answer(json(r#"{"firing":null}"#)));
    let all = api.send(alerts::statuses()).unwrap();
    assert_eq!((all.to_string().as_str(), &all.other["new"]), ("2 firing, 1 cleared", &json!(1)));
    assert_eq!((all.firing[0].triggered_at, &all.firing[0].other["x"]), (Some(8), &json!(1)));
    let lines: Vec<_> = all.firing.iter().chain(&all.cleared).map(ToString::to_string).collect();
    assert_eq!(lines, ["106 triggered at 8", "129", "127 cleared at 9"]);
    for _ in 0..2 {
        assert_eq!(api.send(alerts::statuses()).unwrap(), alerts::Statuses::default());
    }
}

/// A condition is the same whether a device writes it or a desktop program owns it, but for what has no value.
#[test]
fn borrowed_and_owned_conditions_say_the_same() {
    fn without_nulls(mut condition: Value) -> Value {
        condition.as_object_mut().unwrap().retain(|_, value| !value.is_null() && *value != json!({}));
        condition
    }
    let tags = [alerts::tag("a", &["b"]).grouped()];
    let all: [NewCondition<'_>; 4] = [
        alerts::above("m", 1),
        alerts::below("m", 1.5).lasting(60).of("x").summarized_by("min").detect_reset(false),
        alerts::absent("m", 60),
        alerts::above("m", 0).tagged(&tags),
    ];
    for condition in all {
        let owned = Condition::from(condition);
        assert_eq!(without_nulls(json!(owned)), json!(condition));
        assert_eq!(serde_json::from_value::<Condition>(json!(condition)).unwrap(), owned);
    }
}
