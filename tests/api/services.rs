//! Services.

use std::ops::ControlFlow;

use librato::services::{self, Changes, Service};
use librato::transports::{Recording, Reply};
use librato::{Error, Millis};
use serde_json::{Value, json};

use super::{desktop, device, json, sends, sent};

#[test]
fn what_each_call_sends() {
    sends(services::get(145), "GET", "services/145", Value::Null);
    sends(services::delete(u64::MAX), "DELETE", "services/18446744073709551615", Value::Null);
    let settings = [("room", "Ops \"é\""), ("token", "1234")];
    let set = json!({ "room": "Ops \"é\"", "token": "1234" });
    let body = json!({ "type": "campfire", "title": "Ops room", "settings": set });
    sends(services::create("campfire", "Ops room").settings(&settings), "POST", "services", body);
    sends(services::create("mail", ""), "POST", "services", json!({ "type": "mail", "title": "" }));
    let changes = Changes::new().title("Night").settings(&settings);
    sends(services::update(7, &changes), "PUT", "services/7", json!({ "title": "Night", "settings": set }));
    sends(services::update(7, &Changes::new()), "PUT", "services/7", Value::Null);
    sends(services::update(7, &json!({ "free": [1] })), "PUT", "services/7", json!({ "free": [1] }));
}

const LIST: &str = r#"{"query":{"found":4},"services":[
    {"id":"145","type":"campfire","settings":{"room":"Ops","deep":{"a":[1,null]}},"title":"Ops \u00e9","new":true},
    {"id":7,"type":"mail"},{"title":"no id"},{"id":8,"type":null,"title":null,"settings":null}]}"#;

/// Some answers have ids as numbers and some as texts.
#[test]
fn a_list_in_every_shape() {
    let api = desktop(Recording::new().answer(json(LIST)));
    let all: Vec<_> = api.list(services::list().order_by("title")).collect();
    let first = all[0].as_ref().unwrap();
    assert_eq!((first.id, first.to_string().as_str()), (145, "Ops é (campfire, 145)"));
    assert_eq!((&first.settings["deep"], &first.other["new"]), (&json!({ "a": [1, null] }), &json!(true)));
    assert_eq!(all[1].as_ref().unwrap().to_string(), "(mail, 7)");
    assert!(matches!(all[2], Err(Error::Decode(_))));
    assert_eq!(*all[3].as_ref().unwrap(), Service::from(8));

    let mut device = device(Recording::new().answer(json(LIST)));
    let mut given = Vec::new();
    let listed = device.list(services::list(), &mut [0; 160], Millis(0), |service| {
        given.push(service.map(|it| {
            (it.id, it.kind.map(|kind| kind.to_string()), it.title.map(|title| title.to_string()))
        }));
        ControlFlow::Continue(())
    });
    assert_eq!(listed.unwrap().items, 4);
    assert_eq!(given[0], Ok((145, Some("campfire".to_owned()), Some("Ops é".to_owned()))));
    assert_eq!(given[1], Ok((7, Some("mail".to_owned()), None)));
    assert!(given[2].is_err());
    assert_eq!(given[3], Ok((8, None, None)));
}

/// A device learns the id, which stands in the header, or in the body as a number or a text.
#[test]
fn a_new_one_has_an_id() {
    let location = [("Location", "/v1/services/145")];
    let by_header = Reply::new(201).headers(&location);
    let by_text = Reply::new(201).body(r#"{"type":"mail","id":"146"}"#);
    let by_number = Reply::new(201).body(r#"{"id":147}"#);
    let play = Recording::new().answer(by_header).answer(by_text).answer(by_number).answer(201);
    let (mut device, mut buffer) = (device(play), [0; 128]);
    for id in [Some(145), Some(146), Some(147), None] {
        let done = device.send(&services::create("mail", "Ops"), &mut buffer, Millis(0)).unwrap();
        assert_eq!(done.created(), id);
    }
    let api = desktop(Recording::new().answer(by_text));
    assert_eq!(api.send(services::create("mail", "Ops")).unwrap().id, 146);
}

#[test]
fn saved_it_loses_nothing() {
    let one =
        r#"{"id":"145","type":"campfire","title":"Ops","settings":{"room":"Ops","n":1},"new":{"a":null}}"#;
    let api = desktop(Recording::new().answer(json(one)).answer(204));
    let mut service = api.send(services::get(145)).unwrap();
    service.title = Some("Night".into());
    service.save(&api).unwrap();
    let body = json!({
        "type": "campfire", "title": "Night", "settings": { "room": "Ops", "n": 1 }, "new": { "a": null },
    });
    api.with(|recording| {
        assert_eq!(sent(recording)[1], ("PUT".into(), "/v1/services/145".into(), body));
    });

    let created =
        Reply::new(201).body(r#"{"id":"9","type":"mail","title":"Ops","settings":{"addresses":"a@b.c"}}"#);
    let api = desktop(Recording::new().answer(created).answer(204));
    let mut service = Service::new("mail", "Ops");
    service.settings.insert("addresses".into(), "a@b.c".into());
    service.save(&api).unwrap();
    assert_eq!(service.id, 9);
    service.save(&api).unwrap();
    let body = json!({ "type": "mail", "title": "Ops", "settings": { "addresses": "a@b.c" } });
    let expected = [("POST", "/v1/services"), ("PUT", "/v1/services/9")];
    let expected = expected.map(|(method, target)| (method.to_owned(), target.to_owned(), body.clone()));
    api.with(|recording| assert_eq!(sent(recording), expected));
}

/// What a service is called with may be secret.
#[test]
fn settings_are_in_no_output() {
    let settings = [("token", "s3cret")];
    let mut service = Service::new("campfire", "Ops");
    service.settings.insert("token".into(), "s3cret".into());
    service.other.insert("more".into(), "s3cret".into());
    let changes = Changes::new().settings(&settings);
    let call = services::create("campfire", "Ops").settings(&settings);
    let shown = format!("{service} {service:?} {changes:?} {call:?} {:?}", services::update(1, &changes));
    assert!(shown.contains("token") && shown.contains("Ops") && !shown.contains("s3cret"), "{shown}");
}

#[test]
fn one_page_after_the_other_from_an_offset_of_ones_own() {
    let first = r#"{"query":{"found":5,"length":2,"offset":2},"services":[{"id":3},{"id":4}]}"#;
    let second = r#"{"query":{"found":5,"length":1,"offset":4},"services":[{"id":5}]}"#;
    let api = desktop(Recording::new().answer(json(first)).answer(json(second)));
    let pairs = [("length", "2"), ("offset", "2")];
    let all: Result<Vec<_>, _> = api.list(services::list().query(&pairs)).collect();
    assert_eq!(all.unwrap().iter().map(|service| service.id).collect::<Vec<_>>(), [3, 4, 5]);
    let targets: Vec<_> = api.with(|recording| sent(recording)).into_iter().map(|(_, it, _)| it).collect();
    assert_eq!(targets, ["/v1/services?length=2&offset=2", "/v1/services?offset=4&length=2"]);
}
