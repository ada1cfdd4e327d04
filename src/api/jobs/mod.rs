//! Jobs: what the server does later (API documentation, "Jobs").
//!
//! ```no_run
//! use librato::{Librato, jobs, metrics};
//! # let api = Librato::from_env()?;
//! if let Some(id) = api.send(metrics::delete_matching("test.*"))?.job() {
//!     let mut job = api.send(jobs::get(id))?;
//!     while !job.is_over() {
//!         std::thread::sleep(std::time::Duration::from_secs(5));
//!         job = api.send(jobs::get(id))?;
//!     }
//!     println!("{job}"); // job 123456: complete (100 %)
//! }
//! # Ok::<(), librato::Error>(())
//! ```

mod get;
mod job;

pub use get::{Get, get};
pub use job::JobRef;
#[cfg(feature = "std")]
pub use job::{Job, JobState};
