//! The recording transport: what it keeps, what it plays, and that no credential stays in it.
#![cfg(feature = "recording")]

#[path = "../doubles/mod.rs"]
mod doubles;
mod kept;
mod played;
