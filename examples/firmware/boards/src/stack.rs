//! How deep the stack has been: all of it is painted at the start.

#[cfg(target_arch = "arm")]
use cortex_m_rt::STACK_PAINT_VALUE as PAINT;
#[cfg(target_arch = "riscv32")]
const PAINT: u32 = 0xcccc_cccc;

unsafe extern "C" {
    /// The word above the stack, and the lowest one that it can have.
    static _stack_start: u32;
    #[cfg_attr(target_arch = "riscv32", link_name = "__euninit")]
    static _stack_end: u32;
}

/// The most that it ever held, in bytes, interrupts included.
pub fn peak() -> u32 {
    let (top, bottom) = bounds();
    // An address each, not an offset from the symbol: that is a single word, beyond which a pointer to it does not lead.
    let words = (bottom..top).step_by(4).map(core::ptr::with_exposed_provenance::<u32>);
    // SAFETY: all of it is RAM that the linker gave to the stack alone. It may change while it is read, hence volatile.
    let clean = words.take_while(|&word| unsafe { word.read_volatile() } == PAINT).count();
    (top - bottom) as u32 - 4 * clean as u32
}

/// Where it begins, excluded, and the lowest word that it can have.
fn bounds() -> (usize, usize) {
    ((&raw const _stack_start).expose_provenance(), (&raw const _stack_end).expose_provenance())
}

/// Paints what is free of it. `cortex-m-rt` does so by itself.
///
/// In assembly, as only there the stack pointer is known: whatever Rust would call or spill for such a loop lies below it, where it
/// paints.
#[cfg(target_arch = "riscv32")]
pub(crate) fn paint() {
    let (_, bottom) = bounds();
    // SAFETY: between the variables and the stack pointer there is nothing of the program: what it holds on the stack is above, this ABI
    // has no red zone below, and no interrupt is on yet.
    unsafe {
        core::arch::asm!(
            "2:", "bgeu {at}, sp, 3f",
            "sw {paint}, 0({at})", "addi {at}, {at}, 4", "j 2b",
            "3:",
            at = inout(reg) bottom => _, paint = in(reg) PAINT, options(nostack, preserves_flags)
        );
    }
}
