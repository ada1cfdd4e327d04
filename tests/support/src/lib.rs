//! Servers and helpers for the tests and the examples.

pub mod tls;
