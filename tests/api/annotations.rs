//! Annotations.

use std::ops::ControlFlow;

use librato::annotations::{self, Changes, Event, EventChanges, Link, NewLink};
use librato::api::ItemError;
use librato::transports::{Recording, Reply};
use librato::{ApiError, Error, Millis, UnixSeconds};
use serde_json::{Value, json};

use super::{desktop, device, json, sends, sent};

#[test]
fn what_each_call_sends() {
    sends(annotations::get("a b/é"), "GET", "annotations/a%20b%2F%C3%A9", Value::Null);
    let sources = ["db1.acme", "web*"];
    let get = annotations::get("d").count(3).start_time(UnixSeconds(1)).end_time(UnixSeconds(2));
    let target =
        "annotations/d?count=3&start_time=1&end_time=2&sources%5B%5D=db1.acme&sources%5B%5D=web%2A&x=y";
    sends(get.sources(&sources).query(&[("x", "y")]), "GET", target, Value::Null);
    sends(annotations::event("d", 143).query(&[("x", "y")]), "GET", "annotations/d/143?x=y", Value::Null);

    sends(annotations::post("d/e", "v\"42\""), "POST", "annotations/d%2Fe", json!({ "title": "v\"42\"" }));
    let links = [NewLink::new("commit", "https://git.example/42"), NewLink::new("ci", "x").label("CI é")];
    let shown = json!([
        { "rel": "commit", "href": "https://git.example/42" },
        { "rel": "ci", "href": "x", "label": "CI é" },
    ]);
    let whole = json!({
        "title": "v42", "source": "web1", "description": "all of it", "start_time": 60, "end_time": 120, "links": shown,
    });
    let post = annotations::post("d", "v42").source("web1").description("all of it").links(&links);
    let post = post.start_time(UnixSeconds(60)).end_time(UnixSeconds(120));
    sends(post, "POST", "annotations/d", whole.clone());
    sends(annotations::post_json("d", &whole), "POST", "annotations/d", whole.clone());
    sends(annotations::post_json("d", &json!({})), "POST", "annotations/d", Value::Null);

    let body = json!({ "name": "d", "display_name": "Deployments" });
    let changes = Changes::new().display_name("Deployments");
    sends(annotations::update("d", &changes), "PUT", "annotations/d", body);
    sends(annotations::update("d", &Changes::new()), "PUT", "annotations/d", json!({ "name": "d" }));
    let changes = EventChanges::new().title("v43").description("").end_time(UnixSeconds(9)).links(&links);
    let body = json!({ "title": "v43", "description": "", "end_time": 9, "links": shown });
    sends(annotations::update_event("d", 143, &changes), "PUT", "annotations/d/143", body);
    let changes = EventChanges::new().links(&[]);
    let body = json!({ "links": [] });
    sends(annotations::update_event("d", 143, &changes), "PUT", "annotations/d/143", body);
    let nothing = EventChanges::new();
    sends(annotations::update_event("d", 143, &nothing), "PUT", "annotations/d/143", Value::Null);
    let end = annotations::close("d", 143, UnixSeconds(1_386_054_000));
    sends(end, "PUT", "annotations/d/143", json!({ "end_time": 1_386_054_000 }));

    let link = annotations::add_link("d", 143, links[1]);
    sends(link, "POST", "annotations/d/143/links", shown[1].clone());
    let link = annotations::delete_link("d", 143, "a/b");
    sends(link, "DELETE", "annotations/d/143/links/a%2Fb", Value::Null);
    sends(annotations::delete_event("d", 143), "DELETE", "annotations/d/143", Value::Null);
    sends(annotations::delete("d#"), "DELETE", "annotations/d%23", Value::Null);
}

#[test]
fn the_list_of_streams() {
    let page = r#"{"query":{"found":2},"annotations":[{"name":"api-deploys","display_name":"Deploys to API"},
        {"name":"caf\u00e9","display_name":null,"future":1}]}"#;
    let api = desktop(Recording::new().answer(json(page)));
    let streams: Vec<_> = api.list(annotations::list().name("a")).map(Result::unwrap).collect();
    assert_eq!(streams[0].to_string(), "api-deploys: Deploys to API");
    assert_eq!((streams[1].to_string(), &streams[1].other["future"]), ("café".into(), &json!(1)));
    api.with(|recording| assert_eq!(sent(recording)[0].1, "/v1/annotations?name=a"));

    let mut device = device(Recording::new().answer(json(page)));
    let mut names = Vec::new();
    let listed = device.list(annotations::list(), &mut [0; 128], Millis(0), |stream| {
        let stream = stream.unwrap();
        names.push((stream.name.to_string(), stream.display_name.map(|name| name.to_string())));
        ControlFlow::Continue(())
    });
    assert_eq!(listed.unwrap().items, 2);
    let expected = [("api-deploys", Some("Deploys to API")), ("café", None)];
    assert_eq!(names, expected.map(|(name, shown)| (name.to_owned(), shown.map(str::to_owned))));
}

