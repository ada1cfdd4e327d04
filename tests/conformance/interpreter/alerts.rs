//! Alerts, and the services that they tell.

use librato::alerts::{self, Alert, Condition, NewCondition};
use librato::services::{self, Service};
use serde_json::{Value, json};

use super::calls::{pairs, query};
use super::inputs::number;
use super::{DONE, Gives, Object, Stop, World, unknown, unsaid};
use crate::golden::case::{list, members, text};

impl World<'_> {
    pub(super) fn alert(&mut self, op: &str, step: &Value) -> Gives {
        let query = query(op, &step["query"])?;
        let (query, name) = (pairs(&query), || text(&step["name"]));
        let alert = match op {
            "list_alerts" => {
                let wanted = |alert: &_| step["active_only"] == false || alerts::is_active(alert);
                let all = self.api.list(alerts::list().query(&query)).filter(wanted);
                return Ok(Some(all.collect::<Result<Vec<_>, _>>()?.iter().map(shown).collect()));
            }
            "list_services" => {
                let all = self.api.list(services::list().query(&query)).collect::<Result<Vec<_>, _>>()?;
                let names = list(&step["as_each"]).iter().map(|name| text(name).to_owned());
                self.objects.extend(names.zip(all.iter().cloned().map(Object::Service)));
                return Ok(Some(all.iter().map(shown_service).collect()));
            }
            "delete_alert" => return Alert::delete_named(self.api, name()).map_err(Stop::from).and(DONE),
            "get_alert" => Alert::find(self.api, name())?,
            "create_alert" => {
                let ids: Result<Value, _> =
                    list(&step["services"]).iter().map(|of| self.service(of)).collect();
                let more = json!({ "conditions": step["conditions"], "services": ids? });
                let mut alert = with(&with(&Alert::new(name()), &step["fields"])?, &more)?;
                alert.save(self.api)?
            }
            _ => return self.change(op, step),
        };
        let value = alert.as_ref().map_or(Value::Null, shown);
        alert.into_iter().for_each(|alert| self.keep(step, Object::Alert(alert)));
        Ok(Some(value))
    }

    fn change(&mut self, op: &str, step: &Value) -> Gives {
        let (service, on) = (self.service(&step["service"]), self.objects.get_mut(text(&step["on"])));
        let Some(Object::Alert(alert)) = on else { return Err(unknown(step)) };
        match op {
            "alert_add_condition" => {
                alert.conditions.push(condition(step)?);
                return Ok(alert.conditions.last().map(|made| json!({ "immediate": made.is_immediate() })));
            }
            "alert_add_service" => alert.services.push(service?.into()),
            "alert_set" => *alert = with(alert, &step["fields"])?,
            "alert_save" | "update_alert" => with(alert, &step["fields"])?.save(self.api).map(drop)?,
            _ => return Err(unknown(op)),
        }
        DONE
    }

    fn service(&self, of: &Value) -> Result<u64, Stop> {
        let Ok(Object::Service(service)) = self.object(&of["var"]) else {
            return of.as_u64().ok_or_else(|| unknown(of));
        };
        Ok(service.id)
    }
}

/// Each verb in its turn. The recorded client compares the mean if it is told nothing else.
fn condition(step: &Value) -> Result<Condition, Stop> {
    let (metric, mut made) = (text(&step["metric"]), None::<NewCondition<'_>>);
    for verb in list(&step["verbs"]) {
        let function = verb["summary_function"].as_str().unwrap_or("average");
        let time = verb["seconds"].as_u64().map(|time| time as u32);
        made = match (text(&verb["verb"]), time) {
            ("above", _) => Some(alerts::above(metric, number(&verb["threshold"])?).summarized_by(function)),
            ("below", _) => Some(alerts::below(metric, number(&verb["threshold"])?).summarized_by(function)),
            ("stops_reporting_for", Some(time)) => Some(alerts::absent(metric, time)),
            (_, time) => made.zip(time).map(|(made, seconds)| made.lasting(seconds)),
        };
    }
    let made = made.ok_or_else(|| unsaid("a condition without a threshold or an absence"))?;
    Ok(made.of(step["source"].as_str().unwrap_or("*")).into())
}

fn with(alert: &Alert, fields: &Value) -> Result<Alert, Stop> {
    let mut all = json!(alert);
    all["id"] = alert.id.into();
    members(fields).for_each(|(name, value)| all[name] = value.clone());
    serde_json::from_value(all).map_err(|_| unsaid("an alert of another shape"))
}

fn shown_service(Service { id, title, kind, settings, .. }: &Service) -> Value {
    json!({ "kind": "service", "id": id, "title": title, "type": kind, "settings": settings })
}

fn shown(alert: &Alert) -> Value {
    let services: Value = alert.services.iter().map(shown_service).collect();
    let mut all = json!(alert);
    for (condition, shown) in alert.conditions.iter().zip(all["conditions"].as_array_mut().unwrap()) {
        shown.as_object_mut().unwrap().retain(|name, _| name != "detect_reset");
        shown["kind"] = "condition".into();
        shown["immediate"] = condition.is_immediate().into();
    }
    json!({
        "kind": "alert", "id": alert.id, "name": alert.name, "description": alert.description, "md": alert.md,
        "version": alert.version, "active": alert.active, "rearm_seconds": alert.rearm_seconds,
        "attributes": alert.attributes, "services": services, "conditions": all["conditions"],
    })
}
