//! The client of a desktop program: owns its settings, knows the time, sleeps between tries.

mod aggregate;
mod batch;
mod builder;
mod error;
mod librato;
mod options;
mod patience;
mod reply;
mod spare;
mod tags;

pub use batch::Batch;
pub use error::{Error, Failure};
pub use librato::Librato;
pub use reply::Reply;
