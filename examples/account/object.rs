//! Objects of the account as the server writes them, with all their members.

use librato::transport::Method;
use librato::{Call, Error, Librato};
use serde_json::{Map, Value};

/// An object of the account.
pub type Object = Map<String, Value>;

/// The text of a member; empty if there is none.
pub fn text<'o>(object: &'o Object, member: &str) -> &'o str {
    object.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// The id of an object, or an id itself: a number, or a text with a number in it. Tokens have it in their URL alone.
pub fn id(value: &Value) -> Option<u64> {
    match value {
        Value::Object(object) => object_id(object),
        Value::String(text) => text.rsplit('/').next()?.parse().ok(),
        other => other.as_u64(),
    }
}

pub fn object_id(object: &Object) -> Option<u64> {
    object.get("id").or_else(|| object.get("href")).and_then(id)
}

/// Makes a call with a body, and gives the object in the answer, if there is one.
pub fn send(api: &Librato, method: Method, path: &[String], body: &Object) -> Result<Option<Object>, Error> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let body = serde_json::to_vec(body).map_err(|_| Error::Body)?;
    let reply = api.call(&Call::new(method, &path).json(&body))?;
    if reply.body.is_empty() { Ok(None) } else { reply.json().map(Some) }
}

/// Whether there is something at this path.
pub fn is_there(api: &Librato, path: &[String]) -> Result<bool, Error> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match api.call(&Call::new(Method::Get, &path)) {
        Err(error) if error.status() == Some(404) => Ok(false),
        found => found.map(|_| true),
    }
}

/// Deletes what is at this path.
pub fn delete(api: &Librato, path: &[String]) -> Result<(), Error> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    api.call(&Call::new(Method::Delete, &path)).map(drop)
}
