//! What the probes have in common: the firmware, and the board that it runs on.
#![no_std]

pub mod board;
#[cfg(feature = "legacy")]
pub mod firmware;
#[cfg(feature = "legacy")]
pub mod modem;
