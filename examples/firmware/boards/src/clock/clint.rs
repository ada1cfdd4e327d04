//! The machine timer of RISC-V, in a core-local interruptor.

use core::cell::Cell;

use critical_section::Mutex;
use riscv::interrupt::Interrupt;
use riscv::register::{mie, mstatus};

use crate::board::CLINT;
use crate::register::Block;

/// When to interrupt, and the time: 64 bits each.
const MTIMECMP: usize = 0x4000;
const MTIME: usize = 0xbff8;

/// Ticks between two interrupts, and the tick of the next one.
static PERIOD: Mutex<Cell<u32>> = Mutex::new(Cell::new(0));
static NEXT: Mutex<Cell<u64>> = Mutex::new(Cell::new(0));

/// Starts to count.
pub(crate) fn start() {
    super::set_pace(1);
    // SAFETY: no critical section of this program rests on masks, and what the interrupt needs stands.
    unsafe {
        mie::set_mtimer();
        mstatus::set_mie();
    }
}

/// From now on interrupts after so many ticks, again and again. Says whether an interrupt of the period before was pending, which does not
/// come any more.
pub(super) fn set_period(ticks: u32) -> bool {
    critical_section::with(|section| {
        let (now, had_period) = (now(), PERIOD.borrow(section).replace(ticks) != 0);
        let was_due = NEXT.borrow(section).replace(now) <= now;
        plan();
        had_period && was_due
    })
}

/// Ticks since the start.
pub(super) fn ticks(_: u64, _: u32) -> u32 {
    CLINT.get(MTIME)
}

/// The next interrupt is a period after the last one.
fn plan() {
    let next = critical_section::with(|section| {
        let next = NEXT.borrow(section);
        next.set(next.get() + u64::from(PERIOD.borrow(section).get()));
        next.get()
    });
    set(CLINT, next);
}

fn set(clint: Block, next: u64) {
    // Never a time that has passed in between.
    clint.set(MTIMECMP + 4, u32::MAX);
    clint.set(MTIMECMP, next as u32);
    clint.set(MTIMECMP + 4, (next >> 32) as u32);
}

fn now() -> u64 {
    loop {
        let high = CLINT.get(MTIME + 4);
        let low = CLINT.get(MTIME);
        if CLINT.get(MTIME + 4) == high {
            return u64::from(high) << 32 | u64::from(low);
        }
    }
}

#[riscv_rt::core_interrupt(Interrupt::MachineTimer)]
fn machine_timer() {
    plan();
    if super::tick() {
        super::work();
    }
}
