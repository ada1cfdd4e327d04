//! What counts as equal.

use std::collections::BTreeMap;

use serde_json::Value;

use super::case::{list, text};
use super::server::{Sent, host};

/// Whether two JSON values are the same: numbers by value, as doubles unless both are integers of 64 bits.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    difference(a, b).is_none()
}

/// The first place where two JSON values differ, and both values there.
fn difference(a: &Value, b: &Value) -> Option<String> {
    let at = |place: &str, a: &Value, b: &Value| difference(a, b).map(|what| format!("/{place}{what}"));
    let is_same = match (a, b) {
        (Value::Number(a), Value::Number(b)) => match (a.as_i128(), b.as_i128()) {
            (Some(a), Some(b)) => a == b,
            _ => a.as_f64() == b.as_f64(),
        },
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            return a.iter().zip(b).enumerate().find_map(|(place, (a, b))| at(&place.to_string(), a, b));
        }
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
            return a.iter().find_map(|(key, a)| match b.get(key) {
                Some(b) => at(key, a, b),
                None => Some(format!("/{key} {a}, recorded without it")),
            });
        }
        _ => a == b,
    };
    (!is_same).then(|| format!(" {a}, recorded {b}"))
}

/// Whether an error is the recorded one: kind, and where a server answered, status and payload. The message is one way of
/// flattening the payload.
pub(crate) fn same_error(ours: &Value, recorded: &Value) -> bool {
    // A text that happens to be JSON is still a text where the server said so.
    let payload = same(&ours["payload"], &recorded["payload"]) || ours["text"] == recorded["payload"];
    ours["kind"] == recorded["kind"] && ours["status"] == recorded["status"] && payload
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

/// Whether two bodies are the same.
pub(crate) fn same_body(a: &Value, b: &Value) -> bool {
    same(&plain(a.clone()), &plain(b.clone()))
}

/// Says what differs between a request that was sent and one that was recorded. Its `User-Agent` counts if the case sets one.
pub(crate) fn request(sent: &Sent, recorded: &Value, agent: bool) -> Vec<String> {
    let mut differs = Vec::new();
    let mut check = |what: &str, sent: String, recorded: String| {
        if sent != recorded {
            differs.push(format!("{what} {sent}, recorded {recorded}"));
        }
    };
    let (path, query) = target(&sent.target);
    let (recorded_path, recorded_query) = target(text(&recorded["target"]));
    check("method", sent.method.clone(), text(&recorded["method"]).to_owned());
    check("path", path, recorded_path);
    check("query", format!("{query:?}"), format!("{recorded_query:?}"));
    for (name, theirs) in headers(recorded) {
        // The server needs the length to read the body; 0 may be said or not.
        let is_free = name == "accept-encoding" || name == "content-length" || name == "user-agent" && !agent;
        let mut ours = sent.header(&name);
        if name == "content-type" {
            ours.iter_mut().for_each(|value| *value = media_type(value));
        }
        if name == "authorization" {
            // Which is not printed: it may be somebody's.
            check(&name, format!("right: {}", ours == theirs), "right: true".to_owned());
        } else if !is_free {
            check(&name, format!("{ours:?}"), format!("{theirs:?}"));
        }
    }
    if !headers(recorded).contains_key("content-type") {
        check("content-type", format!("{:?}", sent.header("content-type")), "[]".to_owned());
    }
    let name = sent.header("host").first().map_or("", |name| host(name)).to_owned();
    if sent.secure && name.parse::<std::net::IpAddr>().is_err() {
        check("name asked of TLS", format!("{:?}", sent.sni), format!("{:?}", Some(name)));
    }
    match if sent.body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&sent.body) } {
        Err(error) => differs.push(format!("the body is no JSON: {error}")),
        Ok(body) => {
            let difference = difference(&plain(body), &plain(recorded["body_json"].clone()));
            differs.extend(difference.map(|difference| format!("body{difference}")));
        }
    }
    differs
}

/// The recorded headers, by name in lower case.
fn headers(recorded: &Value) -> BTreeMap<String, Vec<&str>> {
    let mut all = BTreeMap::<_, Vec<_>>::new();
    for pair in list(&recorded["headers"]) {
        all.entry(text(&pair[0]).to_ascii_lowercase()).or_default().push(text(&pair[1]));
    }
    all
}

fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or("").trim()
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
