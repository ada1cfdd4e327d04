//! What is wrong with a write, collected to be said at once.

use serde_json::{Map, Value, json};

struct Problem {
    param: String,
    value: Value,
    reason: String,
}

/// The faults found in a request, or in one measurement of it.
#[derive(Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
    fatal: bool,
}

impl Problems {
    pub(crate) fn add(&mut self, param: &str, value: &Value, reason: impl Into<String>) {
        self.found.push(Problem { param: param.to_owned(), value: value.clone(), reason: reason.into() });
    }

    /// A fault that makes the whole request fail, whatever the route does with others.
    pub(crate) fn add_fatal(&mut self, param: &str, value: &Value, reason: impl Into<String>) {
        self.add(param, value, reason);
        self.fatal = true;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn is_fatal(&self) -> bool {
        self.fatal
    }

    /// `{"errors":{"params":{param:[reason,…]}}}`, each reason once.
    pub(crate) fn as_params(&self) -> Value {
        let mut params = Map::new();
        for problem in &self.found {
            let reasons = params.entry(problem.param.clone()).or_insert_with(|| json!([]));
            let reason = Value::from(problem.reason.as_str());
            if let Value::Array(reasons) = reasons
                && !reasons.contains(&reason)
            {
                reasons.push(reason);
            }
        }
        json!({"errors": {"params": params}})
    }

    /// The items of the `errors` list of a partly accepted request.
    pub(crate) fn into_items(self) -> impl Iterator<Item = Value> {
        self.found
            .into_iter()
            .map(|problem| json!({"param": problem.param, "value": problem.value, "reason": problem.reason}))
    }
}
