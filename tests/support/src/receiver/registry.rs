//! The metrics that writes have created.

use std::collections::{BTreeMap, VecDeque};

use axum::http::HeaderValue;
use serde_json::{Map, Value, json};

use super::received::Kind;
use super::write::Draft;

/// One metric, as the write that created it described it.
pub(crate) struct Metric {
    pub(crate) name: String,
    kind: Kind,
    about: Value,
}

impl Metric {
    /// The documented metric object. What came in as a measurement is a gauge.
    pub(crate) fn describe(&self) -> Value {
        self.about.clone()
    }

    pub(crate) fn is_counter(&self) -> bool {
        self.kind == Kind::Counter
    }
}

/// Every metric by its name in lower case: names differ in more than case.
#[derive(Default)]
pub(crate) struct Registry {
    known: BTreeMap<String, Metric>,
    order: VecDeque<String>,
}

impl Registry {
    pub(crate) fn find(&self, name: &str) -> Option<&Metric> {
        self.known.get(&name.to_ascii_lowercase())
    }

    /// How a metric was first submitted to `POST /v1/metrics`. Measurements carry no type, so a metric that they
    /// created takes the type of its first gauge or counter: `None`.
    pub(crate) fn kind(&self, name: &str) -> Option<Kind> {
        self.find(name).map(|metric| metric.kind).filter(|kind| *kind != Kind::Measurement)
    }

    /// In the order of the names.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &Metric)> {
        self.known.iter().map(|(key, metric)| (key.as_str(), metric))
    }

    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    /// Creates the metric of a reading, unless it is there.
    pub(crate) fn note(&mut self, draft: &Draft, agent: Option<&HeaderValue>, most: usize) {
        let reading = &draft.reading;
        let key = reading.metric.to_ascii_lowercase();
        if let Some(metric) = self.known.get_mut(&key) {
            if metric.kind == Kind::Measurement && reading.kind != Kind::Measurement {
                metric.kind = reading.kind;
                metric.about["type"] = kind_name(reading.kind).into();
            }
            return;
        }
        let mut attributes = draft.about.attributes.clone();
        if let Some(Ok(agent)) = agent.map(HeaderValue::to_str) {
            attributes.insert("created_by_ua".into(), agent.into());
        }
        let about = json!({
            "name": reading.metric,
            "display_name": draft.about.display_name,
            "type": kind_name(reading.kind),
            "description": draft.about.description,
            "period": reading.period,
            "source_lag": null,
            "attributes": attributes,
        });
        self.add(Metric { name: reading.metric.clone(), kind: reading.kind, about }, most);
    }

    fn add(&mut self, metric: Metric, most: usize) {
        let key = metric.name.to_ascii_lowercase();
        self.known.insert(key.clone(), metric);
        self.order.push_back(key);
        if self.order.len() > most
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    /// Creates a metric without a reading. A composite has none.
    pub(crate) fn define(&mut self, name: &str, fields: Map<String, Value>, most: usize) {
        let kind = if fields["type"] == "counter" { Kind::Counter } else { Kind::Gauge };
        let mut about = json!({
            "name": name,
            "display_name": null,
            "type": null,
            "description": null,
            "period": null,
            "source_lag": null,
            "attributes": {},
        });
        merge(&mut about, fields);
        self.add(Metric { name: name.to_owned(), kind, about }, most);
    }

    /// Changes what is said of a metric; false if it is not there. What it is does not change.
    pub(crate) fn change(&mut self, name: &str, mut fields: Map<String, Value>) -> bool {
        let Some(metric) = self.known.get_mut(&name.to_ascii_lowercase()) else { return false };
        fields.remove("type");
        merge(&mut metric.about, fields);
        true
    }

    /// Forgets a metric; false if it was not there.
    pub(crate) fn remove(&mut self, name: &str) -> bool {
        let key = name.to_ascii_lowercase();
        self.order.retain(|other| *other != key);
        self.known.remove(&key).is_some()
    }
}

/// Attributes are set one by one, all else as a whole.
fn merge(about: &mut Value, fields: Map<String, Value>) {
    for (name, value) in fields {
        match (about.get_mut(&name), value) {
            (Some(Value::Object(known)), Value::Object(given)) if name == "attributes" => known.extend(given),
            (_, _) if matches!(name.as_str(), "name" | "names") => {}
            (_, value) => about[name] = value,
        }
    }
}

fn kind_name(kind: Kind) -> &'static str {
    if kind == Kind::Counter { "counter" } else { "gauge" }
}
