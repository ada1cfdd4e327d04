//! Metrics.

use std::ops::ControlFlow;

use librato::metrics::{self, Changes, Metric, MetricType};
use librato::transports::{Recording, Reply};
use librato::{ApiError, Attributes, Error, Millis, UnixSeconds};
use serde_json::{Value, json};

use super::{desktop, device, json, sends, sent};

#[test]
fn what_each_call_sends() {
    sends(metrics::get("a b/é"), "GET", "metrics/a%20b%2F%C3%A9", Value::Null);
    let from = metrics::get("t").start_time(UnixSeconds(60)).end_time(UnixSeconds(120)).resolution(60);
    let all = "metrics/t?resolution=60&start_time=60&end_time=120&sources%5B%5D=a&sources%5B%5D=b%20c\
               &summarize_sources=true&summarize_time=false&breakout_sources=true&group_by=mean&x=y";
    let sources = ["a", "b c"];
    let from = from.sources(&sources).summarize_sources(true).summarize_time(false).breakout_sources(true);
    sends(from.group_by("mean").query(&[("x", "y")]), "GET", all, Value::Null);
    sends(metrics::get("t").count(2).source("web*"), "GET", "metrics/t?count=2&source=web%2A", Value::Null);

    let changes = Changes::new().display_name("T").description("d \"é\"").period(300).kind("gauge");
    let attributes = Attributes::new().units_short("C").display_min(-1.5).stacked(true);
    let body = json!({ "display_name": "T", "description": "d \"é\"", "period": 300, "type": "gauge" });
    sends(metrics::update("t", &changes), "PUT", "metrics/t", body);
    sends(metrics::update("t", &Changes::new()), "PUT", "metrics/t", Value::Null);
    let shown = json!({ "display_units_short": "C", "display_min": -1.5, "display_stacked": true });
    let (changes, names) = (Changes::new().attributes(attributes), ["a", "b"]);
    let body = json!({ "names": names, "attributes": shown });
    sends(metrics::update_many(&names, &changes), "PUT", "metrics", body);
    let free = json!({ "colour": null });
    sends(metrics::update_matching("a*", &free), "PUT", "metrics", json!({ "names": "a*", "colour": null }));

    let body = json!({ "composite": "s(\"a\")", "type": "composite", "period": 60 });
    let changes = Changes::new().period(60).kind("gauge");
    sends(metrics::define("c", "s(\"a\")").changes(changes), "PUT", "metrics/c", body);

    sends(metrics::delete("a#b"), "DELETE", "metrics/a%23b", Value::Null);
    sends(metrics::delete_many(&names), "DELETE", "metrics", json!({ "names": names }));
    sends(metrics::delete_matching("test.*"), "DELETE", "metrics", json!({ "names": "test.*" }));
}

const WHOLE: &str = r#"{"name":"caf\u00e9.\ud83d\ude00","type":"gauge","display_name":null,"description":"a \"b\"","period":60,
    "source_lag":null,"attributes":{"color":"red","own":{"deep":[1]}},"composite":null,"resolution":60,
    "measurements":{"unassigned":[{"measure_time":60,"value":20.5,"count":2,"sum":41,"min":20,"max":21,"summarized":1}],
    "attic":[{"measure_time":60,"value":-3}]},"query":{"next_time":120},"future":{"field":[true]}}"#;

#[test]
fn a_metric_with_all_that_was_measured() {
    let api = desktop(Recording::new().answer(json(WHOLE)));
    let metric = api.send(metrics::get("x")).unwrap();
    assert_eq!((metric.name.as_str(), &metric.kind), ("café.😀", &Some(MetricType::Gauge)));
    let points = &metric.measurements["unassigned"];
    assert_eq!((points[0].measure_time, points[0].value, points[0].count), (60, Some(20.5), Some(2)));
    assert_eq!((points[0].sum, &points[0].other["summarized"]), (Some(41.0), &json!(1)));
    assert_eq!(metric.measurements["attic"][0].value, Some(-3.0));
    assert_eq!(metric.query["next_time"], 120);
    assert_eq!(metric.to_string(), "café.😀 (gauge, every 60 s): a \"b\"");

    let mut device = device(Recording::new().answer(json(WHOLE)));
    let mut buffer = [0; 1024];
    let metric = device.send(&metrics::get("x"), &mut buffer, Millis(0)).unwrap();
    assert!(metric.name.is("café.😀") && metric.description.unwrap().is("a \"b\""));
    assert_eq!((metric.display_name, metric.period, metric.composite), (None, Some(60), None));
}

