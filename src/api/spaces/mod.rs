//! Spaces: collections of [charts](crate::charts) (API documentation, "Spaces").
//!
//! ```no_run
//! use librato::spaces::{self, Space};
//! use librato::charts::{Chart, Stream};
//! use librato::Librato;
//! # let api = Librato::from_env()?;
//! for space in api.list(spaces::list().name("prod")) {
//!     println!("{}", space?); // Production (129)
//! }
//! let mut space = match Space::find(&api, "production")? {
//!     Some(space) => space,
//!     None => api.send(spaces::create("Production").tags(true))?,
//! };
//! space.add_chart(&api, Chart::line("CPU", [Stream::metric("cpu.user"), Stream::metric("cpu.idle")]))?;
//! for chart in space.charts(&api)? {
//!     println!("{chart}"); // CPU (line): cpu.user from *, cpu.idle from *
//! }
//! space.rename(&api, "Production EU")?;
//! # Ok::<(), librato::Error>(())
//! ```

mod create;
#[cfg(feature = "std")]
mod owned;
mod rename;
mod space;

pub use create::{Create, create};
#[cfg(feature = "std")]
pub use owned::Space;
pub use rename::{Rename, rename};
pub(crate) use space::is_called;
pub use space::{SpaceRef, Spaces, list};

use super::by_id::{Delete, Get, Update};

/// Reads a space: `GET /spaces/ID`.
#[must_use]
pub const fn get<'a>(id: u64) -> Get<'a, Spaces> {
    Get::new(id)
}

/// Changes a space: `PUT /spaces/ID`.
///
/// `changes` is anything that serde can write: a `Space` that was read before, or free-form JSON. The API documentation names
/// nothing but the name, for which there is [`rename`].
#[must_use]
pub const fn update<B: serde::Serialize>(id: u64, changes: &B) -> Update<'_, Spaces, B> {
    Update::new(id, changes)
}

/// Deletes a space and the charts in it: `DELETE /spaces/ID`.
#[must_use]
pub const fn delete(id: u64) -> Delete<Spaces> {
    Delete::new(id)
}
