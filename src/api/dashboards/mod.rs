//! Dashboards, as the API had them before [spaces](crate::spaces): collections of [instruments](crate::instruments)
//! (API documentation, "Dashboards").
//!
//! ```no_run
//! use librato::{Librato, dashboards, instruments};
//! # let api = Librato::from_env()?;
//! let mut dashboard = api.send(dashboards::get(129))?;
//! for instrument in dashboard.instruments(&api)? {
//!     println!("{instrument}"); // Server temperature: server_temp from app1
//! }
//! dashboard.instrument_ids.retain(|id| *id != 915);
//! dashboard.save(&api)?;
//! # Ok::<(), librato::Error>(())
//! ```

mod dashboard;

#[cfg(feature = "std")]
pub use dashboard::Dashboard;
pub use dashboard::{DashboardRef, Dashboards};

use super::List;
use super::by_id::{Create, Delete, Get, Update};

/// Lists dashboards, by name: `GET /dashboards`.
#[must_use]
pub const fn list<'a>() -> List<'a, Dashboards> {
    List::new()
}

/// Reads a dashboard: `GET /dashboards/ID`.
#[must_use]
pub const fn get<'a>(id: u64) -> Get<'a, Dashboards> {
    Get::new(id)
}

/// Creates a dashboard: `POST /dashboards`.
///
/// `dashboard` is anything that serde can write: a `Dashboard`, or free-form JSON with `name` and the ids of `instruments`, in
/// order.
#[must_use]
pub const fn create<B: serde::Serialize>(dashboard: &B) -> Create<'_, Dashboards, B> {
    Create::new(dashboard)
}

/// Changes a dashboard: `PUT /dashboards/ID`. What is not said stays as it is.
///
/// `changes` is anything that serde can write: a `Dashboard` that was read before, or free-form JSON.
#[must_use]
pub const fn update<B: serde::Serialize>(id: u64, changes: &B) -> Update<'_, Dashboards, B> {
    Update::new(id, changes)
}

/// Deletes a dashboard: `DELETE /dashboards/ID`. Its instruments stay.
#[must_use]
pub const fn delete(id: u64) -> Delete<Dashboards> {
    Delete::new(id)
}
