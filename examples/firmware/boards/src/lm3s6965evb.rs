//! TI's (Luminary's) LM3S6965 evaluation board: Cortex-M3 at 12.5 MHz, 256 KB of flash, 64 KB of RAM.

use crate::clock;
use crate::i2c::I2c;
use crate::register::Block;
use crate::uart::{Port, Uart};

/// The processor's clock, as it is after reset under QEMU.
pub(crate) const HZ: u32 = 12_500_000;

/// System control: clocks of peripherals.
const RCGC1: usize = 0x104;
const RCGC2: usize = 0x108;
/// A GPIO port: which pins are a peripheral's, which are open-drain, which are digital.
const AFSEL: usize = 0x420;
const ODR: usize = 0x50c;
const DEN: usize = 0x51c;

/// What is on the board, for the one program that takes it.
pub struct Board {
    /// UART 0, pins PA0 and PA1: the modem.
    pub uart: Uart,
    /// I2C 0, pins PB2 and PB3: the thermometer, at address 0x48.
    pub sensor: I2c,
}

impl Board {
    /// Starts the clock and the peripherals. `None` the second time.
    pub fn take() -> Option<Self> {
        let core = cortex_m::Peripherals::take()?;
        clock::start(core.SYST, core.SCB);
        // SAFETY: the addresses are those of the data sheet; none of them has DMA.
        let [control, port_a, port_b, uart, i2c] =
            [0x400f_e000, 0x4000_4000, 0x4000_5000, 0x4000_c000, 0x4002_0000]
                .map(|base| unsafe { Block::new(base) });
        set_bits(control, RCGC1, 1 << 12 | 1); // I2C 0, UART 0
        set_bits(control, RCGC2, 1 << 1 | 1); // ports B, A
        // A peripheral may be touched three clocks after it has got its own, else the bus faults. A read waits for the write before it.
        control.get(RCGC2);
        set_bits(port_a, AFSEL, 0b11);
        set_bits(port_a, DEN, 0b11);
        set_bits(port_b, AFSEL, 0b1100);
        set_bits(port_b, ODR, 0b1100);
        set_bits(port_b, DEN, 0b1100);
        Some(Self { uart: Uart::new(Port::new(uart)), sensor: I2c::new(i2c) })
    }
}

/// Sets bits of a register that nobody else changes at the same time.
fn set_bits(block: Block, offset: usize, bits: u32) {
    block.set(offset, block.get(offset) | bits);
}
