//! The client of a desktop program: owns its settings, knows the time, sleeps between tries.

mod aggregate;
mod api;
mod batch;
mod builder;
mod decode_error;
mod error;
mod librato;
mod options;
mod patience;
mod reply;
pub mod reporter;
mod spare;
mod tags;

pub use api::Pages;
pub use batch::Batch;
pub use decode_error::DecodeError;
pub use error::{Error, Failure};
pub use librato::Librato;
pub use reply::Reply;
