//! Metrics and composites.

use librato::metrics::{self, Changes, Metric, MetricType};
use serde_json::{Value, json};

use super::calls::{pairs, query};
use super::{Gives, Object, World, unknown};
use crate::golden::case::{list, members, text};

impl World<'_> {
    pub(super) fn metric(&mut self, op: &str, step: &Value) -> Gives {
        let query = query(op, &step["query"])?;
        let query = pairs(&query);
        let name = match step["name"].as_str() {
            Some(name) => self.api.metric_name(name)?,
            None => String::new(),
        };
        let fields: serde_json::Map<_, _> =
            members(&step["fields"]).map(|(name, value)| (name.to_owned(), value.clone())).collect();
        let done = match op {
            "list_metrics" => return Ok(Some(all(&self.api.page(metrics::list().query(&query))?.0))),
            "list_all_metrics" => {
                let all_of_them = self.api.list(metrics::list().query(&query)).collect::<Result<Vec<_>, _>>();
                return Ok(Some(all(&all_of_them?)));
            }
            "get_metric" => {
                let metric = self.api.send(metrics::get(&name).query(&query))?;
                let value = shown(&metric);
                self.keep(step, Object::Metric(metric));
                return Ok(Some(value));
            }
            "create_composite" => {
                let changes = members(&step["fields"]).try_fold(Changes::new(), |changes, field| {
                    Some(match field {
                        ("description", Value::String(text)) => changes.description(text),
                        ("display_name", Value::String(name)) => changes.display_name(name),
                        ("period", period) => changes.period(u32::try_from(period.as_u64()?).ok()?),
                        // The definition says these itself.
                        ("type" | "composite", _) => changes,
                        _ => return None,
                    })
                });
                let changes = changes.ok_or_else(|| unknown(&step["fields"]))?;
                let call = metrics::define(&name, text(&step["compose"])).changes(changes);
                return Ok(Some(self.api.send(call)?.map_or(Value::Null, whole)));
            }
            "update_metric" => self.api.send(metrics::update(&name, &fields))?,
            "delete_metric" => self.api.send(metrics::delete(&name))?,
            _ => {
                let names = list(&step["names"]).iter().map(|name| self.api.metric_name(text(name)));
                let names = names.collect::<Result<Vec<_>, _>>()?;
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                self.api.send(metrics::delete_many(&names))?
            }
        };
        Ok(Some(done.job().map_or(Value::Null, |id| json!({ "status": "queued", "id": id }))))
    }
}

fn all(metrics: &[Metric]) -> Value {
    metrics.iter().map(shown).collect()
}

/// A metric as a result has it. The recorded client takes a composite for a gauge.
fn shown(metric: &Metric) -> Value {
    let kind = if metric.kind == Some(MetricType::Counter) { "counter" } else { "gauge" };
    json!({
        "kind": kind, "name": metric.name, "period": metric.period, "description": metric.description,
        "attributes": metric.attributes, "measurements": metric.measurements, "query": metric.query,
        "composite": metric.composite, "source_lag": metric.source_lag,
    })
}

/// A metric with all that the server said of it.
fn whole(metric: Metric) -> Value {
    let mut fields = json!(metric);
    fields["name"] = metric.name.into();
    fields["source_lag"] = json!(metric.source_lag);
    fields
}
