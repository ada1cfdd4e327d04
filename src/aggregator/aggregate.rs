//! Looking at what an aggregator holds.

use super::entry::Entry;
use super::state::State;
use super::store::Parts;
use crate::Value;
use crate::readings::Field;
use crate::text::text;

/// The totals of one series, as [`Aggregator::iter`](crate::Aggregator::iter) shows them.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Aggregate<'a> {
    /// The name of the metric.
    pub name: &'a str,
    /// Whether it goes out as a tagged measurement.
    pub tagged: bool,
    /// How many values there were, at least one.
    pub count: u32,
    /// What they add up to.
    pub sum: Value,
    /// The smallest.
    pub min: Value,
    /// The largest.
    pub max: Value,
    /// What their squares add up to, where that is kept.
    pub sum_squares: Option<Value>,
}

impl Aggregate<'_> {
    /// The mean, which the server works out for itself.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.sum.to_f64() / f64::from(self.count)
    }
}

/// The series with values: those with a source, then those with tags, each in the order of their first values.
pub(super) fn aggregates<'a>(state: &'a State, parts: Parts<'a>) -> impl Iterator<Item = Aggregate<'a>> {
    [state.legacy.first, state.tagged.first].into_iter().flat_map(move |first| {
        let mut at = first;
        core::iter::from_fn(move || {
            let entry = parts.entries.get(usize::from(at.checked_sub(1)?))?;
            at = entry.next;
            Some(aggregate(entry, parts.text))
        })
    })
}

fn aggregate<'a>(series: &Entry, text: &'a [u8]) -> Aggregate<'a> {
    let totals = series.totals();
    let value = |field| totals.get(field).map(Value::from);
    let known = |field| value(field).unwrap_or(Value::Int(0));
    Aggregate {
        name: name(series, text),
        tagged: series.is_tagged(),
        count: totals.count,
        sum: known(Field::Sum),
        min: known(Field::Min),
        max: known(Field::Max),
        sum_squares: value(Field::Squares),
    }
}

/// The name of a series, which was a `&str` when it was kept.
pub(super) fn name<'a>(series: &Entry, memory: &'a [u8]) -> &'a str {
    core::str::from_utf8(text(memory, series.name)).unwrap_or_default()
}
