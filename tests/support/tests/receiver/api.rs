//! A receiver with a client for it.

use librato_test_support::receiver::{Config, Receiver};
use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body};

/// What the tests' receivers say the time is.
pub(crate) const NOW: u64 = 1_700_000_000;

/// `user@example.com:0123456789abcdef`.
pub(crate) const AUTH: &str = "Basic dXNlckBleGFtcGxlLmNvbTowMTIzNDU2Nzg5YWJjZGVm";

pub(crate) const JSON: &str = "application/json";

pub(crate) fn config() -> Config {
    Config::new("user@example.com", "0123456789abcdef").clock(|| NOW)
}

pub(crate) struct Api {
    pub(crate) receiver: Receiver,
    pub(crate) agent: Agent,
}

/// Status and body; JSON where it is JSON, else text.
pub(crate) type Reply = (u16, Value);

impl Api {
    pub(crate) fn start() -> Self {
        Self::with(config())
    }

    pub(crate) fn with(config: Config) -> Self {
        let agent = Agent::config_builder().http_status_as_error(false).build().new_agent();
        Self { receiver: Receiver::start(config), agent }
    }

    pub(crate) fn url(&self, target: &str) -> String {
        format!("{}{target}", self.receiver.url())
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        read(self.agent.get(self.url(target)).header("authorization", AUTH).call().unwrap())
    }

    pub(crate) fn metrics(&self, body: &Value) -> Reply {
        self.post("/v1/metrics", &body.to_string(), &[])
    }

    pub(crate) fn measurements(&self, body: &Value) -> Reply {
        self.post("/v1/measurements", &body.to_string(), &[])
    }

    pub(crate) fn create(&self, target: &str, body: &Value) -> Reply {
        self.post(target, &body.to_string(), &[])
    }

    pub(crate) fn put(&self, target: &str, body: &Value) -> Reply {
        let request = self.agent.put(self.url(target)).header("authorization", AUTH);
        read(request.header("content-type", JSON).send(body.to_string()).unwrap())
    }

    pub(crate) fn delete(&self, target: &str) -> Reply {
        read(self.agent.delete(self.url(target)).header("authorization", AUTH).call().unwrap())
    }

    /// Deletes with a body, as the documentation has it for several metrics.
    pub(crate) fn delete_with(&self, target: &str, body: &Value) -> Reply {
        let request = self.agent.delete(self.url(target)).header("authorization", AUTH);
        read(request.header("content-type", JSON).force_send_body().send(body.to_string()).unwrap())
    }

    /// Posts JSON text with more headers.
    pub(crate) fn post(&self, target: &str, body: &str, headers: &[(&str, &str)]) -> Reply {
        read(self.try_post(target, body, headers).unwrap())
    }

    pub(crate) fn try_post(
        &self,
        target: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Result<Response<Body>, ureq::Error> {
        let mut request =
            self.agent.post(self.url(target)).header("authorization", AUTH).header("content-type", JSON);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send(body)
    }
}

pub(crate) fn read(mut response: Response<Body>) -> Reply {
    let text = response.body_mut().read_to_string().unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    (response.status().as_u16(), body)
}

/// The reasons given for one parameter.
pub(crate) fn reasons(reply: &Reply, param: &str) -> Vec<String> {
    let list = reply.1["errors"]["params"][param].as_array().cloned().unwrap_or_default();
    list.iter().filter_map(|reason| reason.as_str().map(str::to_owned)).collect()
}

/// Asserts that a request was refused, with this reason alone for the parameter.
pub(crate) fn assert_refused(reply: &Reply, param: &str, reason: &str) {
    assert_eq!((reply.0, reasons(reply, param)), (400, vec![reason.to_owned()]), "{param}: {}", reply.1);
}

/// The items of the `errors` list of a partly accepted request as (param, reason).
pub(crate) fn failures(reply: &Reply) -> Vec<(String, String)> {
    let list = reply.1["errors"].as_array().cloned().unwrap_or_default();
    let text = |item: &Value, field: &str| item[field].as_str().unwrap_or_default().to_owned();
    list.iter().map(|item| (text(item, "param"), text(item, "reason"))).collect()
}
