//! What servers answer: framing, heads, waits and error bodies.
//!
//! [`ResponseReader`] turns raw bytes into the parts of an answer, [`Answer`] keeps what matters of them, and
//! [`ErrorBody`] understands what a server says about errors. None of them needs the whole answer in memory.

mod answer;
mod chunked;
mod error;
mod error_body;
mod framing;
mod http_date;
mod line;
mod messages;
mod rate_limit;
mod reader;

pub use answer::Answer;
#[cfg(feature = "std")]
pub(crate) use answer::is_json_type;
pub use error::AnswerError;
pub use error_body::{ErrorBody, Rejected};
pub use messages::Message;
pub use rate_limit::RateLimit;
pub use reader::{Progress, ResponseReader};
