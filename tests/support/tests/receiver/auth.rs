use serde_json::json;

use crate::api::{AUTH, Api, JSON, read};

#[test]
fn without_or_with_wrong_credentials_the_answer_is_401_and_nothing_is_stored() {
    let api = Api::start();
    let refused = json!({"errors": {"request": ["Please provide credentials for authentication."]}});
    let body = json!({"gauges": [{"name": "t", "value": 1}]}).to_string();
    // user:wrong, user@example.com: without token, another scheme, no Base64 at all.
    for header in
        ["Basic dXNlcjp3cm9uZw==", "Basic dXNlckBleGFtcGxlLmNvbTo=", "Bearer abc", "Basic", "Basic  x"]
    {
        for target in ["/v1/metrics", "/v1/measurements"] {
            let request = api.agent.post(api.url(target)).header("authorization", header);
            let reply = read(request.header("content-type", JSON).send(&body).unwrap());
            assert_eq!(reply, (401, refused.clone()), "{header}");
        }
    }
    let mut bare = api.agent.post(api.url("/v1/metrics")).header("content-type", JSON).send(&body).unwrap();
    assert_eq!(bare.status(), 401);
    assert_eq!(bare.headers()["www-authenticate"], "Basic realm=\"Librato API\"");
    assert_eq!(bare.headers()["content-type"], JSON);
    assert!(bare.body_mut().read_to_string().unwrap().contains("credentials"));
    assert_eq!(api.receiver.readings(), []);
    assert_eq!(api.receiver.counts().unauthorized, 11);
}

#[test]
fn every_route_wants_credentials() {
    let api = Api::start();
    let own = ["/_received", "/_received/table", "/_received/counts"];
    for target in own.iter().chain(&["/v1/metrics", "/v1/metrics/t", "/v1/measurements/t", "/v1/other", "/"])
    {
        let reply = read(api.agent.get(api.url(target)).call().unwrap());
        assert_eq!(reply.0, 401, "{target}");
    }
    for target in own {
        assert_eq!(api.get(target).0, 200, "{target}");
    }
}

#[test]
fn the_scheme_is_read_without_regard_to_case() {
    let api = Api::start();
    let header = AUTH.replace("Basic", "bASIC");
    let reply = read(api.agent.get(api.url("/v1/metrics")).header("authorization", header).call().unwrap());
    assert_eq!(reply.0, 200);
}

#[test]
fn credentials_show_in_nothing_that_is_kept_or_printed() {
    let api = Api::start();
    api.metrics(&json!({"gauges": [{"name": "t", "value": 1}]}));
    let requests = api.receiver.requests();
    assert_eq!(requests[0].header("authorization"), Some("[redacted]"));
    let printed = format!("{:?} {:?} {:?}", requests, api.receiver, crate::api::config());
    for secret in ["0123456789abcdef", "MDEyMzQ1Njc4OWFiY2RlZg", &AUTH[6..], "user@example.com"] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

#[test]
fn unknown_paths_and_methods_are_answered_in_json() {
    let api = Api::start();
    assert_eq!(api.get("/v1/other"), (404, json!({"errors": {"request": ["Not Found"]}})));
    assert_eq!(api.get("/v1/metrics/none"), (404, json!({"errors": {"request": ["Not Found"]}})));
    assert_eq!(api.get("/v1/measurements/none?resolution=1&duration=1").0, 404);
    let reply = api.get("/v1/measurements");
    assert_eq!(reply, (405, json!({"errors": {"request": ["Method Not Allowed"]}})));
}
