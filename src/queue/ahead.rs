//! What a flush would send, without sending it.

use super::ring::slot;
use super::slot::Slot;
use super::state::State;
use super::{QueueBase, Store};

/// One request that a flush would make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ChunkSize {
    /// Whether it goes to `POST /v1/measurements`.
    pub tagged: bool,
    /// How many readings it carries, at least one.
    pub readings: usize,
}

impl<M: Store + ?Sized> QueueBase<M> {
    /// The requests that a flush by the Librato API would make now, if all went well: first those for readings with a source, then
    /// those for tagged ones, which in line protocol share requests. One that is under way goes before all others. A client whose last
    /// flush did not get to its end begins with tagged ones. Looks at each slot twice at most.
    ///
    /// ```
    /// use librato::{Gauge, Queue};
    /// let mut queue = Queue::<64, 512>::new().with_chunk(2);
    /// for value in [20, 21, 22] {
    ///     queue.add(Gauge::new("temperature", value))?;
    /// }
    /// let sizes: Vec<usize> = queue.chunks().map(|chunk| chunk.readings).collect();
    /// assert_eq!(sizes, [2, 1]);
    /// # Ok::<(), librato::AddError>(())
    /// ```
    pub fn chunks(&self) -> impl Iterator<Item = ChunkSize> {
        let (slots, _) = self.memory.parts();
        [false, true].into_iter().flat_map(move |tagged| Ahead::new(&self.state, slots, tagged))
    }
}

#[cfg(feature = "std")]
impl<M: Store + ?Sized> QueueBase<M> {
    /// What tells each reading from others, in their order: name and source, or tags. It is good as long as nothing is added.
    pub(crate) fn labels(&self) -> std::vec::Vec<u32> {
        let (slots, _) = self.memory.parts();
        let mut offset = 0;
        let next = || {
            let word =
                (offset < usize::from(self.state.used)).then(|| slot(&self.state, slots, offset).word)?;
            offset += word.slots();
            Some(word)
        };
        let readings = std::iter::from_fn(next).filter(|word| !word.is_dead());
        readings.map(|word| word.series().0).collect()
    }
}

/// Walks over the readings as `pin` would, one chunk after the other.
struct Ahead<'a> {
    state: &'a State,
    slots: &'a [Slot],
    tagged: bool,
    offset: usize,
    /// Slots of readings of the other kind passed so far, which stay between those of this kind.
    between: usize,
}

impl<'a> Ahead<'a> {
    const fn new(state: &'a State, slots: &'a [Slot], tagged: bool) -> Self {
        Self { state, slots, tagged, offset: 0, between: 0 }
    }
}

impl Iterator for Ahead<'_> {
    type Item = ChunkSize;

    fn next(&mut self) -> Option<ChunkSize> {
        let pinned = self.state.chunk;
        // The chunk under way goes again as it is.
        let (limit, reach) = if self.offset == 0 && pinned.readings > 0 && pinned.models.has(self.tagged) {
            (pinned.readings, usize::MAX)
        } else {
            self.state.chunk_limits(self.slots.len())
        };
        // Those of a tagged chunk under way have gone before one with sources is made.
        let first_between = if pinned.models.has(true) { usize::from(pinned.slots) } else { 0 };
        let (mut readings, mut own) = (0, 0);
        while self.offset < usize::from(self.state.used) {
            let word = slot(self.state, self.slots, self.offset).word;
            if word.is_dead() {
                // It goes when the request does that is being sent around it.
            } else if word.is_tagged() == self.tagged {
                let is_full =
                    readings == limit || (readings > 0 && self.between + own + word.slots() > reach);
                if is_full {
                    break;
                }
                readings += 1;
                own += word.slots();
            } else if !self.tagged && self.offset >= first_between {
                self.between += word.slots();
            }
            self.offset += word.slots();
        }
        (readings > 0).then_some(ChunkSize { tagged: self.tagged, readings: usize::from(readings) })
    }
}

#[cfg(test)]
mod tests {
    use crate::queue::{FullPolicy, Models, Queue};
    use crate::{Gauge, Measurement, Summary};
    use std::vec::Vec;

    /// What `chunks` says, and what pinning chunk after chunk comes to.
    fn agree(queue: &mut Queue<16, 256>) -> Vec<(bool, usize)> {
        let said: Vec<_> = queue.chunks().map(|chunk| (chunk.tagged, chunk.readings)).collect();
        let mut pinned = Vec::new();
        for models in [Models::LEGACY, Models::TAGGED] {
            while queue.core().waiting(models) > 0 {
                if queue.core().chunk().is_none() {
                    queue.core().pin(models, None, 1);
                }
                pinned.push((models.has(true), queue.in_flight()));
                queue.core().finish(true);
            }
        }
        assert_eq!(said, pinned);
        said
    }

    #[test]
    fn sizes_are_those_of_the_chunks() {
        for policy in [FullPolicy::Refuse, FullPolicy::DropOldest] {
            for limit in [0, 1, 3] {
                let mut queue = Queue::<16, 256>::new().with_full(policy).with_chunk(limit);
                assert_eq!(agree(&mut queue), []);
                for round in 0..3 {
                    queue.add(Gauge::new("a", round)).unwrap();
                    queue.add(Measurement::new("b", round)).unwrap();
                    queue.add(Summary::new("c", 2, round)).unwrap();
                }
                let sizes = agree(&mut queue);
                assert_eq!(sizes.iter().map(|(_, readings)| readings).sum::<usize>(), 9);
            }
        }
    }

    #[test]
    fn a_chunk_under_way_stays_as_it_is() {
        let mut queue = Queue::<16, 256>::new();
        queue.add(Gauge::new("a", 1)).unwrap();
        queue.core().pin(Models::LEGACY, None, 1);
        queue.add(Gauge::new("a", 2)).unwrap();
        queue.add(Gauge::new("a", 3)).unwrap();
        assert_eq!(agree(&mut queue), [(false, 1), (false, 2)]);
    }

    #[test]
    fn a_tagged_chunk_under_way_goes_first() {
        let mut queue = Queue::<16, 256>::new().with_full(FullPolicy::DropOldest);
        for round in 0..8 {
            queue.add(Measurement::new("b", round)).unwrap();
        }
        queue.core().pin(Models::TAGGED, None, 1);
        for round in 0..8 {
            queue.add(Gauge::new("a", round)).unwrap();
        }
        let said: Vec<_> = queue.chunks().map(|chunk| (chunk.tagged, chunk.readings)).collect();
        assert_eq!(said, [(false, 8), (true, 8)]);
        queue.core().finish(true);
        assert_eq!(agree(&mut queue), [(false, 8)]);
    }
}
