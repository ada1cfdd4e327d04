//! The golden cases: their files, a server that answers by a case's script, an interpreter of the steps, and what counts as equal.
//! The manual is `tests/vectors/README.md`.

mod case;
mod check;
mod compare;
mod errors;
mod interpreter;
mod play;
mod server;
mod summary;
pub(crate) mod tamper;

pub(crate) use case::{Area, Case, load};
pub(crate) use play::play;
pub(crate) use server::Servers;
pub(crate) use summary::{Summary, Verdict};
