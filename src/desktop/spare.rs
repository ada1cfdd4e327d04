//! A queue that is used again.

use std::sync::{Mutex, PoisonError};

use crate::queue::HeapQueue;
use crate::readings::NamePolicy;

/// The queue of the last batch or submission, for the next one. That saves setting up 48 KB of memory, and its texts are mostly
/// those of the next one as well: one that is there is found, while a new one has to be checked and kept.
#[derive(Default)]
pub(super) struct Spare(Mutex<HeapQueue>);

impl Spare {
    /// Slots of a queue.
    const SLOTS: u16 = 2048;
    /// Bytes of text, the most that a queue uses.
    const TEXT: usize = 16_380;

    /// An empty queue: the spare one, or a new one if another thread has that.
    pub(super) fn take(&self, names: NamePolicy) -> HeapQueue {
        let mut queue = core::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if queue.is_default() {
            queue = HeapQueue::on_heap(Self::SLOTS, Self::TEXT);
            queue.set_names(names);
        }
        queue
    }

    /// Gives a queue back. What is in it is dropped.
    pub(super) fn put(&self, mut queue: HeapQueue) {
        queue.renew();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = queue;
    }
}
