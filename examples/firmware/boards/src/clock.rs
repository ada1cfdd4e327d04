//! The time since the start, from SysTick, and work that is done every so often.

use core::cell::Cell;

use cortex_m::peripheral::scb::SystemHandler;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m::peripheral::{SCB, SYST};
use critical_section::Mutex;
use librato::Millis;

use crate::board::HZ;

/// Processor ticks in a millisecond.
const RELOAD: u32 = HZ / 1000;

static UPTIME: Mutex<Cell<u64>> = Mutex::new(Cell::new(0));
static WORK: Mutex<Cell<Option<Work>>> = Mutex::new(Cell::new(None));

#[derive(Clone, Copy)]
struct Work {
    run: fn(),
    every: Millis,
    next: Millis,
}

/// Starts to count.
pub(crate) fn start(mut syst: SYST, mut scb: SCB) {
    // SAFETY: no critical section of this program rests on priorities. PendSV, which works, gives way to SysTick, which counts.
    unsafe { scb.set_priority(SystemHandler::PendSV, 0xff) };
    syst.set_clock_source(SystClkSource::Core);
    syst.set_reload(RELOAD - 1);
    syst.clear_current();
    syst.enable_interrupt();
    syst.enable_counter();
}

/// The time since the start.
pub fn uptime() -> Millis {
    critical_section::with(|section| Millis(UPTIME.borrow(section).get()))
}

/// Ticks of the processor's clock, which start anew from 0 after [`u32::MAX`]. Their rate is the board's.
pub fn ticks() -> u32 {
    critical_section::with(|section| {
        let mut millis = UPTIME.borrow(section).get() as u32;
        let mut left = SYST::get_current();
        if SCB::is_pendst_pending() {
            // It has started anew since, and not been counted yet.
            millis = millis.wrapping_add(1);
            left = SYST::get_current();
        }
        millis.wrapping_mul(RELOAD).wrapping_add(RELOAD - 1 - left)
    })
}

/// From now on runs `work` every so often, in an interrupt that gives way to all others. There is one such work.
pub fn every(time: Millis, work: fn()) {
    critical_section::with(|section| {
        let next = Millis(UPTIME.borrow(section).get()).after(time);
        WORK.borrow(section).set(Some(Work { run: work, every: time, next }));
    });
}

/// Sleeps until this time; interrupts go on.
pub fn sleep_until(time: Millis) {
    while uptime() < time {
        doze();
    }
}

/// Sleeps until the next interrupt, a millisecond at most.
pub fn doze() {
    cortex_m::asm::wfi();
}

#[cortex_m_rt::exception]
fn SysTick() {
    critical_section::with(|section| {
        let uptime = UPTIME.borrow(section);
        uptime.set(uptime.get() + 1);
        if WORK.borrow(section).get().is_some_and(|work| work.next.0 <= uptime.get()) {
            SCB::set_pendsv();
        }
    });
    #[cfg(feature = "embassy")]
    crate::embassy_time::tick();
}

#[cortex_m_rt::exception]
fn PendSV() {
    let due = critical_section::with(|section| {
        let work = WORK.borrow(section).get()?;
        WORK.borrow(section).set(Some(Work { next: work.next.after(work.every), ..work }));
        Some(work.run)
    });
    if let Some(run) = due {
        run();
    }
}
