//! Queues of desktop programs: on the heap, and used again.

use super::QueueBase;
use super::state::State;
use super::store::{Heap, Store};
use crate::text::TextState;

/// A queue on the heap. The default one has no room at all.
pub(crate) type HeapQueue = QueueBase<Heap>;

impl HeapQueue {
    /// An empty queue of so many slots and bytes of text.
    pub(crate) fn on_heap(slots: u16, text: usize) -> Self {
        Self { state: State::new(), text: TextState::EMPTY, memory: Heap::new(slots, text) }
    }

    /// Makes it as good as new, but for its texts: those that come again are found. They make room for others like all that
    /// nothing names. None of them may have come under another rule for names.
    pub(crate) fn renew(&mut self) {
        let names = self.state.names;
        self.state = State { stale: true, ..State::new() };
        self.state.set_names(names);
    }

    /// Whether it has no room at all.
    pub(crate) fn is_default(&self) -> bool {
        self.memory.parts().0.is_empty()
    }
}

impl Default for HeapQueue {
    fn default() -> Self {
        Self { state: State::new(), text: TextState::EMPTY, memory: Heap::default() }
    }
}
