//! Series of tagged measurements, and composites.

use std::ops::ControlFlow;

use librato::api::{Listing, OwnedEndpoint};
use librato::composites::{self, Composed, Composite};
use librato::json::JsonError;
use librato::measurements::{self, Measurements, TimeRange, TimeRangeError};
use librato::transports::Recording;
use librato::{ApiError, Error, ItemError, Millis, UnixSeconds};
use serde_json::{Value, json};

use super::{desktop, device, json, sent};

const START: UnixSeconds = UnixSeconds(60);
const END: UnixSeconds = UnixSeconds(120);

/// What a call sends, which is the same from a device and from a desktop.
#[track_caller]
fn asks<C: Listing + OwnedEndpoint + Copy>(call: C, target: &str) {
    let mut device = device(Recording::new());
    let listed = device.list(call, &mut [0; 64], Millis(0), |_| ControlFlow::Continue(()));
    assert!(matches!(listed, Err(ApiError::Answer(JsonError::Truncated))), "{listed:?}");
    let desktop = desktop(Recording::new());
    assert!(matches!(desktop.send(call).map(drop), Err(Error::Decode(_))));
    let expected = [("GET".to_owned(), format!("/v1/{target}"), Value::Null)];
    assert_eq!(sent(device.transport()), expected);
    desktop.with(|recording| assert_eq!(sent(recording), expected));
}

#[test]
fn what_each_call_asks_for() {
    let last = TimeRange::last(900);
    asks(measurements::query("a b/é", last), "measurements/a%20b%2F%C3%A9?duration=900&resolution=1");
    let tags = [("region", "us-*"), ("region", "eu"), ("stage", "!test"), ("!temporary", "")];
    let call = measurements::query("x", TimeRange::between(START, END)).resolution(60).tags(&tags);
    let all = "measurements/x?start_time=60&end_time=120&resolution=60&tags%5Bregion%5D=us-%2A&tags%5Bregion%5D=eu\
               &tags%5Bstage%5D=%21test&tags%5B%21temporary%5D=&group_by=region&group_by_function=sum\
               &summary_function=max&x=y";
    asks(call.group_by("region", "sum").summary_function("max").query(&[("x", "y")]), all);
    // Tags and a search exclude each other.
    let search = call.tags_search("region=us-* and not stage=test");
    let target = "measurements/x?start_time=60&end_time=120&resolution=60\
                  &tags_search=region%3Dus-%2A%20and%20not%20stage%3Dtest";
    asks(search, target);
    asks(search.tags(&[]), "measurements/x?start_time=60&end_time=120&resolution=60");

    let composite = measurements::compose("s(\"a\")", TimeRange::after(START, 30)).resolution(10);
    let target = "measurements?compose=s%28%22a%22%29&start_time=60&duration=30&resolution=10&x=y";
    asks(composite.query(&[("x", "y")]), target);
    let composite = composites::get("s(\"a\")", START);
    asks(composite, "metrics?compose=s%28%22a%22%29&start_time=60&resolution=1");
    let composite = composite.end_time(END).resolution(10).query(&[("x", "y")]);
    asks(composite, "metrics?compose=s%28%22a%22%29&start_time=60&end_time=120&resolution=10&x=y");
    asks(
        composite.tagged(),
        "measurements?compose=s%28%22a%22%29&start_time=60&end_time=120&resolution=10&x=y",
    );
}

/// Of all combinations of start, end and length, those that are a range.
#[test]
fn a_range_has_a_start_and_at_most_two_of_three() {
    let (start, end, length) = (Some(START), Some(END), Some(30));
    for (given, range) in [
        ((None, None, None), Err(TimeRangeError::NoStart)),
        ((None, end, None), Err(TimeRangeError::NoStart)),
        ((start, end, length), Err(TimeRangeError::TooMuch)),
        ((start, None, None), Ok(TimeRange::since(START))),
        ((start, end, None), Ok(TimeRange::between(START, END))),
        ((start, None, length), Ok(TimeRange::after(START, 30))),
        ((None, None, length), Ok(TimeRange::last(30))),
        ((None, end, length), Ok(TimeRange::before(END, 30))),
    ] {
        assert_eq!(TimeRange::of(given.0, given.1, given.2), range);
        let Ok(range) = range else { continue };
        assert_eq!((range.start(), range.end()), (given.0.ok_or(TimeRangeError::NoStart), given.1));
    }
    assert_eq!(Error::from(TimeRangeError::NoStart).to_string(), "a stretch of time without a start");
}

