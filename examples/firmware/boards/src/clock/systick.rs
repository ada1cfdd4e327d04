//! SysTick, which every Cortex-M has.

use core::cell::Cell;

use cortex_m::peripheral::scb::SystemHandler;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m::peripheral::{SCB, SYST};
use critical_section::Mutex;

use super::RELOAD;

static TIMER: Mutex<Cell<Option<SYST>>> = Mutex::new(Cell::new(None));

/// Starts to count.
pub(crate) fn start(mut syst: SYST, mut scb: SCB) {
    // SAFETY: no critical section of this program rests on priorities. PendSV, which works, gives way to SysTick, which counts.
    unsafe { scb.set_priority(SystemHandler::PendSV, 0xff) };
    syst.set_clock_source(SystClkSource::Core);
    syst.enable_interrupt();
    critical_section::with(|section| TIMER.borrow(section).set(Some(syst)));
    super::set_pace(1);
}

/// From now on interrupts after so many ticks, again and again.
pub(super) fn set_period(ticks: u32) {
    critical_section::with(|section| {
        if let Some(mut timer) = TIMER.borrow(section).take() {
            timer.disable_counter();
            timer.set_reload(ticks - 1);
            timer.clear_current();
            timer.enable_counter();
            TIMER.borrow(section).set(Some(timer));
        }
    });
}

/// Ticks since the start, within a critical section, at this uptime.
pub(super) fn ticks(uptime: u64) -> u32 {
    let mut millis = uptime as u32;
    let mut left = SYST::get_current();
    if SCB::is_pendst_pending() {
        // It has started anew since, and not been counted yet.
        millis = millis.wrapping_add(1);
        left = SYST::get_current();
    }
    millis.wrapping_mul(RELOAD).wrapping_add(RELOAD - 1 - left)
}

#[cortex_m_rt::exception]
fn SysTick() {
    if super::tick() {
        SCB::set_pendsv();
    }
    #[cfg(feature = "embassy")]
    crate::embassy_time::tick();
}

#[cortex_m_rt::exception]
fn PendSV() {
    super::work();
}
