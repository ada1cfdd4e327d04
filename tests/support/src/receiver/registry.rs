//! The metrics that writes have created.

use std::collections::{BTreeMap, VecDeque};

use axum::http::HeaderValue;
use serde_json::{Value, json};

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
        self.known.insert(key.clone(), Metric { name: reading.metric.clone(), kind: reading.kind, about });
        self.order.push_back(key);
        if self.order.len() > most
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

fn kind_name(kind: Kind) -> &'static str {
    if kind == Kind::Counter { "counter" } else { "gauge" }
}
