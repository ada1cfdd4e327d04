//! What an account has beside measurements: alerts, services, spaces with charts, annotations and the others, all in one
//! store of JSON objects. Members that no rule here speaks of are kept as they came.

mod alerts;
mod annotations;
mod charts;
mod input;
mod kind;
mod links;
mod page;
mod routes;
mod sources;
mod store;

pub(crate) use input::Fields;
pub(crate) use page::page;
pub(crate) use routes::router;
pub(crate) use store::Store;
