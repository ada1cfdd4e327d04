//! Compares a case with its recording as it goes on.

use serde_json::{Value, json};

use super::case::Case;
use super::compare;
use super::server::{Sent, Server};
use super::summary::Verdict;

/// What came of a step: its value, or nothing where the answer has no type yet to be compared as; or an error.
pub(crate) type Gave = Result<Option<Value>, Value>;

pub(crate) struct Check<'c> {
    case: &'c Case,
    server: &'c Server,
    failures: Vec<String>,
    /// Requests that were compared so far.
    at: usize,
}

impl<'c> Check<'c> {
    pub(crate) fn new(case: &'c Case, server: &'c Server) -> Self {
        Self { case, server, failures: Vec::new(), at: 0 }
    }

    /// Compares what a step gave and sent with its result.
    pub(crate) fn step(&mut self, label: &str, gave: &Gave, result: &Value) {
        let is_same = match gave {
            Ok(None) => result.get("ok").is_some(),
            Ok(Some(value)) => result.get("ok").is_some_and(|ok| compare::same_body(value, ok)),
            Err(error) => result.get("error").is_some_and(|other| compare::same_error(error, other)),
        };
        if !is_same {
            let gave = match gave {
                Ok(None) => "an answer".to_owned(),
                Ok(Some(value)) => value.to_string(),
                Err(error) => format!("the error {error}"),
            };
            self.failures.push(format!("{label}: gave {gave}, recorded {result}"));
        }
        let sent = self.server.sent().split_off(self.at);
        let all = self.case.recorded("requests");
        let count = usize::try_from(result["requests"].as_u64().unwrap()).unwrap();
        let from = self.at.min(all.len());
        let recorded = &all[from..(from + count).min(all.len())];
        if sent.len() != count {
            let sent: Vec<_> = sent.iter().map(|sent| format!("{} {}", sent.method, sent.target)).collect();
            self.failures.push(format!("{label}: {} requests {sent:?}, recorded {count}", sent.len()));
        }
        let agent = !self.case.connection("user_agent").is_null();
        for (number, (sent, recorded)) in sent.iter().zip(recorded).enumerate() {
            let differs = compare::request(sent, recorded, agent);
            self.failures.extend(differs.iter().map(|what| format!("{label}: request {number}: {what}")));
        }
        self.at += sent.len();
    }

    /// Anything else that is not as recorded.
    pub(crate) fn fails(&mut self, what: String) {
        self.failures.push(what);
    }

    /// A step that cannot be played ends the case.
    pub(crate) fn stop(self, verdict: Verdict) -> Verdict {
        if self.failures.is_empty() { verdict } else { Verdict::Failed(self.failures) }
    }

    /// What comes of the case, with these waits and this time limit, all in seconds.
    pub(crate) fn end(mut self, waited: &[f64], limit: f64) -> Verdict {
        let (sent, unused) = (self.server.sent(), self.server.unused());
        if u64::try_from(unused).unwrap() != self.case.unused_responses() {
            self.fails(format!("{unused} answers left, recorded {}", self.case.unused_responses()));
        }
        let recorded = self.case.recorded("requests").len();
        if sent.len() != recorded {
            self.fails(format!("{} requests in all, recorded {recorded}", sent.len()));
        }
        // Where the recorded client asked for no limit, any of ours will do.
        let limit = match self.case.recorded("dials").first() {
            Some(dial) if dial["timeout_s"].is_null() => Value::Null,
            _ => json!(limit),
        };
        let mut dials: Vec<Value> = sent.iter().map(|sent| dial(sent, &limit)).collect();
        dials.dedup();
        for (what, ours) in [("waits", json!(waited)), ("dials", Value::Array(dials))] {
            let field = if what == "waits" { "sleeps" } else { what };
            let recorded = Value::Array(self.case.recorded(field).to_vec());
            if !compare::same(&ours, &recorded) {
                self.fails(format!("{what} {ours}, recorded {recorded}"));
            }
        }
        self.stop(Verdict::Passed)
    }
}

/// What the client was asked to reach, as it shows at the server.
fn dial(sent: &Sent, limit: &Value) -> Value {
    let scheme = if sent.secure { "https" } else { "http" };
    json!({ "scheme": scheme, "host": sent.header("host").join(", "), "timeout_s": limit })
}
