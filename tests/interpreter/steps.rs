//! The steps: one call of the library each, and what it gives.

use std::collections::BTreeMap;

use librato::transport::HttpTransport;
use librato::{AddError, Aggregator, Batch, Error, Librato, NamePolicy, Tag, UnixSeconds};
use serde_json::{Value, json};

use super::case::{list, text};
use super::errors;
use super::fields::{Inputs, Kind, number, seconds, tags};
use super::run::Clock;

/// Why a step gave no value.
pub(crate) enum Stop {
    /// An error, as a result has it.
    Error(Value),
    NotExpressible(&'static str),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(errors::shown(&error))
    }
}

impl From<AddError> for Stop {
    fn from(error: AddError) -> Self {
        Self::Error(errors::refused(error))
    }
}

/// Steps that there are calls for; those that change the client's tags are made in `run`, where nothing borrows it.
const KNOWN: &str = "sanitize clock fail submit submit_tagged metric_add set_tags add_tags get_tags \
    connection_get_tags connection_set_tags connection_add_tags \
    queue_new queue_add queue_add_tagged queue_add_series queue_add_aggregator queue_submit queue_size queue_chunks queue_scope \
    aggregator_new aggregator_add aggregator_add_tagged aggregator_add_series aggregator_payload aggregator_tagged_payload \
    aggregator_measure_time aggregator_clear aggregator_submit";

pub(crate) fn is_known(op: &str) -> bool {
    KNOWN.split_whitespace().any(|known| known == op)
}

/// A client, and the things that steps name.
pub(crate) struct World<'a, T: HttpTransport> {
    pub(crate) api: &'a Librato<T>,
    pub(crate) clock: Clock,
    batches: BTreeMap<String, Batch<'a, T>>,
    aggregators: BTreeMap<String, Box<Aggregator<256, 8192>>>,
    /// Metrics that were read: kind and name.
    pub(crate) metrics: BTreeMap<String, (Kind, String)>,
}

type Gives = Result<Value, Stop>;

impl<'a, T: HttpTransport> World<'a, T> {
    pub(crate) fn new(api: &'a Librato<T>, clock: Clock) -> Self {
        let (batches, aggregators, metrics) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { api, clock, batches, aggregators, metrics }
    }

    /// Makes the call of a known step.
    pub(crate) fn step(&mut self, step: &Value) -> Gives {
        let op = text(&step["op"]);
        let name = || text(&step["name"]);
        match op {
            "sanitize" => {
                let mut clean = String::new();
                librato::python_sanitizer(name(), &mut |piece| clean.push_str(piece));
                return Ok(clean.into());
            }
            "clock" => self.clock.set(step["now"].as_f64().unwrap()),
            "fail" => return Err(Stop::Error(json!({ "kind": "user_failure" }))),
            "connection_get_tags" => return Ok(map(&self.api.default_tags())),
            "submit" => self.submit(Kind::of(&step["type"])?, name(), step)?,
            "submit_tagged" => self.submit(Kind::Tagged, name(), step)?,
            "metric_add" => {
                let (kind, name) = self.metrics[text(&step["on"])].clone();
                self.submit(kind, &name, step)?;
            }
            "set_tags" | "add_tags" | "get_tags" => return self.tags(op, step),
            "queue_new" => {
                let batch = self.batch(step)?;
                self.batches.insert(text(&step["as"]).to_owned(), batch);
            }
            "queue_scope" => return self.scope(step),
            _ if op.starts_with("aggregator_") => return self.aggregator(op, step),
            _ => return self.queue(op, step),
        }
        Ok(Value::Null)
    }

    fn submit(&self, kind: Kind, name: &str, step: &Value) -> Result<(), Stop> {
        let inputs = Inputs::new(&step["fields"])?.source(step["source"].as_str());
        inputs.with(kind, name, number(&step["value"])?, |reading| self.api.submit(reading))?;
        Ok(())
    }

