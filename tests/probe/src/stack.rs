//! How much stack some work takes: paint what is free, do the work, see how far the paint is gone.

use core::hint::black_box;

const PAINT: u32 = 0x5AFE_57AC;
/// How deep the paint goes, in bytes.
const DEPTH: usize = 16 * 1024;

/// Bytes of stack that `work` takes, the call included.
#[inline(never)]
pub fn stack_of(work: &mut dyn FnMut()) -> usize {
    let top = cortex_m::register::msp::read() as usize;
    let word = |at: usize| (top - DEPTH + 4 * at) as *mut u32;
    for at in 0..DEPTH / 4 {
        // SAFETY: below the stack pointer nothing of this program lives, and no interrupt is on.
        unsafe { word(at).write_volatile(PAINT) };
    }
    black_box(work)();
    // SAFETY: memory of the stack.
    let whole = (0..DEPTH / 4).take_while(|&at| unsafe { word(at).read_volatile() } == PAINT).count();
    assert!(whole > 0, "the paint does not go deep enough");
    DEPTH - 4 * whole
}
