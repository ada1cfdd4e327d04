//! User and token, which appear in no output but the `Authorization` header.

/// The user (an e-mail address) and API token for Basic authentication.
///
/// No `Debug`, `Display` or `defmt` output shows either.
///
/// ```
/// use librato::{Credentials, CredentialsError};
/// const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
/// assert_eq!(format!("{CREDENTIALS:?}"), "Credentials(..)");
/// assert_eq!(Credentials::new("usér", "x").err(), Some(CredentialsError::NotAscii));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Credentials<'a> {
    user: &'a str,
    token: &'a str,
}

/// What is wrong with user or token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CredentialsError {
    /// A character that is not ASCII.
    NotAscii,
    /// A control character, such as CR or LF.
    Control,
    /// A `:` in the user, which would end it early (RFC 7617).
    Colon,
}

impl<'a> Credentials<'a> {
    /// Checks and keeps user and token. Both may be empty.
    ///
    /// # Errors
    /// See [`CredentialsError`].
    pub const fn new(user: &'a str, token: &'a str) -> Result<Self, CredentialsError> {
        if let Err(error) = check(user, true) {
            return Err(error);
        }
        match check(token, false) {
            Ok(()) => Ok(Self { user, token }),
            Err(error) => Err(error),
        }
    }

    /// For a `const`: [`new`](Self::new), with an error at compile time instead of a `Result`.
    ///
    /// # Panics
    /// If they are refused. In a `const` that is a compile error; elsewhere use [`new`](Self::new).
    #[must_use]
    pub const fn from_static(user: &'static str, token: &'static str) -> Credentials<'static> {
        match Credentials::new(user, token) {
            Ok(credentials) => credentials,
            Err(_) => panic!("user or token is not printable ASCII, or the user has a colon"),
        }
    }

    pub(crate) const fn user(&self) -> &'a str {
        self.user
    }

    pub(crate) const fn token(&self) -> &'a str {
        self.token
    }
}

const fn check(text: &str, user: bool) -> Result<(), CredentialsError> {
    let mut bytes = text.as_bytes();
    while let Some((&byte, rest)) = bytes.split_first() {
        match byte {
            0x80.. => return Err(CredentialsError::NotAscii),
            0..=0x1f | 0x7f => return Err(CredentialsError::Control),
            b':' if user => return Err(CredentialsError::Colon),
            _ => {}
        }
        bytes = rest;
    }
    Ok(())
}

impl core::fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Credentials(..)")
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Credentials<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Credentials(..)");
    }
}

impl core::fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::NotAscii => "user and token must be ASCII",
            Self::Control => "user and token must not have control characters",
            Self::Colon => "the user must not have a colon",
        })
    }
}

impl core::error::Error for CredentialsError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_told_apart() {
        assert_eq!(Credentials::new("a:b", "x").err(), Some(CredentialsError::Colon));
        assert!(Credentials::new("a", "x:y").is_ok());
        assert_eq!(Credentials::new("a", "x\ny").err(), Some(CredentialsError::Control));
        assert_eq!(Credentials::new("a\r", "x").err(), Some(CredentialsError::Control));
        assert_eq!(Credentials::new("a", "töken").err(), Some(CredentialsError::NotAscii));
        assert!(Credentials::new("", "").is_ok());
    }
}
