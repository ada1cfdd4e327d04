//! Ways to make a case wrong, each of which must show when it is played.

use serde_json::{Value, json};

use super::case::{Case, list, text};

/// A change of a case, and where the failure must show it. It says whether the case has what it changes.
pub(crate) struct Tamper {
    pub(crate) name: &'static str,
    pub(crate) shows: &'static str,
    change: fn(&mut Value) -> bool,
}

impl Tamper {
    /// The case with the change, if it has what is to be changed.
    pub(crate) fn of(&self, case: &Case) -> Option<Case> {
        let mut changed = case.clone();
        (self.change)(&mut changed.0).then_some(changed)
    }
}

const fn tamper(name: &'static str, shows: &'static str, change: fn(&mut Value) -> bool) -> Tamper {
    Tamper { name, shows, change }
}

pub(crate) const ALL: [Tamper; 24] = [
    tamper("another method", ": method", |case| request(case, |it| set(&mut it["method"], "PATCH"))),
    tamper("another path", ": path", |case| request(case, |it| append(&mut it["target"], "x", "?"))),
    tamper("another query", ": query", |case| request(case, |it| append(&mut it["target"], "?x=y", ""))),
    tamper("another host", ": host", |case| header(case, "Host")),
    tamper("other credentials", ": authorization", |case| header(case, "Authorization")),
    tamper("another content type", ": content-type", |case| header(case, "Content-Type")),
    tamper("another agent", ": user-agent", |case| {
        !case["call"]["connection"]["user_agent"].is_null() && header(case, "User-Agent")
    }),
    tamper("another number in a body", ": body", |case| request(case, |it| number(&mut it["body_json"]))),
    tamper("another name in a body", ": body", |case| request(case, |it| name(&mut it["body_json"]))),
    tamper("another key in a body", ": body", |case| {
        request(case, |it| {
            let gauge = it["body_json"].pointer_mut("/gauges/0").and_then(Value::as_object_mut);
            let old = gauge.and_then(|gauge| Some((gauge.remove("value")?, gauge)));
            old.is_some_and(|(value, gauge)| gauge.insert("worth".to_owned(), value).is_none())
        })
    }),
    tamper("another order in a body", ": body", |case| {
        request(case, |it| {
            let list = it["body_json"].pointer_mut("/gauges").and_then(Value::as_array_mut);
            list.is_some_and(|list| {
                list.reverse();
                list.len() > 1 && list.first() != list.last()
            })
        })
    }),
    tamper("no body", ": body", |case| request(case, |it| !it["body_json"].take().is_null())),
    tamper("a request less in a step", "requests", |case| {
        let counts = case["results"].as_array_mut().into_iter().flatten().map(|it| &mut it["requests"]);
        counts.filter(|count| **count != 0).last().is_some_and(|count| set(count, 0))
    }),
    tamper("a request less in all", "requests in all", |case| {
        case["requests"].as_array_mut().is_some_and(|all| all.pop().is_some())
    }),
    tamper("another value", ": gave", |case| result(case, "ok", number)),
    tamper("a value for an error", ": gave", |case| {
        let results = case["results"].as_array_mut().into_iter().flatten();
        let mut failed = results.filter(|it| it["error"].is_object() && it["step"] != "connect");
        failed.next().is_some_and(|it| {
            it["ok"] = Value::Null;
            it.as_object_mut().unwrap().remove("error").is_some()
        })
    }),
    tamper("another kind of error", ": gave", |case| {
        result(case, "error", |it| set(&mut it["kind"], "other"))
    }),
    tamper("another status", ": gave", |case| result(case, "error", |it| number(&mut it["status"]))),
    tamper("another payload", ": gave", |case| {
        result(case, "error", |it| it["payload"].is_object() && set(&mut it["payload"]["errors"], "other"))
    }),
    tamper("another wait", "waits", |case| number(&mut case["sleeps"])),
    tamper("another scheme", "dials", |case| dial(case, |it| set(&mut it["scheme"], "ftp"))),
    tamper("another host asked for", "dials", |case| dial(case, |it| append(&mut it["host"], "x", ""))),
    tamper("another time limit", "dials", |case| dial(case, |it| number(&mut it["timeout_s"]))),
    tamper("another answer left", "answers left", |case| {
        let left = case["unused_responses"].as_u64().unwrap_or(0);
        set(&mut case["unused_responses"], left + 1)
    }),
];

