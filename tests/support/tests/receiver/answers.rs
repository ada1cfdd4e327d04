//! Scripted answers.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use librato_test_support::receiver::Answer;
use serde_json::json;

use crate::api::{AUTH, Api, read};

const GAUGE: &str = r#"{"gauges":[{"name":"t","value":1}]}"#;

#[test]
fn answers_come_in_order_before_anything_else_and_then_all_is_normal() {
    let api = Api::start();
    let limited = json!({"request_time": 5, "error": "You have hit the limit"});
    api.receiver.next_answers([
        Answer::status(503),
        Answer::status(429).header("retry-after", "7").json(&limited),
        Answer::status(301).header("location", "http://127.0.0.1:1/").body("elsewhere"),
    ]);
    assert_eq!(api.receiver.answers_left(), 3);
    // Before credentials, too.
    let bare = api.agent.post(api.url("/v1/metrics")).send(GAUGE).unwrap();
    assert_eq!((bare.status().as_u16(), bare.headers().get("content-type")), (503, None));
    // The receiver's own routes use none up.
    assert_eq!(api.get("/_received").0, 200);
    let slow = api.try_post("/v1/metrics", GAUGE, &[]).unwrap();
    assert_eq!(slow.headers()["retry-after"], "7");
    assert_eq!(read(slow), (429, limited));
    let agent =
        ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().new_agent();
    let moved = agent.get(api.url("/v1/metrics")).call().unwrap();
    assert_eq!((moved.status().as_u16(), read(moved).1), (301, json!("elsewhere")));
    assert_eq!(api.receiver.readings(), []);
    assert_eq!(api.post("/v1/metrics", GAUGE, &[]).0, 200);
    let statuses: Vec<_> = api.receiver.requests().iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [Some(503), Some(429), Some(301), Some(200)]);
    let counts = api.receiver.counts();
    assert_eq!((counts.scripted, counts.unauthorized, counts.accepted), (3, 0, 1));
}

#[test]
fn an_answer_can_be_replaced_after_the_readings_were_taken() {
    let api = Api::start();
    api.receiver.next_answers([Answer::status(504).after_accepting()]);
    assert_eq!(api.post("/v1/metrics", GAUGE, &[("idempotency-key", "k")]).0, 504);
    assert_eq!(api.receiver.readings().len(), 1);
    assert_eq!(api.post("/v1/metrics", GAUGE, &[("idempotency-key", "k")]).0, 200);
    assert_eq!((api.receiver.readings().len(), api.receiver.counts().duplicates), (1, 1));
}

/// Sends one request over a connection of its own and reads to the end.
fn exchange(api: &Api, request: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(api.receiver.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

fn request(body: &str) -> String {
    format!(
        "POST /v1/metrics HTTP/1.1\r\nHost: x\r\nAuthorization: {AUTH}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn the_connection_can_end_without_an_answer() {
    let api = Api::start();
    api.receiver.next_answers([Answer::hang_up(), Answer::accept_then_hang_up()]);
    assert_eq!(exchange(&api, &request(GAUGE)), b"");
    assert_eq!(api.receiver.readings(), []);
    assert_eq!(exchange(&api, &request(GAUGE)), b"");
    assert_eq!(api.receiver.readings().len(), 1);
    let statuses: Vec<_> = api.receiver.requests().iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [None, None]);
    // Only that connection: the next one is served.
    assert_eq!(api.post("/v1/metrics", GAUGE, &[]).0, 200);
}

#[test]
fn a_request_that_breaks_off_is_kept_uses_no_answer_and_stores_nothing() {
    let api = Api::start();
    api.receiver.next_answers([Answer::status(503)]);
    let whole = request(GAUGE);
    let mut stream = TcpStream::connect(api.receiver.address()).unwrap();
    stream.write_all(&whole.as_bytes()[..whole.len() - 5]).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    // An answer or none, an orderly end or a reset: all the server's right.
    let _ = stream.read_to_end(&mut answer);
    assert_eq!(api.post("/v1/metrics", GAUGE, &[]).0, 503);
    let requests = api.receiver.requests();
    assert_eq!((requests.len(), requests[0].complete, requests[0].status), (2, false, None));
    assert_eq!(requests[0].body, &GAUGE.as_bytes()[..GAUGE.len() - 5]);
    let counts = api.receiver.counts();
    assert_eq!((counts.cut, counts.accepted, counts.requests), (1, 0, 2));
}
