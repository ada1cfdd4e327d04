//! The 16550, as QEMU's `virt` machine has it: its registers are bytes.

use core::cell::Cell;

use embedded_io::ErrorKind;

use crate::register::Block;

const DATA: usize = 0;
const FCR: usize = 2;
const LSR: usize = 5;

/// Of [`LSR`]: a byte came; bytes were lost (overrun), parity, framing, the line was held low (break); there is room to write.
const READY: u8 = 1;
const ERRORS: u8 = 0b1111 << 1;
const EMPTY: u8 = 1 << 5;

/// The registers of a UART.
pub(crate) struct Port {
    block: Block,
    /// Errors that nobody has been told of: the controller forgets them with the first read, also with one that looks for room.
    errors: Cell<u8>,
}

impl Port {
    /// Turns it on. QEMU's has no rate.
    pub(crate) fn new(block: Block) -> Self {
        block.set_byte(FCR, 1); // with FIFO
        Self { block, errors: Cell::new(0) }
    }

    /// The next byte, if there is one. Fails if it is damaged, or bytes before it were lost.
    pub(crate) fn get(&self) -> Result<Option<u8>, ErrorKind> {
        let byte = (self.state() & READY != 0).then(|| self.block.get_byte(DATA));
        if self.errors.take() == 0 { Ok(byte) } else { Err(ErrorKind::InvalidData) }
    }

    /// Sends a byte if there is room for it, and says whether there was.
    pub(crate) fn put(&self, byte: u8) -> bool {
        let has_room = self.state() & EMPTY != 0;
        if has_room {
            self.block.set_byte(DATA, byte);
        }
        has_room
    }

    fn state(&self) -> u8 {
        let state = self.block.get_byte(LSR);
        self.errors.set(self.errors.get() | state & ERRORS);
        state
    }
}
