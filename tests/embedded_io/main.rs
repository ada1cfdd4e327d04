//! The byte-stream transport over a network in memory that fails wherever it can, and over a real socket.
#![cfg(feature = "embedded-io-async")]

mod awaited;
#[path = "../doubles/mod.rs"]
mod doubles;
mod dropped;
mod faults;
mod net;
mod rules;
mod schedules;
mod socket;
mod spawned;
