//! Queues, sessions and transports put together.

mod blocking;
mod call;
mod engine;

pub use blocking::Client;
pub use call::CallError;

#[cfg(feature = "std")]
pub(crate) use engine::{Engine, KEPT};
