//! SysTick. Nearly every Cortex-M has it, not the nRF51 of a real micro:bit, only QEMU's: there the clock is a timer of the chip's (RTC1).

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

/// From now on interrupts after so many ticks, again and again. Says whether an interrupt of the period before was pending, which does not
/// come any more.
pub(super) fn set_period(ticks: u32) -> bool {
    critical_section::with(|section| {
        let Some(mut timer) = TIMER.borrow(section).take() else { return false };
        timer.disable_counter();
        let was_pending = SCB::is_pendst_pending();
        SCB::clear_pendst();
        timer.set_reload(ticks - 1);
        timer.clear_current();
        timer.enable_counter();
        TIMER.borrow(section).set(Some(timer));
        was_pending
    })
}

/// Ticks since the start, within a critical section, at this uptime, with an interrupt every `pace` milliseconds.
pub(super) fn ticks(uptime: u64, pace: u32) -> u32 {
    let mut millis = uptime as u32;
    let mut left = SYST::get_current();
    if SCB::is_pendst_pending() {
        // It has started anew since, and not been counted yet.
        millis = millis.wrapping_add(pace);
        left = SYST::get_current();
    }
    let period = RELOAD.wrapping_mul(pace);
    // The interrupt is pending from 0 on, one tick before the counter starts anew: at 0 all of the period is left.
    let left = if left == 0 { period } else { left };
    millis.wrapping_mul(RELOAD).wrapping_add(period.wrapping_sub(left))
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