const SERIES: &str = r#"{"links":[],"name":"temp","type":"gauge","resolution":60,"attributes":{"aggregate":false},"series":[
    {"tags":{"city":"caf\u00e9","room":"a \"b\""},"measurements":[{"time":60,"value":20.5,"summarized":[1]},{"time":120,"value":null}]},
    {"tags":{},"measurements":[]},{"tags":{"city":"sf"},"measurements":[{"time":60,"value":-3}],"later":{"deep":[1]}}],
    "future":{"field":[true]}}"#;

#[test]
fn whole_series_lose_nothing() {
    let api = desktop(Recording::new().answer(json(SERIES)));
    let series = api.send(measurements::query("temp", TimeRange::last(60))).unwrap();
    assert_eq!(series.series[0].tag("city"), Some("café"));
    assert_eq!(
        (series.series[0].measurements[0].time, series.series[2].measurements[0].value),
        (60, Some(-3.0))
    );
    assert_eq!(series.to_string(), "temp: 3 series, 3 measurements");
    assert_eq!(series.series[0].to_string(), "city=café, room=a \"b\": 2 measurements");
    let mut whole: Value = serde_json::from_str(SERIES).unwrap();
    // Nothing and null are the same.
    whole["series"][0]["measurements"][1].as_object_mut().unwrap().remove("value");
    whole["series"][2]["measurements"][0]["value"] = json!(-3.0);
    assert_eq!(json!(series), whole);
    let nothing: Measurements =
        serde_json::from_str(r#"{"series":[{"tags":null,"measurements":null}],"links":null}"#).unwrap();
    assert_eq!(nothing.series.len(), 1);
    assert!(serde_json::from_str::<Measurements>("[1]").is_err());
}

/// On a desktop it does not matter whether the tags of a series stand before its measurements; a device has passed these by then.
#[test]
fn tags_behind_the_measurements() {
    let page = r#"{"series":[{"measurements":[{"time":1,"value":2},{"time":"x"},{"time":3,"value":4}],"tags":{"a":"caf\u00e9"}},
        {"measurements":[{"time":5,"value":6}]},{"measurements":[{"time":7,"value":8},9],"tags":[]},
        {"tags":{"a":"b"},"measurements":[{"time":10,"value":11}]},12,{"tags":{"a":"c"},"measurements":{}}]}"#;
    let play = || Recording::new().answer(json(page));
    let call = measurements::query("x", TimeRange::last(60));
    let api = desktop(play());
    let points = api.list(call).map(|point| {
        let point = point.map_err(|error| assert!(matches!(error, Error::Decode(_)))).ok()?;
        Some((point.tag("a").unwrap_or_default().to_owned(), point.point.time))
    });
    let expected = [Some(("café", 1)), None, Some(("café", 3)), Some(("", 5)), None, None, Some(("b", 10))];
    let expected = expected.map(|point| point.map(|(tag, time)| (tag.to_owned(), time)));
    assert_eq!(points.collect::<Vec<_>>(), expected);

    let (mut device, mut tagged) = (device(play()), 0);
    let listed = device.list(call, &mut [0; 64], Millis(0), |point| {
        tagged += usize::from(point.is_ok_and(|point| point.tags.has("a", "b")));
        ControlFlow::Continue(())
    });
    assert_eq!((listed.unwrap().items, tagged), (7, 1));
}

