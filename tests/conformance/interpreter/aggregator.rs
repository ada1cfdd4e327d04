//! Aggregators.

use librato::{Aggregator, NamePolicy, UnixSeconds};
use serde_json::Value;

use super::inputs::{number, seconds, tags};
use super::{DONE, Gives, Stop, World, unknown};
use crate::golden::case::text;

impl World<'_> {
    pub(super) fn aggregator(&mut self, op: &str, step: &Value) -> Gives {
        if op == "aggregator_new" {
            self.aggregators.insert(text(&step["as"]).to_owned(), new(step)?);
            return DONE;
        }
        let now = Some(self.api.now());
        let aggregator = &mut **self.aggregators.get_mut(text(&step["on"])).ok_or_else(|| unknown(step))?;
        let (name, value) = (|| text(&step["name"]), || number(&step["value"]));
        let mut body = Vec::new();
        let mut keep = |piece: &[u8]| body.extend_from_slice(piece);
        match op {
            "aggregator_add" => aggregator.add(name(), value()?)?,
            "aggregator_add_tagged" => aggregator.add_tagged(name(), value()?)?,
            "aggregator_add_series" => {
                let (prefix, names) = (text(&step["prefix"]), step["names"].as_i64().unwrap());
                for index in 0..step["count"].as_i64().unwrap() {
                    aggregator.add(&format!("{prefix}{}", index % names), index)?;
                }
            }
            "aggregator_payload" => aggregator.payload_at(now, &mut keep),
            "aggregator_tagged_payload" => aggregator.tagged_payload_at(now, &mut keep),
            "aggregator_measure_time" => {
                let time = aggregator.measure_time_at(now);
                return Ok(Some(time.map_or(Value::Null, |UnixSeconds(time)| time.into())));
            }
            "aggregator_clear" => aggregator.clear(),
            "aggregator_submit" => drop(self.api.submit_aggregator(aggregator)?),
            _ => return Err(unknown(op)),
        }
        Ok(Some(if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() }))
    }
}

/// Names are the client's business, as everywhere here.
fn new(step: &Value) -> Result<Box<Aggregator<512, 16_380>>, Stop> {
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
