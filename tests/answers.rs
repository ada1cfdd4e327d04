//! Reading answers, through the public API: recorded error bodies, faults, and pieces of every size.

use librato::UnixSeconds;
use librato::answers::{Answer, AnswerError, Progress, ResponseReader};
use serde_json::Value;

type Kept = Answer<1024, 128>;

/// Reads `raw` in the given pieces and then the end of the stream. The flag says whether the connection could be
/// used again before that end.
fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Result<bool, AnswerError>, Kept) {
    let mut reader = ResponseReader::new();
    let mut answer = Kept::new();
    for piece in pieces {
        if let Err(error) = reader.feed(piece, &mut answer) {
            return (Err(error), answer);
        }
    }
    let reusable = reader.is_reusable();
    (reader.closed().map(|()| reusable), answer)
}

/// Calls `check` with the answer that comes of each way to cut `raw` in two, and of single bytes.
fn at_every_split(raw: &[u8], check: impl Fn(Result<bool, AnswerError>, &Kept)) {
    for at in 0..=raw.len() {
        let (front, back) = raw.split_at(at);
        let (end, answer) = read([front, back]);
        check(end, &answer);
    }
    let (end, answer) = read(raw.chunks(1));
    check(end, &answer);
}

/// An answer with this body, framed in each of the three ways.
fn framed(status: u64, headers: &str, body: &str) -> [(bool, String); 3] {
    let head = format!("HTTP/1.1 {status} Whatever\r\n{headers}");
    let (front, back) = body.split_at(body.len() / 2);
    let chunks: String = [front, back]
        .iter()
        .filter(|chunk| !chunk.is_empty())
        .map(|chunk| format!("{:X};x=\"y\"\r\n{chunk}\r\n", chunk.len()))
        .collect();
    [
        (true, format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())),
        (true, format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\nTrailer: x\r\n\r\n")),
        (false, format!("{head}\r\n{body}")),
    ]
}

struct Recorded {
    id: String,
    status: u64,
    headers: String,
    body: String,
    message: String,
}

/// The answers of `tests/vectors/errors.json` whose message is to be matched.
fn recorded() -> Vec<Recorded> {
    let vectors: Value = serde_json::from_str(include_str!("vectors/errors.json")).unwrap();
    let mut all = Vec::new();
    for case in vectors["cases"].as_array().unwrap() {
        let (response, result) = (&case["responses"][0], &case["results"][0]["error"]);
        // `errors.403_list` shows Python's spelling of a list, the retry case differs in waiting alone.
        let matches = case["conformance"] == "match" || case["id"] == "errors.429_retry_after_ignored";
        let (true, Some(message)) = (matches, result["message"].as_str()) else { continue };
        let body = match (&response["body_json"], &response["body_text"]) {
            (Value::Null, Value::String(text)) => text.clone(),
            (Value::Null, _) => String::new(),
            (json, _) => json.to_string(),
        };
        let headers = response["headers"].as_object().into_iter().flatten();
        all.push(Recorded {
            id: case["id"].as_str().unwrap().into(),
            status: response["status"].as_u64().unwrap(),
            headers: headers
                .map(|(name, value)| format!("{name}: {}\r\n", value.as_str().unwrap()))
                .collect(),
            body,
            // Python's word for no body.
            message: message.replace("[404] None", "[404] no details"),
        });
    }
    all
}

#[test]
fn recorded_errors_give_the_recorded_message_at_every_split() {
    let recorded = recorded();
    assert_eq!(recorded.len(), 14);
    for Recorded { id, status, headers, body, message } in &recorded {
        for (reusable, raw) in framed(*status, headers, body) {
            at_every_split(raw.as_bytes(), |end, answer| {
                assert_eq!(end, Ok(reusable), "{id}");
                assert_eq!(u64::from(answer.status()), *status);
                assert_eq!(answer.body(), body.as_bytes());
                assert_eq!(answer.error_body().to_string(), *message, "{id}");
                assert_eq!(answer.wait(None), (id == "errors.429_retry_after_ignored").then_some(7));
            });
        }
    }
}

