//! Servers and helpers for the tests and the examples.
//!
//! [`receiver`] answers like the Librato Metrics API v1 is documented to answer and keeps what it took;
//! [`pages`] is a list of any length; [`relay`] stands in front of any TCP server and breaks connections on demand;
//! [`example`] finds the examples as programs; [`tls`] makes certificates, good and bad; [`socket`] is a TCP connection as a device's byte stream.
//! Nothing here depends on the `librato` crate, so that it can judge that crate's requests from the outside.

pub mod example;
pub mod marked;
pub mod pages;
pub mod receiver;
pub mod relay;
pub mod socket;
pub mod tls;
