//! Metrics: list, read, change, delete, and define composites (API documentation, "Metrics").
//!
//! ```no_run
//! use librato::{Librato, metrics};
//! # let api = Librato::from_env()?;
//! for metric in api.list(metrics::list().name("cpu")) {
//!     println!("{}", metric?); // cpu.load (gauge, every 60 s): Load of the processor
//! }
//! let mut load = api.send(metrics::get("cpu.load").count(60).resolution(60))?;
//! for (source, points) in &load.measurements {
//!     println!("{source}: {} points", points.len());
//! }
//! load.display_name = Some("CPU load".into());
//! api.send(metrics::update("cpu.load", &load))?; // with all that the server said of it
//! api.send(metrics::delete_matching("test.*"))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A program that is instrumented with the crate `metrics` as well has two things of that name. `use librato::metrics` hides the crate,
//! whose macros are then `::metrics::counter!` and so on; or this module gets another name:
//!
//! ```
//! use librato::metrics as librato_metrics;
//! let call = librato_metrics::get("cpu.load").count(60);
//! ```

mod changes;
mod define;
mod delete;
mod get;
mod metric;
mod point;
mod update;

pub use changes::Changes;
pub use define::{Define, define};
pub use delete::{Delete, DeleteMany, delete, delete_many, delete_matching};
pub use get::{Get, get};
#[cfg(feature = "std")]
pub use metric::{Metric, MetricType};
pub use metric::{MetricRef, Metrics, list};
#[cfg(feature = "std")]
pub use point::Point;
pub use point::PointRef;
pub use update::{Update, UpdateMany, update, update_many, update_matching};
