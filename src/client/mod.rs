//! Queues, sessions and transports put together.

mod blocking;
mod call;
mod engine;

pub use blocking::Client;
pub use call::CallError;

pub(crate) use engine::Engine;
