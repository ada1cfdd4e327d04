//! Charts and their streams.

use std::ops::ControlFlow;

use librato::charts::{
    self, Chart, ChartType, NewChart, NewStream, NewStreamTag, NewThreshold, Stream, StreamTag, Threshold,
};
use librato::spaces::Space;
use librato::transports::{Recording, Reply};
use librato::{ApiError, Error, Millis};
use serde_json::{Map, Value, json};

use super::{desktop, device, json, sends, sent};

#[test]
fn what_each_call_sends() {
    sends(charts::get(1, 2).query(&[("x", "y")]), "GET", "spaces/1/charts/2?x=y", Value::Null);
    sends(charts::delete(1, 2), "DELETE", "spaces/1/charts/2", Value::Null);

    let values = ["prod*", "é"];
    let tags = [NewStreamTag::new("env", &values).grouped(true), NewStreamTag::dynamic("host")];
    let streams = [
        NewStream::metric("cpu").tags(&tags).group_function("breakout").summary_function("max").period(60),
        NewStream::metric("mem")
            .source("web*")
            .name("M")
            .color("#52D74C")
            .units_short("B")
            .units_long("Bytes"),
        NewStream::composite("s(\"a\", \"*\")").downsample_function("min").transform_function("x/8"),
        NewStream::metric("all").min(-1).max(22.5),
    ];
    let drawn = json!([
        {
            "metric": "cpu", "group_function": "breakout", "summary_function": "max", "period": 60,
            "tags": [
                { "name": "env", "values": ["prod*", "é"], "grouped": true },
                { "name": "host", "dynamic": true },
            ],
        },
        {
            "metric": "mem", "source": "web*", "name": "M", "color": "#52D74C", "units_short": "B",
            "units_long": "Bytes",
        },
        { "composite": "s(\"a\", \"*\")", "downsample_function": "min", "transform_function": "x/8" },
        { "metric": "all", "source": "*", "min": -1, "max": 22.5 },
    ]);
    let body = json!({ "name": "C", "type": "line", "streams": drawn });
    sends(charts::create(1, &NewChart::line("C", &streams)), "POST", "spaces/1/charts", body);
    let fields = NewChart::stacked("C", &[]).min(0).max(0.5).label("").use_log_yaxis(false).related_space(9);
    let body = json!({
        "name": "C", "type": "stacked", "streams": [], "min": 0, "max": 0.5, "label": "",
        "use_log_yaxis": false, "related_space": 9,
    });
    sends(charts::update(1, 2, &fields), "PUT", "spaces/1/charts/2", body);
    let limits = [NewThreshold { operator: ">", value: 90.into(), kind: "red" }];
    let fields = NewChart::bignumber("C", &streams[3..]).thresholds(&limits).use_last_value(true);
    let body = json!({
        "name": "C", "type": "bignumber", "streams": [drawn[3]], "use_last_value": true,
        "thresholds": [{ "operator": ">", "value": 90, "type": "red" }],
    });
    sends(charts::create(1, &fields), "POST", "spaces/1/charts", body);
    sends(charts::update(1, 2, &NewChart::new()), "PUT", "spaces/1/charts/2", Value::Null);
    let (chart, body) = (Chart::new("N"), json!({ "name": "N", "type": "line", "streams": [] }));
    sends(charts::create(1, &chart), "POST", "spaces/1/charts", body);
}

/// No number that JSON has not, and nothing that does not fit.
#[test]
fn what_is_not_sent() {
    let (mut device, mut buffer) = (device(Recording::new()), [0; 64]);
    let not_a_number = NewChart::new().min(f64::NAN);
    assert_eq!(
        device.send(&charts::update(1, 2, &not_a_number), &mut buffer, Millis(0)).unwrap_err(),
        ApiError::Body
    );
    let streams = [NewStream::metric("a metric with a name that is long")];
    let call = NewChart::line("C", &streams);
    assert_eq!(device.send(&charts::create(1, &call), &mut buffer, Millis(0)).unwrap_err(), ApiError::Body);
    assert_eq!(device.transport().requests(), 0);
    let (api, mut chart) = (desktop(Recording::new()), Chart::new("C"));
    chart.max = Some(f64::INFINITY);
    assert!(matches!(api.send(charts::create(1, &chart)), Err(Error::Body)));
    assert!(matches!(chart.set(Map::new()), Err(Error::Body)));
    api.with(|recording| assert_eq!(recording.requests(), 0));
}

