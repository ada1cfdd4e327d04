//! What servers answer: framing, heads, waits and error bodies.
//!
//! [`ResponseReader`] turns raw bytes into the parts of an answer, [`Answer`] keeps what matters of them, and
//! [`ErrorBody`] understands what a server says about errors. None of them needs the whole answer in memory.

// `inline(never)` stands where it makes firmware smaller, as measured at `opt-level = "z"`.

mod answer;
mod chunk;
mod error;
mod error_body;
mod field;
mod fields;
mod framing;
mod head;
mod http_date;
mod line;
mod message;
mod progress;
mod rate_limit;
mod reader;
mod status_line;
mod values;

pub use answer::Answer;
pub use error::AnswerError;
pub use error_body::{ErrorBody, Rejected};
#[cfg(feature = "std")]
pub(crate) use head::is_json_type;
pub use message::Message;
pub use progress::Progress;
pub use rate_limit::RateLimit;
pub use reader::ResponseReader;
