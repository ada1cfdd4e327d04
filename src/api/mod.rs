//! The calls of the API, each a value that knows its path, its body and its answer.
//!
//! [`Client::send`](crate::Client::send) and [`Client::list`](crate::Client::list) make them on a device, with the answer in a
//! buffer of the caller's; `Librato::send` and `Librato::list` on a desktop, with answers that own their texts. A call that is
//! not here yet is an [`Endpoint`] of your own, or an untyped [`Call`](crate::Call).

mod answer;
mod by_id;
mod error;
mod lenient;
mod list;
mod next_page;
#[cfg(feature = "std")]
mod one_line;
#[cfg(feature = "std")]
mod owned;
mod paging;
mod pairs;
#[cfg(feature = "std")]
mod stored;

pub mod alerts;
pub mod annotations;
pub mod api_tokens;
pub mod charts;
pub mod composites;
pub mod dashboards;
pub mod instruments;
pub mod jobs;
pub mod measurements;
pub mod metrics;
pub mod services;
pub mod snapshots;
pub mod sources;
pub mod spaces;

pub(crate) use answer::last_number;
pub use answer::{Answer, Done, Endpoint, Received};
pub use by_id::{Create, Delete, Get, Update};
pub use error::{ApiError, ItemError};
pub use list::{List, Resource};
pub(crate) use next_page::Linked;
pub use next_page::NextPage;
#[cfg(feature = "std")]
pub use owned::{Owned, OwnedEndpoint, OwnedListing, OwnedResource};
#[cfg(feature = "std")]
pub(crate) use paging::picker_of;
pub use paging::{Listed, Listing, Page, PageQuery, Paged};
pub(crate) use paging::{end, picker};
