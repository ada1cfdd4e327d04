//! A signal that waiting threads wake on.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Raised once, never lowered.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    raised: Mutex<bool>,
    bell: Condvar,
}

impl Stop {
    pub(crate) fn raise(&self) {
        *self.lock() = true;
        self.bell.notify_all();
    }

    pub(crate) fn is_raised(&self) -> bool {
        *self.lock()
    }

    /// Waits until it is raised.
    pub(crate) fn wait(&self) {
        let raised = self.bell.wait_while(self.lock(), |raised| !*raised);
        drop(raised.unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits until it is raised, but not longer than this.
    pub(crate) fn wait_for(&self, time: Duration) {
        if !time.is_zero() {
            let waited = self.bell.wait_timeout_while(self.lock(), time, |raised| !*raised);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
