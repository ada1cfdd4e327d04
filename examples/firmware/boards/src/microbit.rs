//! BBC micro:bit: nRF51822, Cortex-M0 at 16 MHz, 256 KB of flash, 16 KB of RAM.

use cortex_m::interrupt::InterruptNumber;
use cortex_m::peripheral::NVIC;

use crate::clock;
use crate::log::Line;
use crate::register::Block;
use crate::uart::BufferedUart;

/// The processor's clock.
pub(crate) const HZ: u32 = 16_000_000;

/// The random number generator: starts, stops; a number is there; the number.
const RNG_START: usize = 0x000;
const RNG_STOP: usize = 0x004;
const RNG_READY: usize = 0x100;
const RNG_VALUE: usize = 0x508;

/// What is on the board, for the one program that takes it.
pub struct Board {
    /// The UART, whose reception is an interrupt's, with RTS and CTS on pins of the edge connector: the modem.
    pub uart: BufferedUart,
    /// Random since the start.
    pub seed: u32,
}

impl Board {
    /// Starts the clock and the peripherals. `None` the second time, and if there are no random numbers.
    pub fn take() -> Option<Self> {
        let core = cortex_m::Peripherals::take()?;
        clock::start(core.SYST, core.SCB);
        // SAFETY: the addresses are those of the reference manual; none of them has DMA.
        let [uart, random, ports] = [UART, 0x4000_d000, 0x5000_0000].map(|base| unsafe { Block::new(base) });
        let uart = BufferedUart::new(uart, ports);
        // SAFETY: no critical section of this program rests on masks.
        unsafe { NVIC::unmask(Uart0) };
        let seed = seed(random);
        if seed.is_none() {
            Line::new("no-random").print();
        }
        Some(Self { uart, seed: seed? })
    }
}

const UART: usize = 0x4000_2000;

/// `None` if the generator does not answer: a number that is the same at each start and on each board would be worse.
fn seed(random: Block) -> Option<u32> {
    random.set(RNG_START, 1);
    let seed = (0..4).try_fold(0, |seed, _| {
        random.set(RNG_READY, 0);
        // It takes some hundred microseconds.
        let is_ready = (0..100_000).any(|_| random.get(RNG_READY) != 0);
        is_ready.then(|| seed << 8 | random.get(RNG_VALUE) & 0xff)
    });
    // Else it goes on, and draws current.
    random.set(RNG_STOP, 1);
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
