//! The links of an event.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::annotations::{EVENTS, stream};
use super::input::Fields;
use super::routes::number;
use crate::receiver::refusal::Refusal;
use crate::receiver::reply;
use crate::receiver::state::Shared;

type Account = State<Arc<Shared>>;

pub(super) async fn add(
    account: Account,
    Path((name, id)): Path<(String, String)>,
    Fields(link): Fields,
) -> Result<Response, Refusal> {
    for member in ["rel", "href"] {
        if !link.get(member).is_some_and(Value::is_string) {
            return Err(Refusal::param(member, "is not present"));
        }
    }
    let store = &mut account.state().objects;
    let (stream, id) = (stream(store, &name)?, number(&id)?);
    let event = store.fields(EVENTS, stream, id)?;
    let Value::Array(links) = event.entry("links").or_insert_with(|| json!([])) else {
        return Err(Refusal::NotFound);
    };
    if links.iter().any(|other| other["rel"] == link["rel"]) {
        return Err(Refusal::param("rel", "is already taken"));
    }
    links.push(link.clone().into());
    let rel = link["rel"].as_str().unwrap_or_default();
    Ok(reply::created(&format!("/v1/annotations/{name}/{id}/links/{rel}"), &link.into()))
}

pub(super) async fn remove(
    account: Account,
    Path((name, id, rel)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let store = &mut account.state().objects;
    let stream = stream(store, &name)?;
    let event = store.fields(EVENTS, stream, number(&id)?)?;
    let links = event.get_mut("links").and_then(Value::as_array_mut).ok_or(Refusal::NotFound)?;
    let at = links.iter().position(|link| link["rel"] == rel.as_str()).ok_or(Refusal::NotFound)?;
    links.remove(at);
    Ok(reply::done())
}
