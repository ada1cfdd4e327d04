//! Annotations.

use librato::annotations::{self, Event, Stream};
use serde_json::{Map, Value, json};

use super::calls::{pairs, query};
use super::{Gives, Stop, World, unknown};

impl World<'_> {
    pub(super) fn annotation(&self, op: &str, step: &Value) -> Gives {
        let query = query(op, &step["query"])?;
        let (name, query, api) = (step["name"].as_str().unwrap_or_default(), pairs(&query), self.api);
        let fields = step["fields"].as_object().cloned().unwrap_or_default();
        Ok(Some(match op {
            "list_annotation_streams" => {
                let streams = api.list(annotations::list().query(&query));
                streams.map(|stream| Ok(shown(stream?))).collect::<Result<_, Stop>>()?
            }
            "get_annotation_stream" => shown(api.send(annotations::get(name).query(&query))?),
            "get_annotation" => {
                let id = step["id"].as_u64().ok_or_else(|| unknown(&step["id"]))?;
                let event = api.send(annotations::event(name, id).query(&query))?.other;
                // The recorded client takes an event for a stream.
                shown(serde_json::from_value(event.into()).map_err(unknown)?)
            }
            "post_annotation" => {
                let reply = api.send(annotations::post_json(name, &fields))?.reply;
                let text = Some(String::from_utf8_lossy(&reply.body)).filter(|text| !text.is_empty());
                if reply.is_json() { reply.json()? } else { json!(text) }
            }
            "update_annotation_stream" => json!(api.send(annotations::update(name, &fields))?.map(shown)),
            _ => api.send(annotations::delete(name)).map(|_| Value::Null)?,
        }))
    }
}

/// A stream as a result has it.
fn shown(Stream { name, display_name, events, query, .. }: Stream) -> Value {
    let group = |(name, events): (String, Vec<Event>)| (name, events.iter().map(whole).collect());
    let events = events.map(|events| events.into_iter().map(group).collect::<Map<_, _>>());
    json!({ "kind": "annotation", "name": name, "display_name": display_name, "events": events, "query": query })
}

/// An event with all that the server said of it.
fn whole(event: &Event) -> Value {
    let mut all = json!(event);
    (all["id"], all["source"]) = (json!(event.id), json!(event.source));
    all["start_time"] = json!(event.start_time);
    all
}
