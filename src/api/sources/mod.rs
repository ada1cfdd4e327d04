//! Sources: where measurements come from, and the names that people see of them (API documentation of 2016, "Sources"). Servers that
//! know tags alone have none.
//!
//! ```no_run
//! use librato::{Librato, sources};
//! # let api = Librato::from_env()?;
//! for source in api.list(sources::list().name("web")) {
//!     println!("{}", source?); // i-d32d61af: web-frontend-0
//! }
//! api.send(sources::update("i-d32d61af", &sources::Changes::new().display_name("web-frontend-1")))?;
//! # Ok::<(), librato::Error>(())
//! ```

mod changes;
mod get;
mod source;
mod update;

pub use changes::Changes;
pub use get::{Get, get};
#[cfg(feature = "std")]
pub use source::Source;
pub use source::{SourceRef, Sources, list};
pub use update::{Update, update};
