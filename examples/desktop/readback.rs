//! What the server shows of the readings, by its documented `GET /v1/metrics/:name`.

use std::collections::HashMap;
use std::thread;
use std::time::Duration;

use librato::transport::Method;
use librato::{Call, Error, Librato, UnixSeconds};
use serde::Deserialize;

/// A metric of one source, as the server shows it.
pub struct Series {
    pub metric: String,
    pub source: String,
    pub is_counter: bool,
    pub unit: String,
    pub color: String,
    pub points: Vec<Point>,
}

/// What the server has of one second.
#[derive(Deserialize)]
pub struct Point {
    /// Of a counter the last value, of a gauge the mean.
    pub value: f64,
    /// How many samples there were.
    pub count: u64,
    pub sum: f64,
    pub min: f64,
    pub max: f64,
}

/// The answer, as far as it is of interest here.
#[derive(Deserialize)]
struct Shown {
    r#type: String,
    attributes: Attributes,
    #[serde(default)]
    measurements: HashMap<String, Vec<Point>>,
    #[serde(default)]
    query: Query,
}

#[derive(Deserialize)]
struct Attributes {
    color: Option<String>,
    display_units_short: Option<String>,
}

#[derive(Deserialize, Default)]
struct Query {
    next_time: Option<u64>,
}

impl Series {
    /// How many readings of ours it is made of. A gauge has one reading a period, which the server shows as one point however
    /// many samples it has. A counter's readings have one sample each.
    pub fn readings(&self) -> u64 {
        if self.is_counter { self.samples() } else { self.points.len() as u64 }
    }

    pub fn samples(&self) -> u64 {
        self.points.iter().map(|point| point.count).sum()
    }

    pub fn mean(&self) -> f64 {
        self.points.iter().map(|point| point.sum).sum::<f64>() / self.samples() as f64
    }

    pub fn min(&self) -> f64 {
        self.points.iter().map(|point| point.min).fold(f64::INFINITY, f64::min)
    }

    pub fn max(&self) -> f64 {
        self.points.iter().map(|point| point.max).fold(f64::NEG_INFINITY, f64::max)
    }
}

/// Asks for all metrics since that time. Some servers take a moment to show what they accepted: unless all of it is
/// there, this looks again, twice.
pub fn fetch<'n>(
    api: &Librato,
    source: &str,
    since: UnixSeconds,
    names: impl Iterator<Item = &'n str>,
    expected: u32,
) -> Result<Vec<Series>, Error> {
    let names: Vec<&str> = names.collect();
    let mut looks = 0;
    loop {
        let all = names.iter().map(|name| fetch_one(api, name, source, since));
        let mut series = all.collect::<Result<Vec<_>, _>>()?;
        series.retain(|series| !series.points.is_empty());
        looks += 1;
        if looks == 3 || series.iter().map(Series::readings).sum::<u64>() == u64::from(expected) {
            return Ok(series);
        }
        thread::sleep(Duration::from_secs(1));
    }
}

fn fetch_one(api: &Librato, name: &str, source: &str, since: UnixSeconds) -> Result<Series, Error> {
    let mut series = Series {
        metric: name.into(),
        source: source.into(),
        is_counter: false,
        unit: String::new(),
        color: String::new(),
        points: Vec::new(),
    };
    let mut next = Some(since.0);
    while let Some(start) = next {
        let start = start.to_string();
        let query = [("start_time", start.as_str()), ("resolution", "1"), ("source", source)];
        let reply = match api.call(&Call::new(Method::Get, &["metrics", name]).query(&query)) {
            // None of its readings was taken.
            Err(error) if error.status() == Some(404) => break,
            reply => reply?,
        };
        let shown: Shown =
            serde_json::from_slice(&reply.body).map_err(|error| Error::Decode(error.into()))?;
        series.is_counter = shown.r#type == "counter";
        series.unit = shown.attributes.display_units_short.unwrap_or_default();
        series.color = shown.attributes.color.unwrap_or_default();
        series.points.extend(shown.measurements.into_values().flatten());
        next = shown.query.next_time;
    }
    Ok(series)
}
