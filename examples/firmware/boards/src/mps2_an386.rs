//! ARM's MPS2 with the image AN386: Cortex-M4F at 25 MHz, 4 MB of RAM in place of flash, and 4 MB of RAM.

use crate::clock;
use crate::register::Block;
use crate::uart::{Port, Uart};

/// The processor's clock.
pub(crate) const HZ: u32 = 25_000_000;

/// What is on the board, for the one program that takes it.
pub struct Board {
    /// UART 0.
    pub uart: Uart,
}

impl Board {
    /// Starts the clock and the peripherals. `None` the second time.
    pub fn take() -> Option<Self> {
        let core = cortex_m::Peripherals::take()?;
        clock::start(core.SYST, core.SCB);
        // SAFETY: the address is that of the application note; a UART has no DMA.
        let uart = unsafe { Block::new(0x4000_4000) };
        Some(Self { uart: Uart::new(Port::new(uart)) })
    }
}
