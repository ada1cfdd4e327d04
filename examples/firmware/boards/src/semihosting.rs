//! What the program asks of QEMU, or of a debugger: to print, and to end the run. A product has neither.

/// Prints text that ends with a zero byte.
const SYS_WRITE0: usize = 0x04;
const SYS_EXIT_EXTENDED: usize = 0x20;
const ADP_STOPPED_APPLICATION_EXIT: usize = 0x2_0026;

/// Prints what stands before the first zero byte. Without one, nothing.
pub fn print(text: &[u8]) {
    if text.contains(&0) {
        // SAFETY: the text ends within the slice.
        unsafe { call(SYS_WRITE0, text.as_ptr().addr()) };
    }
}

/// Ends the run with this status.
pub fn exit(status: u32) -> ! {
    let arguments = [ADP_STOPPED_APPLICATION_EXIT, status as usize];
    // SAFETY: the call takes two words.
    unsafe { call(SYS_EXIT_EXTENDED, arguments.as_ptr().addr()) };
    crate::stop()
}

/// # Safety
/// The argument is what the operation takes.
#[cfg(target_arch = "arm")]
pub(crate) unsafe fn call(operation: usize, argument: usize) -> usize {
    let result;
    // SAFETY: the debugger changes no memory but what the operation names; the result comes in the register that is named.
    unsafe {
        core::arch::asm!("bkpt #0xab", inout("r0") operation => result, in("r1") argument, options(nostack, preserves_flags));
    }
    result
}

/// # Safety
/// The argument is what the operation takes.
#[cfg(target_arch = "riscv32")]
pub(crate) unsafe fn call(operation: usize, argument: usize) -> usize {
    let result;
    // SAFETY: the debugger changes no memory but what the operation names; the result comes in the register that is named. It knows the
    // call by the two instructions around it, which must not lie on two pages.
    unsafe {
        core::arch::asm!(
            ".balign 16", ".option push", ".option norvc",
            "slli x0, x0, 0x1f", "ebreak", "srai x0, x0, 7",
            ".option pop",
            inout("a0") operation => result, in("a1") argument, options(nostack, preserves_flags)
        );
    }
    result
}
