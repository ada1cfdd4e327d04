//! The interpreter: each step is one public call of the library, with the step's own words as arguments.

mod aggregator;
mod alerts;
mod annotations;
mod calls;
mod connect;
mod inputs;
mod metrics;
mod queue;
mod spaces;
mod tagged;

use std::collections::BTreeMap;

use librato::alerts::Alert;
use librato::metrics::{Metric, MetricType};
use librato::services::Service;
use librato::transports::Ureq;
use librato::{AddError, Aggregator, Batch, Error, Librato};
use serde_json::{Value, json};

use super::case::text;
use super::errors;
use super::play::Clock;
use super::summary::Verdict;
pub(crate) use connect::{connect, limit};
use inputs::{Inputs, Kind, number, seconds, tags};

/// Why a step gave no value.
pub(crate) enum Stop {
    /// An error, as a result has it.
    Error(Value),
    /// It is not supported, or not expressible.
    Cannot(Verdict),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(errors::shown(&error))
    }
}

impl From<AddError> for Stop {
    fn from(error: AddError) -> Self {
        Error::from(error).into()
    }
}

/// An input that the types of the library have no room for.
fn unsaid(why: &'static str) -> Stop {
    Stop::Cannot(Verdict::NotExpressible(why))
}

/// Something that there is no call for yet.
fn unknown(what: impl std::fmt::Display) -> Stop {
    Stop::Cannot(Verdict::NotSupported(what.to_string()))
}

/// The value of a step; `None` for an answer that is not compared, because it has no type yet.
type Gives = Result<Option<Value>, Stop>;

/// The value of a step that has none.
const DONE: Gives = Ok(Some(Value::Null));

/// What an answer was decoded as.
pub(crate) enum Object {
    Metric(Metric),
    Alert(Alert),
    Service(Service),
    Space(librato::spaces::Space),
    Chart(librato::charts::Chart),
    Dashboard(librato::dashboards::Dashboard),
    Instrument(librato::instruments::Instrument),
}

/// A client, and the things that steps name.
pub(crate) struct World<'a> {
    api: &'a Librato<Ureq>,
    clock: Clock,
    batches: BTreeMap<String, Batch<'a>>,
    aggregators: BTreeMap<String, Box<Aggregator<512, 16_380>>>,
    objects: BTreeMap<String, Object>,
}

impl<'a> World<'a> {
    pub(crate) fn new(api: &'a Librato<Ureq>, clock: Clock) -> Self {
        let (batches, aggregators, objects) = Default::default();
        Self { api, clock, batches, aggregators, objects }
    }

    /// Plays a step.
    pub(crate) fn step(&mut self, step: &Value) -> Gives {
        let (op, name) = (text(&step["op"]), || text(&step["name"]));
        match op {
            "sanitize" => {
                let mut clean = String::new();
                librato::python_sanitizer(name(), &mut |piece| clean.push_str(piece));
                return Ok(Some(clean.into()));
            }
            "clock" => self.clock.set(step["now"].as_f64().unwrap()),
            "fail" => return Err(Stop::Error(json!({ "kind": "user_failure" }))),
            "connection_set_tags" => self.api.set_tags(&tags(&step["tags"])?),
            "connection_add_tags" => self.api.add_tags(&tags(&step["tags"])?),
            "connection_get_tags" => return Ok(Some(map(self.api.default_tags()))),
            "set_tags" | "add_tags" | "get_tags" => return self.tags(op, step),
            "submit" => return self.submit(Kind::of(&step["type"])?, name(), step),
            "submit_tagged" => return self.submit(Kind::Tagged, name(), step),
            "metric_add" => {
                let Object::Metric(metric) = self.object(&step["on"])? else { return Err(unknown(step)) };
                let is_counter = metric.kind == Some(MetricType::Counter);
                return self.submit(if is_counter { Kind::Counter } else { Kind::Gauge }, &metric.name, step);
            }
            "list_metrics" | "list_all_metrics" | "get_metric" | "create_composite" | "update_metric"
            | "delete_metric" | "delete_metrics" => return self.metric(op, step),
            _ if op.contains("alert") || op == "list_services" => return self.alert(op, step),
            "get_tagged" | "get_measurements" | "get_composite" | "get_composite_tagged" => {
                return self.series(op, step);
            }
            _ if op.contains("annotation") => return self.annotation(op, step),
            _ if op.starts_with("queue_") => return self.queue(op, step),
            _ if op.starts_with("aggregator_") => return self.aggregator(op, step),
            _ => return self.space(op, step),
        }
        DONE
    }

    fn submit(&self, kind: Kind, name: &str, step: &Value) -> Gives {
        Inputs::new(step)?.with(kind, name, number(&step["value"])?, |reading| self.api.submit(reading))?;
        DONE
    }

    fn tags(&mut self, op: &str, step: &Value) -> Gives {
        let (on, given) = (text(&step["on"]), tags(&step["tags"])?);
        match (op, self.batches.get_mut(on), self.aggregators.get_mut(on)) {
            ("set_tags", Some(batch), _) => batch.set_tags(&given),
            ("add_tags", Some(batch), _) => batch.add_tags(&given),
            (_, Some(batch), _) => return Ok(Some(map(batch.default_tags()))),
            ("set_tags", _, Some(aggregator)) => aggregator.set_tags(Some(&given))?,
            ("add_tags", _, Some(aggregator)) => aggregator.add_tags(&given)?,
            (_, _, Some(aggregator)) => return Ok(Some(map(aggregator.tags()))),
            _ => return Err(unknown(step)),
        }
        DONE
    }

    /// Keeps what a step names.
    fn keep(&mut self, step: &Value, object: Object) {
        if let Some(name) = step["as"].as_str() {
            self.objects.insert(name.to_owned(), object);
        }
    }

    /// What a step named.
    fn object(&self, name: &Value) -> Result<&Object, Stop> {
        name.as_str().and_then(|name| self.objects.get(name)).ok_or_else(|| unknown(name))
    }

    /// The same, to be changed.
    fn object_mut(&mut self, name: &Value) -> Result<&mut Object, Stop> {
        name.as_str().and_then(|name| self.objects.get_mut(name)).ok_or_else(|| unknown(name))
    }
}

/// Tags as a result has them.
fn map(tags: impl IntoIterator<Item = (impl ToString, impl ToString)>) -> Value {
    tags.into_iter().map(|(name, value)| (name.to_string(), json!(value.to_string()))).collect()
}

impl Drop for World<'_> {
    /// A batch that is dropped sends what it has, which a queue of the recorded client does not.
    fn drop(&mut self) {
        self.batches.values_mut().for_each(|batch| batch.queue().clear());
    }
}
