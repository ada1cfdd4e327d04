//! Line protocol: the bytes, against readers that know nothing of the library; and what answers mean.
// Readings are borrowed, as callers do that try again.
#![allow(clippy::needless_borrows_for_generic_args)]
#![cfg(all(feature = "recording", feature = "float"))]

mod answers;
mod bytes;
#[cfg(feature = "std")]
mod desktop;
mod dialect;
#[path = "../doubles/mod.rs"]
mod doubles;
mod expected;
#[path = "../encoder/generate.rs"]
mod generate;
#[allow(dead_code, reason = "made for another test")]
#[path = "../encoder/model.rs"]
mod model;
mod properties;
mod requests;
