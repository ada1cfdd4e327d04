//! The clock of embassy: the milliseconds of [`clock`](crate::clock).

use core::cell::RefCell;
use core::task::Waker;

use critical_section::Mutex;
use embassy_time_driver::Driver;
use embassy_time_queue_utils::Queue;

use crate::clock;

struct Milliseconds(Mutex<RefCell<Queue>>);

embassy_time_driver::time_driver_impl!(static TIMERS: Milliseconds = Milliseconds(Mutex::new(RefCell::new(Queue::new()))));

impl Driver for Milliseconds {
    fn now(&self) -> u64 {
        clock::uptime().0
    }

    /// Each tick looks at the timers, so that there is no alarm to set. A clock that stops in sleep sets one.
    fn schedule_wake(&self, at: u64, waker: &Waker) {
        critical_section::with(|section| self.0.borrow_ref_mut(section).schedule_wake(at, waker));
    }
}

/// For the tick of the clock: wakes whoever waits for this time.
pub(crate) fn tick() {
    critical_section::with(|section| TIMERS.0.borrow_ref_mut(section).next_expiration(TIMERS.now()));
}
