//! The reading of answers held against `httparse` and a plain decoder of whole answers.

use librato::answers::{AnswerError, ErrorBody, Progress, ResponseReader};
use librato::transport::{Flow, ResponseSink};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl ResponseSink for Parts {
    fn status(&mut self, code: u16) {
        *self = Self { status: code, ..Self::default() };
    }
    fn header(&mut self, name: &[u8], value: &[u8]) {
        self.headers.push((String::from_utf8_lossy(name).into(), value.into()));
    }
    fn body(&mut self, piece: &[u8]) -> Flow {
        self.body.extend_from_slice(piece);
        Flow::More
    }
}

/// What came of feeding `raw` in pieces of the given sizes, over and over.
fn read(raw: &[u8], sizes: &[usize]) -> (Result<Progress, AnswerError>, ResponseReader, Parts) {
    let (mut reader, mut parts) = (ResponseReader::new(), Parts::default());
    let mut rest = raw;
    let mut progress = Ok(Progress::More);
    for size in sizes.iter().cycle() {
        let (piece, after) = rest.split_at((*size).min(rest.len()));
        progress = reader.feed(piece, &mut parts);
        rest = after;
        if rest.is_empty() || progress.is_err() {
            break;
        }
    }
    (progress, reader, parts)
}

/// Reads a whole answer with `httparse` for the head and the simplest loop for the body. `None` if it is not whole
/// or not right; `Some` with the number of bytes that it takes, or `None` where the stream's end ends it.
fn plainly(raw: &[u8]) -> Option<(Parts, Option<usize>)> {
    let mut slots = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut slots);
    let httparse::Status::Complete(head) = response.parse(raw).ok()? else { return None };
    let status = response.code?;
    let headers: Vec<_> =
        response.headers.iter().map(|header| (header.name.to_string(), header.value.to_vec())).collect();
    let named = |name: &str| headers.iter().find(|header| header.0.eq_ignore_ascii_case(name));
    let rest = &raw[head..];
    let (body, used) = if named("transfer-encoding").is_some() {
        let (mut body, mut at) = (Vec::new(), 0);
        loop {
            let Ok(httparse::Status::Complete((line, size))) = httparse::parse_chunk_size(&rest[at..]) else {
                return None;
            };
            at += line;
            if size == 0 {
                break;
            }
            let end = at.checked_add(usize::try_from(size).ok()?)?;
            body.extend_from_slice(rest.get(at..end)?);
            (rest.get(end..end + 2)? == b"\r\n").then_some(())?;
            at = end + 2;
        }
        let mut slots = [httparse::EMPTY_HEADER; 8];
        let httparse::Status::Complete((trailers, _)) =
            httparse::parse_headers(&rest[at..], &mut slots).ok()?
        else {
            return None;
        };
        (body, Some(head + at + trailers))
    } else if let Some((_, length)) = named("content-length") {
        let length: usize = std::str::from_utf8(length).ok()?.parse().ok()?;
        (rest.get(..length)?.to_vec(), Some(head + length))
    } else {
        (rest.to_vec(), None)
    };
    Some((Parts { status, headers, body }, used))
}

fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1..40_usize, 1..6)
}

fn header_line() -> impl Strategy<Value = String> {
    ("[A-Za-z][A-Za-z0-9-]{0,20}", "[ \t]{0,2}", "[ -~é]{0,60}", "[ \t]{0,2}")
        .prop_map(|(name, before, value, after)| format!("X-{name}:{before}{value}{after}\r\n"))
}

fn head() -> impl Strategy<Value = String> {
    (0..2_u8, 200..1000_u16, "( [ -~]{0,30})?", prop::collection::vec(header_line(), 0..6)).prop_map(
        |(minor, status, reason, lines)| format!("HTTP/1.{minor} {status}{reason}\r\n{}", lines.concat()),
    )
}

