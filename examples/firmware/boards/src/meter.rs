//! How much the processor has to do for some work, without what it waits for.

use core::cell::Cell;

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
