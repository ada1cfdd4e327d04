//! Boards that QEMU knows, without a vendor's HAL: as much of each as the programs need. A product takes this from the HAL of its chip.
//!
//! All that is `unsafe` is here, each block with its reason.
#![no_std]

pub mod clock;
#[cfg(feature = "lm3s6965evb")]
mod i2c;
pub mod log;
pub mod meter;
mod modem;
mod panic;
mod register;
pub mod semihosting;
pub mod stack;
pub mod uart;

#[cfg_attr(feature = "lm3s6965evb", path = "lm3s6965evb.rs")]
#[cfg_attr(feature = "mps2-an386", path = "mps2_an386.rs")]
mod board;

pub use board::Board;
pub use cortex_m_rt::entry;
#[cfg(feature = "lm3s6965evb")]
pub use i2c::I2c;
pub use modem::TransparentModem;
pub use uart::Uart;

/// Nothing is left to do: sleeps for ever, but for interrupts.
pub fn stop() -> ! {
    loop {
        clock::doze();
    }
}
