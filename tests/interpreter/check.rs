//! Compares a case with its recording as it goes on.

use serde_json::Value;

use super::case::{Case, Verdict};
use super::run::requests;
use super::wire::Sent;
use super::{compare, errors};

pub(crate) struct Check<'c> {
    case: &'c Case,
    failures: Vec<String>,
    /// Steps that there is no call for.
    skipped: Vec<String>,
    /// The next recorded request.
    at: usize,
    /// Whether all waits belong to steps that were played.
    waits: bool,
}

impl<'c> Check<'c> {
    pub(crate) fn new(case: &'c Case) -> Self {
        Self { case, failures: Vec::new(), skipped: Vec::new(), at: 0, waits: true }
    }

    /// The recorded requests of the next step.
    fn recorded(&mut self, result: &Value) -> &'c [Value] {
        let recorded = &self.case.recorded("requests")[self.at..self.at + requests(result)];
        self.at += recorded.len();
        recorded
    }

    /// Passes over a step that there is no call for.
    pub(crate) fn skip(&mut self, op: &str, result: &Value) {
        self.skipped.push(op.to_owned());
        self.waits &= self.recorded(result).len() <= 1;
    }

    /// Compares what a step gave and sent.
    pub(crate) fn step(&mut self, label: &str, gave: &Result<Value, Value>, sent: &[Sent], result: &Value) {
        let is_same = match gave {
            Ok(value) => result.get("ok").is_some_and(|ok| compare::same(value, ok)),
            Err(error) => result.get("error").is_some_and(|other| errors::same(error, other)),
        };
        if !is_same {
            self.failures.push(format!("{label}: gave {gave:?}, recorded {result}"));
        }
        let recorded = self.recorded(result);
        if sent.len() != recorded.len() {
            self.failures.push(format!("{label}: {} requests, recorded {}", sent.len(), recorded.len()));
        }
        let agent = !self.case.connection("user_agent").is_null();
        for (sent, recorded) in sent.iter().zip(recorded) {
            let differs = compare::request(sent, recorded, agent);
            self.failures.extend(differs.map(|differs| format!("{label}: {differs}")));
        }
    }

    /// What comes of the case, with this many answers left and these waits.
    pub(crate) fn end(mut self, unplayed: usize, waited: &[f64]) -> Verdict {
        if u64::try_from(unplayed).unwrap() != self.case.unused_responses() {
            self.failures.push(format!("{unplayed} answers left, recorded {}", self.case.unused_responses()));
        }
        let recorded = self.case.recorded("sleeps");
        let is_same = waited.len() == recorded.len()
            && waited.iter().zip(recorded).all(|(wait, recorded)| Some(*wait) == recorded.as_f64());
        if self.waits && !is_same {
            self.failures.push(format!("waited {waited:?}, recorded {recorded:?}"));
        }
        match (self.failures.is_empty(), self.skipped.is_empty()) {
            (false, _) => Verdict::Failed(self.failures),
            (true, false) => Verdict::NotSupported(self.skipped),
            (true, true) => Verdict::Passed,
        }
    }
}
