//! Queues: a batch of the client each.

use librato::Batch;
use serde_json::{Value, json};

use super::inputs::{Inputs, Kind, number, tags};
use super::{DONE, Gives, Stop, World, unknown};
use crate::golden::case::{list, text};

impl<'a> World<'a> {
    pub(super) fn queue(&mut self, op: &str, step: &Value) -> Gives {
        if op == "queue_new" || op == "queue_scope" {
            let name = step["as"].as_str().unwrap_or("q");
            let batch = self.new_batch(step)?;
            self.batches.insert(name.to_owned(), batch);
            return if op == "queue_scope" { self.scope(name, step) } else { DONE };
        }
        let batch = self.batches.get_mut(text(&step["on"])).ok_or_else(|| unknown(step))?;
        match op {
            "queue_size" => return Ok(Some(batch.len().into())),
            "queue_chunks" => {
                let chunks: Vec<_> = batch.queue().chunks().collect();
                let sizes = |tagged| {
                    let these = chunks.iter().filter(|chunk| chunk.tagged == tagged);
                    these.map(|chunk| chunk.readings).collect::<Vec<_>>()
                };
                return Ok(Some(json!({ "measurements": sizes(false), "tagged": sizes(true) })));
            }
            "queue_submit" => drop(batch.submit()?),
            "queue_add_aggregator" => {
                let aggregator = self.aggregators.get_mut(text(&step["aggregator"])).unwrap();
                batch.add_aggregator(&mut **aggregator)?;
            }
            "queue_add_series" => add_series(batch, step)?,
            "queue_add" | "queue_add_tagged" => {
                let kind = if op == "queue_add" { Kind::of(&step["type"])? } else { Kind::Tagged };
                let (name, value) = (text(&step["name"]), number(&step["value"])?);
                Inputs::new(step)?.with(kind, name, value, |reading| batch.add(reading))?;
            }
            _ => return Err(unknown(op)),
        }
        DONE
    }

    fn new_batch(&self, step: &Value) -> Result<Batch<'a>, Stop> {
        let count = step["auto_submit_count"].as_u64().unwrap_or(0);
        Ok(self.api.batch().auto_submit(usize::try_from(count).unwrap()).tags(&tags(&step["tags"])?))
    }

    /// A block with a batch, which is finished whichever way the block is left.
    fn scope(&mut self, name: &str, step: &Value) -> Gives {
        let inner = list(&step["steps"]).iter().try_for_each(|step| self.step(step).map(drop));
        self.batches.get_mut(name).unwrap().finish()?;
        inner.and(DONE)
    }
}

fn add_series(batch: &mut Batch<'_>, step: &Value) -> Result<(), Stop> {
    let inputs = Inputs::new(step)?;
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
    Ok(())
}
