//! Instruments, as the API had them before [charts](crate::charts) (API documentation, "Instruments").
//!
//! ```no_run
//! use librato::instruments::{self, Instrument, InstrumentStream};
//! use librato::Librato;
//! # let api = Librato::from_env()?;
//! let mut instrument = Instrument::new("Server temperature");
//! instrument.add_stream(InstrumentStream::metric("server_temp").source("app1"));
//! instrument.save(&api)?;
//! for instrument in api.list(instruments::list().name("temperature")) {
//!     println!("{}", instrument?); // Server temperature: server_temp from app1
//! }
//! # Ok::<(), librato::Error>(())
//! ```

mod instrument;
#[cfg(feature = "std")]
mod stream;

#[cfg(feature = "std")]
pub use instrument::Instrument;
pub use instrument::{InstrumentRef, Instruments};
#[cfg(feature = "std")]
pub use stream::InstrumentStream;

use super::List;
use super::by_id::{Create, Delete, Get, Update};

/// Lists instruments, by the time of their last change: `GET /instruments`.
#[must_use]
pub const fn list<'a>() -> List<'a, Instruments> {
    List::new()
}

/// Reads an instrument: `GET /instruments/ID`.
#[must_use]
pub const fn get<'a>(id: u64) -> Get<'a, Instruments> {
    Get::new(id)
}

/// Creates an instrument: `POST /instruments`.
///
/// `instrument` is anything that serde can write: an `Instrument`, or free-form JSON with `name`, `streams` and `attributes`.
#[must_use]
pub const fn create<B: serde::Serialize>(instrument: &B) -> Create<'_, Instruments, B> {
    Create::new(instrument)
}

/// Changes an instrument: `PUT /instruments/ID`. What is not said stays as it is; streams take the place of all that were there.
///
/// `changes` is anything that serde can write: an `Instrument` that was read before, or free-form JSON.
#[must_use]
pub const fn update<B: serde::Serialize>(id: u64, changes: &B) -> Update<'_, Instruments, B> {
    Update::new(id, changes)
}

/// Deletes an instrument: `DELETE /instruments/ID`. What it draws stays.
#[must_use]
pub const fn delete(id: u64) -> Delete<Instruments> {
    Delete::new(id)
}
