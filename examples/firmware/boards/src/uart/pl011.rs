//! ARM's PL011, as the Stellaris chips have it.

use crate::register::Block;

const DR: usize = 0x00;
const FR: usize = 0x18;
const IBRD: usize = 0x24;
const FBRD: usize = 0x28;
const LCRH: usize = 0x2c;
const CTL: usize = 0x30;

/// Of [`FR`]: nothing to read; no room to write.
const RXFE: u32 = 1 << 4;
const TXFF: u32 = 1 << 5;

/// The registers of a UART.
pub(crate) struct Port(Block);

impl Port {
    /// Turns it on, at 115,200 baud from a clock of 12.5 MHz, 8N1.
    pub(crate) fn new(block: Block) -> Self {
        // 12.5 MHz / (16 * 115,200) = 6 + 50 / 64.
        block.set(IBRD, 6);
        block.set(FBRD, 50);
        block.set(LCRH, 0b111 << 4); // 8 bits, with FIFO
        block.set(CTL, 1 << 9 | 1 << 8 | 1); // receives, transmits, on
        Self(block)
    }

    pub(crate) fn is_readable(&self) -> bool {
        self.0.get(FR) & RXFE == 0
    }

    pub(crate) fn get(&self) -> u8 {
        self.0.get(DR) as u8
    }

    pub(crate) fn is_writable(&self) -> bool {
        self.0.get(FR) & TXFF == 0
    }

    pub(crate) fn put(&self, byte: u8) {
        self.0.set(DR, byte.into());
    }
}
