//! How deep the stack has been: all of it is painted at the start.

#[cfg(target_arch = "arm")]
use cortex_m_rt::STACK_PAINT_VALUE as PAINT;
#[cfg(target_arch = "riscv32")]
const PAINT: u32 = 0xcccc_cccc;

unsafe extern "C" {
    /// The word above the stack, and the lowest one that it can have.
    static _stack_start: u32;
    #[cfg_attr(target_arch = "riscv32", link_name = "__ebss")]
    static _stack_end: u32;
}

/// The most that it ever held, in bytes, interrupts included.
pub fn peak() -> u32 {
    let (top, bottom) = (&raw const _stack_start, &raw const _stack_end);
    let words = (top.addr() - bottom.addr()) / 4;
    // SAFETY: both bound the RAM that is the stack's, the upper one excluded; it may change while it is read.
    let is_painted = |&at: &usize| unsafe { bottom.add(at).read_volatile() } == PAINT;
    let clean = (0..words).take_while(is_painted).count();
    4 * (words - clean) as u32
}

/// Paints what is free of it. `cortex-m-rt` does so by itself.
#[cfg(target_arch = "riscv32")]
pub(crate) fn paint() {
    /// What the frame of this function may take, in words.
    const MARGIN: usize = 64;
    let here = 0_u32;
    let (top, bottom) = (&raw const here, (&raw const _stack_end).cast_mut());
    for at in 0..((top.addr() - bottom.addr()) / 4).saturating_sub(MARGIN) {
        // SAFETY: between the variables and the stack as it is nothing of this program lives, and no interrupt is on yet.
        unsafe { bottom.add(at).write_volatile(PAINT) };
    }
}
