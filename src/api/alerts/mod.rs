//! Alerts: who is told when a metric is above or below a threshold, or is not reported (API documentation, "Alerts").
//!
//! ```no_run
//! use librato::alerts::{self, Alert};
//! use librato::{Librato, services};
//! # let api = Librato::from_env()?;
//! let mail = api.send(services::create("mail", "Ops").settings(&[("addresses", "ops@example.com")]))?;
//! let load = alerts::above("cpu.load", 0.9).lasting(300).of("web*");
//! let beat = alerts::absent("heartbeat", 600);
//! let alert = api.send(alerts::create("web.load").when(&[load, beat]).notify(&[mail.id]))?;
//! if api.send(alerts::status(alert.id))?.is_triggered() {
//!     api.send(alerts::clear(alert.id))?;
//! }
//! if let Some(mut old) = Alert::find(&api, "web.load.old")? {
//!     old.pause(&api)?; // with all that the server said of it
//! }
//! # Ok::<(), librato::Error>(())
//! ```

#[cfg(feature = "std")]
mod alert;
mod attach;
mod clear;
#[cfg(feature = "std")]
mod condition;
mod create;
mod detach;
mod list;
mod new_condition;
mod status;
mod statuses;
mod tag;

#[cfg(feature = "std")]
pub use alert::{Alert, is_active};
pub use attach::{Attach, attach};
pub use clear::{Clear, clear};
#[cfg(feature = "std")]
pub use condition::{Condition, ConditionType};
pub use create::{Create, create};
pub use detach::{Detach, detach};
pub use list::{AlertRef, Alerts, Version1, find_id, list, list_version_1};
pub use new_condition::{NewCondition, above, absent, below};
pub use status::{GetStatus, StatusRef, status};
#[cfg(feature = "std")]
pub use status::{State, Status};
#[cfg(feature = "std")]
pub use statuses::{Change, Statuses};
pub use statuses::{ChangeRef, GetStatuses, statuses};
#[cfg(feature = "std")]
pub use tag::TagFilter;
pub use tag::{NewTagFilter, tag};

use super::by_id::{Delete, Get, Update};

/// Reads the alert that has this id: `GET /alerts/ID`.
#[must_use]
pub const fn get<'a>(id: u64) -> Get<'a, Alerts> {
    Get::new(id)
}

/// Puts an alert in the place of the one that has this id: `PUT /alerts/ID`.
///
/// `alert` is anything that serde can write: a [`Create`], a whole `Alert` that was read before, or free-form JSON.
/// It must have all conditions: the server takes away those that it does not name. To pause an alert is to write it with
/// `active` false.
#[must_use]
pub const fn update<B: serde::Serialize>(id: u64, alert: &B) -> Update<'_, Alerts, B> {
    Update::new(id, alert)
}

/// Deletes the alert that has this id: `DELETE /alerts/ID`.
#[must_use]
pub const fn delete(id: u64) -> Delete<Alerts> {
    Delete::new(id)
}
