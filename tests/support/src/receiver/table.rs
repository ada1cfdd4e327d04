//! A table of everything taken, one row per series.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::received::{Kind, Received};
use super::rollup::Point;

/// All readings of one metric, kind, source and set of tags.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Row {
    /// The metric.
    pub metric: String,
    /// How it was submitted.
    pub kind: Kind,
    /// Its source.
    pub source: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// How many readings were taken; an aggregate is one.
    pub readings: u64,
    /// How many samples they stand for.
    pub count: u64,
    /// The sum of the samples.
    pub sum: f64,
    /// The smallest sample.
    pub min: f64,
    /// The largest sample.
    pub max: f64,
    /// The mean of the samples.
    pub mean: f64,
    /// The value of each reading in the order they came; of an aggregate its mean.
    pub values: Vec<f64>,
}

/// Builds the rows, in the order of metric, kind, source and tags.
pub(crate) fn rows<'a>(readings: impl Iterator<Item = &'a Received>) -> Vec<Row> {
    let mut rows: BTreeMap<_, (Point, Vec<f64>)> = BTreeMap::new();
    for reading in readings {
        let key = (&reading.metric, reading.kind, &reading.source, &reading.tags);
        let point = Point::new(reading);
        rows.entry(key)
            .and_modify(|(known, values)| {
                known.merge(&point);
                values.push(reading.mean());
            })
            .or_insert_with(|| (point, vec![reading.mean()]));
    }
    rows.into_iter()
        .map(|((metric, kind, source, tags), (point, values))| Row {
            metric: metric.clone(),
            kind,
            source: source.clone(),
            tags: tags.clone(),
            readings: values.len() as u64,
            count: point.count,
            sum: point.sum,
            min: point.min,
            max: point.max,
            mean: point.mean(),
            values,
        })
        .collect()
}
