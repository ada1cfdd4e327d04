//! Snapshots: pictures of charts, made by the server (API documentation, "Snapshots").
//!
//! ```no_run
//! use librato::{Librato, snapshots};
//! # let api = Librato::from_env()?;
//! let mut snapshot = api.send(snapshots::create(915, "stacked").source("*").duration(86_400))?;
//! while let (None, Some(id)) = (&snapshot.image_href, snapshot.id()) {
//!     std::thread::sleep(std::time::Duration::from_secs(5));
//!     snapshot = api.send(snapshots::get(id))?;
//! }
//! println!("{snapshot}"); // snapshot 1: http://snapshots.librato.com/chart/tuqlgn1i-71569.png
//! # Ok::<(), librato::Error>(())
//! ```

mod create;
mod get;
mod snapshot;

pub use create::{Create, CreateJson, create, create_json};
pub use get::{Get, get};
#[cfg(feature = "std")]
pub use snapshot::Snapshot;
pub use snapshot::SnapshotRef;
