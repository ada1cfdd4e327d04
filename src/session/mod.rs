//! What to send next, and what to do after: decisions as values, without a socket or a clock.

mod backoff;
mod clock;
mod outcome;
mod schedule;
mod state;
mod verdict;

pub use backoff::Backoff;
pub use clock::BootTime;
pub use outcome::{Blame, Cause, FlushError, Report};
pub use schedule::Schedule;

pub(crate) use state::{Session, Step};
pub(crate) use verdict::Verdict;
