//! Annotations: what happened, such as a deployment, drawn into the charts of what was measured (API documentation, "Annotations").
//!
//! Events stand in streams. A stream begins to exist with its first event. An event can have an end; until it has one it is a
//! moment.
//!
//! ```no_run
//! use librato::{Librato, annotations};
//! # let api = Librato::from_env()?;
//! # fn migrate() {}
//! let posted = api.send(annotations::post("deploys", "v42").source("web1"))?;
//! if let Some(id) = posted.id {
//!     api.send(annotations::close("deploys", id, api.now()))?;
//! }
//!
//! // The same around some work, with its end also when it panics.
//! let (outcome, noted) = annotations::post("deploys", "v43").around(&api, || migrate());
//!
//! let since = librato::UnixSeconds(api.now().0 - 86_400);
//! for event in api.list(annotations::get("deploys").start_time(since)) {
//!     println!("{}", event?); // 1386050400 to 1386054000: v42 (web1)
//! }
//! # Ok::<(), librato::Error>(())
//! ```

mod changes;
mod delete;
mod event;
mod event_changes;
mod get;
mod link;
#[cfg(feature = "std")]
mod ongoing;
mod post;
#[cfg(feature = "std")]
mod posted;
mod stream;
mod update;

pub use changes::Changes;
pub use delete::{Delete, DeleteEvent, delete, delete_event};
#[cfg(feature = "std")]
pub use event::Event;
pub use event::{EventRef, GetEvent, event};
pub use event_changes::EventChanges;
pub use get::{Get, get};
#[cfg(feature = "std")]
pub use link::Link;
pub use link::{AddLink, DeleteLink, NewLink, add_link, delete_link};
#[cfg(feature = "std")]
pub use ongoing::Ongoing;
pub use post::{Post, PostJson, post, post_json};
#[cfg(feature = "std")]
pub use posted::Posted;
#[cfg(feature = "std")]
pub use stream::Stream;
pub use stream::{StreamRef, Streams, list};
pub use update::{Close, Update, UpdateEvent, close, update, update_event};
