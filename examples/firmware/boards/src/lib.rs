//! Boards that QEMU knows, without a vendor's HAL: as much of each as the programs need. A product takes this from the HAL of its chip.
//!
//! What [`log`] prints goes to QEMU, or to a debugger, by `bkpt`: without one a board ends there with a hard fault.
//!
//! All that is `unsafe` is here, each block with its reason.
#![no_std]

pub mod clock;
#[cfg(feature = "embassy")]
mod embassy_time;
#[cfg(feature = "mps2-an386")]
mod entropy;
#[cfg(feature = "lm3s6965evb")]
mod i2c;
#[cfg(feature = "mps2-an386")]
mod lan9118;
#[cfg(feature = "embassy")]
mod lan9118_embassy;
#[cfg(feature = "smoltcp")]
mod lan9118_smoltcp;
pub mod log;
pub mod meter;
#[cfg(not(feature = "microbit"))]
mod modem;
mod panic;
#[cfg(feature = "mps2-an386")]
pub mod provisioned;
#[cfg(not(feature = "microbit"))]
mod random;
mod register;
pub mod semihosting;
pub mod stack;
pub mod uart;
#[cfg(feature = "mps2-an386")]
pub mod wall_clock;

#[cfg_attr(feature = "lm3s6965evb", path = "lm3s6965evb.rs")]
#[cfg_attr(feature = "microbit", path = "microbit.rs")]
#[cfg_attr(feature = "mps2-an386", path = "mps2_an386.rs")]
#[cfg_attr(feature = "virt", path = "virt.rs")]
mod board;

pub use board::Board;
#[cfg(feature = "virt")]
pub use board::Sensor;
#[cfg(target_arch = "arm")]
pub use cortex_m_rt::entry;
#[cfg(feature = "mps2-an386")]
pub use entropy::Entropy;
#[cfg(feature = "lm3s6965evb")]
pub use i2c::I2c;
#[cfg(feature = "mps2-an386")]
pub use lan9118::Lan9118;
#[cfg(not(feature = "microbit"))]
pub use modem::TransparentModem;
#[cfg(not(feature = "microbit"))]
pub use random::random;
#[cfg(target_arch = "riscv32")]
pub use riscv_rt::entry;
#[cfg(feature = "microbit")]
pub use uart::BufferedUart;
#[cfg(not(feature = "microbit"))]
pub use uart::Uart;

/// Nothing is left to do: sleeps for ever, but for interrupts.
pub fn stop() -> ! {
    loop {
        clock::doze_if(|| true);
    }
}
