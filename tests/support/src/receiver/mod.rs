//! A local receiver that takes Librato writes, holds them to the documented limits and gives them back.
//!
//! | route | what it does |
//! | --- | --- |
//! | `POST /v1/metrics` | gauges and counters; all or nothing; 200 with an empty body |
//! | `POST /v1/measurements` | tagged measurements; each on its own; 202 with a summary |
//! | `GET /v1/metrics` | the metrics, in pages, `name` filters |
//! | `PUT /v1/metrics`, `DELETE /v1/metrics` | changes or deletes those that `names` names: a list, or one pattern |
//! | `GET /v1/metrics/:name` | one metric; with `count` or `start_time` also its readings by source |
//! | `PUT /v1/metrics/:name` | changes a metric, or creates it if it has a `type`; `DELETE` deletes it with its readings |
//! | `GET /v1/measurements/:name` | the tagged series of a metric |
//! | `/v1/alerts`, `/services`, `/spaces`, `/instruments`, `/dashboards`, `/api_tokens` | list, create, read, change, delete |
//! | `/v1/spaces/:id/charts` | the same, without pages |
//! | `/v1/alerts/...` | `status`, `:id/status`, `:id/clear`, `:id/services` |
//! | `/v1/annotations` | streams, events and their links |
//! | `/v1/sources` | those that a `PUT` named |
//! | `GET /_received` | not Librato's: every reading taken, in order, as a JSON array of [`Received`] |
//! | `GET /_received/table` | not Librato's: one [`Row`] per metric, kind, source and tags |
//! | `GET /_received/counts` | not Librato's: [`Counts`] |
//!
//! Every route wants the credentials of the [`Config`]. Where the documentation leaves room, the choice made here is
//! written down at the rule.

mod answers;
mod auth;
mod body;
mod change_metrics;
mod child;
mod config;
mod fields;
mod figures;
mod gate;
mod keys;
mod limits;
mod numbers;
mod problems;
mod query;
mod read_measurements;
mod read_metrics;
mod readback;
mod received;
mod refusal;
mod registry;
mod reply;
mod resources;
mod rollup;
mod routes;
mod seen;
mod server;
mod state;
mod table;
mod wire;
mod write;
mod write_measurements;
mod write_metrics;

pub use answers::Answer;
pub use child::run;
pub use config::Config;
pub use figures::Figures;
pub use received::{Kind, Received};
pub use seen::SeenRequest;
pub use server::{Receiver, serve};
pub use state::Counts;
pub use table::Row;