#[test]
fn quirks_follow_their_advice() {
    let shown = |status, body: &str| {
        let (end, answer) = read([framed(status, "", body)[0].1.as_bytes()]);
        assert_eq!(end, Ok(true));
        answer.error_body().to_string()
    };
    assert_eq!(shown(400, r#"{"reason":"other"}"#), r#"[400] {"reason":"other"}"#);
    assert_eq!(shown(403, r#"{"errors":["first","second"]}"#), "[403] first, second");
    assert_eq!(shown(400, r#"{"errors":[{"param":"tags"}]}"#), "[400] param: tags");
    let (_, answer) = read([&b"HTTP/1.1 301 Moved\r\nLocation: http://elsewhere.example/\r\n\r\n"[..]]);
    assert_eq!((answer.status(), answer.location()), (301, Some("http://elsewhere.example/")));
}

#[test]
fn a_success_that_reports_rejected_measurements_says_so() {
    let vectors: Value = serde_json::from_str(include_str!("vectors/tagged.json")).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| case["id"] == "tagged.partly_rejected").unwrap();
    let body = case["responses"][0]["body_json"].to_string();
    for (_, raw) in framed(202, "", &body) {
        at_every_split(raw.as_bytes(), |_, answer| {
            let rejected = answer.error_body().rejected().unwrap();
            assert_eq!((rejected.failed, rejected.accepted), (Some(1), Some(0)));
        });
    }
}

#[test]
fn each_error_has_its_name() {
    let head = |lines: &str| format!("HTTP/1.1 200 OK\r\n{lines}\r\n\r\n");
    let long = "x".repeat(200);
    for (raw, error) in [
        ("220 mail.example ESMTP\r\n".into(), AnswerError::NotHttp),
        (head("no colon here"), AnswerError::BadHeader),
        (format!("HTTP/1.1 200 OK\r\n{}", "A: b\r\n".repeat(3000)), AnswerError::HeadTooLong),
        (head(&format!("Content-Length: 5,{long}")), AnswerError::FramingHeaderTooLong),
        (head("Content-Length: 5\r\nContent-Length: 6"), AnswerError::TwoContentLengths),
        (head("Content-Length: -5"), AnswerError::BadContentLength),
        (head("Content-Length: 18446744073709551616"), AnswerError::BadContentLength),
        (head("Transfer-Encoding: br"), AnswerError::BadTransferEncoding),
        (head("Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX"), AnswerError::BadChunk),
        (head("Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff"), AnswerError::ChunkTooLarge),
        (head("Content-Length: 5"), AnswerError::CutOff),
    ] {
        for step in [1, 3, 64, 160, 200, raw.len()] {
            let (end, _) = read(raw.as_bytes().chunks(step));
            assert_eq!(end, Err(error), "by {step}");
        }
        assert!(error.to_string().contains("answer"));
    }
}

#[test]
fn every_cut_is_noticed() {
    for (by_length, raw) in framed(200, "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "0123456789") {
        let head = raw.find("\r\n\r\n").unwrap() + 4;
        for at in 0..raw.len() {
            let (end, answer) = read([&raw.as_bytes()[..at]]);
            // An answer that the end of the stream ends cannot tell a cut body.
            let expected = if by_length || at < head { Err(AnswerError::CutOff) } else { Ok(false) };
            assert_eq!(end, expected, "{at} of {raw}");
            assert!(b"0123456789".starts_with(answer.body()));
        }
    }
}

#[test]
fn a_long_header_passes_and_the_rest_is_understood() {
    let policy = "default-src 'self'; ".repeat(75);
    assert!(policy.len() >= 1500);
    let headers = format!(
        "Content-Security-Policy: {policy}\r\ncontent-TYPE: application/json; charset=utf-8\r\n\
         X-Librato-RateLimit-Std: remaining=0,limit=9,reset=784111800\r\n\
         Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Security-Policy: {policy}\r\n"
    );
    for (reusable, raw) in framed(429, &headers, r#"{"error":"You have hit the limit"}"#) {
        for step in 1..300 {
            let (end, answer) = read(raw.as_bytes().chunks(step));
            assert_eq!(end, Ok(reusable));
            assert!(answer.is_json());
            assert_eq!(answer.date(), Some(UnixSeconds(784_111_777)));
            assert_eq!(answer.wait(Some(UnixSeconds(0))), Some(23));
            assert!(answer.error_body().mentions_rate_limit());
        }
    }
}

#[test]
fn interim_answers_and_answers_without_a_body() {
    let raw = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\nA: b\r\n\r\nHTTP/1.1 204 No\r\n\r\n";
    at_every_split(raw, |end, answer| {
        assert_eq!((end, answer.status(), answer.body()), (Ok(true), 204, &b""[..]));
    });
    at_every_split(b"HTTP/1.1 304 Same\r\nContent-Length: 10\r\n\r\n", |end, answer| {
        assert_eq!((end, answer.status()), (Ok(true), 304));
    });
}

#[test]
fn nesting_bombs_and_pages_of_proxies() {
    let bomb = format!("{{\"errors\":{}", "[".repeat(5_000));
    let mut answer = Answer::<8192>::new();
    let raw = format!("HTTP/1.1 400 Bad\r\nContent-Length: {}\r\n\r\n{bomb}", bomb.len());
    assert_eq!(ResponseReader::new().feed(raw.as_bytes(), &mut answer), Ok(Progress::Done));
    assert_eq!((answer.body().len(), answer.is_body_cut()), (bomb.len(), false));
    assert_eq!(answer.error_body().to_string(), format!("[400] {bomb}"));
    answer.error_body().messages(&mut |message| panic!("{message:?}"));

    let page = format!("<html>{}</html>", "\n<p>Bad Gateway</p>".repeat(100));
    let (end, answer) = read([framed(502, "", &page)[0].1.as_bytes()]);
    assert_eq!((end, answer.body_len(), answer.is_body_cut()), (Ok(true), page.len(), true));
    assert!(answer.error_body().to_string().starts_with("[502] <html> <p>Bad Gateway</p> <p>"));
}

#[test]
fn a_body_without_end_is_given_up_and_so_is_the_connection() {
    let mut reader = ResponseReader::new();
    let mut answer = Answer::<64>::new();
    assert_eq!(
        reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", &mut answer),
        Ok(Progress::More)
    );
    let fed = (1..).find(|_| reader.feed(&[b'x'; 1000], &mut answer) == Ok(Progress::Done)).unwrap();
    assert!((16..20).contains(&fed), "{fed}");
    assert!(!reader.is_reusable());
}
