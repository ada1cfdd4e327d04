//! Reads and management that one untyped call does, with the step's own words as path, query and body. What pages, checks its
//! arguments, has defaults or works on what it read before waits for typed calls.

use librato::Call;
use librato::transport::Method::{Delete, Get, Post, Put};
use serde_json::{Map, Value};

use super::{Gives, Stop, World, unknown};
use crate::golden::case::{members, text};

impl World<'_> {
    pub(super) fn call(&mut self, op: &str, step: &Value) -> Gives {
        let name = || text(&step["name"]).to_owned();
        let id = || step["id"].to_string();
        let on = |words: &[&str]| words.iter().copied().map(str::to_owned).collect::<Vec<_>>();
        let fields =
            || members(&step["fields"]).map(|(name, value)| (name.to_owned(), value.clone())).collect();
        // The step's other words belong into the body as well.
        let with = |own: &[(&str, Value)]| {
            let mut all: Map<String, Value> = fields();
            all.extend(own.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
            all
        };
        let named = || with(&[("name", step["name"].clone())]);
        let none = Map::new;
        let (method, path, body) = match op {
            "get_annotation_stream" => (Get, on(&["annotations", &name()]), none()),
            "get_annotation" => (Get, on(&["annotations", &name(), &id()]), none()),
            "post_annotation" => (Post, on(&["annotations", &name()]), fields()),
            "update_annotation_stream" => (Put, on(&["annotations", &name()]), named()),
            "delete_annotation_stream" => (Delete, on(&["annotations", &name()]), none()),
            _ => return Err(unknown(op)),
        };
        let query = query(op, &step["query"])?;
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        let query = pairs(&query);
        let json = serde_json::to_vec(&body).unwrap();
        let call = Call::new(method, &path).query(&query);
        let reply = self.api.call(&if body.is_empty() { call } else { call.json(&json) })?;
        if reply.is_json() {
            reply.json::<Value>()?;
        }
        Ok(None)
    }
}

/// Texts and numbers, and lists of them as the API has them; the rest is known to typed calls alone.
pub(super) fn query(op: &str, query: &Value) -> Result<Vec<(String, String)>, Stop> {
    let mut pairs = Vec::new();
    for (name, value) in members(query) {
        let name = if value.is_array() { format!("{name}[]") } else { name.to_owned() };
        for value in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
            pairs.push(match value {
                Value::String(text) => (name.clone(), text.clone()),
                Value::Number(number) => (name.clone(), number.to_string()),
                _ => return Err(unknown(format!("{op}: {name}={value}"))),
            });
        }
    }
    Ok(pairs)
}

/// The same, borrowed.
pub(super) fn pairs(query: &[(String, String)]) -> Vec<(&str, &str)> {
    query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
