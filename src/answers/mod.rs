//! What servers answer: framing, heads, waits and error bodies.

mod error;
mod reader;

pub use error::AnswerError;
pub use reader::{Progress, ResponseReader};
