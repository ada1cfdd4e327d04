//! Events around some work.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use librato::annotations::{self, Ongoing};
use librato::transports::{Recording, Reply};
use librato::{Error, Librato, UnixSeconds};
use serde_json::{Value, json};

use super::{Play, desktop, sent};

/// A client whose clock goes on by a minute whenever it is asked.
fn api(recording: Play<'static>) -> Librato<Play<'static>> {
    let minutes = AtomicU64::new(1);
    desktop(recording).clock(move || UnixSeconds(60 * minutes.fetch_add(1, Ordering::Relaxed)))
}

fn created() -> Reply<'static> {
    Reply::new(201).body(r#"{"id":143,"title":"v42"}"#)
}

/// The bodies of the first request, which posts, and of the second, which ends, if there is one.
#[track_caller]
fn bodies(api: &Librato<Play<'static>>) -> (Value, Value) {
    let mut sent = api.with(|recording| sent(recording)).into_iter();
    let (method, target, posted) = sent.next().unwrap();
    assert_eq!((method.as_str(), target.as_str()), ("POST", "/v1/annotations/deploys"));
    let Some((method, target, end)) = sent.next() else { return (posted, Value::Null) };
    assert_eq!((method.as_str(), target.as_str()), ("PUT", "/v1/annotations/deploys/143"));
    assert_eq!(sent.next(), None);
    (posted, end)
}

#[test]
fn both_times_are_by_the_clock_of_the_client() {
    let api = api(Recording::new().answer(created()).answer(204));
    let post = annotations::post("deploys", "v42").source("web1").end_time(UnixSeconds(1));
    let event = post.start(&api).unwrap();
    assert_eq!(event.id(), 143);
    assert_eq!(format!("{event:?}"), r#"Ongoing { stream: "deploys", id: 143, .. }"#);
    event.end().unwrap();
    let posted = json!({ "title": "v42", "source": "web1", "start_time": 60 });
    assert_eq!(bodies(&api), (posted, json!({ "end_time": 120 })));
}

#[test]
fn it_may_have_begun_before() {
    let api = api(Recording::new().answer(created()));
    annotations::post("deploys", "v42").start_time(UnixSeconds(7)).start(&api).unwrap().end().unwrap();
    assert_eq!(bodies(&api).0["start_time"], 7);
}

#[test]
fn it_ends_when_the_block_is_left_by_an_error() {
    fn deploy(api: &Librato<Play<'static>>) -> Result<(), Error> {
        let _event: Ongoing<'_, _> = annotations::post("deploys", "v42").start(api)?;
        api.send(librato::metrics::get("x")).map(drop)
    }
    let api = api(Recording::new().answer(created()).answer(404).answer(204));
    assert_eq!(deploy(&api).unwrap_err().status(), Some(404));
    let sent = api.with(|recording| sent(recording));
    assert_eq!((sent.len(), &sent[2].2), (3, &json!({ "end_time": 120 })));
}

#[test]
fn the_result_of_the_work_comes_back() {
    let api = api(Recording::new().answer(created()).answer(204));
    let (result, noted) = annotations::post("deploys", "v42").around(&api, || "12 rows".to_owned());
    assert_eq!(result, "12 rows");
    noted.unwrap();
    assert_eq!(bodies(&api).1, json!({ "end_time": 120 }));
}

#[test]
fn it_ends_when_the_work_panics() {
    let api = api(Recording::new().answer(created()).answer(204));
    let work = AssertUnwindSafe(|| {
        annotations::post("deploys", "v42").around(&api, || {
            if api.now() > UnixSeconds(0) {
                std::panic::resume_unwind(Box::new("disk full"));
            }
        })
    });
    let panic = catch_unwind(work).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"disk full"));
    assert_eq!(bodies(&api).1, json!({ "end_time": 180 }));
}

/// Whatever becomes of the annotation, the work is done, and nothing is silent.
#[test]
fn the_work_is_done_without_the_event_too() {
    let refused = api(Recording::new().answer(503));
    let (result, noted) = annotations::post("deploys", "v42").around(&refused, || 12);
    assert_eq!((result, noted.unwrap_err().status()), (12, Some(503)));
    assert_eq!(bodies(&refused).1, Value::Null);

    let without_id = api(Recording::new().answer(200));
    let (result, noted) = annotations::post("deploys", "v42").around(&without_id, || 12);
    assert!(matches!((result, noted), (12, Err(Error::Decode(_)))));

    let without_end = api(Recording::new().answer(created()).answer(503));
    let (result, noted) = annotations::post("deploys", "v42").around(&without_end, || 12);
    assert_eq!((result, noted.unwrap_err().status()), (12, Some(503)));
    assert_eq!(bodies(&without_end).1, json!({ "end_time": 120 }), "and it is not tried again");
}
