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
mod token;
mod update;

#[cfg(feature = "std")]
pub use api_token::{ApiToken, Role};
pub use api_token::{ApiTokenRef, ApiTokens, list};
pub use changes::Changes;
pub use create::{Create, create};
#[cfg(feature = "std")]
pub use token::Token;
pub use token::TokenRef;
pub use update::{Update, update};

use super::by_id::{Delete, Get};

/// Reads one token: `GET /api_tokens/ID`.
#[must_use]
pub const fn get<'a>(id: u64) -> Get<'a, ApiTokens> {
    Get::new(id)
}

/// Deletes a token: `DELETE /api_tokens/ID`. Whoever has it is shut out for good.
#[must_use]
pub const fn delete(id: u64) -> Delete<ApiTokens> {
    Delete::new(id)
}
