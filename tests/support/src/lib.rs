//! Servers and helpers for the tests and the examples.
