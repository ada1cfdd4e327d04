//! Ways of moving bytes, each behind a feature of its own.

#[cfg(feature = "ureq")]
mod ureq;
#[cfg(feature = "tls")]
pub use self::ureq::{PinnedKey, Roots};
#[cfg(feature = "ureq")]
pub use self::ureq::{Ureq, UreqBuilder, UreqError};
