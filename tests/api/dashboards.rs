//! Dashboards and instruments.

use librato::dashboards::{self, Dashboard};
use librato::instruments::{self, Instrument, InstrumentStream};
use librato::transports::{Recording, Reply};
use librato::{Error, Millis};
use serde_json::{Value, json};

use super::{desktop, device, json, sends, sent};

#[test]
fn what_each_call_sends() {
    sends(dashboards::get(1), "GET", "dashboards/1", Value::Null);
    let mut dashboard = Dashboard::new("D");
    sends(dashboards::create(&dashboard), "POST", "dashboards", json!({ "name": "D", "instruments": [] }));
    dashboard.instrument_ids = vec![4, 87, 9];
    let body = json!({ "name": "D", "instruments": [4, 87, 9] });
    sends(dashboards::update(1, &dashboard), "PUT", "dashboards/1", body);
    sends(dashboards::delete(1), "DELETE", "dashboards/1", Value::Null);

    sends(instruments::get(2), "GET", "instruments/2", Value::Null);
    let mut instrument = Instrument::new("I");
    let body = json!({ "name": "I", "attributes": {}, "streams": [] });
    sends(instruments::create(&instrument), "POST", "instruments", body);
    instrument.add_stream(InstrumentStream::metric("m").source("app*"));
    instrument.add_stream(InstrumentStream::composite("s()"));
    let streams = json!([
        { "metric": "m", "composite": null, "source": "app*" },
        { "metric": null, "composite": "s()", "source": null },
    ]);
    let body = json!({ "name": "I", "attributes": {}, "streams": streams });
    sends(instruments::update(2, &instrument), "PUT", "instruments/2", body);
    sends(instruments::delete(2), "DELETE", "instruments/2", Value::Null);
    assert_eq!(instrument.to_string(), "I: m from app*, s()");
}

#[test]
fn on_a_device() {
    let play = Recording::new()
        .answer(json(r#"{"dashboards":[{"id":1,"name":"D","instruments":[{"id":2}]}]}"#))
        .answer(json(r#"{"id":2,"name":null,"streams":[{"metric":"x"}],"attributes":{}}"#));
    let (mut device, mut buffer, mut ids) = (device(play), [0; 128], Vec::new());
    let listed = device.list(dashboards::list().name("D"), &mut buffer, Millis(0), |dashboard| {
        let dashboard = dashboard.unwrap();
        assert!(dashboard.name.is("D"));
        ids.push(dashboard.id);
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!((listed.unwrap().items, ids), (1, vec![1]));
    let instrument = device.send(&instruments::get(2), &mut buffer, Millis(0)).unwrap();
    assert_eq!((instrument.id, instrument.name), (2, None));
}

/// What was read is written back whole, but for what only the server can say.
#[test]
fn a_read_modify_write_loses_nothing() {
    let dashboard = r#"{"id":"1","name":"D","instruments":[{"id":2},null,{"id":"3"}],"attributes":{"a":1},"more":[null]}"#;
    let instrument = r##"{"id":2,"name":"I","attributes":null,"description":"d","more":{"a":1},
        "streams":[{"metric":"m","source":null,"color":"#fff","group_function":"sum"}]}"##;
    let api =
        desktop(Recording::new().answer(json(dashboard)).answer(json(instrument)).answer(204).answer(204));
    let mut dashboard = api.send(dashboards::get(1)).unwrap();
    assert_eq!(dashboard.to_string(), "D (2 instruments)");
    dashboard.name = "E".into();
    let mut instrument = api.send(instruments::get(2)).unwrap();
    instrument.streams[0].source = Some("*".into());
    assert_eq!(dashboard.save(&api).unwrap(), None);
    assert_eq!(instrument.save(&api).unwrap(), None);
    let sent = api.with(|recording| sent(recording));
    let body = json!({ "name": "E", "instruments": [2, 3], "attributes": { "a": 1 }, "more": [null] });
    assert_eq!((sent[2].1.as_str(), &sent[2].2), ("/v1/dashboards/1", &body));
    let stream =
        json!({ "metric": "m", "composite": null, "source": "*", "color": "#fff", "group_function": "sum" });
    let body = json!({
        "name": "I", "attributes": {}, "description": "d", "more": { "a": 1 }, "streams": [stream],
    });
    assert_eq!((sent[3].1.as_str(), &sent[3].2), ("/v1/instruments/2", &body));
}

#[test]
fn new_ones_get_their_ids() {
    let play = Recording::new().answer(Reply::new(201).body(r#"{"id":7,"name":"x"}"#));
    let api = desktop(play.answer(Reply::new(201).body(r#"{"id":8,"name":"x","streams":null}"#)));
    let (mut dashboard, mut instrument) = (Dashboard::new("D"), Instrument::new("I"));
    assert_eq!(dashboard.save(&api).unwrap().unwrap().name, "x");
    assert_eq!(instrument.save(&api).unwrap().unwrap().streams, []);
    assert_eq!((dashboard.id, instrument.id, dashboard.name.as_str()), (Some(7), Some(8), "D"));
}

/// Each is read once. If one cannot be read, all are tried again the next time.
#[test]
fn instruments_of_a_dashboard() {
    let play = Recording::new().answer(json(r#"{"id":1,"name":"D","instruments":[{"id":2},{"id":5}]}"#));
    let read = |id| format!(r#"{{"id":{id},"name":"I{id}"}}"#);
    let (two, five) = (read(2), read(5));
    let api = desktop(play.answer(json(&two)).answer(404).answer(json(&two)).answer(json(&five)));
    let mut dashboard = api.send(dashboards::get(1)).unwrap();
    assert_eq!(dashboard.instruments(&api).unwrap_err().status(), Some(404));
    for _ in 0..2 {
        let names: Vec<_> = dashboard.instruments(&api).unwrap().iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["I2", "I5"]);
    }
    api.with(|recording| assert_eq!(recording.requests(), 5));
}

#[test]
fn streams_from_their_fields() {
    let stream = |fields: Value| InstrumentStream::try_from(fields.as_object().unwrap().clone());
    assert_eq!(stream(json!({ "metric": "m" })).unwrap(), InstrumentStream::metric("m"));
    assert_eq!(stream(json!({ "composite": "s()" })).unwrap(), InstrumentStream::composite("s()"));
    let more = stream(json!({ "metric": "m", "source": "%", "color": "#fff" })).unwrap();
    assert_eq!((more.source.as_deref(), &more.other["color"]), (Some("%"), &json!("#fff")));
    assert!(matches!(stream(json!({ "metric": 1 })), Err(Error::Body)));
}
