//! All series of a reporter.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::vec::Vec;

use super::series::{Key, Kind, Series};

/// All series of a reporter, each once. They are never forgotten, so that there is a limit to them.
#[derive(Debug, Default)]
pub(crate) struct Registry(Mutex<All>);

#[derive(Debug, Default)]
struct All {
    known: HashMap<(Kind, Key), Arc<Series>>,
    /// In the order in which they came, which is the order of the reports.
    in_order: Vec<Arc<Series>>,
    /// What all get that come beyond the limit.
    beyond: [Option<Arc<Series>>; 2],
}

impl Registry {
    /// How many series there can be.
    pub(super) const MAX: usize = 10_000;

    /// The series of this key, which is a new one if nobody asked for it before.
    pub(super) fn series(&self, kind: Kind, key: Key) -> Arc<Series> {
        let mut all = self.all();
        if let Some(series) = all.known.get(&(kind, key.clone())) {
            return series.clone();
        }
        if all.in_order.len() >= Self::MAX {
            let beyond = all.beyond.get_mut(usize::from(kind == Kind::Counter));
            let new = || Arc::new(Series::new(kind, Key::new(""), true));
            return beyond.map_or_else(new, |beyond| beyond.get_or_insert_with(new).clone());
        }
        let series = Arc::new(Series::new(kind, key.clone(), false));
        all.known.insert((kind, key), series.clone());
        all.in_order.push(series.clone());
        series
    }

    /// The series from the one with this number on, as many as there are.
    pub(super) fn get(&self, number: usize) -> Option<Arc<Series>> {
        self.all().in_order.get(number).cloned()
    }

    /// How many values were refused.
    pub(super) fn refused(&self) -> u64 {
        let all = self.all();
        let series = all.in_order.iter().chain(all.beyond.iter().flatten());
        series.map(|series| series.refused()).fold(0, u64::saturating_add)
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
