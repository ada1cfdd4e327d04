#![cfg_attr(
    all(feature = "std", feature = "embedded-io-async", feature = "recording"),
    doc = include_str!("../README.md")
)]
#![cfg_attr(
    not(all(feature = "std", feature = "embedded-io-async", feature = "recording")),
    doc = "Report metrics from any device. The README, which is the front page of the documentation with all features, shows how."
)]
//!
//! # Layers
//!
//! A reading travels through these, in this order; each knows only those before it.
//!
//! 1. readings: [`Gauge`], [`Counter`], [`Measurement`], [`Summary`], their values, names and attributes;
//! 2. [`Queue`] and [`Aggregator`], in fixed memory;
//! 3. [`answers`]: a response is a sink of bytes ([`transport::ResponseSink`]);
//! 4. wire formats: a request is a source of bytes ([`transport::RequestSource`]), and an answer says what became of it;
//! 5. the session: what to send next, as a value;
//! 6. [`api`]: calls that are no measurements, each a value;
//! 7. [`Client`] for devices, `Librato` for desktop programs;
//! 8. [`transports`], which only move bytes.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::unreachable)
)]

#[cfg(any(feature = "std", feature = "ureq", test))]
extern crate std;

mod aggregator;
pub mod answers;
pub mod api;
mod client;
mod clock;
mod credentials;
#[cfg(feature = "std")]
mod desktop;
mod divide;
mod encode;
mod ending;
mod exchange;
pub mod json;
mod log;
mod queue;
mod readings;
mod server;
mod session;
mod text;
mod time;
pub mod transport;

#[cfg(feature = "std")]
#[doc = include_str!("migration.md")]
pub mod migration {}

#[path = "../transports/mod.rs"]
pub mod transports;

pub use api::{
    ApiError, ItemError, alerts, annotations, api_tokens, charts, composites, dashboards, instruments, jobs,
    measurements, metrics, services, snapshots, sources, spaces,
};

pub use aggregator::{
    Aggregate, AggregateHandle, Aggregator, AggregatorBase, AggregatorStore, AggregatorView, DeltaCounter,
    SharedAggregator, Timer,
};
pub use client::{Action, CallError, Client, Polled, TimeError};
pub use clock::Clock;
pub use credentials::{Credentials, CredentialsError};
#[cfg(feature = "std")]
pub use desktop::reporter::{self, Reporter};
#[cfg(feature = "std")]
pub use desktop::{Batch, DecodeError, Error, Failure, Librato, Pages, Reply};
pub use encode::{
    Body, Call, Device, HeaderError, LibratoFormat, LineProtocol, Path, Query, QueryValue, Route, StatusOnly,
    UserAgent, WireFormat,
};
pub use queue::{
    AddError, ChunkSize, Counts, Full, FullPolicy, Queue, QueueAccess, QueueBase, QueueView, Series,
    SharedQueue, Store,
};
pub use readings::{
    Attributes, Counter, Decimal, Gauge, Kind, Measurement, NamePolicy, NameRule, Reading, ReadingError,
    Sanitizer, SummarizeFunction, Summary, Tag, Value, python_sanitizer,
};
pub use server::{Server, ServerError};
pub use session::{Backoff, Blame, BootTime, Cause, FlushError, Report, Schedule};
pub use time::{Millis, UnixSeconds};
pub use transport::{Async, AsyncHttpTransport, HttpTransport};
