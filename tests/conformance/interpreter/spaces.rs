//! Spaces, charts and streams; dashboards and instruments.

use librato::{Error, charts, charts::Stream, dashboards, instruments, spaces};
use serde_json::{Map, Value, json};

use super::Object::{self, Chart, Dashboard, Instrument, Space};
use super::calls::{pairs, query};
use super::{Gives, World, unknown};
use crate::golden::case::list;

impl World<'_> {
    pub(super) fn space(&mut self, op: &str, step: &Value) -> Gives {
        let (api, query) = (self.api, query(op, &step["query"])?);
        let (query, mut fields) = (pairs(&query), map(&step["fields"]));
        let name = step["name"].as_str().unwrap_or_default();
        let id = step["id"].as_u64().ok_or_else(|| unknown(step));
        let space = match (step["space"].as_u64(), self.object(&step["space"])) {
            (Some(id), _) | (_, Ok(&Space(spaces::Space { id: Some(id), .. }))) => Ok(id),
            _ => step["space"].as_str().unwrap_or_default().parse().map_err(|_| Error::NoId),
        };
        let object = match op {
            "list_spaces" => return all(api.list(spaces::list().query(&query)).collect(), Space),
            "get_space" => Some(Space(api.send(spaces::get(id?).query(&query))?)),
            "find_space" => spaces::Space::find(api, name)?.map(Space),
            "create_space" => Some(Space(api.send(spaces::create(name).fields(&fields))?)),
            "delete_space" => api.send(spaces::delete(id?)).map(|_| None)?,
            "space_new" => Some(Space(spaces::Space::new(name).tags(step["tags"] == true))),
            "list_charts_in_space" => {
                return all(api.list(charts::list(space?).query(&query)).collect(), Chart);
            }
            "get_chart" => Some(Chart(api.send(charts::get(space?, id?).query(&query))?)),
            "find_chart" => charts::Chart::find(api, space?, name)?.map(Chart),
            "create_chart" => {
                let chart = with(charts::Chart::new(name), fields);
                Some(Chart(api.send(charts::create(space?, &chart))?))
            }
            "delete_chart" => api.send(charts::delete(space?, id?)).map(|_| None)?,
            "stream_payload" => return Ok(Some(json!(Stream::try_from(fields)?))),
            "list_dashboards" => {
                return all(api.page(dashboards::list().query(&query)).map(|page| page.0), Dashboard);
            }
            "get_dashboard" => Some(Dashboard(api.send(dashboards::get(id?).query(&query))?)),
            "create_dashboard" => {
                let dashboard = with(dashboards::Dashboard::new(name), fields);
                Some(Dashboard(api.send(dashboards::create(&dashboard))?))
            }
            "list_instruments" => {
                return all(api.page(instruments::list().query(&query)).map(|page| page.0), Instrument);
            }
            "get_instrument" => Some(Instrument(api.send(instruments::get(id?).query(&query))?)),
            "create_instrument" => {
                let instrument = with(instruments::Instrument::new(name), fields);
                Some(Instrument(api.send(instruments::create(&instrument))?))
            }
            _ => match (op, self.object_mut(&step["on"])?) {
                ("update_space", Space(it)) => {
                    api.send(spaces::update(it.id.unwrap_or(0), &with(&*it, fields))).map(|_| None)?
                }
                ("space_save", Space(it)) => it.save(api)?.map(Space),
                ("space_rename", Space(it)) => it.rename(api, name).map(|()| None)?,
                ("space_delete", Space(it)) => it.delete(api).map(|()| None)?,
                ("space_persisted", Space(it)) => return Ok(Some(it.is_saved().into())),
                ("space_charts", Space(it)) => return all(it.charts(api).map(<[_]>::to_vec), Chart),
                (_, Space(it)) => {
                    let streams = list(&step["streams"]).iter().map(|stream| map(stream).try_into());
                    let mut streams = streams.collect::<Result<Vec<Stream>, _>>()?;
                    if !step["metric"].is_null() {
                        let last = fields.remove_entry("use_last_value");
                        streams.push(with(json!({ "metric": step["metric"] }), fields).try_into()?);
                        fields = last.into_iter().collect();
                    }
                    let mut chart = match op {
                        "space_add_bignumber_chart" => charts::Chart::bignumber(name, streams.remove(0)),
                        _ if op.contains("_stacked_") => charts::Chart::stacked(name, streams),
                        _ if op.contains("_line_") => charts::Chart::line(name, streams),
                        _ => it.new_chart(name),
                    };
                    chart.set(fields)?;
                    Some(Chart(if op == "chart_new" { chart } else { it.add_chart(api, chart)? }))
                }
                ("update_chart", Chart(it)) => {
                    let (id, changes) = (it.id.unwrap_or(0), with(&*it, fields));
                    return answer(api.send(charts::update(space?, id, &changes))?);
                }
                ("chart_set", Chart(it)) => it.set(fields).map(|()| None)?,
                ("chart_new_stream", Chart(it)) => {
                    fields.try_into().map(|more| it.add_stream(more)).map(|()| None)?
                }
                ("chart_payload", Chart(it)) => return Ok(Some(json!(it))),
                ("chart_rename", Chart(it)) => it.rename(api, name).map(|()| None)?,
                ("chart_delete", Chart(it)) => it.delete(api).map(|()| None)?,
                ("chart_save", Chart(it)) if it.is_saved() => return answer(it.save(api)?),
                ("chart_save", Chart(it)) => it.save(api)?.map(Chart),
                ("dashboard_instruments", Dashboard(it)) => {
                    return all(it.instruments(api).map(<[_]>::to_vec), Instrument);
                }
                ("update_dashboard", Dashboard(it)) => {
                    api.send(dashboards::update(it.id.unwrap_or(0), &with(&*it, fields))).map(|_| None)?
                }
                ("instrument_new_stream", Instrument(it)) => {
                    fields.try_into().map(|more| it.add_stream(more)).map(|()| None)?
                }
                ("instrument_save", Instrument(it)) => it.save(api).map(|_| None)?,
                _ => return Err(unknown(op)),
            },
        };
        let value = object.as_ref().map_or(Value::Null, shown);
        object.into_iter().for_each(|object| self.keep(step, object));
        Ok(Some(value))
    }
}

