//! Services, which are told of [alerts](crate::alerts): mail, chat rooms, web hooks... (API documentation, "Services").
//!
//! ```no_run
//! use librato::{Librato, services};
//! # let api = Librato::from_env()?;
//! let room = [("room", "Ops"), ("token", "1234567890ABCDEF"), ("subdomain", "acme")];
//! let mut chat = api.send(services::create("campfire", "Ops room").settings(&room))?;
//! chat.settings.insert("room".into(), "Night shift".into());
//! chat.save(&api)?; // with all that the server said of it
//! for service in api.list(services::list()) {
//!     println!("{}", service?); // Ops room (campfire, 145)
//! }
//! # Ok::<(), librato::Error>(())
//! ```

mod changes;
mod create;
#[cfg(feature = "std")]
mod owned_service;
mod service;

pub use changes::Changes;
pub use create::{Create, create};
#[cfg(feature = "std")]
pub use owned_service::Service;
pub use service::{ServiceRef, Services, list};

use super::by_id::{Delete, Get, Update};

/// Reads the service that has this id: `GET /services/ID`.
#[must_use]
pub const fn get<'a>(id: u64) -> Get<'a, Services> {
    Get::new(id)
}

/// Changes the service that has this id: `PUT /services/ID`.
///
/// `changes` is anything that serde can write: [`Changes`], a whole `Service` that was read before, or free-form JSON.
#[must_use]
pub const fn update<B: serde::Serialize>(id: u64, changes: &B) -> Update<'_, Services, B> {
    Update::new(id, changes)
}

/// Deletes the service that has this id, which alerts then tell no longer: `DELETE /services/ID`.
#[must_use]
pub const fn delete(id: u64) -> Delete<Services> {
    Delete::new(id)
}
