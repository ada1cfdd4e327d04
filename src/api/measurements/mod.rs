//! Measurements with tags: read the series of a metric, and composites of them (API documentation, "Measurements").
//!
//! ```no_run
//! use librato::measurements::{self, TimeRange};
//! use librato::{Librato, UnixSeconds};
//! # let api = Librato::from_env()?;
//! let load = measurements::query("cpu.load", TimeRange::last(3600)).resolution(60);
//! println!("{}", api.send(load)?); // cpu.load: 2 series, 120 measurements
//! for measured in api.list(load.tags(&[("region", "us-*"), ("stage", "!test")])) {
//!     let measured = measured?; // page after page
//!     println!("{:?} {}: {:?}", measured.tag("region"), measured.point.time, measured.point.value);
//! }
//! let start = UnixSeconds(1_421_733_600);
//! api.send(measurements::compose(r#"sum(s("cpu.load", {"host": "*"}))"#, TimeRange::since(start)))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compose;
mod point;
mod query;
mod range;
#[cfg(feature = "std")]
mod series;
mod tags;

pub use compose::{Compose, compose};
pub use point::PointRef;
#[cfg(feature = "std")]
pub use point::{Point, TaggedPoint};
pub use query::{SeriesQuery, query};
pub use range::{TimeRange, TimeRangeError};
#[cfg(feature = "std")]
pub use series::{Measurements, TagSeries};
pub use tags::TagsRef;