/// The documentation has the series of a composite without an object around them, where there are no links either.
#[test]
fn a_composite_over_tags_in_both_forms() {
    let bare = r#"[{"tags":{"a":"b"},"measurements":[{"time":60,"value":1.5}],"metric":{"name":"m"},"period":60},
        {"links":[{"rel":"next","href":"?no"}],"measurements":[{"time":120,"value":2.5}],"tags":{"a":"c"},"new":1}]"#;
    let object = format!(r#"{{"series":{bare},"compose":"s()"}}"#);
    let call = measurements::compose("s()", TimeRange::since(START));
    for body in [bare, &object] {
        let play = || Recording::new().answer(json(body)).answer(json(body));
        let api = desktop(play());
        let whole = api.send(call).unwrap();
        assert_eq!(json!(whole.series), serde_json::from_str::<Value>(bare).unwrap());
        assert_eq!((whole.series[0].tag("a"), whole.series[0].period), (Some("b"), Some(60)));
        let points: Vec<_> = api.list(call).map(Result::unwrap).collect();
        let shown = points.iter().map(|point| (point.tag("a"), point.point.time)).collect::<Vec<_>>();
        assert_eq!(shown, [(Some("b"), 60), (Some("c"), 120)]);
        api.with(|recording| assert_eq!(recording.requests(), 2));

        let (mut device, mut values) = (device(play()), Vec::new());
        let listed = device.list(call, &mut [0; 64], Millis(0), |point| {
            let point = point.unwrap();
            values.push((point.tags.has("a", "b"), point.value));
            ControlFlow::Continue(())
        });
        let listed = listed.unwrap();
        assert_eq!((listed.items, listed.pages, listed.is_whole), (2, 1, true));
        assert_eq!(values, [(true, Some(1.5)), (false, Some(2.5))]);
    }
    for (body, is_one) in
        [("[]", true), ("[[]]", true), ("7", false), ("[", false), (r#"{"tags":{}}"#, false)]
    {
        let mut device = device(Recording::new().answer(json(body)));
        let listed = device.list(call, &mut [0; 64], Millis(0), |_| ControlFlow::Continue(()));
        assert_eq!(listed.is_ok(), is_one, "{body}");
        let api = desktop(Recording::new().answer(json(body)));
        assert_eq!(api.list(call).next().is_none(), is_one, "{body}");
    }
}

/// Only the link that says `next` is followed, and only its query: not to another host, nor to another path.
#[test]
fn measurements_one_at_a_time_and_on_by_the_next_link() {
    let with_link = |next: &str| {
        let links =
            json!([{ "rel": "prev", "href": "/?no" }, 7, { "rel": "next", "href": next }, { "href": "?x" }]);
        SERIES.replacen("\"links\":[]", &format!("\"links\":{links}"), 1)
    };
    let first =
        with_link("https://evil.example/v1/other?start_time=120&tags[city]=caf\u{e9}&a=b%20c \r\nX: y#z?w");
    let second = with_link("/v1/measurements/temp?start_time=180");
    let play = || Recording::new().answer(json(&first)).answer(json(&second)).answer(json(SERIES));
    let call = measurements::query("temp", TimeRange::since(START));
    let expected = [
        ("city=café room=a \"b\" ", 60, Some(20.5)),
        ("city=café room=a \"b\" ", 120, None),
        ("city=sf ", 60, Some(-3.0)),
    ]
    .map(|(tags, time, value)| (tags.to_owned(), time, value));
    let expected = [expected.clone(), expected.clone(), expected].concat();

    let mut device = device(play());
    let mut points = Vec::new();
    let listed = device.list(call, &mut [0; 160], Millis(0), |point| {
        let point = point.unwrap();
        let tags: String = point.tags.iter().map(|(name, value)| format!("{name}={value} ")).collect();
        points.push((tags, point.time.0, point.value));
        ControlFlow::Continue(())
    });
    let listed = listed.unwrap();
    assert_eq!((listed.items, listed.pages, listed.is_whole), (9, 3, true));
    assert_eq!(points, expected);

    let api = desktop(play());
    let points: Vec<_> = api.list(call).map(Result::unwrap).collect();
    assert_eq!(points.len(), 9);
    assert_eq!((points[0].tag("city"), points[0].point.value), (Some("café"), Some(20.5)));
    assert_eq!((points[1].tag("room"), points[1].point.value), (Some("a \"b\""), None));
    assert_eq!((points[8].tag("city"), points[8].point.time), (Some("sf"), 60));

    let targets = [
        "/v1/measurements/temp?start_time=60&resolution=1",
        "/v1/measurements/temp?start_time=120&tags%5Bcity%5D=caf%C3%A9&a=b%20c%20%0D%0AX:%20y",
        "/v1/measurements/temp?start_time=180",
    ];
    let asked = |recording: &_| sent(recording).into_iter().map(|(_, target, _)| target).collect::<Vec<_>>();
    assert_eq!(asked(device.transport()), targets);
    api.with(|recording| assert_eq!(asked(recording), targets));
}

#[test]
fn a_link_to_itself_is_an_error() {
    let page =
        r#"{"series":[{"measurements":[{"time":1,"value":2}]}],"links":[{"rel":"next","href":"?again"}]}"#;
    let play = || (0..4).fold(Recording::new(), |play, _| play.answer(json(page)));
    let call = measurements::compose("s()", TimeRange::last(60));
    let mut device = device(play());
    let listed = device.list(call, &mut [0; 64], Millis(0), |_| ControlFlow::Continue(()));
    assert_eq!(listed, Err(ApiError::Answer(JsonError::Mismatch)));
    assert_eq!(device.transport().requests(), 2);
    let api = desktop(play());
    let all: Vec<_> = api.list(call).map(|point| point.map(|point| point.point.time).ok()).collect();
    assert_eq!(all, [Some(1), Some(1), None]);
}

/// Room is needed for the tags and one measurement together, and for a link.
#[test]
fn what_does_not_fit_is_an_error_of_its_own() {
    let page = r#"{"series":[{"tags":{"a":"0123456789"},"measurements":[{"time":1,"value":2}]},
        {"tags":{"a":"b"},"measurements":[{"time":1,"value":2},{"time":"x"},5]},{"measurements":{}}]}"#;
    let mut device =
        device(Recording::new().answer(json(page)).answer(json(
            r#"{"series":[],"links":[{"rel":"next","href":"/a/long/way/to/the/next/page?x"}]}"#,
        )));
    let call = measurements::query("x", TimeRange::last(60));
    let (mut given, mut buffer) = (Vec::new(), [0; 32]);
    let listed = device.list(call, &mut buffer, Millis(0), |point| {
        given.push(point.map(|point| (point.tags.has("a", "b"), point.value)));
        ControlFlow::Continue(())
    });
    assert_eq!(listed.unwrap().items, 4);
    let wrong = ItemError::Answer(JsonError::Mismatch);
    let long = ItemError::TooLong { needed: 38 };
    assert_eq!(given, [Err(long), Ok((true, Some(2.0))), Err(wrong), Err(wrong)]);
    let listed = device.list(call, &mut buffer, Millis(0), |_| ControlFlow::Continue(()));
    assert!(matches!(listed, Err(ApiError::TooLong { needed: 33.. })), "{listed:?}");
}

