//! How much the processor has to do for some work, without what it waits for.

use core::cell::Cell;
use core::future::{Future, poll_fn};
use core::pin::pin;

use critical_section::Mutex;

use crate::clock;

static WAITED: Mutex<Cell<u32>> = Mutex::new(Cell::new(0));

/// Does some work, and says how many [ticks](clock::ticks) it took beside those that it waited, interrupts included.
pub fn measure<R>(work: impl FnOnce() -> R) -> (R, u32) {
    let waited = waited();
    let start = clock::ticks();
    let result = work();
    let ticks = clock::ticks().wrapping_sub(start);
    (result, ticks.wrapping_sub(self::waited().wrapping_sub(waited)))
}

/// As [`measure`], for work that is awaited: what is done each time that it is polled, and nothing that is done in between.
pub async fn measure_polls<R>(work: impl Future<Output = R>) -> (R, u32) {
    let (mut work, mut ticks) = (pin!(work), 0_u32);
    let result = poll_fn(|context| {
        let (poll, spent) = measure(|| work.as_mut().poll(context));
        ticks = ticks.wrapping_add(spent);
        poll
    });
    (result.await, ticks)
}

/// Waits for something, which `work` does, and nothing else.
pub fn wait<R>(work: impl FnOnce() -> R) -> R {
    let start = clock::ticks();
    let result = work();
    let ticks = clock::ticks().wrapping_sub(start);
    critical_section::with(|section| {
        let waited = WAITED.borrow(section);
        waited.set(waited.get().wrapping_add(ticks));
    });
    result
}

fn waited() -> u32 {
    critical_section::with(|section| WAITED.borrow(section).get())
}
