//! Any series of calls, beside a model that knows no capacity tricks.

use librato::{AddError, AggregateHandle, Aggregator, Full, Queue, Value};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Step {
    Add(usize, bool, i64),
    Register(usize, bool),
    Record(usize, i64),
    Move(usize),
    Clear,
    ClearHalf(bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..9_usize, any::<bool>(), -99..99_i64).prop_map(|(name, tagged, value)| Step::Add(name, tagged, value)),
        1 => (0..9_usize, any::<bool>()).prop_map(|(name, tagged)| Step::Register(name, tagged)),
        4 => (0..9_usize, -99..99_i64).prop_map(|(handle, value)| Step::Record(handle, value)),
        1 => (0..7_usize).prop_map(Step::Move),
        1 => Just(Step::Clear),
        1 => any::<bool>().prop_map(Step::ClearHalf),
    ]
}

/// Name, tagged, count and sum, in the order of the first values; and those with a handle.
#[derive(Default)]
struct Model {
    live: Vec<(usize, bool, u32, i64)>,
    held: Vec<(usize, bool, AggregateHandle)>,
}

const SERIES: usize = 6;

impl Model {
    fn has_room(&self, name: usize, tagged: bool) -> bool {
        let mut all: Vec<(usize, bool)> =
            self.live.iter().map(|&(name, tagged, ..)| (name, tagged)).collect();
        all.extend(self.held.iter().map(|&(name, tagged, _)| (name, tagged)));
        all.push((name, tagged));
        all.sort_unstable();
        all.dedup();
        all.len() <= SERIES
    }

    fn add(&mut self, name: usize, tagged: bool, value: i64) {
        match self.live.iter_mut().find(|series| (series.0, series.1) == (name, tagged)) {
            Some(series) => (series.2, series.3) = (series.2 + 1, series.3 + value),
            None => self.live.push((name, tagged, 1, value)),
        }
    }

    fn seen(&self) -> Vec<(String, bool, u32, Value)> {
        let mut seen: Vec<_> = self
            .live
            .iter()
            .map(|&(name, tagged, count, sum)| (text(name), tagged, count, sum.into()))
            .collect();
        seen.sort_by_key(|series| series.1);
        seen
    }
}

/// Names of several lengths.
fn text(name: usize) -> String {
    format!("{}.{}", name, "n".repeat(name * 3))
}

proptest! {
    #![proptest_config(crate::fixed())]

    #[test]
    fn holds_what_the_model_holds(steps in prop::collection::vec(step(), 1..120)) {
        let mut aggregator = Aggregator::<SERIES, 256>::new();
        let mut model = Model::default();
        let full = Err(AddError::Full(Full::Slots));
        for step in steps {
            match step {
                Step::Add(name, tagged, value) => {
                    let added = if tagged { aggregator.add_tagged(&text(name), value) } else { aggregator.add(&text(name), value) };
                    if model.has_room(name, tagged) {
                        prop_assert_eq!(added, Ok(()));
                        model.add(name, tagged, value);
                    } else {
                        prop_assert_eq!(added, full);
                    }
                }
                Step::Register(name, tagged) => {
                    let found = if tagged { aggregator.tagged_series(&text(name)) } else { aggregator.series(&text(name)) };
                    prop_assert_eq!(found.is_ok(), model.has_room(name, tagged));
                    model.held.extend(found.ok().map(|handle| (name, tagged, handle)));
                }
                Step::Record(held, value) => {
                    if let Some(&(name, tagged, handle)) = model.held.get(held) {
                        prop_assert_eq!(aggregator.record(handle, value), Ok(()));
                        model.add(name, tagged, value);
                    }
                }
                Step::Move(room) => {
                    let mut queue = Queue::<24, 256>::new();
                    for filler in 0..24 - room * 3 {
                        queue.add(librato::Gauge::new("filler", filler)).unwrap();
                    }
                    let before = queue.len();
                    let moved = queue.add_aggregator_at(&mut aggregator, None);
                    let fits = room.min(model.live.len());
                    prop_assert_eq!(moved, if fits == model.live.len() { Ok(fits) } else { Err(AddError::Full(Full::Slots)) });
                    prop_assert_eq!(queue.len() - before, fits);
                    model.live.sort_by_key(|series| series.1);
                    let tagged = model.live[..fits].iter().filter(|series| series.1).count();
                    prop_assert_eq!(queue.tagged_len(), tagged);
                    model.live.drain(..fits);
                }
                Step::Clear => {
                    aggregator.clear();
                    model.live.clear();
                }
                Step::ClearHalf(tagged) => {
                    if tagged { aggregator.clear_tagged() } else { aggregator.clear_gauges() }
                    model.live.retain(|series| series.1 != tagged);
                }
            }
            let seen: Vec<_> = aggregator.iter().map(|series| (series.name.to_owned(), series.tagged, series.count, series.sum)).collect();
            prop_assert_eq!(&seen, &model.seen());
            prop_assert_eq!(aggregator.len(), seen.len());
            prop_assert_eq!(aggregator.tagged_len(), seen.iter().filter(|series| series.1).count());
        }
    }
}