#[test]
fn an_answer_without_series_is_an_error() {
    for (body, is_one) in [
        (r#"{"series":[]}"#, true),
        (r#"{"series":[{"tags":{}}]}"#, true),
        ("{}", false),
        (r#"{"series":null}"#, false),
        ("[]", false),
        (r#"{"series":[{"measurements":[{"time":1"#, false),
        ("", false),
    ] {
        let call = measurements::query("x", TimeRange::last(60));
        let mut device = device(Recording::new().answer(json(body)));
        let listed = device.list(call, &mut [0; 64], Millis(0), |_| ControlFlow::Continue(()));
        assert_eq!(listed.is_ok(), is_one, "{body}");
        let api = desktop(Recording::new().answer(json(body)));
        assert_eq!(api.list(call).next().is_none(), is_one, "{body}");
    }
}

const COMPOSITE: &str = r#"{"compose":"mean(s())","resolution":60,"measurements":[
    {"metric":{"name":"temp"},"source":{"name":"attic \"x\"","display_name":null},"query":{"metric":"t*","source":"*"},
     "series":[{"measure_time":60,"value":41.25,"count":3},{"measure_time":120,"value":40.5}],"period":3600,"new":1},
    {"metric":{"name":"temp"},"source":null,"series":[{"measure_time":180,"value":1.5}]}],"later":{}}"#;

#[test]
fn a_composite_over_sources() {
    let api = desktop(Recording::new().answer(json(COMPOSITE)));
    let call = composites::get("mean(s())", START);
    let composite = api.send(call).unwrap();
    assert_eq!(composite.measurements[0].source_name(), Some("attic \"x\""));
    assert_eq!(composite.measurements[1].source_name(), None);
    assert_eq!(composite.to_string(), "mean(s()): 2 series, 3 measurements");
    let mut whole: Value = serde_json::from_str(COMPOSITE).unwrap();
    whole["measurements"][1].as_object_mut().unwrap().remove("source");
    assert_eq!(json!(composite), whole);
    assert!(serde_json::from_str::<Composite>("7").is_err());

    let mut device = device(Recording::new().answer(json(COMPOSITE)));
    let mut points = Vec::new();
    let listed = device.list(call, &mut [0; 160], Millis(0), |point| {
        let point = point.unwrap();
        points.push((point.source.to_string(), point.time.0, point.value));
        ControlFlow::Continue(())
    });
    assert!(listed.unwrap().is_whole);
    let expected = [("attic \"x\"", 60, 41.25), ("attic \"x\"", 120, 40.5), ("", 180, 1.5)];
    assert_eq!(points, expected.map(|(source, time, value)| (source.to_owned(), time, Some(value))));
}

/// A client that sends its measurements with tags finds them over tags alone.
#[test]
fn a_composite_goes_where_the_measurements_of_the_client_go() {
    let play = Recording::new().answer(json(COMPOSITE)).answer(json(SERIES));
    let api = desktop(play);
    let call = composites::get("c", START).end_time(END);
    let over_sources = call.evaluate(&api).unwrap();
    assert!(matches!(&over_sources, Composed::Sources(composite) if composite.measurements.len() == 2));
    assert_eq!(json!(over_sources)["compose"], "mean(s())");
    api.set_tags(&[("region", "eu")]);
    let over_tags = call.evaluate(&api).unwrap();
    assert!(matches!(&over_tags, Composed::Tags(measurements) if measurements.series.len() == 3));
    assert_eq!(over_tags.to_string(), "temp: 3 series, 3 measurements");
    api.with(|recording| {
        let targets: Vec<_> = sent(recording).into_iter().map(|(_, target, _)| target).collect();
        let query = "compose=c&start_time=60&end_time=120&resolution=1";
        assert_eq!(targets, [format!("/v1/metrics?{query}"), format!("/v1/measurements?{query}")]);
    });
}