fn map(object: &Value) -> Map<String, Value> {
    object.as_object().cloned().unwrap_or_default()
}

/// What is written of an object, with more fields in it.
fn with(object: impl serde::Serialize, fields: Map<String, Value>) -> Map<String, Value> {
    map(&json!(object)).into_iter().chain(fields).collect()
}

/// The answer to an update, which the recorded client gives as it came.
fn answer(chart: Option<charts::Chart>) -> Gives {
    Ok(Some(chart.map_or(Value::Null, |it| with(&it, map(&json!({ "id": it.id }))).into())))
}

fn all<O>(objects: Result<Vec<O>, Error>, object: fn(O) -> Object) -> Gives {
    Ok(Some(objects?.into_iter().map(|one| shown(&object(one))).collect()))
}

/// An object as a result has it. The recorded client takes a stream without a source for one of all sources.
fn shown(object: &Object) -> Value {
    let stream = |stream: &Value| {
        let source = if stream["composite"].is_null() { "*".into() } else { Value::Null };
        let all = with(json!({ "kind": "stream", "source": source }), map(stream));
        all.into_iter().filter(|(_, value)| !value.is_null()).collect::<Value>()
    };
    let streams = |streams: Value| list(&streams).iter().map(stream).collect::<Value>();
    match object {
        Space(it) => {
            json!({ "kind": "space", "id": it.id, "name": it.name, "tags": it.tags, "chart_ids": it.chart_ids })
        }
        Chart(it) => json!({
            "kind": "chart", "id": it.id, "name": it.name, "type": it.kind, "space_id": it.space_id,
            "min": it.min, "max": it.max, "label": it.label, "use_log_yaxis": it.use_log_yaxis,
            "use_last_value": it.use_last_value, "related_space": it.related_space,
            "streams": streams(json!(it.streams)),
        }),
        Dashboard(it) => {
            json!({ "kind": "dashboard", "id": it.id, "name": it.name, "instrument_ids": it.instrument_ids })
        }
        Instrument(it) => json!({
            "kind": "instrument", "id": it.id, "name": it.name, "attributes": it.attributes,
            "streams": streams(json!(it.streams)),
        }),
        _ => Value::Null,
    }
}
