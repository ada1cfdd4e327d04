//! The 16550, as QEMU's `virt` machine has it: its registers are bytes.

use crate::register::Block;

const DATA: usize = 0;
const FCR: usize = 2;
const LSR: usize = 5;

/// Of [`LSR`]: a byte came; there is room to write.
const READY: u8 = 1;
const EMPTY: u8 = 1 << 5;

/// The registers of a UART.
pub(crate) struct Port(Block);

impl Port {
    /// Turns it on. QEMU's has no rate.
    pub(crate) fn new(block: Block) -> Self {
        block.set_byte(FCR, 1); // with FIFO
        Self(block)
    }

    pub(crate) fn is_readable(&self) -> bool {
        self.0.get_byte(LSR) & READY != 0
    }

    pub(crate) fn get(&self) -> u8 {
        self.0.get_byte(DATA)
    }

    pub(crate) fn is_writable(&self) -> bool {
        self.0.get_byte(LSR) & EMPTY != 0
    }

    pub(crate) fn put(&self, byte: u8) {
        self.0.set_byte(DATA, byte);
    }
}
