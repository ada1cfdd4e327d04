//! Snapshots.

use librato::charts::NewStreamTag;
use librato::snapshots;
use librato::transports::{Recording, Reply};
use librato::{ApiError, Error, Millis};
use serde_json::{Value, json};

use super::{desktop, device, json, sends};

#[test]
fn what_each_call_sends() {
    sends(snapshots::get(1), "GET", "snapshots/1", Value::Null);
    let chart = json!({ "chart": { "id": 915, "type": "stacked" } });
    sends(snapshots::create(915, "stacked"), "POST", "snapshots", json!({ "subject": chart }));
    let tags = [NewStreamTag::new("environment", &["prod*", "é"]), NewStreamTag::new("host", &[])];
    let chart = json!({ "id": 915, "type": "line", "source": "*", "tags": [
        { "name": "environment", "values": ["prod*", "é"] }, { "name": "host", "values": [] },
    ] });
    let body =
        json!({ "subject": { "chart": chart }, "duration": 86_400, "end_time": "2016-02-20T01:18:46Z" });
    let create = snapshots::create(915, "line").source("*").tags(&tags).duration(86_400);
    sends(create.end_time("2016-02-20T01:18:46Z"), "POST", "snapshots", body.clone());
    sends(snapshots::create_json(&body), "POST", "snapshots", body.clone());
}

const WHOLE: &str = r#"{"href":"https:\/\/metrics.example.net\/v1\/snapshots\/1","job_href":"https://metrics.example.netv1/jobs/123456",
    "image_href":"http://snapshots.example/a.png","duration":3600,"end_time":"2016-02-20T01:18:46Z",
    "created_at":"2016-02-20T01:18:47Z","updated_at":null,"subject":{"chart":{"id":1,"sources":["*"],"type":"stacked"}},"future":1}"#;

#[test]
fn a_picture_that_is_made_and_one_that_is_not() {
    let soon = r#"{"href":"/v1/snapshots/2","job_href":null,"image_href":null,"subject":null}"#;
    let play = || Recording::new().answer(json(WHOLE)).answer(Reply::new(202).body(soon));
    let api = desktop(play());
    let made = api.send(snapshots::get(1)).unwrap();
    assert_eq!((made.id(), made.job(), made.duration), (Some(1), Some(123_456), Some(3600)));
    assert_eq!(made.end_time.as_deref(), Some("2016-02-20T01:18:46Z"));
    assert_eq!((&made.subject["chart"]["id"], &made.other["future"]), (&json!(1), &json!(1)));
    assert_eq!(made.to_string(), "snapshot 1: http://snapshots.example/a.png");
    assert_eq!(serde_json::to_value(&made).unwrap(), serde_json::from_str::<Value>(WHOLE).unwrap());
    let soon = api.send(snapshots::create(1, "line")).unwrap();
    assert_eq!((soon.id(), soon.job(), soon.to_string()), (Some(2), None, "snapshot 2: not made yet".into()));

    let (mut device, mut buffer) = (device(play()), [0; 512]);
    let made = device.send(&snapshots::get(1), &mut buffer, Millis(0)).unwrap();
    assert_eq!((made.id(), made.job()), (Some(1), Some(123_456)));
    assert!(made.image_href.unwrap().is("http://snapshots.example/a.png"));
    let soon = device.send(&snapshots::create(1, "line"), &mut buffer, Millis(0)).unwrap();
    assert_eq!((soon.id(), soon.job(), soon.image_href), (Some(2), None, None));
}

#[test]
fn what_is_something_else() {
    for body in ["{}", "[]", r#"{"href":null}"#, r#"{"href":"/v1/snapshots/2""#, ""] {
        let mut device = device(Recording::new().answer(json(body)));
        let snapshot = device.send(&snapshots::get(2), &mut [0; 64], Millis(0)).map(drop);
        assert!(matches!(snapshot, Err(ApiError::Answer(_))), "{body}");
        let api = desktop(Recording::new().answer(json(body)));
        assert!(matches!(api.send(snapshots::get(2)), Err(Error::Decode(_))), "{body}");
    }
}
