//! A token, and the list of them.

use super::TokenRef;
use crate::api::{List, Resource, last_number};
use crate::json::{Step, Text};

/// The API tokens of an account.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ApiTokens {}

impl Resource for ApiTokens {
    type Item<'b> = ApiTokenRef<'b>;
    const PATH: &'static str = "api_tokens";
    const WAY: &'static [Step] = &[Step::Key("api_tokens"), Step::Each];
}

/// Lists API tokens: `GET /api_tokens`. In a [name](List::name) `*` stands for any text; without one it may stand anywhere in
/// the name of a token.
#[must_use]
pub const fn list<'a>() -> List<'a, ApiTokens> {
    List::new()
}

/// What a device keeps of a token. Its texts lie in the caller's buffer, the secret as well: it is for the caller to wipe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ApiTokenRef<'b> {
    /// Its name. Tokens that nobody named have none.
    #[serde(borrow)]
    pub name: Option<Text<'b>>,
    /// The secret.
    pub token: Option<TokenRef<'b>>,
    /// Whether the server lets it in.
    pub active: Option<bool>,
    /// What it may do: `admin`, `recorder` or `viewer`.
    pub role: Option<Text<'b>>,
    /// Its URL in the API.
    pub href: Option<Text<'b>>,
}

impl ApiTokenRef<'_> {
    /// Its id, to change or delete it by, which stands in its URL alone.
    #[must_use]
    pub fn id(&self) -> Option<u64> {
        last_number(self.href?.raw())
    }
}

#[cfg(feature = "std")]
pub use owned::{ApiToken, Role};

#[cfg(feature = "std")]
mod owned {
    use std::string::String;

    use serde_json::{Map, Value as Json};

    use super::ApiTokens;
    use crate::api::api_tokens::Token;
    use crate::api::last_number;
    use crate::api::owned::OwnedResource;

    impl OwnedResource for ApiTokens {
        type Object = ApiToken;
    }

    /// What a token may do.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[non_exhaustive]
    pub enum Role {
        /// All.
        Admin,
        /// Write measurements, and nothing else.
        Recorder,
        /// Read.
        Viewer,
        /// Something that this library does not know.
        #[serde(untagged)]
        Other(String),
    }

    /// A token, with what the server said of it. Times are texts, such as `2013-02-01 18:53:38 UTC`.
    ///
    /// Written back by [`update`](crate::api_tokens::update) it loses nothing, fields that this library does not know included. The
    /// secret is never written: the server makes it.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct ApiToken {
        /// Its name. Tokens that nobody named have none.
        #[serde(default)]
        pub name: Option<String>,
        /// The secret.
        #[serde(default, skip_serializing)]
        pub token: Option<Token>,
        /// Whether the server lets it in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub active: Option<bool>,
        /// What it may do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub role: Option<Role>,
        /// Its URL in the API.
        #[serde(default, skip_serializing)]
        pub href: Option<String>,
        /// When it was created.
        #[serde(default, skip_serializing)]
        pub created_at: Option<String>,
        /// When it changed last.
        #[serde(default, skip_serializing)]
        pub updated_at: Option<String>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl ApiToken {
        /// Its id, to change or delete it by, which stands in its URL alone.
        #[must_use]
        pub fn id(&self) -> Option<u64> {
            last_number(self.href.as_ref()?.as_bytes())
        }
    }

    impl core::fmt::Display for Role {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str(match self {
                Self::Admin => "admin",
                Self::Recorder => "recorder",
                Self::Viewer => "viewer",
                Self::Other(other) => other,
            })
        }
    }

    impl core::fmt::Display for ApiToken {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            f.write_str(self.name.as_deref().unwrap_or("without a name"))?;
            let state = if self.active == Some(false) { "shut out" } else { "" };
            match (&self.role, state) {
                (None, "") => Ok(()),
                (None, state) => write!(f, " ({state})"),
                (Some(role), "") => write!(f, " ({role})"),
                (Some(role), state) => write!(f, " ({role}, {state})"),
            }
        }
    }
}