const UNASSIGNED: &str = r#""unassigned":[{"id":45,"title":"Deployed \"v91\"","description":null,"start_time":60,"end_time":null,
    "source":null,"links":[{"label":"Github commit","rel":"github","href":"http:\/\/github.example\/1","weight":3}],"future":[1]}]"#;
const HOST: &str = r#""caf\u00e9":[{"id":"123","title":"chef","start_time":60},
    {"id":1098,"title":"chef","description":"up to 44a87f9","start_time":70,"end_time":80,"source":"caf\u00e9","links":null}]"#;

/// The two forms in which servers write the events of a stream.
fn forms() -> [String; 3] {
    let shapes = [
        format!("[{{{UNASSIGNED},{HOST}}}]"),
        format!("[{{{UNASSIGNED}}},{{{HOST}}}]"),
        format!("{{{UNASSIGNED},{HOST}}}"),
    ];
    shapes.map(|events| {
        format!(r#"{{"name":"d","display_name":"D","events":{events},"query":{{"next_time":80}},"x":{{}}}}"#)
    })
}

#[test]
fn a_stream_with_its_events() {
    for form in forms() {
        let api = desktop(Recording::new().answer(json(&form)));
        let stream = api.send(annotations::get("d").start_time(UnixSeconds(0))).unwrap();
        assert_eq!(stream.to_string(), "d: D (3 events)");
        assert_eq!((&stream.query["next_time"], &stream.other["x"]), (&json!(80), &json!({})));
        let events = stream.events.unwrap();
        let [first] = &events["unassigned"][..] else { panic!("{events:?}") };
        assert_eq!((first.id, first.to_string()), (45, "60: Deployed \"v91\"".into()));
        assert_eq!(first.links[0].to_string(), "Github commit <http://github.example/1>");
        assert_eq!((&first.links[0].other["weight"], &first.other["future"]), (&json!(3), &json!([1])));
        let [short, long] = &events["café"][..] else { panic!("{events:?}") };
        assert_eq!((short.id, short.links.len()), (123, 0));
        assert_eq!(long.to_string(), "70 to 80: chef (café): up to 44a87f9");

        // A device that wants the stream alone has to have room for all that comes.
        let mut device = device(Recording::new().answer(json(&form)));
        let mut buffer = [0; 1024];
        let stream = device.send(&annotations::get("d"), &mut buffer, Millis(0)).unwrap();
        assert!(stream.name.is("d") && stream.display_name.unwrap().is("D"));
    }
    for (events, count) in [("null", None), ("[]", Some(0)), ("{}", Some(0)), (r#"{"a":null}"#, Some(0))] {
        let body = format!(r#"{{"name":"d","events":{events},"query":null}}"#);
        let stream = desktop(Recording::new().answer(json(&body))).send(annotations::get("d")).unwrap();
        assert_eq!(stream.events.map(|all| all.values().map(Vec::len).sum()), count, "{events}");
    }
    let wrong = json(r#"{"name":"d","events":[5]}"#);
    let stream = desktop(Recording::new().answer(wrong)).send(annotations::get("d"));
    assert!(matches!(stream, Err(Error::Decode(_))));
}

/// One at a time, from either form, and on where they were cut off.
#[test]
fn events_as_a_list() {
    let more = r#"{"events":{"unassigned":[{"id":2000,"start_time":90}]}}"#;
    for form in forms() {
        // Where an id is a text a device cannot read it.
        let form = form.replace("\"123\"", "123");
        let play = || Recording::new().answer(json(&form)).answer(json(more));
        let mut device = device(play());
        let mut events = Vec::new();
        let get = annotations::get("d").start_time(UnixSeconds(0));
        let listed = device.list(get, &mut [0; 256], Millis(0), |event| {
            let event = event.unwrap();
            events.push((event.id, event.source.map(|source| source.to_string()), event.start_time));
            ControlFlow::Continue(())
        });
        let listed = listed.unwrap();
        assert_eq!((listed.items, listed.pages, listed.is_whole), (4, 2, true));
        let at = Some("café".to_owned());
        let expected =
            [(45, None, Some(60)), (123, at.clone(), Some(60)), (1098, at, Some(70)), (2000, None, Some(90))];
        assert_eq!(events, expected);

        let api = desktop(play());
        let ids: Vec<_> = api.list(get).map(|event| event.unwrap().id).collect();
        assert_eq!(ids, [45, 123, 1098, 2000]);
        api.with(|recording| assert_eq!(sent(recording)[1].1, "/v1/annotations/d?start_time=80"));
    }
}

#[test]
fn lists_of_events_that_are_empty_cut_off_or_something_else() {
    let each = |_: Result<annotations::EventRef<'_>, ItemError>| ControlFlow::Continue(());
    let get = annotations::get("d").count(5);
    for body in [r#"{"name":"d"}"#, r#"{"events":[]}"#, r#"{"events":{}}"#, r#"{"events":[{"a":[]}]}"#] {
        let listed =
            device(Recording::new().answer(json(body))).list(get, &mut [0; 64], Millis(0), each).unwrap();
        assert_eq!((listed.items, listed.is_whole), (0, true), "{body}");
        assert_eq!(desktop(Recording::new().answer(json(body))).list(get).count(), 0);
    }
    let whole = &forms()[0];
    for cut in 0..whole.len() {
        let Some(body) = whole.get(..cut) else { continue };
        let mut device = device(Recording::new().answer(json(body)));
        let listed = device.list(get, &mut [0; 256], Millis(0), each);
        assert!(matches!(listed, Err(ApiError::Answer(_))), "{body}: {listed:?}");
        let api = desktop(Recording::new().answer(json(body)));
        assert!(matches!(api.send(get), Err(Error::Decode(_))));
    }
    // With a count the server leaves out what is too much, and nothing follows.
    let mut device = device(Recording::new().answer(json(whole)));
    let mut longest = 0;
    let listed = device.list(get, &mut [0; 100], Millis(0), |event| {
        if let Err(ItemError::TooLong { needed }) = event {
            longest = longest.max(needed);
        }
        ControlFlow::Continue(())
    });
    assert_eq!((listed.unwrap().pages, longest), (1, 222));
}

#[test]
fn one_event() {
    let body = r#"{"id":143,"title":"v\u00e945","description":"d","start_time":60,"end_time":null,"source":"web1","links":[]}"#;
    let mut device =
        device(Recording::new().answer(json(body)).answer(json(r#"{"id":1}"#)).answer(json("{}")));
    let mut buffer = [0; 256];
    let event = device.send(&annotations::event("d", 143), &mut buffer, Millis(0)).unwrap();
    assert_eq!((event.id, event.start_time, event.end_time), (143, Some(60), None));
    assert!(event.title.unwrap().is("vé45") && event.source.unwrap().is("web1"));
    let event = device.send(&annotations::event("d", 1), &mut buffer, Millis(0)).unwrap();
    assert_eq!((event.id, event.title, event.source, event.description), (1, None, None, None));
    let event = device.send(&annotations::event("d", 1), &mut buffer, Millis(0));
    assert!(matches!(event, Err(ApiError::Answer(_))));
    let api = desktop(Recording::new().answer(json(body)).answer(json(r#"{"id":"none"}"#)));
    assert_eq!(api.send(annotations::event("d", 143)).unwrap().to_string(), "60: vé45 (web1): d");
    assert!(matches!(api.send(annotations::event("d", 143)), Err(Error::Decode(_))));
}

/// The server took the event whatever it says of it.
#[test]
fn what_comes_of_a_post() {
    let location = [("Location", "/v1/annotations/d/7")];
    let words = [("Content-Type", "text/plain")];
    let play = || {
        Recording::new()
            .answer(Reply::new(201).headers(&location).body(r#"{"id":143,"title":"t","start_time":60}"#))
            .answer(Reply::new(201).headers(&location))
            .answer(Reply::new(201).body(r#"{"id":9,"title":"t"}"#))
            .answer(Reply::new(200).headers(&words).body("taken"))
    };
    let (api, mut device) = (desktop(play()), device(play()));
    let (call, mut buffer) = (annotations::post("d", "t"), [0; 128]);
    let mut shown = Vec::new();
    for (id, created) in [(Some(143), Some(7)), (Some(7), Some(7)), (Some(9), Some(9)), (None, None)] {
        let posted = api.send(call).unwrap();
        assert_eq!(posted.id, id);
        shown.push(posted.to_string());
        assert_eq!(device.send(&call, &mut buffer, Millis(0)).unwrap().created(), created);
    }
    assert_eq!(shown, ["60: t", "event 7", "t", "taken"]);
}

#[test]
fn a_read_modify_write_loses_nothing() {
    let [form, ..] = forms();
    let api = desktop(Recording::new().answer(json(&form)));
    let mut stream = api.send(annotations::get("d")).unwrap();
    stream.display_name = Some("E".into());
    api.send(annotations::update(&stream.name, &stream)).unwrap();
    let body = json!({ "name": "d", "display_name": "E", "x": {} });
    api.with(|recording| assert_eq!(sent(recording)[1].2, body));

    let mut event: Event = stream.events.unwrap()["unassigned"][0].clone();
    event.description = Some("rolled back".into());
    event.links.push(Link::new("ticket", "x"));
    api.send(annotations::update_event("d", event.id, &event)).unwrap();
    let links = json!([
        { "rel": "github", "href": "http://github.example/1", "label": "Github commit", "weight": 3 },
        { "rel": "ticket", "href": "x" },
    ]);
    let body = json!({
        "title": "Deployed \"v91\"", "description": "rolled back", "end_time": null, "links": links, "future": [1],
    });
    api.with(|recording| {
        assert_eq!(sent(recording)[2], ("PUT".into(), "/v1/annotations/d/45".into(), body));
    });
}