fn set(it: &mut Value, new: impl Into<Value>) -> bool {
    *it = new.into();
    true
}

/// Puts `more` before the first `before`, or at the end.
fn append(it: &mut Value, more: &str, before: &str) -> bool {
    let old = it.as_str().unwrap_or_default().to_owned();
    let at = if before.is_empty() { None } else { old.find(before) };
    let (front, back) = old.split_at(at.unwrap_or(old.len()));
    set(it, format!("{front}{more}{back}"))
}

/// The last request.
fn request(case: &mut Value, change: fn(&mut Value) -> bool) -> bool {
    case["requests"].as_array_mut().and_then(|all| all.last_mut()).is_some_and(change)
}

/// A header of the last request.
fn header(case: &mut Value, name: &str) -> bool {
    let last = case["requests"].as_array_mut().and_then(|all| all.last_mut());
    let mut headers = last.into_iter().flat_map(|it| it["headers"].as_array_mut()).flatten();
    headers.find(|pair| pair[0] == name).is_some_and(|pair| append(&mut pair[1], "x", ""))
}

/// The last result that has this field.
fn result(case: &mut Value, field: &str, change: fn(&mut Value) -> bool) -> bool {
    let results = case["results"].as_array_mut().into_iter().flatten();
    let found = results.filter(|it| !it[field].is_null() && it["requests"] != 0 || it[field].is_u64()).last();
    found.is_some_and(|it| change(&mut it[field]))
}

fn dial(case: &mut Value, change: fn(&mut Value) -> bool) -> bool {
    case["dials"].get_mut(0).is_some_and(change)
}

/// The first number in a value becomes one more.
fn number(it: &mut Value) -> bool {
    match it {
        Value::Number(old) => {
            let more = old.as_f64().unwrap() + 1.0;
            set(it, json!(more))
        }
        Value::Array(all) => all.iter_mut().any(number),
        Value::Object(all) => all.values_mut().any(number),
        _ => false,
    }
}

/// The first metric name in a body.
fn name(body: &mut Value) -> bool {
    let lists = ["/gauges/0/name", "/counters/0/name", "/measurements/0/name", "/names/0", "/name"];
    let found = lists.iter().find(|path| body.pointer(path).is_some_and(Value::is_string));
    found.is_some_and(|path| append(body.pointer_mut(path).unwrap(), "x", ""))
}

const WORDS: [&str; 14] = [
    "name",
    "value",
    "source",
    "type",
    "tags",
    "fields",
    "query",
    "id",
    "prefix",
    "count",
    "metric",
    "verbs",
    "conditions",
    "services",
];

/// Changes of a step's words, each of which must show at the server or in a result.
pub(crate) fn inputs(case: &Case) -> Vec<(String, Case)> {
    let mut all = Vec::new();
    for (index, step) in list(&case.0["call"]["steps"]).iter().enumerate() {
        for word in WORDS {
            let mut changed = case.clone();
            let it = &mut changed.0["call"]["steps"][index][word];
            let done = match (word, &mut *it) {
                (_, Value::Null) => false,
                ("type", it) => {
                    let other = if it == "counter" { "gauge" } else { "counter" };
                    set(it, other)
                }
                (_, it) => first(it),
            };
            if done {
                all.push((format!("{} of step {index} ({})", word, text(&step["op"])), changed));
            }
        }
    }
    all
}

/// The first number or text in a value.
fn first(it: &mut Value) -> bool {
    match it {
        Value::Number(_) => number(it),
        // In front: what is behind may be cut off.
        Value::String(old) => {
            old.insert(0, 'Q');
            true
        }
        Value::Array(all) => all.iter_mut().any(first),
        Value::Object(all) => all.values_mut().any(first),
        _ => false,
    }
}
