//! The numbers of a reading, and the rules about which may stand together.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::numbers;
use super::problems::Problems;
use super::received::plain;

/// The numbers of one reading: a value, or a count and a sum with what goes with them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// A single value.
    #[serde(serialize_with = "plain", default)]
    pub value: Option<f64>,
    /// How many samples an aggregate holds.
    #[serde(default)]
    pub count: Option<u64>,
    /// Their sum.
    #[serde(serialize_with = "plain", default)]
    pub sum: Option<f64>,
    /// The smallest.
    #[serde(serialize_with = "plain", default)]
    pub min: Option<f64>,
    /// The largest.
    #[serde(serialize_with = "plain", default)]
    pub max: Option<f64>,
    /// The sum of their squares (gauges only).
    #[serde(serialize_with = "plain", default)]
    pub sum_squares: Option<f64>,
    /// The last of them (measurements only).
    #[serde(serialize_with = "plain", default)]
    pub last: Option<f64>,
    /// Their population standard deviation (measurements only).
    #[serde(serialize_with = "plain", default)]
    pub stddev: Option<f64>,
}

/// Which set of rules holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Gauge,
    Counter,
    Tagged,
}

impl Form {
    /// Number fields that belong to another form.
    fn foreign(self) -> (&'static [&'static str], &'static str) {
        match self {
            Self::Gauge => (&["last", "stddev", "stddev_m2"], "is not supported for gauges"),
            Self::Counter => (
                &["count", "sum", "min", "max", "sum_squares", "last", "stddev", "stddev_m2"],
                "is not supported for counters",
            ),
            Self::Tagged => (&["sum_squares", "stddev_m2"], "is not supported for measurements"),
        }
    }
}

/// Reads and checks the numbers of one item.
pub(crate) fn read(item: &Map<String, Value>, form: Form, problems: &mut Problems) -> Figures {
    let (foreign, reason) = form.foreign();
    for field in foreign {
        if let Some(value) = item.get(*field) {
            problems.add(field, value, reason);
        }
    }
    let mut number = |field: &str| {
        let value = item.get(field).filter(|_| !foreign.contains(&field))?;
        numbers::double(field, value, problems)
    };
    let figures = Figures {
        value: number("value"),
        count: None,
        sum: number("sum"),
        min: number("min"),
        max: number("max"),
        sum_squares: number("sum_squares"),
        last: number("last"),
        stddev: number("stddev"),
    };
    let count = item
        .get("count")
        .filter(|_| form != Form::Counter)
        .and_then(|value| numbers::positive("count", value, problems));
    together(item, form, problems);
    Figures { count, ..figures }
}

/// Which fields need or exclude each other. A gauge may carry a value beside its aggregate (clients send that); a
/// measurement may not.
fn together(item: &Map<String, Value>, form: Form, problems: &mut Problems) {
    let has = |field: &str| item.contains_key(field);
    let value = item.get("value").unwrap_or(&Value::Null);
    if form == Form::Counter {
        if !has("value") {
            problems.add("value", value, "is not present");
        } else if value.as_f64().is_some_and(|value| value < 0.0) {
            // Reported by users of the service; that it is about counters only is an inference.
            problems.add("value", value, "must be positive");
        }
        return;
    }
    let parts = ["sum", "min", "max", "sum_squares", "last", "stddev"];
    if has("count") {
        if !has("sum") {
            problems.add("sum", &Value::Null, "is not present");
        }
        if has("value") && form == Form::Tagged {
            problems.add("value", value, "must be absent when count is present");
        }
    } else if parts.into_iter().any(has) {
        problems.add("count", &Value::Null, "is not present");
    } else if !has("value") {
        problems.add("value", value, "is not present");
    }
}
