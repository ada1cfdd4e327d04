//! Who sends, and how it says so: secrets that appear in no output but the `Authorization` header.

/// Who sends: a user (an e-mail address) with an API token or a password, or a token alone, and the scheme of the `Authorization`
/// header that says so.
///
/// No `Debug`, `Display` or `defmt` output shows any of it.
///
/// ```
/// use librato::{Credentials, CredentialsError};
/// const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
/// assert_eq!(format!("{CREDENTIALS:?}"), "Credentials(..)");
/// assert_eq!(Credentials::new("usér", "x").err(), Some(CredentialsError::NotAscii));
///
/// let influx = Credentials::token("75AFDB82")?; // Authorization: Token 75AFDB82
/// let gateway = Credentials::bearer("75AFDB82")?; // Authorization: Bearer 75AFDB82
/// let open = Credentials::none(); // no such header
/// # Ok::<(), CredentialsError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Credentials<'a> {
    /// What stands before the secret, with a space; empty: there is no header.
    scheme: &'static str,
    /// `None`: the token stands alone, as it is.
    user: Option<&'a str>,
    token: &'a str,
}

/// What is wrong with user or token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum CredentialsError {
    /// A token that stands alone is empty: [`none`](Credentials::none) says that there is none.
    Empty,
    /// A character that is not ASCII.
    NotAscii,
    /// A control character, such as CR or LF.
    Control,
    /// A `:` in the user, which would end it early (RFC 7617).
    Colon,
}

impl<'a> Credentials<'a> {
    /// User and token (or password) for Basic authentication, checked. Both may be empty.
    ///
    /// # Errors
    /// See [`CredentialsError`].
    pub const fn new(user: &'a str, token: &'a str) -> Result<Self, CredentialsError> {
        if let Err(error) = check(user, true) {
            return Err(error);
        }
        match check(token, false) {
            Ok(()) => Ok(Self { scheme: "Basic ", user: Some(user), token }),
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

    /// No credentials, for a server that asks for none.
    #[must_use]
    pub const fn none() -> Self {
        Self { scheme: "", user: None, token: "" }
    }

    /// A token of InfluxDB 2: `Authorization: Token ...`. InfluxDB 1 takes `user:password` there, from 1.8 on.
    ///
    /// # Errors
    /// See [`CredentialsError`].
    pub const fn token(token: &'a str) -> Result<Self, CredentialsError> {
        Self::alone("Token ", token)
    }

    /// A token as OAuth 2.0 has it (RFC 6750), for InfluxDB 3, Grafana Cloud and most gateways: `Authorization: Bearer ...`.
    ///
    /// # Errors
    /// See [`CredentialsError`].
    pub const fn bearer(token: &'a str) -> Result<Self, CredentialsError> {
        Self::alone("Bearer ", token)
    }

    /// For a `const`: [`token`](Self::token), with an error at compile time instead of a `Result`.
    ///
    /// # Panics
    /// If it is refused. In a `const` that is a compile error; elsewhere use [`token`](Self::token).
    #[must_use]
    pub const fn token_from_static(token: &'static str) -> Credentials<'static> {
        match Credentials::token(token) {
            Ok(credentials) => credentials,
            Err(_) => panic!("the token is not printable ASCII"),
        }
    }

    /// For a `const`: [`bearer`](Self::bearer), with an error at compile time instead of a `Result`.
    ///
    /// # Panics
    /// If it is refused. In a `const` that is a compile error; elsewhere use [`bearer`](Self::bearer).
    #[must_use]
    pub const fn bearer_from_static(token: &'static str) -> Credentials<'static> {
        match Credentials::bearer(token) {
            Ok(credentials) => credentials,
            Err(_) => panic!("the token is not printable ASCII"),
        }
    }

    const fn alone(scheme: &'static str, token: &'a str) -> Result<Self, CredentialsError> {
        if token.is_empty() {
            return Err(CredentialsError::Empty);
        }
        match check(token, false) {
            Ok(()) => Ok(Self { scheme, user: None, token }),
            Err(error) => Err(error),
        }
    }

    /// Scheme, user and token, as they were checked.
    pub(crate) const fn parts(&self) -> (&'static str, Option<&'a str>, &'a str) {
        (self.scheme, self.user, self.token)
    }

    /// Of [`parts`](Self::parts).
    #[cfg(feature = "std")]
    pub(crate) const fn from_parts(scheme: &'static str, user: Option<&'a str>, token: &'a str) -> Self {
        Self { scheme, user, token }
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
            Self::Empty => "a token that stands alone must not be empty",
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
        assert!(Credentials::token("user:password").is_ok());
        assert_eq!(Credentials::token("").err(), Some(CredentialsError::Empty));
        assert_eq!(Credentials::bearer("").err(), Some(CredentialsError::Empty));
        assert_eq!(Credentials::token("x\r\nHost: y").err(), Some(CredentialsError::Control));
        assert_eq!(Credentials::bearer("töken").err(), Some(CredentialsError::NotAscii));
    }
}