/// `null` is as good as nothing, and one metric of a list is no error for it.
#[test]
fn nothing_said_of_a_metric() {
    for field in
        ["attributes", "measurements", "query", "display_name", "period", "type", "composite", "resolution"]
    {
        let page = format!(r#"{{"query":{{"found":1}},"metrics":[{{"name":"m","{field}":null}}]}}"#);
        let api = desktop(Recording::new().answer(json(&page)));
        let metrics: Result<Vec<Metric>, _> = api.list(metrics::list()).collect();
        assert_eq!(metrics.unwrap()[0].name, "m", "{field}");
    }
}

/// What was read is written back whole, but for what only the server can say.
#[test]
fn a_read_modify_write_loses_nothing() {
    let api = desktop(Recording::new().answer(json(WHOLE)));
    let mut metric = api.send(metrics::get("x")).unwrap();
    metric.display_name = Some("X".into());
    metric.attributes.insert("color".into(), json!("blue"));
    api.send(metrics::update(&metric.name, &metric)).unwrap();
    let body = json!({
        "type": "gauge", "display_name": "X", "description": "a \"b\"", "period": 60,
        "attributes": { "color": "blue", "own": { "deep": [1] } }, "future": { "field": [true] },
    });
    api.with(|recording| assert_eq!(sent(recording)[1].2, body));
}

#[test]
fn a_metric_can_be_added_to() {
    let body =
        r#"[{"name":"g","type":"gauge"},{"name":"c","type":"counter"},{"name":"n","type":"new kind"}]"#;
    let metrics: Vec<Metric> = serde_json::from_str(body).unwrap();
    assert_eq!(metrics[2].kind, Some(MetricType::Other("new kind".into())));
    assert_eq!(serde_json::to_value(&metrics[2]).unwrap()["type"], "new kind");
    let api = desktop(Recording::new());
    for metric in &metrics {
        metric.add(&api, 3).unwrap();
    }
    api.with(|recording| {
        assert_eq!(recording.request(0).gauge("g"), Some((3.0, "")));
        assert_eq!(recording.request(1).counter("c"), Some((3.0, "")));
        assert_eq!(recording.request(2).gauge("n"), Some((3.0, "")));
    });
}

#[test]
fn measurements_one_at_a_time_and_on_where_they_were_cut() {
    let more = r#"{"measurements":{"attic":[{"measure_time":120,"value":4.5}]},"query":{}}"#;
    let mut device = device(Recording::new().answer(json(WHOLE)).answer(json(more)));
    let (mut points, mut buffer) = (Vec::new(), [0; 160]);
    let call = metrics::get("x").start_time(UnixSeconds(0)).resolution(60);
    let listed = device.list(call, &mut buffer, Millis(0), |point| {
        let point = point.unwrap();
        points.push((point.source.to_string(), point.time.0, point.value));
        ControlFlow::Continue(())
    });
    let listed = listed.unwrap();
    assert_eq!((listed.items, listed.pages, listed.is_whole), (3, 2, true));
    let expected = [("unassigned", 60, 20.5), ("attic", 60, -3.0), ("attic", 120, 4.5)];
    assert_eq!(points, expected.map(|(source, time, value)| (source.to_owned(), time, Some(value))));
    let targets: Vec<_> = sent(device.transport()).into_iter().map(|(_, target, _)| target).collect();
    assert_eq!(
        targets,
        ["/v1/metrics/x?resolution=60&start_time=0", "/v1/metrics/x?resolution=60&start_time=120"]
    );
}

#[test]
fn what_goes_on_later_is_a_job() {
    let location = [("Location", "/v1/jobs/123")];
    let by_header = Reply::new(202).headers(&location);
    let by_body = Reply::new(202)
        .headers(&[("Content-Type", "application/json")])
        .body(r#"{"id":12,"status":"queued"}"#);
    let created = Reply::new(201).headers(&[("Location", "/v1/metrics/t")]).body("{}");
    let play = || Recording::new().answer(by_header).answer(by_body).answer(204).answer(created);
    let (mut device, desktop, names) = (device(play()), desktop(play()), ["a"]);
    let call = metrics::delete_many(&names);
    let mut buffer = [0; 64];
    for job in [Some(123), Some(12), None, None] {
        assert_eq!(desktop.send(call).unwrap().job(), job);
        let done = device.send(&call, &mut buffer, Millis(0)).unwrap();
        assert_eq!((done.job(), done.created()), (job, None));
    }
}

#[test]
fn what_does_not_fit_or_is_something_else() {
    let long = r#"{"name":"0123456789"}"#;
    let play = Recording::new()
        .answer(json(long))
        .answer(json(long))
        .answer(json("[]"))
        .answer(json(""))
        .answer(404);
    let mut device = device(play);
    let mut buffer = [0; 64];
    let call = metrics::get("x");
    let result = device.send(&call, &mut buffer[..long.len() - 1], Millis(0));
    assert_eq!(result.unwrap_err(), ApiError::TooLong { needed: long.len() });
    assert!(device.send(&call, &mut buffer[..long.len()], Millis(0)).unwrap().name.is("0123456789"));
    for _ in 0..2 {
        assert!(matches!(device.send(&call, &mut buffer, Millis(0)), Err(ApiError::Answer(_))));
    }
    let Err(ApiError::Call(error)) = device.send(&call, &mut buffer, Millis(0)) else { panic!() };
    assert_eq!(error.cause, librato::Cause::Status(404));

    let sent = device.transport().requests();
    let changes = Changes::new().display_name("does not fit");
    assert_eq!(
        device.send(&metrics::update("x", &changes), &mut buffer[..20], Millis(0)),
        Err(ApiError::Body)
    );
    assert_eq!(device.transport().requests(), sent, "nothing is sent");
    assert!(matches!(desktop(Recording::new()).send(metrics::get("x")), Err(Error::Decode(_))));
}

#[test]
fn a_new_definition_is_a_metric_and_a_changed_one_is_nothing() {
    let new = Reply::new(201).body(r#"{"name":"c","type":"composite","composite":"s()"}"#);
    let api = desktop(Recording::new().answer(new).answer(204));
    let call = metrics::define("c", "s()");
    assert_eq!(api.send(call).unwrap().unwrap().composite.as_deref(), Some("s()"));
    assert_eq!(api.send(call).unwrap(), None);
    let mut device = device(Recording::new().answer(new).answer(204));
    let mut buffer = [0; 128];
    assert!(device.send(&call, &mut buffer, Millis(0)).unwrap().unwrap().composite.unwrap().is("s()"));
    assert_eq!(device.send(&call, &mut buffer, Millis(0)), Ok(None));
}

/// A name that is nothing, or a step in a path, would make the call one of another place: of all metrics, say.
#[test]
fn names_that_lead_elsewhere_are_not_sent() {
    let (api, mut device, mut buffer) = (desktop(Recording::new()), device(Recording::new()), [0; 64]);
    for name in ["", ".", ".."] {
        assert!(matches!(api.send(metrics::delete(name)), Err(Error::Path)), "{name:?}");
        assert_eq!(device.send(&metrics::delete(name), &mut buffer, Millis(0)), Err(ApiError::Path));
        let listed = device.list(metrics::get(name), &mut buffer, Millis(0), |_| ControlFlow::Continue(()));
        assert_eq!(listed, Err(ApiError::Path));
    }
    assert!(api.send(metrics::delete("...")).is_ok() && api.send(metrics::delete("a.")).is_ok());
    api.with(|recording| assert_eq!(recording.requests(), 2));
    assert_eq!(device.transport().requests(), 0);
}
