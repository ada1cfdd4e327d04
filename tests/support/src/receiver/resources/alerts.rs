//! What alerts have beside the calls of all kinds. Nothing evaluates them here: an alert is triggered if a member `triggered_at`
//! says so, which a write can set.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::input::Fields;
use super::kind::{ALERTS, SERVICES};
use super::routes::number;
use crate::receiver::refusal::Refusal;
use crate::receiver::reply;
use crate::receiver::state::Shared;

type Account = State<Arc<Shared>>;

/// Since when an alert is triggered, and since when it no longer is.
const FIRING: &str = "triggered_at";
const CLEARED: &str = "cleared_at";

pub(super) async fn statuses(account: Account) -> Response {
    let store = &account.state().objects;
    let with = |member: &str| -> Value {
        let time = |fields: &serde_json::Map<String, Value>| fields.get(member).and_then(Value::as_u64);
        let alerts = store.of(ALERTS.path, 0);
        alerts.filter_map(|(id, alert)| Some(json!({"id": id, member: time(&alert.fields)?}))).collect()
    };
    reply::json_body(StatusCode::OK, &json!({"firing": with(FIRING), "cleared": with(CLEARED)}))
}

pub(super) async fn status(account: Account, Path(id): Path<String>) -> Result<Response, Refusal> {
    let id = number(&id)?;
    let is_firing = account.state().objects.get(ALERTS.path, 0, id)?.fields.contains_key(FIRING);
    let status = if is_firing { "triggered" } else { "ok" };
    Ok(reply::json_body(StatusCode::OK, &json!({"alert": {"id": id}, "status": status})))
}

pub(super) async fn clear(account: Account, Path(id): Path<String>) -> Result<Response, Refusal> {
    let mut state = account.state();
    let alert = state.objects.fields(ALERTS.path, 0, number(&id)?)?;
    if alert.remove(FIRING).is_some() {
        alert.insert(CLEARED.into(), account.config.now().into());
    }
    Ok(reply::done())
}

pub(super) async fn attach(
    account: Account,
    Path(id): Path<String>,
    Fields(fields): Fields,
) -> Result<Response, Refusal> {
    let store = &mut account.state().objects;
    let given = fields.get("service").ok_or_else(|| Refusal::param("service", "is not present"))?;
    let service = given.as_u64().or_else(|| given.as_str()?.parse().ok());
    let service = service.ok_or_else(|| Refusal::param("service", "is not an id"))?;
    store.get(SERVICES.path, 0, service)?;
    let id = number(&id)?;
    if let Some(services) = store.fields(ALERTS.path, 0, id)?[SERVICES.path].as_array_mut() {
        services.retain(|other| *other != service);
        services.push(service.into());
    }
    let shown = SERVICES.shown(service, &store.get(SERVICES.path, 0, service)?.fields, store);
    Ok(reply::created(&format!("/v1/alerts/{id}/services/{service}"), &shown))
}

pub(super) async fn detach(
    account: Account,
    Path((id, service)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let mut state = account.state();
    let service = number(&service)?;
    let alert = state.objects.fields(ALERTS.path, 0, number(&id)?)?;
    let services = alert[SERVICES.path].as_array_mut().ok_or(Refusal::NotFound)?;
    let at = services.iter().position(|other| *other == service).ok_or(Refusal::NotFound)?;
    services.remove(at);
    Ok(reply::done())
}
