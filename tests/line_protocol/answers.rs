//! What becomes of readings after each kind of answer that an engine gives.

use librato::transports::{Recording, Reply};
use librato::{Blame, Cause, Client, Counts, FlushError, Gauge, LineProtocol, Measurement, Millis, Queue};

use super::doubles::{CREDENTIALS, SERVER};

const NOW: Millis = Millis::from_secs(1000);
const PROBE: u64 = 600_000;
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A flush of four readings that gets this answer, and every later one a 204.
fn flush(reply: Reply<'static>) -> (Result<u32, FlushError>, Counts, Vec<String>) {
    let mut queue = Queue::<8, 128>::new();
    for (number, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
        queue.add(Measurement::new(name, number as u32).tags(&[("host", "h")])).unwrap();
    }
    let transport = Recording::<4096>::new().answer(reply).otherwise(204);
    let mut client = Client::with_format(SERVER, CREDENTIALS, transport, LineProtocol::v1("mydb"));
    let flushed = client.flush(&mut queue, NOW, 3);
    if let Err(error) = flushed {
        assert_eq!(error.waiting() as usize, queue.len());
    }
    // What was written, or refused for good, is never sent again.
    queue.add(Gauge::new("next", 1)).unwrap();
    client.flush_now(&mut queue, NOW, 3).unwrap();
    let transport = client.transport();
    let bodies = (0..transport.requests()).map(|n| transport.request(n).body_text().to_owned()).collect();
    (flushed.map(|report| report.accepted), queue.counts(), bodies)
}

/// How many readings were rejected.
fn partial(reply: Reply<'static>) -> u32 {
    let (flushed, counts, bodies) = flush(reply);
    let error = flushed.unwrap_err();
    assert_eq!((error.cause, error.blame(), error.retry_at()), (Cause::Rejected, Blame::Data, NOW));
    assert_eq!((error.report.requests, error.waiting(), counts.resent), (1, 0, 0));
    assert_eq!(error.report.accepted + error.report.dropped, 4);
    assert_eq!((error.report.dropped, counts.accepted), (counts.rejected, error.report.accepted + 1));
    assert_eq!(bodies[1..], ["next value=1\n"]);
    error.report.dropped
}

/// Why all four readings wait, and how long.
fn kept(reply: Reply<'static>) -> (Cause, Blame, u64) {
    let (flushed, counts, bodies) = flush(reply);
    let error = flushed.unwrap_err();
    assert_eq!((error.report.requests, error.waiting(), counts.rejected), (1, 4, 0));
    assert_eq!(counts.accepted, 5, "they arrive with the next request");
    assert!(bodies[1].starts_with(&bodies[0]), "{bodies:?}");
    (error.cause, error.blame(), error.retry_at().since(NOW).0)
}

#[test]
fn a_204_accepts() {
    for reply in [Reply::new(204), Reply::new(200), Reply::new(204).headers(&[JSON])] {
        let (flushed, counts, _) = flush(reply);
        assert_eq!((flushed, counts.accepted, counts.rejected), (Ok(4), 5, 0));
    }
}

