//! QEMU's `virt` machine with one RV32 core, as a stand-in for a chip with 256 KB of memory.

use core::cell::Cell;

use critical_section::Mutex;

use crate::register::Block;
use crate::uart::{Port, Uart};
use crate::{clock, stack};

/// The timer's clock.
pub(crate) const HZ: u32 = 10_000_000;
// SAFETY: the address is that of the machine's device tree; a timer has no DMA.
pub(crate) const CLINT: Block = unsafe { Block::new(0x0200_0000) };

/// What is on the board, for the one program that takes it.
pub struct Board {
    /// The UART: the modem.
    pub uart: Uart,
    /// The thermometer.
    pub sensor: Sensor,
}

static TAKEN: Mutex<Cell<bool>> = Mutex::new(Cell::new(false));

impl Board {
    /// Starts the clock and the peripherals. `None` the second time.
    pub fn take() -> Option<Self> {
        if critical_section::with(|section| TAKEN.borrow(section).replace(true)) {
            return None;
        }
        stack::paint();
        clock::start();
        // SAFETY: the UART is where the machine's device tree has it, and has no DMA. The other is a word behind all that the linker
        // uses.
        let (uart, sensor) = unsafe { (Block::new(0x1000_0000), Block::new(0x8004_0000)) };
        Some(Self { uart: Uart::new(Port::new(uart)), sensor: Sensor(sensor) })
    }
}

/// A thermometer as simple as can be, for this machine has no bus with sensors: a word that QEMU's loader fills.
pub struct Sensor(Block);

impl Sensor {
    /// Tenths of a degree.
    pub fn tenths(&mut self) -> i32 {
        self.0.get(0).cast_signed()
    }
}
