//! Spaces.

use std::ops::ControlFlow;

use librato::spaces::{self, Space};
use librato::transports::{Recording, Reply};
use librato::{ApiError, Error, Millis};
use serde_json::{Value, json};

use super::{desktop, device, json, sends, sent};

#[test]
fn what_each_call_sends() {
    sends(spaces::get(129), "GET", "spaces/129", Value::Null);
    sends(spaces::get(129).query(&[("a", "b c")]), "GET", "spaces/129?a=b%20c", Value::Null);
    sends(spaces::create("é \"x\""), "POST", "spaces", json!({ "name": "é \"x\"" }));
    sends(spaces::create("t").tags(true), "POST", "spaces", json!({ "name": "t", "tags": true }));
    let more = json!({ "future": [null] });
    let body = json!({ "name": "t", "tags": false, "future": [null] });
    sends(spaces::create("t").fields(&more).tags(false), "POST", "spaces", body);
    sends(spaces::rename(u64::MAX, "n"), "PUT", "spaces/18446744073709551615", json!({ "name": "n" }));
    sends(spaces::update(1, &more), "PUT", "spaces/1", more.clone());
    sends(spaces::delete(0), "DELETE", "spaces/0", Value::Null);
}

#[test]
fn what_a_device_makes_of_it() {
    let play = Recording::new()
        .answer(json(
            r#"{"id":129,"name":"caf\u00e9 \"S\"","charts":[{"id":915}],"tags":true,"more":{"a":[1]}}"#,
        ))
        .answer(Reply::new(201).body(r#"{"name":"t","id":5}"#))
        .answer(204)
        .answer(204)
        .answer(json(r#"{"name":"t"}"#))
        .answer(json(r#"{"id":5,"name":"t"#));
    let (mut device, mut buffer) = (device(play), [0; 256]);
    let space = device.send(&spaces::get(129), &mut buffer, Millis(0)).unwrap();
    assert_eq!((space.id, space.tags), (129, Some(true)));
    assert!(space.name.is("café \"S\"") && space.is_called("CAFé \"s\"") && !space.is_called("caf"));
    let space = device.send(&spaces::create("t"), &mut buffer, Millis(0)).unwrap();
    assert_eq!((space.id, space.tags), (5, None));
    assert_eq!(device.send(&spaces::rename(5, "u"), &mut buffer, Millis(0)).unwrap().created(), None);
    assert_eq!(device.send(&spaces::delete(5), &mut buffer, Millis(0)).unwrap().job(), None);
    for _ in 0..2 {
        let wrong = device.send(&spaces::get(5), &mut buffer, Millis(0));
        assert!(matches!(wrong, Err(ApiError::Answer(_))), "{wrong:?}");
    }
}

/// Pages follow each other from the offset on that the query said.
#[test]
fn pages_from_an_offset() {
    let page = |offset: u64| {
        format!(r#"{{"query":{{"found":3,"offset":{offset}}},"spaces":[{{"id":{offset},"name":"s"}}]}}"#)
    };
    let (first, second) = (page(1), page(2));
    let play = || Recording::new().answer(json(&first)).answer(json(&second));
    let list = spaces::list().query(&[("offset", "1"), ("length", "1")]);
    let api = desktop(play());
    let ids: Vec<_> = api.list(list).map(|space| space.unwrap().id).collect();
    assert_eq!(ids, [Some(1), Some(2)]);
    let (mut device, mut ids) = (device(play()), Vec::new());
    let listed = device.list(list, &mut [0; 64], Millis(0), |space| {
        ids.push(space.unwrap().id);
        ControlFlow::Continue(())
    });
    assert_eq!((listed.unwrap().is_whole, ids), (true, vec![1, 2]));
    let targets =
        |play: &super::Play<'_>| sent(play).into_iter().map(|(_, target, _)| target).collect::<Vec<_>>();
    let expected = ["/v1/spaces?offset=1&length=1", "/v1/spaces?offset=2&length=1"];
    assert_eq!(targets(device.transport()), expected);
    api.with(|recording| assert_eq!(targets(recording), expected));
}

#[test]
fn found_by_the_whole_name() {
    let page = r#"{"spaces":[{"id":1,"name":"ÉTÉ EU"},{"id":2,"name":null},{"id":"3","name":"été"}]}"#;
    let whole = r#"{"id":3,"name":"été","charts":[{"id":1},{"id":"2"},null,4],"more":1}"#;
    let api = desktop(Recording::new().answer(json(page)).answer(json(whole)));
    let space = Space::find(&api, "Été").unwrap().unwrap();
    assert_eq!((space.id, &space.chart_ids[..]), (Some(3), &[1, 2, 4][..]));
    assert_eq!(space.to_string(), "été (3, 3 charts)");
    api.with(|recording| assert_eq!(sent(recording)[0].1, "/v1/spaces?name=%C3%89t%C3%A9"));

    let api = desktop(Recording::new().answer(json(page)));
    assert_eq!(Space::find(&api, "EU").unwrap(), None);
    let api = desktop(Recording::new().answer(json(page)).answer(404));
    assert_eq!(Space::find(&api, "été").unwrap_err().status(), Some(404));
    let api = desktop(Recording::new().answer(json(r#"{"spaces":[{"name":"été"}]}"#)));
    assert!(matches!(Space::find(&api, "été"), Err(Error::Decode(_))));
}

#[test]
fn made_saved_and_renamed() {
    let made = r#"{"id":7,"name":"new","tags":true}"#;
    let api =
        desktop(Recording::new().answer(Reply::new(201).body(made)).answer(204).answer(204).answer(204));
    let mut space = Space::new("new").tags(true);
    space.other.insert("future".into(), json!({ "field": [1, null] }));
    assert_eq!((space.is_saved(), space.to_string()), (false, "new (not saved)".to_owned()));
    let error = space.delete(&api).unwrap_err();
    assert!(matches!(error, Error::NoId));
    assert_eq!((error.to_string().as_str(), error.blame()), ("it was never saved", librato::Blame::Data));
    assert!(matches!(space.charts(&api), Err(Error::NoId)));
    let answer = space.save(&api).unwrap().unwrap();
    assert_eq!((answer.id, space.id, answer.tags), (Some(7), Some(7), Some(true)));
    assert_eq!(space.save(&api).unwrap(), None);
    space.rename(&api, "newer").unwrap();
    assert_eq!(space.name, "newer");
    space.delete(&api).unwrap();
    let future = json!({ "field": [1, null] });
    let expected = [
        ("POST", "/v1/spaces", json!({ "name": "new", "tags": true, "future": future })),
        ("PUT", "/v1/spaces/7", json!({ "name": "new", "future": future })),
        ("PUT", "/v1/spaces/7", json!({ "name": "newer" })),
        ("DELETE", "/v1/spaces/7", Value::Null),
    ];
    let expected = expected.map(|(method, target, body)| (method.to_owned(), target.to_owned(), body));
    api.with(|recording| assert_eq!(sent(recording), expected));
}

/// They are asked for once, and again while there are none.
#[test]
fn charts_are_kept() {
    let charts = r#"[{"id":1,"name":"one"},{"id":2,"name":"two","type":"stacked","streams":null}]"#;
    let play = Recording::new().answer(json(r#"{"id":6,"name":"S"}"#)).answer(503).answer(json("[]"));
    let api = desktop(play.answer(json(charts)));
    let mut space = api.send(spaces::get(6)).unwrap();
    assert_eq!(space.charts(&api).unwrap_err().status(), Some(503));
    assert!(space.charts(&api).unwrap().is_empty());
    for _ in 0..2 {
        let names: Vec<_> = space.charts(&api).unwrap().iter().map(|chart| chart.name.as_str()).collect();
        assert_eq!(names, ["one", "two"]);
    }
    assert!(space.charts(&api).unwrap().iter().all(|chart| chart.space_id == Some(6)));
    api.with(|recording| assert_eq!(recording.requests(), 4));
}

/// One element that is something else spoils no other, but no list of charts is whole without it.
#[test]
fn charts_that_are_something_else() {
    for answer in [r#"[{"id":1},{"name":"no id"}]"#, r#"{"charts":[]}"#, "[", "null"] {
        let api = desktop(Recording::new().answer(json(r#"{"id":6}"#)).answer(json(answer)));
        let mut space = api.send(spaces::get(6)).unwrap();
        assert!(matches!(space.charts(&api), Err(Error::Decode(_))), "{answer}");
    }
}
