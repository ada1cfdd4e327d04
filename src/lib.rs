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

pub mod answers;
mod credentials;
pub mod json;
mod server;
mod time;
pub mod transport;

#[path = "../transports/mod.rs"]
pub mod transports;

pub use credentials::{Credentials, CredentialsError};
pub use server::{Server, ServerError};
pub use time::{Millis, UnixSeconds};
pub use transport::HttpTransport;
