//! What stands in for a transport, a request or the taker of an answer, and the credentials that all of them have.
#![allow(dead_code, unused_imports, reason = "each program uses a part of it")]

mod awaited;
mod parts;
mod plain;
mod pull;
mod seen;

use librato::{Credentials, Server};

pub(crate) use awaited::{block_on, later, polled};
pub(crate) use parts::Parts;
pub(crate) use plain::{BODY, Plain};
pub(crate) use pull::{Answer, Pull, Sent, is_same, pull};
pub(crate) use seen::{Seen, exchange};

pub(crate) const SERVER: Server = Server::from_static("https://metrics.example.net");
pub(crate) const USER: &str = "someone@example.net";
pub(crate) const TOKEN: &str = "75AFDB82-token";
/// Base64 of `USER:TOKEN`.
pub(crate) const BASIC: &str = "c29tZW9uZUBleGFtcGxlLm5ldDo3NUFGREI4Mi10b2tlbg==";
pub(crate) const CREDENTIALS: Credentials = Credentials::from_static(USER, TOKEN);
