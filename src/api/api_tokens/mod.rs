//! API tokens: the credentials of programs and devices (API documentation, "API Tokens").
//!
//! A device should have one of its own, with the role `recorder`, which can write and not read: a lost device is then shut out by one
//! call. No output of this library shows a token; [`Token::reveal`] and [`TokenRef::reveal`] give it.
//!
//! ```no_run
//! use librato::{Librato, api_tokens};
//! # let api = Librato::from_env()?;
//! # fn store(token: &str) {}
//! let created = api.send(api_tokens::create("thermometer 7", "recorder"))?;
//! store(created.token.as_ref().map_or("", |token| token.reveal()));
//!
//! for token in api.list(api_tokens::list().name("thermometer *")) {
//!     let token = token?;
//!     println!("{token}"); // thermometer 7 (recorder)
//!     if let Some(id) = token.id() {
//!         api.send(api_tokens::update(id, &api_tokens::Changes::new().active(false)))?;
//!     }
//! }
//! # Ok::<(), librato::Error>(())
//! ```

mod api_token;
mod changes;
mod create;
mod delete;
mod get;
mod token;
mod update;

#[cfg(feature = "std")]
pub use api_token::{ApiToken, Role};
pub use api_token::{ApiTokenRef, ApiTokens, list};
pub use changes::Changes;
pub use create::{Create, create};
pub use delete::{Delete, delete};
pub use get::{Get, get};
#[cfg(feature = "std")]
pub use token::Token;
pub use token::TokenRef;
pub use update::{Update, update};
