//! Measurements, out of one account and into another.

use std::collections::HashSet;

use librato::measurements::{self, SeriesQuery, TimeRange};
use librato::{Batch, Counter, Error, Librato, Measurement, Summary, Tag, UnixSeconds, metrics};
use serde_json::Value;

use crate::failure::Failure;
use crate::object::{Object, text};
use crate::pages::Raw;

/// How many go out together.
const TOGETHER: usize = 300;

/// Gives the measurements of a metric since then, those with a source or none and those with tags.
pub fn export(
    api: &Librato,
    metric: &Object,
    since: UnixSeconds,
    resolution: u32,
    take: &mut dyn FnMut(Object) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let name = text(metric, "name");
    let mut take = |mut point: Object| {
        point.insert("name".into(), name.into());
        point.insert("type".into(), text(metric, "type").into());
        take(point)
    };
    for point in api.list(Raw(metrics::get(name).start_time(since).resolution(resolution))) {
        match point {
            Err(error) if error.status() == Some(404) => {}
            point => take(point?)?,
        }
    }
    let query = measurements::query(name, TimeRange::since(since)).resolution(resolution);
    tagged(api, query, &mut |tags, point| {
        let mut point = point.clone();
        point.insert("tags".into(), tags.clone().into());
        take(point)
    })
}

/// Visits the measurements with tags, one series after the other. A server that knows sources alone has none.
pub fn tagged(
    api: &Librato,
    query: SeriesQuery<'_>,
    take: &mut dyn FnMut(&Object, &Object) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let none = Object::new();
    for series in api.list(Raw(query)) {
        let series = match series {
            Err(error) if error.status() == Some(404) => break,
            series => series?,
        };
        let tags = series.get("tags").and_then(Value::as_object).unwrap_or(&none);
        let points = series.get("measurements").and_then(Value::as_array).into_iter().flatten();
        points.filter_map(Value::as_object).try_for_each(|point| take(tags, point))?;
    }
    Ok(())
}

/// Measurements of one metric and source, or one set of tags, on their way into an account.
#[derive(Default)]
pub struct Arrivals {
    waiting: Vec<Object>,
    /// The lines that they stand in.
    pub lines: (u64, u64),
}

impl Arrivals {
    /// Whether a measurement can go out with those that wait.
    pub fn takes(&self, point: &Object) -> bool {
        let series = |point: &Object| ["name", "source", "tags"].map(|member| point.get(member).cloned());
        match self.waiting.last() {
            Some(last) => self.waiting.len() < TOGETHER && series(last) == series(point),
            None => true,
        }
    }

    pub fn push(&mut self, point: Object, line: u64) {
        let first = if self.waiting.is_empty() { line } else { self.lines.0 };
        self.lines = (first, line);
        self.waiting.push(point);
    }

    /// Sends those that are not there yet, and gives their number and that of the others.
    pub fn send(&mut self, api: &Librato, is_dry: bool) -> Result<(usize, usize), Failure> {
        let mut waiting = std::mem::take(&mut self.waiting);
        let all = waiting.len();
        let Some(first) = waiting.first() else { return Ok((0, 0)) };
        let times = waiting.iter().filter_map(time);
        let (start, end) = times.fold((u64::MAX, 0), |(start, end), time| (start.min(time), end.max(time)));
        let there = times_there(api, first, UnixSeconds(start), UnixSeconds(end))?;
        waiting.retain(|point| time(point).is_none_or(|time| !there.contains(&time)));
        if !is_dry {
            let mut batch = api.batch();
            waiting.iter().try_for_each(|point| add(&mut batch, point))?;
            batch.finish()?;
        }
        Ok((waiting.len(), all - waiting.len()))
    }
}

/// When there are measurements of this one's series already.
fn times_there(
    api: &Librato,
    of: &Object,
    start: UnixSeconds,
    end: UnixSeconds,
) -> Result<HashSet<u64>, Failure> {
    let name = text(of, "name");
    let mut times = HashSet::new();
    if let Some(wanted) = of.get("tags").and_then(Value::as_object) {
        let pairs = pairs(wanted);
        let query = measurements::query(name, TimeRange::between(start, end)).tags(&pairs);
        tagged(api, query, &mut |tags, point| {
            // Others may have more tags.
            times.extend(time(point).filter(|_| tags == wanted));
            Ok(())
        })?;
        return Ok(times);
    }
    let mut get = metrics::get(name).start_time(start).end_time(end).resolution(1);
    if let Some(source) = source(of) {
        get = get.source(source);
    }
    for point in api.list(Raw(get)) {
        match point {
            Err(error) if error.status() == Some(404) => break,
            point => {
                let point = point?;
                times.extend(time(&point).filter(|_| source(&point) == source(of)));
            }
        }
    }
    Ok(times)
}

fn source(point: &Object) -> Option<&str> {
    point.get("source").and_then(Value::as_str)
}

fn number(point: &Object, member: &str) -> Option<f64> {
    point.get(member).and_then(Value::as_f64)
}

/// Whether there is a name, a time and a value.
pub fn is_whole(point: &Object) -> bool {
    !text(point, "name").is_empty() && time(point).is_some() && number(point, "value").is_some()
}

fn time(point: &Object) -> Option<u64> {
    point.get("measure_time").or_else(|| point.get("time"))?.as_u64()
}

fn pairs(tags: &Object) -> Vec<Tag<'_>> {
    tags.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect()
}

/// Adds a reading that comes to the same.
fn add(batch: &mut Batch<'_>, point: &Object) -> Result<(), Error> {
    let name = text(point, "name");
    let (Some(time), Some(value)) = (time(point).map(UnixSeconds), number(point, "value")) else {
        return Err(Error::Body);
    };
    if let Some(tags) = point.get("tags").and_then(Value::as_object) {
        return batch.add(Measurement::new(name, value).tags(&pairs(tags)).at(time));
    }
    if text(point, "type") == "counter" {
        let counter = Counter::new(name, value).at(time);
        return batch.add(source(point).map_or(counter, |source| counter.source(source)));
    }
    let count = point.get("count").and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok());
    let mut gauge = match count.zip(number(point, "sum")) {
        Some((count, sum)) => Summary::new(name, count, sum).at(time),
        None => Summary::new(name, 1, value).at(time),
    };
    if let Some(source) = source(point) {
        gauge = gauge.source(source);
    }
    if let Some(min) = number(point, "min") {
        gauge = gauge.min(min);
    }
    if let Some(max) = number(point, "max") {
        gauge = gauge.max(max);
    }
    if let Some(squares) = number(point, "sum_squares") {
        gauge = gauge.sum_squares(squares);
    }
    batch.add(gauge)
}
