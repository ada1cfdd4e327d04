//! What objects have alike: they are found by name, saved and deleted.

use librato::alerts::Alert;
use librato::annotations::Stream;
use librato::dashboards::Dashboard;
use librato::instruments::Instrument;
use librato::metrics::Metric;
use librato::services::Service;
use librato::spaces::Space;
use librato::transports::{Recording, Reply};
use librato::{Error, Librato};
use serde_json::json;

use super::{Play, desktop, json, sent};

type Got<O> = Result<O, Error>;

/// Method and target of each request.
fn routes(api: &Librato<Play<'_>>) -> Vec<(String, String)> {
    let sent = api.with(|recording| sent(recording));
    sent.into_iter().map(|(method, target, _)| (method, target)).collect()
}

/// A new one, whose name the answer does not have, is created, written back and deleted. It stays what it was but for its id.
fn lives<O: Clone + PartialEq + std::fmt::Debug>(
    path: &str,
    new: &O,
    is_saved: fn(&O) -> bool,
    save: fn(&mut O, &Librato<Play<'static>>) -> Got<Option<O>>,
    delete: fn(&O, &Librato<Play<'static>>) -> Got<()>,
) {
    let made = Reply::new(201).body(r#"{"id":"7","name":"the server's"}"#);
    let api = desktop(Recording::new().answer(500).answer(made).answer(204).answer(204));
    let mut object = new.clone();
    assert!(matches!(delete(&object, &api), Err(Error::NoId)), "{path}");
    assert_eq!(save(&mut object, &api).unwrap_err().status(), Some(500), "{path}");
    assert_eq!((is_saved(&object), &object), (false, new), "{path}");
    let made = save(&mut object, &api).unwrap();
    assert!(is_saved(&object) && made.is_some_and(|made| is_saved(&made) && made != object), "{path}");
    assert_eq!(save(&mut object, &api).unwrap(), None, "{path}");
    delete(&object, &api).unwrap();
    let one = format!("/v1/{path}/7");
    let all = format!("/v1/{path}");
    let expected = [("POST", &all), ("POST", &all), ("PUT", &one), ("DELETE", &one)];
    assert_eq!(routes(&api), expected.map(|(method, target)| (method.to_owned(), target.clone())));
    let bodies: Vec<_> = api.with(|recording| sent(recording)).into_iter().map(|(_, _, body)| body).collect();
    assert_eq!(bodies[0], bodies[1], "{path}");
}

#[test]
fn saved_and_deleted_by_id() {
    lives("alerts", &Alert::new("a"), Alert::is_saved, Alert::save, Alert::delete);
    lives("services", &Service::new("mail", "a"), Service::is_saved, Service::save, Service::delete);
    lives("spaces", &Space::new("a"), Space::is_saved, Space::save, Space::delete);
    lives("dashboards", &Dashboard::new("a"), Dashboard::is_saved, Dashboard::save, Dashboard::delete);
    lives("instruments", &Instrument::new("a"), Instrument::is_saved, Instrument::save, Instrument::delete);
}

/// Some servers say where it is, and nothing else, or what is no such object. It is there all the same, and is not created again.
fn located<O: Clone + PartialEq + std::fmt::Debug>(
    path: &str,
    new: &O,
    save: fn(&mut O, &Librato<Play<'static>>) -> Got<Option<O>>,
) {
    for body in ["", "created", "{}"] {
        let recording =
            Recording::new().answer(Reply::new(201).headers(&[("Location", "/v1/there/7")]).body(body));
        let api = desktop(recording.answer(204).answer(201));
        let mut object = new.clone();
        save(&mut object, &api).unwrap();
        assert_eq!(save(&mut object, &api).unwrap(), None, "{path}: {body}");
        assert_eq!(routes(&api)[1], ("PUT".to_owned(), format!("/v1/{path}/7")), "{path}: {body}");
        // One that says nothing leaves nobody who knows.
        assert!(matches!(save(&mut new.clone(), &api), Err(Error::Decode(_))), "{path}");
    }
}

#[test]
fn created_where_the_location_says() {
    located("alerts", &Alert::new("a"), Alert::save);
    located("services", &Service::new("mail", "a"), Service::save);
    located("spaces", &Space::new("a"), Space::save);
    located("dashboards", &Dashboard::new("a"), Dashboard::save);
    located("instruments", &Instrument::new("a"), Instrument::save);

    let space = json(r#"{"id":3,"name":"s"}"#);
    let made = || Reply::new(201).headers(&[("Location", "/v1/spaces/3/charts/7")]);
    let api = desktop(Recording::new().answer(space).answer(space).answer(made()).answer(made()));
    let space = api.send(librato::spaces::get(3)).unwrap();
    let mut chart = space.new_chart("c");
    assert_eq!((chart.save(&api).unwrap(), chart.id), (None, Some(7)));
    let copy = space.add_chart(&api, chart).unwrap();
    assert_eq!((&*copy.name, copy.id, copy.space_id), ("c", Some(7), Some(3)));
}

/// The server looks for a part of a name. One that cannot be read may have been the one.
fn found<O>(
    list: &str,
    find: fn(&Librato<Play<'static>>, &str) -> Got<Option<O>>,
    id: fn(&O) -> Option<u64>,
) {
    let page = |elements: &str| &*format!(r#"{{"{list}":[{elements}]}}"#).leak();
    let whole = page(r#"{"id":1,"name":"été EU"},7,{"id":"2","name":"Été"}"#);
    let api = desktop(Recording::new().answer(json(whole)));
    assert_eq!(find(&api, "Été").unwrap().as_ref().and_then(id), Some(2), "{list}");
    assert_eq!(routes(&api).len(), 1, "{list}");
    assert!(routes(&api)[0].1.starts_with(&format!("/v1/{list}?name=%C3%89t%C3%A9")), "{list}");
    let (other, lost) = (page(r#"{"id":1,"name":"été EU"}"#), page(r#"{"id":1,"name":"été EU"},7"#));
    let api = desktop(Recording::new().answer(json(other)).answer(json(lost)).answer(500));
    assert!(find(&api, "été").unwrap().is_none(), "{list}");
    assert!(matches!(find(&api, "été"), Err(Error::Decode(_))), "{list}");
    assert!(find(&api, "été").is_err_and(|error| error.status() == Some(500)), "{list}");
}

#[test]
fn found_in_a_list() {
    found("alerts", Alert::find, |alert: &Alert| Some(alert.id));
    found("dashboards", Dashboard::find, |dashboard| dashboard.id);
    found("instruments", Instrument::find, |instrument| instrument.id);
}

/// Dashboards and instruments have names for people.
#[test]
fn the_case_of_a_name_counts_for_alerts_alone() {
    fn page(list: &str) -> String {
        format!(r#"{{"{list}":[{{"id":1,"name":"web"}}]}}"#)
    }
    let [alerts, dashboards, instruments] = ["alerts", "dashboards", "instruments"].map(page);
    let play = [&alerts, &dashboards, &instruments].into_iter();
    let api = desktop(play.fold(Recording::new(), |play, page| play.answer(json(page))));
    assert!(Alert::find(&api, "Web").unwrap().is_none());
    assert!(Dashboard::find(&api, "Web").unwrap().is_some());
    assert!(Instrument::find(&api, "Web").unwrap().is_some());
}

#[test]
fn what_is_known_by_its_name() {
    let metric = r#"{"name":"a b","type":"gauge","period":60,"more":1}"#;
    let stream = r#"{"name":"a b","display_name":"A","more":1}"#;
    let play = || Recording::new().answer(404).answer(500);
    let api = desktop(play().answer(json(metric)).answer(204).answer(204));
    assert_eq!(Metric::find(&api, "a b").unwrap(), None);
    assert_eq!(Metric::find(&api, "a b").unwrap_err().status(), Some(500));
    let mut found = Metric::find(&api, "a b").unwrap().unwrap();
    found.period = Some(10);
    found.save(&api).unwrap();
    found.delete(&api).unwrap();
    let path = "/v1/metrics/a%20b".to_owned();
    let body = json!({ "type": "gauge", "display_name": null, "description": null, "period": 10, "more": 1 });
    let sent_last = api.with(|recording| sent(recording)).split_off(2);
    assert_eq!(sent_last[0], ("GET".to_owned(), path.clone(), json!(null)));
    assert_eq!(sent_last[1], ("PUT".to_owned(), path.clone(), body));
    assert_eq!(sent_last[2], ("DELETE".to_owned(), path, json!(null)));

    let api = desktop(play().answer(json(stream)).answer(204).answer(204));
    assert_eq!(Stream::find(&api, "a b").unwrap(), None);
    assert_eq!(Stream::find(&api, "a b").unwrap_err().status(), Some(500));
    let mut found = Stream::find(&api, "a b").unwrap().unwrap();
    found.display_name = Some("B".into());
    found.save(&api).unwrap();
    found.delete(&api).unwrap();
    let path = "/v1/annotations/a%20b".to_owned();
    let sent_last = api.with(|recording| sent(recording)).split_off(2);
    assert_eq!(sent_last[0], ("GET".to_owned(), path.clone(), json!(null)));
    let body = json!({ "name": "a b", "display_name": "B", "more": 1 });
    assert_eq!(sent_last[1], ("PUT".to_owned(), path.clone(), body));
    assert_eq!(sent_last[2], ("DELETE".to_owned(), path, json!(null)));
}