/// A head, a framing header, and a body framed so.
fn answer() -> impl Strategy<Value = Vec<u8>> {
    let chunks = prop::collection::vec(prop::collection::vec(any::<u8>(), 1..50), 0..5);
    (head(), chunks, 0..3_u8, "(;[a-z]{1,5}(=[a-z]{1,5})?)?", "(X-[a-z]{1,5}: [a-z]{0,9}\r\n){0,2}").prop_map(
        |(head, chunks, kind, extension, trailers)| {
            let mut raw = head.into_bytes();
            match kind {
                0 => {
                    raw.extend(b"Transfer-Encoding: Chunked\r\n\r\n");
                    for chunk in chunks {
                        raw.extend(format!("{:x}{extension}\r\n", chunk.len()).bytes());
                        raw.extend(chunk);
                        raw.extend(b"\r\n");
                    }
                    raw.extend(format!("0{extension}\r\n{trailers}\r\n").bytes());
                }
                1 => {
                    let body = chunks.concat();
                    raw.extend(format!("content-length: {}\r\n\r\n", body.len()).bytes());
                    raw.extend(body);
                }
                _ => {
                    raw.extend(b"\r\n");
                    raw.extend(chunks.concat());
                }
            }
            raw
        },
    )
}

fn any_json() -> impl Strategy<Value = Json> {
    let text = "[ -~é😀\n\"\\\\]{0,8}";
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        text.prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map("[a-z\"]{1,4}", inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

/// Each text, number and truth value, with at most three names that lead to it.
fn leaves(value: &Json, names: &[String], found: &mut Vec<(Vec<String>, String)>) {
    match value {
        Json::Null => {}
        Json::Array(elements) => elements.iter().for_each(|element| leaves(element, names, found)),
        Json::Object(members) => {
            for (name, member) in members {
                leaves(member, &[names, std::slice::from_ref(name)].concat(), found);
            }
        }
        Json::String(text) => found.push((names[..names.len().min(3)].to_vec(), text.clone())),
        other => found.push((names[..names.len().min(3)].to_vec(), other.to_string())),
    }
}

/// What a body says about errors: names, text, and whether the text was cut.
fn messages(body: &[u8]) -> Vec<(Vec<String>, String, bool)> {
    let mut found = Vec::new();
    ErrorBody::new(400, body).messages(&mut |message| {
        let names = [message.group, message.field, message.sub_field];
        let names = names.into_iter().flatten().map(|name| name.to_string()).collect();
        found.push((names, message.text.to_string(), message.is_cut));
    });
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// A right answer is read as the plain decoder reads it, in pieces of any sizes, with anything after it.
    #[test]
    fn whole_answers(raw in answer(), sizes in sizes(), extra in "[a-z]{0,3}") {
        let without_body = raw.starts_with(b"HTTP/1.1 204") || raw.starts_with(b"HTTP/1.1 304")
            || raw.starts_with(b"HTTP/1.0 204") || raw.starts_with(b"HTTP/1.0 304");
        prop_assume!(!without_body);
        let (expected, used) = plainly(&raw).expect("the generator makes right answers");
        let raw = [&raw, extra.as_bytes()].concat();
        let (progress, mut reader, mut parts) = read(&raw, &sizes);
        match used {
            Some(used) => {
                prop_assert_eq!(progress, Ok(Progress::Done));
                prop_assert_eq!(used + extra.len(), raw.len());
                prop_assert_eq!(reader.is_reusable(), raw.starts_with(b"HTTP/1.1") && extra.is_empty());
            }
            None => {
                prop_assert_eq!(progress, Ok(Progress::More));
                parts.body.truncate(parts.body.len() - extra.len());
            }
        }
        prop_assert_eq!(reader.closed(), Ok(()));
        prop_assert_eq!(parts, expected);
    }

    /// With some bytes of the head changed, it is a head for us exactly when it is one for `httparse`.
    #[test]
    fn changed_heads(head in head(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
            sizes in sizes()) {
        let mut raw = format!("{head}Content-Length: 0\r\n\r\n").into_bytes();
        for (at, byte) in changes {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        let mut slots = [httparse::EMPTY_HEADER; 64];
        let mut response = httparse::Response::new(&mut slots);
        let theirs = response.parse(&raw);
        let (progress, _, parts) = read(&raw, &sizes);
        // With the length changed, this is ours to refuse.
        let framing = matches!(progress, Err(AnswerError::BadContentLength));
        match theirs {
            Ok(httparse::Status::Complete(_)) if response.code < Some(200) => {}
            Ok(httparse::Status::Complete(_)) => {
                prop_assert!(framing || progress.is_ok(), "{:?}", progress);
                prop_assert_eq!(Some(parts.status), response.code);
                for (ours, header) in parts.headers.iter().zip(response.headers.iter()) {
                    prop_assert_eq!((ours.0.as_str(), &ours.1[..]), (header.name, header.value));
                }
                prop_assert!(framing || parts.headers.len() == response.headers.len());
            }
            Ok(httparse::Status::Partial) => prop_assert!(framing || progress == Ok(Progress::More), "{:?}", progress),
            // A continued line is skipped, where httparse refuses it.
            Err(_) if raw.windows(2).any(|pair| matches!(pair, b"\n " | b"\n\t")) => {}
            // HTTP/1.2 to HTTP/1.9 would be compatible; httparse knows two.
            Err(httparse::Error::Version) if raw.starts_with(b"HTTP/1.") && raw[7].is_ascii_digit() => {}
            // What is skipped of an overlong line is not looked at.
            Err(_) if raw.split(|&byte| byte == b'\n').any(|line| line.len() > 160) => {}
            // A line is judged when it has ended.
            Err(error) => {
                let (progress, ..) = read(&[&raw[..], b"\n\n"].concat(), &sizes);
                prop_assert!(progress.is_err(), "{:?}, theirs {:?}", progress, error);
            }
        }
    }

    /// Whatever comes, in whatever pieces: no panic, and the same outcome as from single bytes.
    #[test]
    fn pieces_make_no_difference(raw in answer(), changes in
            prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4), sizes in sizes()) {
        let mut raw = raw;
        for (at, byte) in changes {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        let (one, mut one_reader, one_parts) = read(&raw, &[1]);
        let (many, mut many_reader, many_parts) = read(&raw, &sizes);
        prop_assert_eq!(one, many);
        prop_assert_eq!(one_parts, many_parts);
        prop_assert_eq!(one_reader.is_reusable(), many_reader.is_reusable());
        prop_assert_eq!(one_reader.closed(), many_reader.closed());
    }

    /// Of a whole body each message is found, of one that is cut those before the cut, and the beginning of the next.
    #[test]
    fn messages_of_any_body(errors in any_json(), cut in any::<prop::sample::Index>()) {
        let body = json!({ "errors": errors, "request_time": 5, "status": "x" }).to_string();
        let mut expected = Vec::new();
        leaves(&errors, &[], &mut expected);
        let found = messages(body.as_bytes());
        let whole: Vec<_> = found.iter().map(|(names, text, _)| (names.clone(), text.clone())).collect();
        prop_assert_eq!(&whole, &expected);
        prop_assert!(found.iter().all(|(.., is_cut)| !is_cut));
        prop_assert_eq!(ErrorBody::new(400, body.as_bytes()).request_time().map(|time| time.0), Some(5));

        let cut = messages(&body.as_bytes()[..cut.index(body.len())]);
        for (at, (names, text, is_cut)) in cut.iter().enumerate() {
            prop_assert_eq!(names, &expected[at].0);
            let same = if *is_cut { expected[at].1.starts_with(text) } else { &expected[at].1 == text };
            prop_assert!(same);
            prop_assert!(!is_cut || at + 1 == cut.len());
        }
    }

    /// Whatever a body is: its line says so without a control character, and nothing goes wrong.
    #[test]
    fn bodies_that_are_no_json(errors in any_json(), changes in
            prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut body = json!({ "errors": errors }).to_string().into_bytes();
        for (at, byte) in changes {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let error = ErrorBody::new(202, &body);
        let line = error.to_string();
        prop_assert!(line.starts_with("[202] ") && !line.contains(char::is_control), "{:?}", line);
        error.named_metrics(&mut |name| assert!(!name.raw().is_empty()));
        prop_assert!(error.rejected().is_none() || !messages(&body).is_empty());
    }
}
