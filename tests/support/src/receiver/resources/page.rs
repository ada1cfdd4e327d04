//! Lists in pages (API documentation, "Pagination").

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::receiver::config::Config;
use crate::receiver::query::Query;
use crate::receiver::refusal::Refusal;
use crate::receiver::reply;

/// A page of what was found of `total` elements, under `member`.
pub(crate) fn page(
    mut found: Vec<Value>,
    total: usize,
    member: &str,
    query: &Query,
    config: &Config,
) -> Result<Response, Refusal> {
    let number = |name| {
        let number = query.number(name)?;
        Ok(number.map(|number| usize::try_from(number).unwrap_or(usize::MAX)))
    };
    let offset = number("offset")?.unwrap_or(0);
    let length = number("length")?.unwrap_or(usize::MAX).min(config.items_a_page);
    if query.text("sort") == Some("desc") {
        found.reverse();
    }
    let all = found.len();
    let page: Vec<Value> = found.into_iter().skip(offset).take(length).collect();
    let account = json!({"found": all, "length": page.len(), "offset": offset, "total": total});
    let body = Map::from_iter([("query".into(), account), (member.into(), page.into())]);
    Ok(reply::json_body(StatusCode::OK, &body.into()))
}
