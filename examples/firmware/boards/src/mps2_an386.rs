//! ARM's MPS2 with the image AN386: Cortex-M4F at 25 MHz, 4 MB of RAM in place of flash, and 4 MB of RAM.

use cortex_m::interrupt::InterruptNumber;
use cortex_m::peripheral::NVIC;

use crate::clock;
use crate::lan9118::{self, Lan9118};
use crate::register::Block;
use crate::uart::{Port, Uart};

/// The processor's clock.
pub(crate) const HZ: u32 = 25_000_000;

/// What is on the board, for the one program that takes it.
pub struct Board {
    /// UART 0.
    pub uart: Uart,
    /// The Ethernet controller.
    pub ethernet: Lan9118,
}

impl Board {
    /// Starts the clock and the peripherals. `None` the second time.
    pub fn take() -> Option<Self> {
        let core = cortex_m::Peripherals::take()?;
        clock::start(core.SYST, core.SCB);
        // SAFETY: the address is that of the application note; a UART has no DMA.
        let uart = unsafe { Block::new(0x4000_4000) };
        let ethernet = Lan9118::start(ETHERNET)?;
        // SAFETY: no critical section of this program rests on masks.
        unsafe { NVIC::unmask(Ethernet) };
        Some(Self { uart: Uart::new(Port::new(uart)), ethernet })
    }
}

// SAFETY: the address is that of the application note; the controller has no DMA.
const ETHERNET: Block = unsafe { Block::new(0x4020_0000) };

/// The Ethernet controller's line.
#[derive(Clone, Copy)]
struct Ethernet;

impl Ethernet {
    const NUMBER: u16 = 13;
}

// SAFETY: the application note has it so.
unsafe impl InterruptNumber for Ethernet {
    fn number(self) -> u16 {
        Self::NUMBER
    }
}

/// All interrupts but the processor's own.
#[cortex_m_rt::exception]
unsafe fn DefaultHandler(number: i16) {
    if number == Ethernet::NUMBER as i16 {
        lan9118::interrupted(ETHERNET);
    }
}
