//! Sources.

use std::ops::ControlFlow;

use librato::sources::{self, Changes};
use librato::transports::{Recording, Reply};
use librato::{ApiError, Error, Millis};
use serde_json::{Value, json};

use super::{desktop, device, json, sends, sent};

#[test]
fn what_each_call_sends() {
    sends(sources::get("a/b"), "GET", "sources/a%2Fb", Value::Null);
    let changes = Changes::new().display_name("web \"é\"");
    sends(sources::update("w", &changes), "PUT", "sources/w", json!({ "display_name": "web \"é\"" }));
    sends(sources::update("w", &Changes::new()), "PUT", "sources/w", Value::Null);
    sends(sources::update("w", &json!({ "x": 1 })), "PUT", "sources/w", json!({ "x": 1 }));
}

#[test]
fn the_list() {
    let page = r#"{"query":{"found":2,"offset":0},"sources":[{"name":"prod","display_name":null},{"name":"stg","display_name":"Staging 1"}]}"#;
    let api = desktop(Recording::new().answer(json(page)));
    let sources: Vec<_> =
        api.list(sources::list().name("example")).map(|it| it.unwrap().to_string()).collect();
    assert_eq!(sources, ["prod", "stg: Staging 1"]);
    api.with(|recording| assert_eq!(sent(recording)[0].1, "/v1/sources?name=example"));
    let mut device = device(Recording::new().answer(json(page)));
    let mut names = Vec::new();
    let listed = device.list(sources::list(), &mut [0; 64], Millis(0), |source| {
        names.push(source.unwrap().display_name.map(|name| name.to_string()));
        ControlFlow::Continue(())
    });
    assert_eq!((listed.unwrap().items, names), (2, vec![None, Some("Staging 1".into())]));
}

#[test]
fn a_read_modify_write_loses_nothing() {
    let body = r#"{"name":"w","display_name":"W","future":{"field":[1]}}"#;
    let api = desktop(Recording::new().answer(json(body)).answer(204));
    let mut source = api.send(sources::get("w")).unwrap();
    source.display_name = Some("V".into());
    assert_eq!(api.send(sources::update("w", &source)).unwrap(), None);
    let body = json!({ "display_name": "V", "future": { "field": [1] } });
    api.with(|recording| assert_eq!(sent(recording)[1].2, body));
}

#[test]
fn a_new_one_comes_back_and_a_changed_one_does_not() {
    let new = Reply::new(201).body(r#"{"name":"w","display_name":"W"}"#);
    let play = || Recording::new().answer(new).answer(204);
    let changes = Changes::new().display_name("W");
    let (api, mut device, mut buffer) = (desktop(play()), device(play()), [0; 128]);
    let call = sources::update("w", &changes);
    assert_eq!(api.send(call).unwrap().unwrap().display_name.as_deref(), Some("W"));
    assert_eq!(api.send(call).unwrap(), None);
    assert!(device.send(&call, &mut buffer, Millis(0)).unwrap().unwrap().name.is("w"));
    assert_eq!(device.send(&call, &mut buffer, Millis(0)), Ok(None));
}

#[test]
fn what_is_something_else() {
    for body in ["{}", "[]", r#"{"name":7}"#, r#"{"name":"w""#, ""] {
        let mut device = device(Recording::new().answer(json(body)));
        let source = device.send(&sources::get("w"), &mut [0; 64], Millis(0)).map(drop);
        assert!(matches!(source, Err(ApiError::Answer(_))), "{body}");
        let api = desktop(Recording::new().answer(json(body)));
        assert!(matches!(api.send(sources::get("w")), Err(Error::Decode(_))), "{body}");
    }
}