/// Answers in the words of InfluxDB 1.6, 2.7 and 3.
#[test]
fn partial_writes_of_each_version() {
    for (status, rejected, body) in [
        (
            400,
            1,
            r#"{"error":"partial write: field type conflict: input field \"value\" on measurement \"a\" is type float, already exists as type integer dropped=1"}"#,
        ),
        (400, 3, "{\"error\":\"partial write: points beyond retention policy dropped=3\"}\n"),
        (
            400,
            4,
            r#"{"error":"partial write: max-values-per-tag limit exceeded (100000/100000): measurement=\"dropped=2\" tag=\"t\" value=\"v\" dropped=4"}"#,
        ),
        (
            400,
            2,
            r#"{"error":"partial write: unable to parse 'a value= 1': missing field value\nunable to parse 'b': missing fields dropped=0"}"#,
        ),
        (
            422,
            2,
            r#"{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict: input field \"value\" on measurement \"a\" is type float, already exists as type integer dropped=2"}"#,
        ),
        (
            400,
            2,
            r#"{"error":"partial write of line protocol occurred","data":[{"original_line":"a,hos","line_number":1,"error_message":"invalid column type"},{"original_line":"b","line_number":2,"error_message":"x"}]}"#,
        ),
        // More than there were cannot be.
        (400, 4, r#"{"error":"partial write: points beyond retention policy dropped=99999999999"}"#),
        // No number is one at least.
        (400, 1, r#"{"error":"partial write: field type conflict: input field \"value\" on measu"#),
        (400, 1, r#"{"error":"partial write: dropped="}"#),
    ] {
        assert_eq!(partial(Reply::new(status).body(body).headers(&[JSON])), rejected, "{body}");
    }
}

#[test]
fn an_answer_longer_than_the_client_keeps() {
    let long = "x".repeat(5000);
    let body =
        format!(r#"{{"error":"partial write: field type conflict: on measurement \"{long}\" dropped=3"}}"#);
    assert_eq!(partial(Reply::new(400).body(body.leak())), 1);
    let line = r#"{"original_line":"a","line_number":1,"error_message":"x"},"#.repeat(100);
    let body = format!(r#"{{"error":"partial write of line protocol occurred","data":[{line}]}}"#);
    assert!((2..=4).contains(&partial(Reply::new(400).body(body.leak()))));
}

#[test]
fn a_partial_write_however_the_answer_comes() {
    let body = r#"{"error":"partial write: points beyond retention policy dropped=3"}"#;
    let head = format!(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nX-Influxdb-Error: partial write\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    let whole: &'static str = (head.clone() + body).leak();
    for piece in 1..=whole.len() {
        assert_eq!(partial(Reply::raw(whole.as_bytes()).pieces(piece)), 3, "pieces of {piece}");
    }
    let chunked = "HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n\
        e\r\n{\"error\":\"part\r\n35\r\nial write: points beyond retention policy dropped=3\"}\r\n0\r\n\r\n";
    for piece in 1..=chunked.len() {
        assert_eq!(partial(Reply::raw(chunked.as_bytes()).pieces(piece)), 3, "pieces of {piece}");
    }
}

#[test]
fn a_refusal_of_all_is_no_partial_write() {
    for (status, body) in [
        (400, r#"{"error":"unable to parse 'a partial write dropped=1': missing fields"}"#),
        (400, r#"{"error":"invalid measurement \"partial write\" dropped=1"}"#),
        (400, r#"{"code":"invalid","message":"unable to parse 'a': missing fields"}"#),
        (400, r#"{"errors":[{"param":"name","value":"a"}]}"#),
        (422, r#"{"code":"unprocessable entity","message":"'a' is a counter"}"#),
        (413, r#"{"code":"request too large","message":"cannot read data"}"#),
        (400, "parse error"),
        (400, ""),
    ] {
        let reply = Reply::new(status).body(body);
        assert_eq!(kept(reply), (Cause::Status(status), Blame::Data, PROBE), "{body}");
    }
}

#[test]
fn what_is_to_be_mended_is_probed_slowly() {
    for (status, body) in [
        (401, r#"{"error":"authorization failed"}"#),
        (401, r#"{"code":"unauthorized","message":"unauthorized access"}"#),
        (403, r#"{"error":"\"u\" user is not authorized to write to database \"mydb\""}"#),
        (404, r#"{"error":"database not found: \"mydb\""}"#),
        (404, r#"{"code":"not found","message":"bucket \"b\" not found"}"#),
        (405, ""),
    ] {
        let reply = Reply::new(status).body(body);
        assert_eq!(kept(reply), (Cause::Status(status), Blame::Configuration, PROBE), "{body}");
    }
    let page = Reply::new(200).headers(&[("Content-Type", "text/html")]).body("<html>Welcome</html>");
    assert_eq!(kept(page), (Cause::NotTheApi(200), Blame::Configuration, PROBE));
}

#[test]
fn an_engine_that_asks_to_wait_is_waited_for() {
    let limited = Reply::new(429)
        .headers(&[("Retry-After", "9")])
        .body(r#"{"code":"too many requests","message":"limit"}"#);
    assert_eq!(kept(limited), (Cause::RateLimited(429), Blame::Server, 9000));
    let busy =
        Reply::new(503).headers(&[("Retry-After", "30")]).body(r#"{"error":"partial write dropped=1"}"#);
    assert_eq!(kept(busy), (Cause::Status(503), Blame::Server, 30_000));
    let (cause, _, wait) = kept(Reply::new(500).body(r#"{"error":"timeout"}"#));
    assert_eq!(cause, Cause::Status(500));
    assert!((1000..=2000).contains(&wait), "{wait}");
}
