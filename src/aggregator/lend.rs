//! Values that stay in the aggregator until the server has taken them.

use super::{AggregatorBase, AggregatorStore};
use crate::UnixSeconds;
use crate::readings::Reading;

impl<M: AggregatorStore + ?Sized> AggregatorBase<M> {
    /// Shows the readings of one half, from the one at place `from` on, until `take` says stop (false). Nothing changes.
    pub(crate) fn lend(
        &mut self,
        tagged: bool,
        from: usize,
        now: Option<UnixSeconds>,
        take: &mut dyn FnMut(&Reading<'_>) -> bool,
    ) {
        let time = self.state.time(now);
        let core = self.core();
        let mut at = core.state.list(tagged).first;
        let mut place = 0;
        while let Some(series) = core.series_at(at) {
            if place >= from && !core.reading(series, time, take) {
                return;
            }
            place += 1;
            at = series.next;
        }
    }

    /// Drops the values of the series of one half that are at these places. The measure time goes with the last value.
    pub(crate) fn settle(&mut self, tagged: bool, is_gone: &mut dyn FnMut(usize) -> bool) {
        let mut core = self.core();
        let mut at = core.state.list(tagged).first;
        let (mut place, mut before) = (0, 0);
        while let Some(next) = core.series_at(at).map(|series| series.next) {
            if is_gone(place) {
                core.remove(before, at, tagged);
            } else {
                before = at;
            }
            place += 1;
            at = next;
        }
        if self.is_empty() {
            self.state.time = None;
        }
    }
}
