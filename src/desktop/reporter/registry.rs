//! All series of a reporter.

use std::collections::HashMap;
use std::string::String;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::vec::Vec;

use super::series::{Details, Key, Kind, Series};
use super::told::Entry;

/// All series of a reporter, each once. They are never forgotten, so that there is a limit to them.
#[derive(Debug, Default)]
pub(crate) struct Registry(Mutex<All>);

#[derive(Debug, Default)]
struct All {
    known: HashMap<(Kind, Key), Arc<Series>>,
    /// In the order in which they came, which is the order of the reports.
    in_order: Vec<Arc<Series>>,
    /// What all get that come beyond the limit, or too late.
    beyond: HashMap<Kind, Arc<Series>>,
    is_closed: bool,
    /// What people want to know, by name.
    details: HashMap<String, Details>,
}

impl Registry {
    /// How many series there can be.
    pub(super) const MAX: usize = 10_000;

    /// The series of this key, which is a new one if nobody asked for it before.
    pub(super) fn series(&self, kind: Kind, key: Key, percentiles: &[f64]) -> Arc<Series> {
        let mut all = self.all();
        if let Some(series) = all.known.get(&(kind, key.clone())) {
            return series.clone();
        }
        if all.in_order.len() >= Self::MAX || all.is_closed {
            let closed = || {
                let series = Series::new(kind, Key::new(""), &[]);
                series.close();
                Arc::new(series)
            };
            return all.beyond.entry(kind).or_insert_with(closed).clone();
        }
        let series = Arc::new(Series::new(kind, key.clone(), percentiles));
        all.known.insert((kind, key), series.clone());
        all.in_order.push(series.clone());
        series
    }

    /// Says what people want to know of all series of a name. Beyond the limit of series it is passed over.
    pub(super) fn describe(&self, name: &str, details: Details) {
        let mut all = self.all();
        if all.details.len() < Self::MAX || all.details.contains_key(name) {
            all.details.insert(name.into(), details);
        }
    }

    /// The series with this number, if there are so many, and what people want to know of it.
    pub(super) fn get(&self, number: u32) -> Option<(Arc<Series>, Details)> {
        let all = self.all();
        let series = all.in_order.get(number as usize)?;
        Some((series.clone(), all.details.get(series.name()).cloned().unwrap_or_default()))
    }

    /// Hands out what was recorded in the period, by the order of its keys, and begins the next one.
    pub(super) fn drain(&self) -> Vec<Entry> {
        let series = self.all().in_order.clone();
        let mut entries = Vec::with_capacity(series.len());
        for (number, series) in (0..).zip(&series) {
            series.drain(number, &mut entries);
        }
        entries
    }

    /// Has all that is recorded from now on counted as refused.
    pub(super) fn close(&self) {
        let mut all = self.all();
        all.is_closed = true;
        all.in_order.iter().for_each(|series| series.close());
    }

    /// How many values were refused.
    pub(super) fn refused(&self) -> u64 {
        let all = self.all();
        let series = all.in_order.iter().chain(all.beyond.values());
        series.map(|series| series.refused()).fold(0, u64::saturating_add)
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
