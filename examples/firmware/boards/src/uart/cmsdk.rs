//! The UART of ARM's Cortex-M system design kit.

use crate::register::Block;

const DATA: usize = 0x00;
const STATE: usize = 0x04;
const CTRL: usize = 0x08;
const BAUDDIV: usize = 0x10;

/// Of [`STATE`]: no room to write; there is a byte to read.
const TX_FULL: u32 = 1;
const RX_FULL: u32 = 1 << 1;

/// The registers of a UART.
pub(crate) struct Port(Block);

impl Port {
    /// Turns it on, at 115,200 baud from a clock of 25 MHz.
    pub(crate) fn new(block: Block) -> Self {
        block.set(BAUDDIV, 25_000_000 / 115_200);
        block.set(CTRL, 0b11); // transmits, receives
        Self(block)
    }

    pub(crate) fn is_readable(&self) -> bool {
        self.0.get(STATE) & RX_FULL != 0
    }

    pub(crate) fn get(&self) -> u8 {
        self.0.get(DATA) as u8
    }

    pub(crate) fn is_writable(&self) -> bool {
        self.0.get(STATE) & TX_FULL == 0
    }

    pub(crate) fn put(&self, byte: u8) {
        self.0.set(DATA, byte.into());
    }
}
