//! The receiver, asked over HTTP by a client that is not ours.

mod alerts;
mod annotations;
mod answers;
mod api;
mod auth;
mod bounds;
mod change_metrics;
mod child;
mod duplicates;
mod legacy;
mod legacy_limits;
mod read_measurements;
mod read_metrics;
mod resources;
mod spaces;
mod tagged;
mod tagged_limits;
