//! Fields that gauges, counters and measurements share.

use serde_json::{Map, Value};

use super::config::Config;
use super::numbers;
use super::problems::Problems;

/// What a write says about the metric itself. It counts only when the write creates the metric.
#[derive(Clone, Default)]
pub(crate) struct About {
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) attributes: Map<String, Value>,
}

impl About {
    pub(crate) fn read(item: &Map<String, Value>, problems: &mut Problems) -> Self {
        let display_name = text(item, "display_name", problems);
        if display_name.as_ref().is_some_and(|name| name.chars().count() > 255) {
            problems.add("display_name", &Value::Null, "is too long (maximum is 255 characters)");
        }
        let attributes = match item.get("attributes") {
            None => Map::new(),
            Some(Value::Object(attributes)) => attributes.clone(),
            Some(other) => {
                problems.add("attributes", other, "is not an object");
                Map::new()
            }
        };
        Self { display_name, description: text(item, "description", problems), attributes }
    }
}

fn text(item: &Map<String, Value>, field: &str, problems: &mut Problems) -> Option<String> {
    match item.get(field)? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => {
            problems.add(field, other, "is not a string");
            None
        }
    }
}

/// The `period` of an item or of a body, in seconds.
pub(crate) fn period(item: &Map<String, Value>, problems: &mut Problems) -> Option<u64> {
    numbers::positive("period", item.get("period")?, problems)
}

/// The time of an item or of a body under the name its model uses.
pub(crate) fn time(
    item: &Map<String, Value>,
    field: &str,
    config: &Config,
    problems: &mut Problems,
) -> Option<u64> {
    numbers::time(field, item.get(field)?, config, problems)
}

/// Adds a problem for each field that belongs to the other write model.
pub(crate) fn refuse(item: &Map<String, Value>, fields: &[&str], reason: &str, problems: &mut Problems) {
    for field in fields {
        if let Some(value) = item.get(*field) {
            problems.add(field, value, reason);
        }
    }
}
