//! Random numbers fit for keys, as cryptography asks for them.

use core::num::NonZeroU32;

use rand_core::{CryptoRng, Error, RngCore, impls};

use crate::random;

/// The board's generator.
pub struct Entropy;

impl RngCore for Entropy {
    fn next_u32(&mut self) -> u32 {
        random::random()
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_fill(self)
    }

    /// Ends the program if there are no random numbers: to go on with others would be worse.
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        random::fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        if random::try_fill(bytes) { Ok(()) } else { Err(NonZeroU32::MIN.into()) }
    }
}

impl CryptoRng for Entropy {}
