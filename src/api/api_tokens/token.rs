//! The secret of a token.

use crate::json::Text;

/// The secret of a token, in the caller's buffer. No output shows it.
///
/// ```
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, api_tokens};
///
/// # let answer = r#"{"name":"thermometer 7","token":"24f9fb21","active":true,"href":"/v1/api_tokens/28"}"#;
/// # let transport = Recording::<512>::new().answer_with(201, &[], answer);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let mut buffer = [0; 256];
/// let created = client.send(&api_tokens::create("thermometer 7", "recorder"), &mut buffer, Millis(0))?;
/// if let Some(token) = created.token {
///     assert_eq!(format!("{token:?}"), "TokenRef(..)");
///     assert!(token.reveal().is("24f9fb21"));
/// }
/// # Ok::<(), librato::ApiError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(transparent)]
pub struct TokenRef<'b>(#[serde(borrow)] Text<'b>);

impl<'b> TokenRef<'b> {
    /// The secret itself.
    #[must_use]
    pub const fn reveal(self) -> Text<'b> {
        self.0
    }
}

impl core::fmt::Debug for TokenRef<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("TokenRef(..)")
    }
}

#[cfg(feature = "std")]
pub use owned::Token;

#[cfg(feature = "std")]
mod owned {
    use std::string::String;

    /// The secret of a token. No output shows it.
    #[derive(Clone, PartialEq, Eq, serde::Deserialize)]
    #[serde(transparent)]
    pub struct Token(String);

    impl Token {
        /// The secret itself.
        #[must_use]
        pub fn reveal(&self) -> &str {
            &self.0
        }
    }

    impl core::fmt::Debug for Token {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str("Token(..)")
        }
    }
}
