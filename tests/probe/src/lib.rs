//! What the probes have in common: the firmware, and the boards that it runs on.
#![no_std]

#[cfg(feature = "awaited")]
pub mod awaited;
pub mod board;
#[cfg(feature = "run")]
pub mod ending;
#[cfg(feature = "legacy")]
pub mod firmware;
#[cfg(feature = "legacy")]
pub mod modem;
#[cfg(feature = "run")]
pub mod script;
#[cfg(feature = "run")]
pub mod section;
#[cfg(feature = "run")]
pub mod stack;
