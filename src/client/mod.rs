//! Queues, sessions and transports put together.

mod api;
mod asynchronous;
mod blocking;
mod call;
mod ended;
mod engine;
mod learn;
mod pages;
mod polled;

pub use blocking::Client;
pub use call::CallError;
pub use learn::TimeError;
pub use polled::{Action, Polled};

#[cfg(feature = "std")]
pub(crate) use engine::{Engine, KEPT};
