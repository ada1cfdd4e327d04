//! Annotation streams by name, and the events in them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::input::Fields;
use super::page;
use super::routes::number;
use super::store::Store;
use crate::receiver::query::{Query, fits};
use crate::receiver::refusal::Refusal;
use crate::receiver::reply;
use crate::receiver::state::Shared;

type Account = State<Arc<Shared>>;
type Both = Path<(String, String)>;

const STREAMS: &str = "annotations";
pub(super) const EVENTS: &str = "events";

/// What events without a source are listed under.
const UNASSIGNED: &str = "unassigned";

pub(super) fn stream(store: &Store, name: &str) -> Result<u64, Refusal> {
    store.find(STREAMS, "name", name).ok_or(Refusal::NotFound)
}

pub(super) async fn list(account: Account, query: Query) -> Result<Response, Refusal> {
    let store = &account.state().objects;
    let part = query.text("name").unwrap_or_default().to_lowercase();
    let name = |stream: &Value| stream["name"].as_str().unwrap_or_default().to_lowercase();
    let mut all: Vec<Value> = store.of(STREAMS, 0).map(|(_, stream)| stream.fields.clone().into()).collect();
    let total = all.len();
    all.retain(|stream| name(stream).contains(&part));
    all.sort_by_key(name);
    page(all, total, STREAMS, &query, &account.config)
}

/// A stream; with `count` or `start_time` its events by source, the earliest first.
pub(super) async fn read(
    account: Account,
    Path(name): Path<String>,
    query: Query,
) -> Result<Response, Refusal> {
    let store = &account.state().objects;
    let id = stream(store, &name)?;
    let mut body = Value::from(store.get(STREAMS, 0, id)?.fields.clone());
    let (count, start) = (query.number("count")?, query.number("start_time")?);
    if count.is_none() && start.is_none() {
        return Ok(reply::json_body(StatusCode::OK, &body));
    }
    let (start, end) = (start.unwrap_or(0), query.number("end_time")?.unwrap_or(u64::MAX));
    let patterns: Vec<&str> =
        query.pairs().filter(|(name, _)| *name == "sources[]").map(|(_, pattern)| pattern).collect();
    let mut events: Vec<(u64, String, Value)> = Vec::new();
    for (id, event) in store.of(EVENTS, id) {
        let source = event.fields.get("source").and_then(Value::as_str).unwrap_or(UNASSIGNED).to_owned();
        let time = event.fields["start_time"].as_u64().unwrap_or(0);
        let is_wanted = patterns.is_empty() || patterns.iter().any(|pattern| fits(pattern, &source));
        if (start..=end).contains(&time) && is_wanted {
            events.push((time, source, shown(id, &event.fields)));
        }
    }
    events.sort_by_key(|(time, ..)| *time);
    let mut query = json!({});
    if let Some(count) = count {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        events.drain(..events.len().saturating_sub(count));
    } else if let Some(last) = account.config.points_a_page.checked_sub(1).and_then(|last| events.get(last)) {
        // Events of one second stay together, or the rest would never be found.
        let last = last.0;
        query = events
            .iter()
            .find(|(time, ..)| *time > last)
            .map_or(query, |(next, ..)| json!({"next_time": next}));
        events.retain(|(time, ..)| *time <= last);
    }
    let mut groups: Map<String, Value> = Map::new();
    for (_, source, event) in events {
        if let Value::Array(group) = groups.entry(source).or_insert_with(|| json!([])) {
            group.push(event);
        }
    }
    let groups = groups.into_iter().map(|group| Value::from(Map::from_iter([group])));
    body["events"] = groups.collect();
    body["query"] = query;
    Ok(reply::json_body(StatusCode::OK, &body))
}

/// A new event, in a stream that is created if it is not there.
pub(super) async fn post(
    account: Account,
    Path(name): Path<String>,
    Fields(mut fields): Fields,
) -> Result<Response, Refusal> {
    let store = &mut account.state().objects;
    if fields.get("title").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err(Refusal::param("title", "is not present"));
    }
    fields.remove("id");
    fields.entry("start_time").or_insert_with(|| account.config.now().into());
    let stream = match store.find(STREAMS, "name", &name) {
        Some(stream) => stream,
        None => {
            let fields = [("name".into(), name.as_str().into()), ("display_name".into(), Value::Null)];
            store.add(STREAMS, 0, Map::from_iter(fields))
        }
    };
    let id = store.add(EVENTS, stream, fields.clone());
    Ok(reply::created(&format!("/v1/annotations/{name}/{id}"), &shown(id, &fields)))
}

pub(super) async fn change(
    account: Account,
    Path(name): Path<String>,
    Fields(mut fields): Fields,
) -> Result<Response, Refusal> {
    let store = &mut account.state().objects;
    let id = stream(store, &name)?;
    fields.remove("name");
    store.fields(STREAMS, 0, id)?.extend(fields);
    Ok(reply::done())
}

pub(super) async fn delete(account: Account, Path(name): Path<String>) -> Result<Response, Refusal> {
    let store = &mut account.state().objects;
    let id = stream(store, &name)?;
    store.remove(STREAMS, 0, id)?;
    Ok(reply::done())
}

pub(super) async fn read_event(account: Account, Path((name, id)): Both) -> Result<Response, Refusal> {
    let store = &account.state().objects;
    let id = number(&id)?;
    let event = store.get(EVENTS, stream(store, &name)?, id)?;
    Ok(reply::json_body(StatusCode::OK, &shown(id, &event.fields)))
}

pub(super) async fn change_event(
    account: Account,
    Path((name, id)): Both,
    Fields(mut fields): Fields,
) -> Result<Response, Refusal> {
    let store = &mut account.state().objects;
    let stream = stream(store, &name)?;
    // The API takes no other source or start time for an event that is there.
    for kept in ["id", "source", "start_time"] {
        fields.remove(kept);
    }
    store.fields(EVENTS, stream, number(&id)?)?.extend(fields);
    Ok(reply::done())
}

pub(super) async fn delete_event(account: Account, Path((name, id)): Both) -> Result<Response, Refusal> {
    let store = &mut account.state().objects;
    let stream = stream(store, &name)?;
    store.remove(EVENTS, stream, number(&id)?)?;
    Ok(reply::done())
}

fn shown(id: u64, fields: &Map<String, Value>) -> Value {
    let mut shown = fields.clone();
    shown.insert("id".into(), id.into());
    shown.into()
}
