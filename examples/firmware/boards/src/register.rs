//! Registers of peripherals.

/// A peripheral: its registers by their offsets.
#[derive(Clone, Copy)]
pub(crate) struct Block(usize);

impl Block {
    /// # Safety
    /// A peripheral of the chosen board is there, and all that its registers can be made to do is safe: it has no access to memory.
    pub(crate) const unsafe fn new(base: usize) -> Self {
        Self(base)
    }

    pub(crate) fn get(self, offset: usize) -> u32 {
        // SAFETY: `new` was told that a register is there.
        unsafe { ((self.0 + offset) as *const u32).read_volatile() }
    }

    pub(crate) fn set(self, offset: usize, value: u32) {
        // SAFETY: `new` was told that a register is there, and that what it does is safe.
        unsafe { ((self.0 + offset) as *mut u32).write_volatile(value) }
    }

    #[cfg(feature = "virt")]
    pub(crate) fn get_byte(self, offset: usize) -> u8 {
        // SAFETY: `new` was told that a register is there.
        unsafe { ((self.0 + offset) as *const u8).read_volatile() }
    }

    #[cfg(feature = "virt")]
    pub(crate) fn set_byte(self, offset: usize, value: u8) {
        // SAFETY: `new` was told that a register is there, and that what it does is safe.
        unsafe { ((self.0 + offset) as *mut u8).write_volatile(value) }
    }
}
