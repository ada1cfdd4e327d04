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
mod delete;
mod get;
#[cfg(feature = "std")]
mod owned_service;
mod service;
mod update;

pub use changes::Changes;
pub use create::{Create, create};
pub use delete::{Delete, delete};
pub use get::{Get, get};
#[cfg(feature = "std")]
pub use owned_service::Service;
pub use service::{ServiceRef, Services, list};
pub use update::{Update, update};