    fn batch(&self, step: &Value) -> Result<Batch<'a, T>, Stop> {
        let mut batch = self.api.batch();
        if let Some(count) = step["auto_submit_count"].as_u64() {
            batch = batch.auto_submit(usize::try_from(count).unwrap());
        }
        if !step["tags"].is_null() {
            batch = batch.tags(&tags(&step["tags"])?);
        }
        Ok(batch)
    }

    /// A block with a batch, which submits when it is left: by `finish` at its end, by being dropped when it fails.
    fn scope(&mut self, step: &Value) -> Gives {
        let batch = self.batch(step)?;
        let name = step["as"].as_str().unwrap_or("q");
        self.batches.insert(name.to_owned(), batch);
        let inner = list(&step["steps"]).iter().try_for_each(|step| self.step(step).map(drop));
        let mut batch = self.batches.remove(name).unwrap();
        inner?;
        batch.finish()?;
        Ok(Value::Null)
    }

    fn queue(&mut self, op: &str, step: &Value) -> Gives {
        let Some(batch) = self.batches.get_mut(text(&step["on"])) else {
            // The block with this batch has been left; the client knows what came of it.
            assert_eq!(op, "queue_size", "a batch that is gone");
            return Ok(self.api.totals().waiting.into());
        };
        match op {
            "queue_size" => return Ok(batch.len().into()),
            "queue_chunks" => {
                let chunks: Vec<_> = batch.queue().chunks().collect();
                let sizes = |tagged| {
                    let these = chunks.iter().filter(|chunk| chunk.tagged == tagged);
                    these.map(|chunk| chunk.readings).collect::<Vec<_>>()
                };
                return Ok(json!({ "measurements": sizes(false), "tagged": sizes(true) }));
            }
            "queue_submit" => {
                batch.submit()?;
            }
            "queue_add_aggregator" => {
                let aggregator = self.aggregators.get_mut(text(&step["aggregator"])).unwrap();
                batch.add_aggregator(&mut **aggregator)?;
            }
            "queue_add_series" => {
                let inputs = Inputs::new(&step["fields"])?;
                for index in 0..step["count"].as_i64().unwrap() {
                    let kind = match (&step["tagged"], step["type"].as_str()) {
                        (Value::Bool(true), _) => Kind::Tagged,
                        (_, Some("alternate")) if index % 2 == 1 => Kind::Counter,
                        (_, Some("alternate")) => Kind::Gauge,
                        _ => Kind::of(&step["type"])?,
                    };
                    let name = format!("{}{index}", text(&step["prefix"]));
                    inputs.with(kind, &name, index.into(), |reading| batch.add(reading))?;
                }
            }
            _ => {
                let kind = if op == "queue_add_tagged" { Kind::Tagged } else { Kind::of(&step["type"])? };
                let inputs = Inputs::new(&step["fields"])?;
                inputs
                    .with(kind, text(&step["name"]), number(&step["value"])?, |reading| batch.add(reading))?;
            }
        }
        Ok(Value::Null)
    }

    fn tags(&mut self, op: &str, step: &Value) -> Gives {
        let given = tags(&step["tags"])?;
        let on = text(&step["on"]);
        match (op, self.batches.get_mut(on)) {
            ("get_tags", Some(batch)) => return Ok(map(&batch.default_tags())),
            ("set_tags", Some(batch)) => batch.set_tags(&given),
            (_, Some(batch)) => batch.add_tags(&given),
            (_, None) => {
                let aggregator = self.aggregators.get_mut(on).unwrap();
                match op {
                    "get_tags" => {
                        let tags = aggregator
                            .tags()
                            .map(|(name, value)| (name.to_string(), json!(value.to_string())));
                        return Ok(Value::Object(tags.collect()));
                    }
                    "set_tags" => aggregator.set_tags(Some(&given))?,
                    _ => aggregator.add_tags(&given)?,
                }
            }
        }
        Ok(Value::Null)
    }

    fn aggregator(&mut self, op: &str, step: &Value) -> Gives {
        if op == "aggregator_new" {
            let aggregator = new_aggregator(step)?;
            self.aggregators.insert(text(&step["as"]).to_owned(), aggregator);
            return Ok(Value::Null);
        }
        let aggregator = &mut **self.aggregators.get_mut(text(&step["on"])).unwrap();
        let now = Some(self.api.now());
        let mut body = Vec::new();
        match op {
            "aggregator_add" => aggregator.add(text(&step["name"]), number(&step["value"])?)?,
            "aggregator_add_tagged" => aggregator.add_tagged(text(&step["name"]), number(&step["value"])?)?,
            "aggregator_add_series" => {
                for index in 0..step["count"].as_i64().unwrap() {
                    let name =
                        format!("{}{}", text(&step["prefix"]), index % step["names"].as_i64().unwrap());
                    aggregator.add(&name, index)?;
                }
            }
            "aggregator_payload" => aggregator.payload_at(now, &mut |piece| body.extend_from_slice(piece)),
            "aggregator_tagged_payload" => {
                aggregator.tagged_payload_at(now, &mut |piece| body.extend_from_slice(piece));
            }
            "aggregator_measure_time" => {
                return Ok(aggregator
                    .measure_time_at(now)
                    .map_or(Value::Null, |UnixSeconds(time)| time.into()));
            }
            "aggregator_clear" => aggregator.clear(),
            _ => {
                self.api.submit_aggregator(aggregator)?;
            }
        }
        if op.ends_with("payload") { Ok(serde_json::from_slice(&body).unwrap()) } else { Ok(Value::Null) }
    }
}

/// Names are the client's business, as everywhere here.
fn new_aggregator(step: &Value) -> Result<Box<Aggregator<256, 8192>>, Stop> {
    let period = u32::try_from(step["period"].as_u64().unwrap_or(0)).unwrap();
    let mut aggregator = Box::new(Aggregator::new().with_names(NamePolicy::AsIs).with_period(period));
    aggregator.set_source(step["source"].as_str().unwrap_or(""))?;
    if !step["measure_time"].is_null() {
        aggregator.set_measure_time(Some(seconds(&step["measure_time"])?))?;
    }
    if !step["tags"].is_null() {
        aggregator.set_tags(Some(&tags(&step["tags"])?))?;
    }
    Ok(aggregator)
}

fn map(tags: &[Tag<'_>]) -> Value {
    tags.iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
