//! A critical section that counts: for how many instructions at a time interrupts are off.

use core::cell::Cell;

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m::{interrupt, register::primask};
use critical_section::RawRestoreState;

/// SysTick counts 24 bits down.
const RELOAD: u32 = 0x00ff_ffff;
/// Instructions of the loop that tells how many ticks one takes. QEMU's clock runs by instructions (`-icount`).
const KNOWN: u32 = 20_000;

/// When interrupts went off, and the longest time that they were.
struct Times {
    begin: Cell<u32>,
    longest: Cell<u32>,
}

// SAFETY: there is one core, and they are touched only with interrupts off.
unsafe impl Sync for Times {}

static TIMES: Times = Times { begin: Cell::new(0), longest: Cell::new(0) };

struct Counting;

critical_section::set_impl!(Counting);

// SAFETY: interrupts are off from the outermost `acquire` to its `release`, and there is one core.
unsafe impl critical_section::Impl for Counting {
    unsafe fn acquire() -> RawRestoreState {
        let is_outermost = primask::read().is_active();
        interrupt::disable();
        if is_outermost {
            TIMES.begin.set(SYST::get_current());
        }
        is_outermost
    }

    unsafe fn release(is_outermost: RawRestoreState) {
        if is_outermost {
            let ticks = TIMES.begin.get().wrapping_sub(SYST::get_current()) & RELOAD;
            TIMES.longest.set(TIMES.longest.get().max(ticks));
            // SAFETY: they were on before.
            unsafe { interrupt::enable() };
        }
    }
}

/// Counts instructions.
pub struct Counter {
    /// Of SysTick, for [`KNOWN`] instructions.
    ticks: u32,
}

impl Counter {
    pub fn start(mut timer: SYST) -> Self {
        timer.set_clock_source(SystClkSource::Core);
        timer.set_reload(RELOAD);
        timer.clear_current();
        timer.enable_counter();
        let ticks = longest(&mut || critical_section::with(|_| cortex_m::asm::delay(KNOWN)));
        Self { ticks }
    }

    /// The most instructions for which `work` keeps interrupts off at a time.
    pub fn longest_in(&self, work: &mut dyn FnMut()) -> u32 {
        (u64::from(longest(work)) * u64::from(KNOWN) / u64::from(self.ticks)) as u32
    }
}

/// In ticks.
fn longest(work: &mut dyn FnMut()) -> u32 {
    TIMES.longest.set(0);
    work();
    TIMES.longest.get()
}
