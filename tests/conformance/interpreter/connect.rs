//! The client that a case asks for.

use std::time::Duration;

use librato::transports::{Ureq, UreqBuilder};
use librato::{Error, Librato, NamePolicy, UserAgent, python_sanitizer};

use super::Stop;
use super::inputs::tags;
use crate::golden::case::Case;
use crate::golden::play::{Clock, Waits};

pub(crate) fn connect(
    case: &Case,
    mut transport: UreqBuilder,
    clock: &Clock,
    waits: &Waits,
) -> Result<Librato<Ureq>, Stop> {
    if let Some(limit) = case.connection("timeout_s").as_f64().map(Duration::from_secs_f64) {
        // Python has a limit for each part and none for the whole.
        transport = transport.with_part_timeouts(limit).with_timeout(limit * 6);
    }
    if case.recorded("responses").iter().any(|response| response["drop"] == true) {
        // A kept connection that turns out closed is dialled anew; what is dropped here is no such one.
        transport = transport.with_idle(0, Duration::ZERO);
    }
    let (clock, waits) = (clock.clone(), waits.clone());
    let mut api = client(case, transport.build())?
        .names(match case.connection("sanitizer").as_str() {
            Some("metric_name") => NamePolicy::Sanitize(python_sanitizer),
            _ => NamePolicy::AsIs,
        })
        .tags(&tags(case.connection("tags"))?)
        .retries(u32::MAX)
        .clock(move || clock.now())
        .sleeper(move |wait| waits.lock().unwrap().push(wait.as_secs_f64()));
    if let Some(agent) = case.connection("user_agent").as_str() {
        api = api.user_agent(UserAgent::replaced(agent).map_err(Error::from)?);
    }
    let backoff = case.connection("backoff");
    let seconds = Duration::from_secs_f64(backoff["seconds"].as_f64().unwrap_or(0.0));
    Ok(match backoff["kind"].as_str() {
        Some("constant") => api.backoff(move |_| seconds),
        Some("add") => api.backoff(move |last| last + seconds),
        _ => api.backoff(|last| last * 2),
    })
}

/// By the environment of the case, if it has one.
fn client(case: &Case, transport: Ureq) -> Result<Librato<Ureq>, Error> {
    let part = |field, default| case.connection(field).as_str().unwrap_or(default);
    // Without a base path, the one of the wire format holds.
    let url = format!("{}://{}{}", part("protocol", "https"), case.hostname(), part("base_path", ""));
    let (user, token) = (part("user", "user@example.com"), part("token", "0123456789abcdef"));
    let env = case.connection("env");
    let given = |field, name: &str| case.connection(field).as_str().or(env[name].as_str()).map(str::to_owned);
    match case.connection("protocol").as_str() {
        _ if env.is_object() => {
            let look_up = |name: &str| match name {
                "LIBRATO_URL" => Some(url.clone()),
                "LIBRATO_USER" => given("user", name),
                _ => given("token", name),
            };
            Librato::from_vars(look_up, transport)
        }
        Some("http") => Librato::insecure(&url, user, token, transport),
        _ => Librato::with_transport(&url, user, token, transport),
    }
}

/// The time limit of each part of an exchange, in seconds.
pub(crate) fn limit(api: &Librato<Ureq>) -> f64 {
    let limits = api.with(|ureq| [ureq.connect_timeout(), ureq.send_timeout(), ureq.receive_timeout()]);
    assert!(limits.iter().all(|limit| *limit == limits[0]), "{limits:?}");
    limits[0].as_secs_f64()
}
