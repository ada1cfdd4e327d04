//! `show`: a metric, and how it went.

use std::collections::BTreeMap;
use std::io::Write;

use clap::Args;
use librato::measurements::{self, TimeRange};
use librato::metrics::{self, Metric, MetricType};
use librato::{Error, Librato, Tag, UnixSeconds};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::measured::tagged;
use crate::object::{Object, text};
use crate::pages::{Raw, UNASSIGNED};
use crate::sparkline::sparkline;
use crate::table::{Table, printable};
use crate::times;

/// Show a metric, and what was measured of it by each source or set of tags
#[derive(Args)]
pub struct Show {
    /// Its name
    metric: String,
    /// Of these sources alone; * stands for any text
    #[arg(long, conflicts_with = "tags")]
    source: Option<String>,
    /// Of measurements with this tag alone
    #[arg(long = "tag", value_name = "NAME=VALUE", value_parser = pair)]
    tags: Vec<(String, String)>,
    /// Since how long ago
    #[arg(long, value_name = "LENGTH", default_value = "1h", value_parser = times::seconds)]
    since: u64,
    /// How many seconds lie between two measurements
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = clap::value_parser!(u32).range(1..=604_800))]
    resolution: u32,
    /// One JSON object, with all measurements
    #[arg(long)]
    json: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("not NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Times and values of each source or set of tags.
type Series = BTreeMap<String, Vec<(u64, f64)>>;

impl Show {
    pub fn run(&self, api: &Librato, out: &mut dyn Write) -> Result<u8, Failure> {
        let metric = match api.send(metrics::get(&self.metric)) {
            Err(error) if error.status() == Some(404) => {
                return Err(Failure::Missing(format!("there is no metric {}", self.metric)));
            }
            metric => metric?,
        };
        if self.json {
            return self.print_json(api, &metric, out);
        }
        writeln!(out, "{}", printable(metric.to_string()))?;
        for (name, value) in &metric.attributes {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            writeln!(out, "  {}", printable(format!("{name}: {value}")))?;
        }
        if let Some(definition) = &metric.composite {
            writeln!(out, "  made of: {}", printable(definition.clone()))?;
        }

        let unit = metric.attributes.get("display_units_short").and_then(Value::as_str).unwrap_or_default();
        let is_counter = metric.kind == Some(MetricType::Counter);
        let mut table = Table::new(&["source", "last", "min", "max", "points", ""]);
        for (name, points) in self.read(api)? {
            let values: Vec<f64> = points.into_iter().map(|(_, value)| value).collect();
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            // Of a counter it says more how it grows.
            let growth: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let chart = sparkline(if is_counter { &growth } else { &values });
            let last = values.last().copied().unwrap_or_default();
            let [last, low, high] = [last, low, high].map(|value| figure(value, unit));
            table.row(vec![name, last, low, high, values.len().to_string(), chart]);
        }
        writeln!(out)?;
        if table.is_empty() {
            writeln!(out, "nothing was measured in that time")?;
        } else {
            table.print(out)?;
        }
        Ok(0)
    }

    fn print_json(&self, api: &Librato, metric: &Metric, out: &mut dyn Write) -> Result<u8, Failure> {
        let point = |(time, value)| json!({"time": time, "value": value});
        let series = self.read(api)?.into_iter();
        let series: Map<String, Value> =
            series.map(|(name, points)| (name, points.into_iter().map(point).collect())).collect();
        let mut shown = serde_json::to_value(metric).map_err(|_| Error::Body)?;
        (shown["name"], shown["series"]) = (metric.name.clone().into(), series.into());
        writeln!(out, "{shown}")?;
        Ok(0)
    }

    fn read(&self, api: &Librato) -> Result<Series, Failure> {
        let since = UnixSeconds(api.now().0.saturating_sub(self.since));
        let mut series = Series::new();
        if self.tags.is_empty() {
            let mut get = metrics::get(&self.metric).start_time(since).resolution(self.resolution);
            if let Some(source) = &self.source {
                get = get.source(source);
            }
            for point in api.list(Raw(get)) {
                let point = point?;
                let source = if point.contains_key("source") { text(&point, "source") } else { UNASSIGNED };
                series.entry(source.to_owned()).or_default().extend(measured(&point, "measure_time"));
            }
        }
        if self.source.is_none() {
            let tags: Vec<Tag<'_>> =
                self.tags.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let query =
                measurements::query(&self.metric, TimeRange::since(since)).resolution(self.resolution);
            tagged(api, query.tags(&tags), &mut |tags, point| {
                let tag = |(name, value): (&String, &Value)| {
                    format!("{name}={}", value.as_str().unwrap_or_default())
                };
                let name = tags.iter().map(tag).collect::<Vec<_>>().join(" ");
                series.entry(name).or_default().extend(measured(point, "time"));
                Ok(())
            })?;
        }
        series.retain(|_, values| !values.is_empty());
        Ok(series)
    }
}

/// When and what, if there is something.
fn measured(point: &Object, time: &str) -> Option<(u64, f64)> {
    Some((point.get(time)?.as_u64()?, point.get("value")?.as_f64()?))
}

/// A value of six digits, with its power of ten if it is very large or small, and its unit.
fn figure(value: f64, unit: &str) -> String {
    let magnitude = value.abs().log10().floor();
    let short = if value == 0.0 || (-4.0..15.0).contains(&magnitude) {
        format!("{value:.*}", (5.0 - magnitude.clamp(-4.0, 5.0)) as usize)
    } else {
        format!("{value:.5e}")
    };
    let power = short.find('e').unwrap_or(short.len());
    let (digits, power) = short.split_at(power);
    let digits =
        if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    if unit.is_empty() { format!("{digits}{power}") } else { format!("{digits}{power} {unit}") }
}
