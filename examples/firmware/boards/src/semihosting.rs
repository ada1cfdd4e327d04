//! What the program asks of QEMU, or of a debugger: to print, and to end the run. A product has neither: there the `bkpt` of a call is a
//! hard fault.

/// Prints text that ends with a zero byte.
const SYS_WRITE0: usize = 0x04;
const SYS_EXIT_EXTENDED: usize = 0x20;
const ADP_STOPPED_APPLICATION_EXIT: usize = 0x2_0026;

/// Prints what stands before the first zero byte. Without one, nothing.
pub fn print(text: &[u8]) {
    if text.contains(&0) {
        // SAFETY: the text ends within the slice.
        unsafe { call(SYS_WRITE0, text.as_ptr()) };
    }
}

/// Ends the run with this status.
pub fn exit(status: u32) -> ! {
    let arguments = [ADP_STOPPED_APPLICATION_EXIT, status as usize];
    // SAFETY: the call takes two words.
    unsafe { call(SYS_EXIT_EXTENDED, arguments.as_ptr()) };
    crate::stop()
}

/// The argument is a pointer and stays one: of a mere number the compiler does not know that it leads to memory, and may leave out or put
/// off what was stored there. Addresses within that memory are to be exposed (`expose_provenance`).
///
/// # Safety
/// The argument is what the operation takes.
#[cfg(target_arch = "arm")]
pub(crate) unsafe fn call<T>(operation: usize, argument: *const T) -> usize {
    let result;
    // SAFETY: the debugger changes no memory but what the operation names; the result comes in the register that is named.
    unsafe {
        core::arch::asm!("bkpt #0xab", inout("r0") operation => result, in("r1") argument, options(nostack, preserves_flags));
    }
    result
}

/// As on Arm.
///
/// # Safety
/// The argument is what the operation takes.
#[cfg(target_arch = "riscv32")]
pub(crate) unsafe fn call<T>(operation: usize, argument: *const T) -> usize {
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
