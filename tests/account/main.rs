//! The example `account`, run as a program.
#![cfg(feature = "std")]

mod account;
mod alerts;
mod annotate;
mod delete;
mod export;
mod failures;
mod import;
mod list;
mod measurements;
mod show;