const WHOLE: &str = r##"{"id":456,"name":"caf\u00e9","type":"line","min":0,"max":null,"label":"\u00b0C","use_log_yaxis":true,
    "related_space":96893,"thresholds":[{"operator":">","value":90,"type":"red","sound":true}],"future":{"field":[null]},
    "streams":[{"id":1,"metric":"cpu","type":"gauge","source":null,"position":0,"split_axis":false,"gap_detection":true,
    "tags":[{"name":"env","values":["prod"],"grouped":true,"op":"in"}],"color":"#f00","units_short":"%","dashes":[1,2]},
    {"id":2,"composite":"s(\"a\",\"*\")","type":"composite","name":"all","period":null}]}"##;

#[test]
fn what_a_device_makes_of_it() {
    let list =
        format!("[{WHOLE},{{\"id\":7}},{{\"name\":\"no id\"}},5,{{\"id\":8,\"name\":\"Caf\\u00e9 2\"}}]");
    let play = Recording::new().answer(json(WHOLE)).answer(json(WHOLE)).answer(json(&list));
    let (mut device, mut buffer) = (device(play.answer(204).answer(json(WHOLE))), [0; 1024]);
    let chart = device.send(&charts::get(1, 456), &mut buffer, Millis(0)).unwrap();
    assert_eq!(chart.id, 456);
    assert!(chart.is_called("CAFé") && !chart.is_called("CAF") && chart.label.unwrap().is("°C"));
    assert!(chart.kind.unwrap().is("line"));

    let mut streams = Vec::new();
    let listed = device.list(charts::get(1, 456), &mut buffer, Millis(0), |stream| {
        let stream = stream.unwrap();
        let text =
            |text: Option<librato::json::Text<'_>>| text.map(|text| text.to_string()).unwrap_or_default();
        streams.push((
            text(stream.metric),
            text(stream.composite),
            text(stream.name),
            text(stream.units_short),
        ));
        ControlFlow::Continue(())
    });
    assert_eq!((listed.unwrap().items, streams.len()), (2, 2));
    assert_eq!((streams[0].0.as_str(), streams[0].3.as_str()), ("cpu", "%"));
    assert_eq!((streams[1].1.as_str(), streams[1].2.as_str()), ("s(\"a\",\"*\")", "all"));

    let mut ids = Vec::new();
    let listed = device.list(charts::list(1), &mut buffer, Millis(0), |chart| {
        ids.push(chart.map(|chart| chart.id).ok());
        ControlFlow::Continue(())
    });
    assert_eq!((listed.unwrap().pages, ids), (1, vec![Some(456), Some(7), None, None, Some(8)]));

    let changes = NewChart::new().name("C");
    assert_eq!(device.send(&charts::update(1, 456, &changes), &mut buffer, Millis(0)).unwrap(), None);
    let changed = device.send(&charts::update(1, 456, &changes), &mut buffer, Millis(0)).unwrap();
    assert_eq!(changed.unwrap().id, 456);
}

