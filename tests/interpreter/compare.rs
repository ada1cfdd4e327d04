//! What counts as equal.

use serde_json::Value;

use super::case::{list, text};
use super::wire::Sent;

/// Whether two JSON values are the same: numbers by value, as doubles unless both are integers of 64 bits.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match (a.as_i128(), b.as_i128()) {
            (Some(a), Some(b)) => a == b,
            _ => a.as_f64() == b.as_f64(),
        },
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// A body without an empty list of gauges or counters, where the other one has something in it.
fn plain(mut body: Value) -> Value {
    for (this, other) in [("gauges", "counters"), ("counters", "gauges")] {
        if body[this] == Value::Array(Vec::new()) && !list(&body[other]).is_empty() {
            body.as_object_mut().unwrap().remove(this);
        }
    }
    body
}

/// Says what differs between a request that was sent and one that was recorded.
pub(crate) fn request(sent: &Sent, recorded: &Value, agent: bool) -> Option<String> {
    let mut differs = Vec::new();
    let mut check = |what: &str, sent: String, recorded: String| {
        if sent != recorded {
            differs.push(format!("{what} {sent:?}, recorded {recorded:?}"));
        }
    };
    let (path, query) = target(&sent.target);
    let (recorded_path, recorded_query) = target(text(&recorded["target"]));
    check("method", sent.method.clone(), text(&recorded["method"]).to_owned());
    check("path", path, recorded_path);
    check("query", format!("{query:?}"), format!("{recorded_query:?}"));
    let media_type =
        |value: Option<String>| value.map(|v| v.split(';').next().unwrap_or("").trim().to_owned());
    let both = |name| (header(sent, name), recorded_header(recorded, name));
    let (ours, theirs) = both("Content-Type");
    check("Content-Type", format!("{:?}", media_type(ours)), format!("{:?}", media_type(theirs)));
    let (ours, theirs) = both("Host");
    check("Host", format!("{ours:?}"), format!("{theirs:?}"));
    if agent {
        let (ours, theirs) = both("User-Agent");
        check("User-Agent", format!("{ours:?}"), format!("{theirs:?}"));
    }
    let body = if sent.body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&sent.body) };
    match body {
        Err(error) => differs.push(format!("the body is no JSON: {error}")),
        Ok(body) if !same(&plain(body.clone()), &plain(recorded["body_json"].clone())) => {
            differs.push(format!("body {body}, recorded {}", recorded["body_json"]));
        }
        Ok(_) => {}
    }
    (!differs.is_empty()).then(|| differs.join("; "))
}

fn header(sent: &Sent, name: &str) -> Option<String> {
    sent.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
}

fn recorded_header(recorded: &Value, name: &str) -> Option<String> {
    let headers = list(&recorded["headers"]).iter();
    let mut found = headers.filter(|pair| text(&pair[0]).eq_ignore_ascii_case(name));
    found.next().map(|pair| text(&pair[1]).to_owned())
}

/// The path as it is, and the pairs of the query, decoded and in order.
fn target(target: &str) -> (String, Vec<(String, String)>) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<_> = pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect();
    pairs.sort();
    (path.to_owned(), pairs)
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits: String = rest.by_ref().take(2).map(char::from).collect();
                u8::from_str_radix(&digits, 16).unwrap_or_else(|_| panic!("not percent-encoded: {text}"))
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}
