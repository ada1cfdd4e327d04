//! librato
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
mod client;
mod credentials;
#[cfg(feature = "std")]
mod desktop;
mod encode;
pub mod json;
mod queue;
mod readings;
mod server;
mod session;
mod text;
mod time;
pub mod transport;

#[path = "../transports/mod.rs"]
pub mod transports;

pub use aggregator::{
    Aggregate, AggregateHandle, Aggregator, AggregatorBase, AggregatorStore, AggregatorView, DeltaCounter,
    SharedAggregator, Timer,
};
pub use client::{CallError, Client};
pub use credentials::{Credentials, CredentialsError};
#[cfg(feature = "std")]
pub use desktop::{Batch, Error, Failure, Librato, Reply};
pub use encode::{Call, Device, HeaderError, LibratoFormat, UserAgent, WireFormat};
pub use queue::{
    AddError, Counts, Full, FullPolicy, Queue, QueueAccess, QueueBase, QueueView, Series, SharedQueue, Store,
};
pub use readings::{
    Attributes, Counter, Decimal, Gauge, Kind, Measurement, NamePolicy, NameRule, Reading, ReadingError,
    Sanitizer, SummarizeFunction, Summary, Tag, Value, python_sanitizer,
};
pub use server::{Server, ServerError};
pub use session::{Backoff, Blame, BootTime, Cause, FlushError, Report, Schedule};
pub use time::{Millis, UnixSeconds};
pub use transport::HttpTransport;