/// What was read is written back whole, at every level, but for what only the server can say.
#[test]
fn a_read_modify_write_loses_nothing() {
    let play =
        Recording::new().answer(json(WHOLE)).answer(json(r#"{"id":1,"name":"S"}"#)).answer(json(WHOLE));
    let api = desktop(play.answer(204));
    let mut chart = api.send(charts::get(1, 456)).unwrap();
    assert_eq!((chart.id, chart.space_id, &chart.kind), (Some(456), Some(1), &ChartType::Line));
    assert_eq!(chart.to_string(), "café (line): cpu with env=prod, all: s(\"a\",\"*\")");
    assert_eq!(chart.thresholds.as_ref().unwrap()[0].to_string(), "red where > 90");
    chart.label = Some(String::new());
    chart.add_stream(Stream::metric("more"));
    let answer = chart.save(&api).unwrap().unwrap();
    assert_eq!((answer.id, answer.space_id), (Some(456), Some(1)));
    assert_eq!(chart.save(&api).unwrap(), None);
    let streams = json!([
        {
            "id": 1, "metric": "cpu", "type": "gauge", "position": 0, "split_axis": false, "gap_detection": true,
            "tags": [{ "name": "env", "values": ["prod"], "grouped": true, "op": "in" }], "color": "#f00",
            "units_short": "%", "dashes": [1, 2],
        },
        { "id": 2, "composite": "s(\"a\",\"*\")", "type": "composite", "name": "all" },
        { "metric": "more", "source": "*" },
    ]);
    let body = json!({
        "name": "café", "type": "line", "min": 0.0, "label": "", "use_log_yaxis": true, "related_space": 96893,
        "thresholds": [{ "operator": ">", "value": 90.0, "type": "red", "sound": true }],
        "future": { "field": [null] }, "streams": streams,
    });
    let sent = api.with(|recording| sent(recording));
    let targets: Vec<_> = sent.iter().map(|(method, target, _)| format!("{method} {target}")).collect();
    let chart = "/v1/spaces/1/charts/456";
    let expected =
        [format!("GET {chart}"), "GET /v1/spaces/1".into(), format!("PUT {chart}"), format!("PUT {chart}")];
    assert_eq!(targets, expected);
    assert_eq!((&sent[2].2, &sent[3].2), (&body, &body));
}

#[test]
fn the_space_is_read_before_the_first_save() {
    let play = Recording::new().answer(404).answer(json(r#"{"id":5,"name":"S"}"#));
    let api = desktop(play.answer(Reply::new(201).body(r#"{"id":"9","name":"C","streams":null}"#)));
    let mut chart = Chart::new("C");
    assert!(matches!(chart.save(&api), Err(Error::NoId)));
    assert!(matches!(chart.delete(&api), Err(Error::NoId)));
    chart.space_id = Some(5);
    assert_eq!(chart.save(&api).unwrap_err().status(), Some(404));
    assert!(!chart.is_saved());
    let made = chart.save(&api).unwrap().unwrap();
    assert_eq!((made.id, made.space_id, chart.id), (Some(9), Some(5), Some(9)));
    assert_eq!(chart.space(&api).unwrap().name, "S");
    chart.delete(&api).unwrap();
    // It is another space now.
    chart.space_id = Some(6);
    api.with(|recording| assert_eq!(recording.requests(), 4));
    assert!(matches!(chart.space(&api), Err(Error::Decode(_))));
    api.with(|recording| assert_eq!(sent(recording)[4].1, "/v1/spaces/6"));
}

/// A copy has a place and numbers of its own.
#[test]
fn a_chart_can_be_copied_to_another_space() {
    let play = Recording::new().answer(json(WHOLE)).answer(json(r#"{"id":2,"name":"T"}"#));
    let space = r#"{"id":2,"name":"T"}"#;
    let api = desktop(play.answer(json(space)).answer(Reply::new(201).body(r#"{"id":10,"name":"x"}"#)));
    let chart = api.send(charts::get(1, 456)).unwrap();
    let other = api.send(librato::spaces::get(2)).unwrap();
    let copy = other.add_chart(&api, chart.clone()).unwrap();
    assert_eq!((copy.id, copy.space_id), (Some(10), Some(2)));
    let sent = api.with(|recording| sent(recording));
    assert_eq!((sent[3].0.as_str(), sent[3].1.as_str()), ("POST", "/v1/spaces/2/charts"));
    let mut expected = json!(chart);
    for stream in expected["streams"].as_array_mut().unwrap() {
        stream.as_object_mut().unwrap().remove("id").unwrap();
    }
    assert_eq!(sent[3].2, expected);
}

#[test]
fn makers_and_their_defaults() {
    let value = |chart: Chart| serde_json::to_value(chart).unwrap();
    let stream = json!({ "metric": "a", "source": "*" });
    let expected = json!({ "name": "L", "type": "line", "streams": [stream, { "composite": "s()" }] });
    assert_eq!(value(Chart::line("L", [Stream::metric("a"), Stream::composite("s()")])), expected);
    let expected = json!({ "name": "K", "type": "stacked", "streams": [stream] });
    assert_eq!(value(Chart::stacked("K", [Stream::metric("a")])), expected);
    let stream = json!({
        "metric": "a", "source": "web", "group_function": "average", "summary_function": "min",
    });
    let expected = json!({ "name": "B", "type": "bignumber", "streams": [stream], "use_last_value": true });
    let made = Chart::bignumber("B", Stream::metric("a").source("web").summary_function("min"));
    assert_eq!(value(made), expected);
    let made = Chart::bignumber("B", Stream::composite("s()"));
    assert_eq!(json!(made.streams), json!([{ "composite": "s()" }]));
    let tagged =
        Stream::metric("a").tag(StreamTag::new("e", ["x", "y"]).grouped()).tag(StreamTag::dynamic("h"));
    assert_eq!(tagged.to_string(), "a with e=x|y, h");
    let tags =
        json!([{ "name": "e", "values": ["x", "y"], "grouped": true }, { "name": "h", "dynamic": true }]);
    assert_eq!(json!(tagged), json!({ "metric": "a", "tags": tags }));
    let stream = Stream::metric("a").name("n").color("#fff").group_function("sum");
    let expected =
        json!({ "metric": "a", "source": "*", "name": "n", "color": "#fff", "group_function": "sum" });
    assert_eq!(json!(stream), expected);
    let threshold = json!({ "operator": "<", "value": 1.5, "type": "yellow" });
    assert_eq!(json!(Threshold::new("<", 1.5, "yellow")), threshold);
    assert_eq!(Space::new("s").new_chart("C"), Chart::new("C"));
}

#[test]
fn fields_by_their_names() {
    let fields = |value: Value| value.as_object().unwrap().clone();
    let mut chart: Chart = serde_json::from_str(WHOLE).unwrap();
    chart.space_id = Some(1);
    let before = chart.clone();
    chart.set(Map::new()).unwrap();
    assert_eq!(chart, before);
    let streams = json!([{ "metric": "a" }, { "metric": "b", "tags": [] }, { "composite": "s()" }]);
    let more = json!({
        "name": "X", "type": "novel", "min": null, "max": 5, "thresholds": [], "streams": streams, "own": [1],
    });
    chart.set(fields(more)).unwrap();
    assert_eq!((chart.id, chart.space_id, chart.name.as_str()), (Some(456), Some(1), "X"));
    assert_eq!((chart.min, chart.max, &chart.other["own"]), (None, Some(5.0), &json!([1])));
    assert_eq!((&chart.kind, &chart.thresholds), (&ChartType::Other("novel".into()), &Some(Vec::new())));
    let sources: Vec<_> = chart.streams.iter().map(|stream| stream.source.as_deref()).collect();
    assert_eq!(sources, [Some("*"), None, None]);
    let body = serde_json::to_value(&chart).unwrap();
    assert_eq!((&body["type"], &body["thresholds"]), (&json!("novel"), &json!([])));
    let before = chart.clone();
    for wrong in [json!({ "min": "low" }), json!({ "streams": [1] }), json!({ "streams": [{ "metric": 1 }] })]
    {
        assert!(matches!(chart.set(fields(wrong)), Err(Error::Body)));
        assert_eq!(chart, before);
    }
}

/// Servers leave out what they have not, say `null` for it, or give an id as text.
#[test]
fn lenient_reading() {
    let chart: Chart =
        serde_json::from_str(r#"{"id":"456","name":null,"type":null,"streams":null}"#).unwrap();
    assert_eq!((chart.id, &chart.kind, chart.streams.len()), (Some(456), &ChartType::Line, 0));
    for wrong in [r#"{"name":"no id"}"#, r#"{"id":-1}"#, r#"{"id":"x"}"#, "[]", r#"{"id":1,"streams":{}}"#] {
        assert!(serde_json::from_str::<Chart>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn found_by_the_whole_name() {
    let list =
        r#"[{"id":1,"name":"Hottest City 2"},{"id":2,"name":"Hottest City"},{"id":3,"name":"hottest city"}]"#;
    let whole = r#"{"id":2,"name":"Hottest City","streams":[{"metric":"t"}]}"#;
    let api = desktop(Recording::new().answer(json(list)).answer(json(whole)).answer(json(list)));
    let chart = Chart::find(&api, 123, "HOTTEST CITY").unwrap().unwrap();
    assert_eq!((chart.id, chart.space_id, chart.streams[0].source.as_deref()), (Some(2), Some(123), None));
    assert_eq!(Chart::find(&api, 123, "city").unwrap(), None);
    let targets: Vec<_> =
        api.with(|recording| sent(recording)).into_iter().map(|(_, target, _)| target).collect();
    let list = "/v1/spaces/123/charts";
    assert_eq!(targets, [list, "/v1/spaces/123/charts/2", list]);
}
