//! An interpreter of the golden cases. Each step is one call of the library; requests, results and waits are compared as the
//! manual (`tests/vectors/README.md`, "Comparing") says.

mod case;
mod check;
mod compare;
mod errors;
mod fields;
mod run;
mod steps;
mod wire;

pub(crate) use case::{Summary, Verdict, load};
pub(crate) use run::play;
