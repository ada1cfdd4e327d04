//! BBC micro:bit: nRF51822, Cortex-M0 at 16 MHz, 256 KB of flash, 16 KB of RAM.

use cortex_m::interrupt::InterruptNumber;
use cortex_m::peripheral::NVIC;

use crate::clock;
use crate::register::Block;
use crate::uart::BufferedUart;

/// The processor's clock.
pub(crate) const HZ: u32 = 16_000_000;

/// The random number generator: starts; a number is there; the number.
const RNG_START: usize = 0x000;
const RNG_READY: usize = 0x100;
const RNG_VALUE: usize = 0x508;

/// What is on the board, for the one program that takes it.
pub struct Board {
    /// The UART, whose reception is an interrupt's: the modem.
    pub uart: BufferedUart,
    /// Random since the start.
    pub seed: u32,
}

impl Board {
    /// Starts the clock and the peripherals. `None` the second time.
    pub fn take() -> Option<Self> {
        let core = cortex_m::Peripherals::take()?;
        clock::start(core.SYST, core.SCB);
        // SAFETY: the addresses are those of the reference manual; neither has DMA.
        let (uart, random) = unsafe { (Block::new(UART), Block::new(0x4000_d000)) };
        let uart = BufferedUart::new(uart);
        // SAFETY: no critical section of this program rests on masks.
        unsafe { NVIC::unmask(Uart0) };
        Some(Self { uart, seed: seed(random) })
    }
}

const UART: usize = 0x4000_2000;

fn seed(random: Block) -> u32 {
    random.set(RNG_START, 1);
    let mut seed = 0;
    for _ in 0..4 {
        random.set(RNG_READY, 0);
        // It takes some hundred microseconds.
        for _ in 0..100_000 {
            if random.get(RNG_READY) != 0 {
                break;
            }
        }
        seed = seed << 8 | random.get(RNG_VALUE) & 0xff;
    }
    seed
}

/// The UART's line.
#[derive(Clone, Copy)]
struct Uart0;

impl Uart0 {
    const NUMBER: u16 = 2;
}

// SAFETY: the reference manual has it so.
unsafe impl InterruptNumber for Uart0 {
    fn number(self) -> u16 {
        Self::NUMBER
    }
}

/// All interrupts but the processor's own.
#[cortex_m_rt::exception]
unsafe fn DefaultHandler(number: i16) {
    if number == Uart0::NUMBER as i16 {
        // SAFETY: as in `take`.
        crate::uart::received(unsafe { Block::new(UART) });
    }
}
