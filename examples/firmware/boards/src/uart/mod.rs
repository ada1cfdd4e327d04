//! The serial line.

#[cfg(not(feature = "microbit"))]
mod blocking;
#[cfg(feature = "microbit")]
mod nrf51;
#[cfg(not(feature = "microbit"))]
#[cfg_attr(feature = "lm3s6965evb", path = "pl011.rs")]
#[cfg_attr(feature = "mps2-an386", path = "cmsdk.rs")]
#[cfg_attr(feature = "virt", path = "ns16550.rs")]
mod port;

#[cfg(not(feature = "microbit"))]
pub use blocking::Uart;
#[cfg(feature = "microbit")]
pub use nrf51::BufferedUart;
#[cfg(feature = "microbit")]
pub(crate) use nrf51::received;
#[cfg(not(feature = "microbit"))]
pub(crate) use port::Port;
