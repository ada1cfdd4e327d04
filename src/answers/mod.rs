//! What servers answer: framing, heads, waits and error bodies.

mod chunked;
mod error;
mod framing;
mod line;
mod reader;

pub use error::AnswerError;
pub use reader::{Progress, ResponseReader};
