//! Sources, by name. Only those are there that a `PUT` named: what readings come from is not noted.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::input::Fields;
use super::page;
use crate::receiver::limits;
use crate::receiver::query::Query;
use crate::receiver::refusal::Refusal;
use crate::receiver::reply;
use crate::receiver::state::Shared;

type Account = State<Arc<Shared>>;

const SOURCES: &str = "sources";

/// In the order of their names. A `name` is looked for in both names of a source.
pub(super) async fn list(account: Account, query: Query) -> Result<Response, Refusal> {
    let store = &account.state().objects;
    let part = query.text("name").unwrap_or_default().to_lowercase();
    let text = |value: &Value, member: &str| value[member].as_str().unwrap_or_default().to_lowercase();
    let mut all: Vec<Value> = store.of(SOURCES, 0).map(|(_, source)| source.fields.clone().into()).collect();
    let total = all.len();
    all.retain(|source| ["name", "display_name"].iter().any(|name| text(source, name).contains(&part)));
    all.sort_by_key(|source| text(source, "name"));
    page(all, total, SOURCES, &query, &account.config)
}

pub(super) async fn read(account: Account, Path(name): Path<String>) -> Result<Response, Refusal> {
    let store = &account.state().objects;
    let id = store.find(SOURCES, "name", &name).ok_or(Refusal::NotFound)?;
    let source = store.get(SOURCES, 0, id)?.fields.clone();
    Ok(reply::json_body(StatusCode::OK, &source.into()))
}

pub(super) async fn put(
    account: Account,
    Path(name): Path<String>,
    Fields(mut fields): Fields,
) -> Result<Response, Refusal> {
    let store = &mut account.state().objects;
    fields.insert("name".into(), name.as_str().into());
    if let Some(id) = store.find(SOURCES, "name", &name) {
        store.fields(SOURCES, 0, id)?.extend(fields);
        return Ok(reply::done());
    }
    if !limits::is_spelled_right(&name) {
        return Err(Refusal::param("name", "is invalid"));
    }
    store.add(SOURCES, 0, fields.clone());
    Ok(reply::created(&format!("/v1/sources/{name}"), &fields.into()))
}
