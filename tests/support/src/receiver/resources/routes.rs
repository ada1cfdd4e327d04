//! Lists, creation, reading, changes and deletion, of all kinds alike.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{delete, get, post};
use serde_json::Value;

use super::input::Fields;
use super::kind::{API_TOKENS, CHARTS, KINDS, Kind, SPACES};
use super::store::Store;
use super::{alerts, annotations, charts, links, page, sources};
use crate::receiver::query::{Query, fits};
use crate::receiver::refusal::Refusal;
use crate::receiver::reply;
use crate::receiver::state::Shared;

type Account = State<Arc<Shared>>;

pub(crate) fn router() -> Router<Arc<Shared>> {
    let mut router = Router::new()
        .route("/v1/spaces/{space}/charts", get(charts::list).post(charts::create))
        .route("/v1/spaces/{space}/charts/{id}", get(charts::read).put(charts::change).delete(charts::delete))
        .route("/v1/alerts/status", get(alerts::statuses))
        .route("/v1/alerts/{id}/status", get(alerts::status))
        .route("/v1/alerts/{id}/clear", post(alerts::clear))
        .route("/v1/alerts/{id}/services", post(alerts::attach))
        .route("/v1/alerts/{id}/services/{service}", delete(alerts::detach))
        .route("/v1/sources", get(sources::list))
        .route("/v1/sources/{name}", get(sources::read).put(sources::put))
        .route("/v1/annotations", get(annotations::list))
        .route(
            "/v1/annotations/{stream}",
            get(annotations::read)
                .post(annotations::post)
                .put(annotations::change)
                .delete(annotations::delete),
        )
        .route(
            "/v1/annotations/{stream}/{id}",
            get(annotations::read_event).put(annotations::change_event).delete(annotations::delete_event),
        )
        .route("/v1/annotations/{stream}/{id}/links", post(links::add))
        .route("/v1/annotations/{stream}/{id}/links/{rel}", delete(links::remove));
    for kind in KINDS {
        let list = async move |account: Account, query: Query| list(kind, &account, &query);
        let create = async move |account: Account, fields: Fields| create(kind, &account, fields);
        let read = async move |account: Account, id: Path<String>| read(kind, &account, &id);
        let change = async move |account: Account, id: Path<String>, fields: Fields| {
            change(kind, &account, &id, fields)
        };
        let delete = async move |account: Account, id: Path<String>| {
            account.state().objects.remove(kind.path, 0, number(&id)?).map(|()| reply::done())
        };
        router = router
            .route(&format!("/v1/{}", kind.path), get(list).post(create))
            .route(&format!("/v1/{}/{{id}}", kind.path), get(read).put(change).delete(delete));
    }
    router
}

/// The id in a path.
pub(super) fn number(id: &str) -> Result<u64, Refusal> {
    id.parse().map_err(|_| Refusal::NotFound)
}

/// The elements in the order of their titles, in pages.
fn list(kind: &Kind, account: &Shared, query: &Query) -> Result<Response, Refusal> {
    let store = &account.state().objects;
    let part = query.text("name").unwrap_or_default().to_lowercase();
    // Of tokens a name is a pattern.
    let pattern = if part.is_empty() { "*" } else { &part };
    let is_wanted = |title: &str| {
        if kind.is(&API_TOKENS) { fits(pattern, title) } else { title.to_lowercase().contains(&part) }
    };
    // The service keeps alerts of version 1 apart.
    let version = query.number("version")?.unwrap_or(2);
    let mut found: Vec<(&str, Value)> = Vec::new();
    let mut total = 0;
    for (id, object) in store.of(kind.path, 0) {
        let title = object.fields.get(kind.title).and_then(Value::as_str).unwrap_or_default();
        let of = object.fields.get("version").and_then(Value::as_u64).unwrap_or(2);
        total += 1;
        if is_wanted(title) && of == version {
            found.push((title, kind.shown(id, &object.fields, store)));
        }
    }
    found.sort_by_key(|(title, _)| *title);
    let found = found.into_iter().map(|(_, shown)| shown).collect();
    page(found, total, kind.path, query, &account.config)
}

fn create(kind: &Kind, account: &Shared, Fields(fields): Fields) -> Result<Response, Refusal> {
    let store = &mut account.state().objects;
    let made = kind.made(fields, None, store, account.config.now())?;
    let id = store.add(kind.path, 0, made);
    let shown = kind.shown(id, &store.get(kind.path, 0, id)?.fields, store);
    Ok(reply::created(&format!("/v1/{}/{id}", kind.path), &shown))
}

fn read(kind: &Kind, account: &Shared, id: &str) -> Result<Response, Refusal> {
    show(kind, &account.state().objects, number(id)?)
}

fn show(kind: &Kind, store: &Store, id: u64) -> Result<Response, Refusal> {
    let mut shown = kind.shown(id, &store.get(kind.path, 0, id)?.fields, store);
    if kind.is(&SPACES) {
        let charts = store.of(CHARTS.path, id).map(|(id, _)| serde_json::json!({"id": id}));
        shown[CHARTS.path] = charts.collect();
    }
    Ok(reply::json_body(StatusCode::OK, &shown))
}

fn change(kind: &Kind, account: &Shared, id: &str, Fields(fields): Fields) -> Result<Response, Refusal> {
    let store = &mut account.state().objects;
    let id = number(id)?;
    let before = store.get(kind.path, 0, id)?.fields.clone();
    let made = kind.made(fields, Some((id, before)), store, account.config.now())?;
    *store.fields(kind.path, 0, id)? = made;
    if kind.is(&API_TOKENS) {
        return show(kind, store, id);
    }
    Ok(reply::done())
}
