//! The UART of ARM's Cortex-M system design kit.

use embedded_io::ErrorKind;

use crate::register::Block;

const DATA: usize = 0x00;
const STATE: usize = 0x04;
const CTRL: usize = 0x08;
const BAUDDIV: usize = 0x10;

/// Of [`STATE`]: no room to write; there is a byte to read; a byte was lost, until a 1 is written.
const TX_FULL: u32 = 1;
const RX_FULL: u32 = 1 << 1;
const RX_OVERRUN: u32 = 1 << 3;

/// The registers of a UART.
pub(crate) struct Port(Block);

impl Port {
    /// Turns it on, at 115,200 baud from a clock of 25 MHz.
    pub(crate) fn new(block: Block) -> Self {
        block.set(BAUDDIV, 25_000_000 / 115_200);
        block.set(CTRL, 0b11); // transmits, receives
        Self(block)
    }

    /// The next byte, if there is one. Fails if bytes before it were lost.
    pub(crate) fn get(&self) -> Result<Option<u8>, ErrorKind> {
        let state = self.0.get(STATE);
        if state & RX_OVERRUN != 0 {
            self.0.set(STATE, RX_OVERRUN);
            return Err(ErrorKind::InvalidData);
        }
        Ok((state & RX_FULL != 0).then(|| self.0.get(DATA) as u8))
    }

    /// Sends a byte if there is room for it, and says whether there was.
    pub(crate) fn put(&self, byte: u8) -> bool {
        let has_room = self.0.get(STATE) & TX_FULL == 0;
        if has_room {
            self.0.set(DATA, byte.into());
        }
        has_room
    }
}
