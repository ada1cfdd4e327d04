//! The charts of a space. They come all at once, in a bare array.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::input::Fields;
use super::kind::{CHARTS, SPACES};
use super::routes::number;
use crate::receiver::refusal::Refusal;
use crate::receiver::reply;
use crate::receiver::state::Shared;

type Account = State<Arc<Shared>>;
type Both = Path<(String, String)>;

pub(super) async fn list(account: Account, Path(space): Path<String>) -> Result<Response, Refusal> {
    let store = &account.state().objects;
    let space = number(&space)?;
    store.get(SPACES.path, 0, space)?;
    let charts = store.of(CHARTS.path, space).map(|(id, chart)| CHARTS.shown(id, &chart.fields, store));
    Ok(reply::json_body(StatusCode::OK, &charts.collect()))
}

pub(super) async fn create(
    account: Account,
    Path(space): Path<String>,
    Fields(fields): Fields,
) -> Result<Response, Refusal> {
    let store = &mut account.state().objects;
    let space = number(&space)?;
    store.get(SPACES.path, 0, space)?;
    let made = CHARTS.made(fields, None, store, account.config.now())?;
    let id = store.add(CHARTS.path, space, made);
    let shown = CHARTS.shown(id, &store.get(CHARTS.path, space, id)?.fields, store);
    Ok(reply::created(&format!("/v1/spaces/{space}/charts/{id}"), &shown))
}

pub(super) async fn read(account: Account, Path((space, id)): Both) -> Result<Response, Refusal> {
    show(&account, number(&space)?, number(&id)?)
}

pub(super) async fn change(
    account: Account,
    Path((space, id)): Both,
    Fields(fields): Fields,
) -> Result<Response, Refusal> {
    let (space, id) = (number(&space)?, number(&id)?);
    {
        let store = &mut account.state().objects;
        let before = store.get(CHARTS.path, space, id)?.fields.clone();
        let made = CHARTS.made(fields, Some((id, before)), store, account.config.now())?;
        *store.fields(CHARTS.path, space, id)? = made;
    }
    show(&account, space, id)
}

pub(super) async fn delete(account: Account, Path((space, id)): Both) -> Result<Response, Refusal> {
    account.state().objects.remove(CHARTS.path, number(&space)?, number(&id)?)?;
    Ok(reply::done())
}

fn show(account: &Shared, space: u64, id: u64) -> Result<Response, Refusal> {
    let store = &account.state().objects;
    let shown = CHARTS.shown(id, &store.get(CHARTS.path, space, id)?.fields, store);
    Ok(reply::json_body(StatusCode::OK, &shown))
}
