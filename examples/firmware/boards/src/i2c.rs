//! The I2C master of the Stellaris chips behind `embedded-hal`'s trait, blocking.

use embedded_hal::i2c::{ErrorKind, ErrorType, NoAcknowledgeSource, Operation, SevenBitAddress};

use crate::register::Block;

/// Address and direction; control, and state when it is read; data; period of the clock; mode.
const MSA: usize = 0x00;
const MCS: usize = 0x04;
const MDR: usize = 0x08;
const MTPR: usize = 0x0c;
const MCR: usize = 0x20;

/// Written to [`MCS`].
const RUN: u32 = 1;
const START: u32 = 1 << 1;
const STOP: u32 = 1 << 2;
const ACK: u32 = 1 << 3;
/// Read from it: at work; failed; nobody knows the address; the byte was not taken; another master was faster.
const BUSY: u32 = 1;
const ERROR: u32 = 1 << 1;
const ADDRESS: u32 = 1 << 2;
const ARBITRATION: u32 = 1 << 4;

/// Whether a change of direction may be a START without a STOP before it. The chip can do it; QEMU takes no notice of such a START. Devices
/// that keep a pointer to a register, as thermometers do, do not mind.
const REPEATS_START: bool = false;

/// Reads of the state before a byte is given up: some milliseconds, a byte takes 90 microseconds.
const PATIENCE: u32 = 20_000;

/// The bus, and this chip its only master.
pub struct I2c(Block);

impl I2c {
    /// Turns it on, at 100 kHz from a clock of 12.5 MHz.
    pub(crate) fn new(block: Block) -> Self {
        block.set(MCR, 1 << 4);
        block.set(MTPR, 6); // 12.5 MHz / (20 * 100 kHz) - 1, rounded up
        Self(block)
    }

    /// Moves one byte.
    fn step(&self, what: u32) -> Result<(), ErrorKind> {
        self.0.set(MCS, what | RUN);
        let idle = (0..PATIENCE).map(|_| self.0.get(MCS)).find(|state| state & BUSY == 0);
        let failure = match idle {
            Some(state) if state & ERROR == 0 => return Ok(()),
            Some(state) if state & ARBITRATION != 0 => return Err(ErrorKind::ArbitrationLoss),
            Some(state) if state & ADDRESS != 0 => ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address),
            Some(_) => ErrorKind::NoAcknowledge(NoAcknowledgeSource::Data),
            None => ErrorKind::Bus,
        };
        self.0.set(MCS, STOP);
        Err(failure)
    }
}

impl ErrorType for I2c {
    type Error = ErrorKind;
}

impl embedded_hal::i2c::I2c<SevenBitAddress> for I2c {
    fn transaction(&mut self, address: u8, operations: &mut [Operation<'_>]) -> Result<(), ErrorKind> {
        let address = u32::from(address) << 1;
        let mut direction = None;
        let mut operations = operations.iter_mut().peekable();
        while let Some(operation) = operations.next() {
            let reads = matches!(operation, Operation::Read(_));
            // Of the same direction the next one goes on where this one ends; this controller cannot do without any byte.
            let next = operations.peek().map(|next| matches!(next, Operation::Read(_)));
            let mut start = if direction.replace(reads) == Some(reads) { 0 } else { START };
            let ends = next.is_none() || (!REPEATS_START && next != Some(reads));
            let (goes_on, stop) = (next == Some(reads), if ends { STOP } else { 0 });
            if start != 0 {
                self.0.set(MSA, address | u32::from(reads));
            }
            match operation {
                Operation::Write(bytes) => {
                    let mut rest = bytes.iter().peekable();
                    while let Some(&byte) = rest.next() {
                        self.0.set(MDR, byte.into());
                        let end = if rest.peek().is_none() { stop } else { 0 };
                        self.step(core::mem::take(&mut start) | end)?;
                    }
                }
                Operation::Read(slots) => {
                    let mut rest = slots.iter_mut().peekable();
                    while let Some(slot) = rest.next() {
                        let is_last = rest.peek().is_none();
                        let end = if is_last { stop } else { 0 };
                        let more = if is_last && !goes_on { 0 } else { ACK };
                        self.step(core::mem::take(&mut start) | end | more)?;
                        *slot = self.0.get(MDR) as u8;
                    }
                }
            }
        }
        Ok(())
    }
}
