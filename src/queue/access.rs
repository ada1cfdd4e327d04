//! One way to a queue of one's own and to a shared one.

use super::{Queue, QueueView, SharedQueue};

/// Whatever leads to a queue: `&mut Queue`, `&mut QueueView`, `&SharedQueue`. A client reaches for the queue for
/// the length of a call at a time, never across sending or waiting, so that an interrupt can add to a shared one all the while.
pub trait QueueAccess {
    /// Calls `work` with the queue. A queue that is in use is not given: then nothing is called. A flush takes that for
    /// [`Cause::Busy`](crate::Cause::Busy) at its beginning only: a queue that it was given once it must get until its end, or the
    /// readings under way count as being sent for ever.
    fn access(&mut self, work: &mut dyn FnMut(&mut QueueView));
}

impl<const SLOTS: usize, const TEXT: usize> QueueAccess for &mut Queue<SLOTS, TEXT> {
    fn access(&mut self, work: &mut dyn FnMut(&mut QueueView)) {
        work(*self as &mut QueueView);
    }
}

impl QueueAccess for &mut QueueView {
    fn access(&mut self, work: &mut dyn FnMut(&mut QueueView)) {
        work(self);
    }
}

impl<const SLOTS: usize, const TEXT: usize> QueueAccess for &SharedQueue<SLOTS, TEXT> {
    fn access(&mut self, work: &mut dyn FnMut(&mut QueueView)) {
        self.with(|queue| work(queue));
    }
}
