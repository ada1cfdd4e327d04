//! Random numbers fit for keys. The emulated machine has no generator, so the host is asked for them; a board asks its TRNG.

use core::num::NonZeroU32;

use rand_core::{CryptoRng, Error, RngCore, impls};

use crate::log::Line;
use crate::semihosting;

const SYS_OPEN: usize = 0x01;
const SYS_CLOSE: usize = 0x02;
const SYS_READ: usize = 0x06;

/// The host's generator.
pub struct Entropy;

impl RngCore for Entropy {
    fn next_u32(&mut self) -> u32 {
        impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_fill(self)
    }

    /// Ends the program if there are no random numbers: to go on with others would be worse.
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        if self.try_fill_bytes(bytes).is_err() {
            Line::new("no-entropy").print();
            semihosting::exit(103);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
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
        if missing == 0 { Ok(()) } else { Err(NonZeroU32::MIN.into()) }
    }
}

impl CryptoRng for Entropy {}

/// A random number, for seeds.
pub fn random() -> u32 {
    Entropy.next_u32()
}
