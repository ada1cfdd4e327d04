//! Random numbers. The emulated machines have no generator, so the host is asked for them; a board asks its TRNG.

use crate::log::Line;
use crate::semihosting;

const SYS_OPEN: usize = 0x01;
const SYS_CLOSE: usize = 0x02;
const SYS_READ: usize = 0x06;

/// A random number, for seeds, and to tell one start of the device from the others. Ends the program if there is none: to go on with
/// another number would be worse.
pub fn random() -> u32 {
    let mut bytes = [0; 4];
    fill(&mut bytes);
    u32::from_ne_bytes(bytes)
}

/// As many as there is room for, or the end of the program.
pub(crate) fn fill(bytes: &mut [u8]) {
    if !try_fill(bytes) {
        Line::new("no-entropy").print();
        semihosting::exit(103);
    }
}

/// Whether there are so many.
pub(crate) fn try_fill(bytes: &mut [u8]) -> bool {
    const NAME: &core::ffi::CStr = c"/dev/urandom";
    const READ_BINARY: usize = 1;
    let open = [NAME.as_ptr().expose_provenance(), READ_BINARY, NAME.count_bytes()];
    // SAFETY: the call takes a text that ends with 0, the mode, and the length of the text.
    let file = unsafe { semihosting::call(SYS_OPEN, open.as_ptr()) };
    let read = [file, bytes.as_mut_ptr().expose_provenance(), bytes.len()];
    // SAFETY: the call takes a file and memory to write to, which is lent to us.
    let missing = unsafe { semihosting::call(SYS_READ, read.as_ptr()) };
    // SAFETY: the call takes a file, which nobody else has.
    unsafe { semihosting::call(SYS_CLOSE, &raw const file) };
    missing == 0
}
