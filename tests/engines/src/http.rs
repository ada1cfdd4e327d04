//! Plain requests, as any other program would make them.

use std::thread;
use std::time::{Duration, Instant};

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)));
    config.build().into()
}

/// The body of a 2xx.
fn body(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>, url: &str) -> String {
    let mut answer = answer.unwrap_or_else(|error| panic!("{url}: {error}"));
    let body = answer.body_mut().with_config().limit(1 << 30).read_to_string().expect("text");
    assert!(answer.status().is_success(), "{url}: {} {body}", answer.status());
    body
}

pub(crate) fn get(url: &str, query: &[(&str, &str)], authorization: Option<&str>) -> String {
    let mut request = agent().get(url).query_pairs(query.iter().copied());
    if let Some(value) = authorization {
        request = request.header("Authorization", value);
    }
    body(request.call(), url)
}

pub(crate) fn post(url: &str, query: &[(&str, &str)], text: &str) -> String {
    body(agent().post(url).query_pairs(query.iter().copied()).send(text), url)
}

/// Waits until an engine answers.
pub(crate) fn wait_for(url: &str) {
    let until = Instant::now() + Duration::from_secs(60);
    while !agent().get(url).call().is_ok_and(|answer| answer.status().is_success()) {
        assert!(Instant::now() < until, "{url} does not answer");
        thread::sleep(Duration::from_millis(50));
    }
}
