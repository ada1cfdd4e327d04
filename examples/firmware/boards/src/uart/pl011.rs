//! ARM's PL011, as the Stellaris chips have it.

use embedded_io::ErrorKind;

use crate::register::Block;

const DR: usize = 0x00;
const FR: usize = 0x18;
const IBRD: usize = 0x24;
const FBRD: usize = 0x28;
const LCRH: usize = 0x2c;
const CTL: usize = 0x30;

/// Of [`DR`], beside the byte: bytes before it were lost (overrun), the line was held low (break), parity, framing.
const ERRORS: u32 = 0b1111 << 8;
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

    /// The next byte, if there is one. Fails if it is damaged, or bytes before it were lost.
    pub(crate) fn get(&self) -> Result<Option<u8>, ErrorKind> {
        if self.0.get(FR) & RXFE != 0 {
            return Ok(None);
        }
        // One read takes the byte and what is wrong with it.
        let data = self.0.get(DR);
        if data & ERRORS == 0 { Ok(Some(data as u8)) } else { Err(ErrorKind::InvalidData) }
    }

    /// Sends a byte if there is room for it, and says whether there was.
    pub(crate) fn put(&self, byte: u8) -> bool {
        let has_room = self.0.get(FR) & TXFF == 0;
        if has_room {
            self.0.set(DR, byte.into());
        }
        has_room
    }
}
