//! Jobs.

use librato::jobs::{self, Job, JobState};
use librato::transports::Recording;
use librato::{ApiError, Error, Millis};
use serde_json::{Value, json};

use super::{desktop, device, json, sends};

#[test]
fn what_the_call_sends() {
    sends(jobs::get(123_456), "GET", "jobs/123456", Value::Null);
}

#[test]
fn every_state_on_a_device_and_on_a_desktop() {
    for (body, state, is_over, shown) in [
        (r#"{"id":1,"state":"queued"}"#, JobState::Queued, false, "job 1: queued"),
        (
            r#"{"id":1,"state":"working","progress":31.56}"#,
            JobState::Working,
            false,
            "job 1: working (31.56 %)",
        ),
        (
            r#"{"id":1,"state":"complete","progress":100.0,"output":{"a":1}}"#,
            JobState::Complete,
            true,
            "job 1: complete (100 %)",
        ),
        (
            r#"{"id":1,"state":"failed","errors":{"name":["is invalid"]}}"#,
            JobState::Failed,
            true,
            r#"job 1: failed: {"name":["is invalid"]}"#,
        ),
        (
            r#"{"id":1,"state":"failed","progress":null,"errors":"no"}"#,
            JobState::Failed,
            true,
            "job 1: failed: no",
        ),
        (r#"{"id":1,"state":"canceled"}"#, JobState::Canceled, true, "job 1: canceled"),
        (r#"{"id":1,"state":"cancelled"}"#, JobState::Canceled, true, "job 1: canceled"),
        (r#"{"id":1,"state":"p\u0061used"}"#, JobState::Other("paused".into()), false, "job 1: paused"),
    ] {
        let job = desktop(Recording::new().answer(json(body))).send(jobs::get(1)).unwrap();
        assert_eq!((&job.state, job.is_over(), job.to_string().as_str()), (&state, is_over, shown));
        assert_eq!(job.is_complete(), state == JobState::Complete);

        let (mut device, mut buffer) = (device(Recording::new().answer(json(body))), [0; 128]);
        let small = device.send(&jobs::get(1), &mut buffer, Millis(0)).unwrap();
        assert_eq!((small.id, small.is_over(), small.is_complete()), (1, is_over, job.is_complete()));
    }
}

#[test]
fn all_that_a_server_says_is_kept() {
    let body = json!({ "id": 7, "state": "complete", "output": [1], "errors": { "a": "b" }, "future": null });
    let job: Job = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(serde_json::to_value(&job).unwrap(), body);
    let job: Job = serde_json::from_str(r#"{"id":"7","state":"queued","output":null}"#).unwrap();
    assert_eq!((job.id, job.output), (7, Value::Null));
}

#[test]
fn what_is_something_else() {
    for body in [r#"{"id":1}"#, r#"{"state":"queued"}"#, r#"{"id":1,"state":"que"#, "text", ""] {
        let mut device = device(Recording::new().answer(json(body)));
        let job = device.send(&jobs::get(1), &mut [0; 64], Millis(0)).map(drop);
        assert!(matches!(job, Err(ApiError::Answer(_))), "{body}");
        let api = desktop(Recording::new().answer(json(body)));
        assert!(matches!(api.send(jobs::get(1)), Err(Error::Decode(_))), "{body}");
    }
}
