//! The time since the start, and work that is done every so often.

#[cfg_attr(target_arch = "arm", path = "clock/systick.rs")]
#[cfg_attr(target_arch = "riscv32", path = "clock/clint.rs")]
mod timer;

use core::cell::Cell;

use critical_section::{CriticalSection, Mutex};
use librato::Millis;

pub(crate) use timer::start;

use crate::board::HZ;

/// Ticks in a millisecond.
const RELOAD: u32 = HZ / 1000;
/// Milliseconds between two interrupts in deep sleep: SysTick has 24 bits.
const LONG: u32 = if HZ < 1 << 24 { 1000 } else { 500 };

static UPTIME: Mutex<Cell<u64>> = Mutex::new(Cell::new(0));
/// Milliseconds between two interrupts.
static PACE: Mutex<Cell<u32>> = Mutex::new(Cell::new(1));
static WORK: Mutex<Cell<Option<Work>>> = Mutex::new(Cell::new(None));

#[derive(Clone, Copy)]
struct Work {
    run: fn(),
    every: Millis,
    next: Millis,
}

/// The time since the start.
pub fn uptime() -> Millis {
    critical_section::with(|section| Millis(UPTIME.borrow(section).get()))
}

/// Ticks of the clock, which start anew from 0 after [`u32::MAX`]. Their rate is the board's.
pub(crate) fn ticks() -> u32 {
    critical_section::with(|section| timer::ticks(UPTIME.borrow(section).get(), PACE.borrow(section).get()))
}

/// From now on runs `work` every so often, in an interrupt, which on a Cortex-M gives way to all others. There is one such work.
pub fn every(time: Millis, work: fn()) {
    critical_section::with(|section| {
        let next = Millis(UPTIME.borrow(section).get()).after(time);
        WORK.borrow(section).set(Some(Work { run: work, every: time, next }));
    });
}

/// Sleeps until this time; interrupts go on.
pub fn sleep_until(time: Millis) {
    while doze_if(|| uptime() < time) {}
}

/// As [`sleep_until`], but the clock wakes the processor once a second, not each millisecond. It goes wrong by up to two milliseconds,
/// and [work](every) is late by up to a second. A product has a timer that goes on while all else is off.
pub fn deep_sleep_until(time: Millis) {
    let is_far = || time.since(uptime()) >= Millis(LONG.into());
    if is_far() {
        set_pace(LONG);
        while doze_if(is_far) {}
        set_pace(1);
    }
    sleep_until(time);
}

/// If there is nothing to do, sleeps until the next interrupt, as a rule a millisecond at most. Says whether there was nothing.
///
/// `is_idle` is asked with interrupts masked, and they stay so until the processor sleeps: one that came in between, with what is waited
/// for, would be over before `wfi`, which then waits for another one. With a clock that ticks that costs a millisecond, with one that
/// does not it may be for ever. A pending interrupt ends `wfi` although it is masked (by PRIMASK, or by mstatus.MIE), and is handled
/// behind the section.
pub fn doze_if(is_idle: impl FnOnce() -> bool) -> bool {
    critical_section::with(|_| {
        let is_idle = is_idle();
        if is_idle {
            #[cfg(target_arch = "arm")]
            cortex_m::asm::wfi();
            #[cfg(target_arch = "riscv32")]
            riscv::asm::wfi();
        }
        is_idle
    })
}

/// From now on there is an interrupt every so many milliseconds. What has passed since the last one is not counted.
fn set_pace(millis: u32) {
    critical_section::with(|section| {
        // One that has come in this section would be counted with the new pace, and be wrong by up to a second.
        if timer::set_period(RELOAD * millis) {
            count(section);
        }
        PACE.borrow(section).set(millis);
    });
}

/// Counts an interrupt of the timer.
fn count(section: CriticalSection<'_>) -> Millis {
    let uptime = UPTIME.borrow(section);
    uptime.set(uptime.get() + u64::from(PACE.borrow(section).get()));
    Millis(uptime.get())
}

/// In the timer's interrupt: counts, and says whether work is due.
fn tick() -> bool {
    critical_section::with(|section| {
        let uptime = count(section);
        WORK.borrow(section).get().is_some_and(|work| work.next <= uptime)
    })
}

/// In an interrupt: does the work that is due. None may be: it is asked for again by a tick while it waits for its turn.
fn work() {
    let due = critical_section::with(|section| {
        let uptime = Millis(UPTIME.borrow(section).get());
        let work = WORK.borrow(section).get().filter(|work| work.next <= uptime)?;
        WORK.borrow(section).set(Some(Work { next: work.next.after(work.every), ..work }));
        Some(work.run)
    });
    if let Some(run) = due {
        run();
    }
}
