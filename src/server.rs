//! Where requests go: scheme, host, port and base path, parsed and checked once.

/// The server that requests go to.
///
/// The hosted service has been switched off, so there is no default.
///
/// ```
/// use librato::{Server, ServerError};
/// const SERVER: Server = Server::from_static("https://metrics.example.net");
/// assert_eq!((SERVER.host(), SERVER.port()), ("metrics.example.net", 443));
/// assert_eq!(Server::new("http://metrics.example.net"), Err(ServerError::Insecure));
/// assert!(Server::new("http://127.0.0.1:8080/v2/").is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Server<'a> {
    secure: bool,
    /// Host and, where it is not the scheme's own, port: what the `Host` header says.
    authority: &'a str,
    host: &'a str,
    port: u16,
    base: &'a str,
}

/// What is wrong with a base URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ServerError {
    /// It does not begin with `https://` or `http://`.
    Scheme,
    /// It holds credentials (`user@`). They go into [`Credentials`](crate::Credentials).
    Credentials,
    /// It has a query (`?`).
    Query,
    /// It has a fragment (`#`).
    Fragment,
    /// The host is missing or has a character that no host has.
    Host,
    /// The port is not a number from 1 to 65535.
    Port,
    /// The path has a character that must be percent-encoded.
    Path,
    /// Plain `http` beyond loopback would show the credentials to the network. Use `https`, or
    /// [`Server::insecure`] where the network is trusted.
    Insecure,
}

impl<'a> Server<'a> {
    /// A server by its base URL: scheme, host, port if need be, and the path before the resource names.
    /// Without a path the wire format's own base path is used, `/v1` for the Librato API.
    ///
    /// # Errors
    /// See [`ServerError`]; among them plain `http` to a host that is not loopback.
    pub const fn new(url: &'a str) -> Result<Self, ServerError> {
        match Self::insecure(url) {
            Ok(server) if !server.secure && !is_loopback(server.host) => Err(ServerError::Insecure),
            other => other,
        }
    }

    /// As [`new`](Self::new), and plain `http` to any host is taken: the token then crosses the network in
    /// the clear.
    ///
    /// # Errors
    /// See [`ServerError`].
    pub const fn insecure(url: &'a str) -> Result<Self, ServerError> {
        let (secure, rest) = match url.split_at_checked(8) {
            Some((scheme, rest)) if same_text(scheme, "https://") => (true, rest),
            _ => match url.split_at_checked(7) {
                Some((scheme, rest)) if same_text(scheme, "http://") => (false, rest),
                _ => return Err(ServerError::Scheme),
            },
        };
        if has_byte(rest, b'#') {
            return Err(ServerError::Fragment);
        }
        if has_byte(rest, b'?') {
            return Err(ServerError::Query);
        }
        let (authority, path) = split_before(rest, b'/');
        if has_byte(authority, b'@') {
            return Err(ServerError::Credentials);
        }
        let Some((host, port)) = split_port(authority) else { return Err(ServerError::Host) };
        if !is_host(host) {
            return Err(ServerError::Host);
        }
        let standard = if secure { 443 } else { 80 };
        let (port, authority) = match parse_port(port) {
            _ if port.is_empty() => (standard, host),
            Some(port) if port == standard => (port, host),
            Some(port) => (port, authority),
            None => return Err(ServerError::Port),
        };
        if !is_path(path) {
            return Err(ServerError::Path);
        }
        Ok(Self { secure, authority, host, port, base: without_final_slashes(path) })
    }

    /// For a `const`: [`new`](Self::new), with an error at compile time instead of a `Result`.
    ///
    /// # Panics
    /// If the URL is refused. In a `const` that is a compile error; elsewhere use [`new`](Self::new).
    #[must_use]
    pub const fn from_static(url: &'static str) -> Server<'static> {
        match Server::new(url) {
            Ok(server) => server,
            Err(_) => panic!("the URL is no base URL that Server::new takes"),
        }
    }

    /// For a `const`: [`insecure`](Self::insecure), with an error at compile time instead of a `Result`.
    ///
    /// ```
    /// use librato::Server;
    /// const SERVER: Server = Server::insecure_from_static("http://metrics.lan:8080");
    /// assert_eq!((SERVER.host(), SERVER.is_secure()), ("metrics.lan", false));
    /// ```
    ///
    /// # Panics
    /// If the URL is refused. In a `const` that is a compile error; elsewhere use [`insecure`](Self::insecure).
    #[must_use]
    pub const fn insecure_from_static(url: &'static str) -> Server<'static> {
        match Server::insecure(url) {
            Ok(server) => server,
            Err(_) => panic!("the URL is no base URL that Server::insecure takes"),
        }
    }

    /// Whether the scheme is `https`.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// The host, an IPv6 address in its brackets.
    #[must_use]
    pub const fn host(&self) -> &'a str {
        self.host
    }

    /// The port: the one given, else 443 or 80.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The value of the `Host` header: the host, with the port where it is not the scheme's own.
    #[must_use]
    pub const fn authority(&self) -> &'a str {
        self.authority
    }

    /// The base path that was given, without a slash at its end; empty if there was none.
    #[must_use]
    pub const fn base_path(&self) -> &'a str {
        self.base
    }

    /// `https` or `http`.
    #[must_use]
    pub const fn scheme(&self) -> &'static str {
        if self.secure { "https" } else { "http" }
    }
}

impl core::fmt::Display for ServerError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Scheme => "the base URL must begin with https:// (or http:// for loopback)",
            Self::Credentials => "the base URL must not hold credentials",
            Self::Query => "the base URL must not have a query",
            Self::Fragment => "the base URL must not have a fragment",
            Self::Host => "the base URL has no usable host",
            Self::Port => "the port must be a number from 1 to 65535",
            Self::Path => "the path of the base URL must be percent-encoded ASCII",
            Self::Insecure => "plain http beyond loopback shows the token to the network",
        })
    }
}

impl core::error::Error for ServerError {}

/// Whether two texts are equal, letters in either case; `==` is not available in a `const fn`.
const fn same_text(a: &str, b: &str) -> bool {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    while let (Some((&l, l_rest)), Some((&r, r_rest))) = (left.split_first(), right.split_first()) {
        if !l.eq_ignore_ascii_case(&r) {
            return false;
        }
        (left, right) = (l_rest, r_rest);
    }
    left.len() == right.len()
}

const fn has_byte(text: &str, wanted: u8) -> bool {
    let mut bytes = text.as_bytes();
    while let Some((&byte, rest)) = bytes.split_first() {
        if byte == wanted {
            return true;
        }
        bytes = rest;
    }
    false
}

/// What stands before the first `stop`, and the rest from it on.
const fn split_before(text: &str, stop: u8) -> (&str, &str) {
    let mut at = 0;
    let mut bytes = text.as_bytes();
    while let Some((&byte, rest)) = bytes.split_first() {
        if byte == stop {
            break;
        }
        at += 1;
        bytes = rest;
    }
    match text.split_at_checked(at) {
        Some(parts) => parts,
        None => (text, ""),
    }
}

/// Host and port of an authority, the port empty where none is given. `None` if a `:` has nothing after it
/// or a bracket does not close.
const fn split_port(authority: &str) -> Option<(&str, &str)> {
    let bracket = matches!(authority.as_bytes().first(), Some(b'['));
    let (host, rest) = if bracket {
        let (inner, rest) = split_before(authority, b']');
        match authority.split_at_checked(inner.len() + 1) {
            Some(parts) if !rest.is_empty() => parts,
            _ => return None,
        }
    } else {
        split_before(authority, b':')
    };
    match rest.as_bytes().split_first() {
        None => Some((host, "")),
        Some((b':', digits)) if !digits.is_empty() => match rest.split_at_checked(1) {
            Some((_, port)) => Some((host, port)),
            None => None,
        },
        Some(_) => None,
    }
}

const fn parse_port(digits: &str) -> Option<u16> {
    let mut port: u32 = 0;
    let mut bytes = digits.as_bytes();
    while let Some((&byte, rest)) = bytes.split_first() {
        if !byte.is_ascii_digit() {
            return None;
        }
        port = port * 10 + (byte - b'0') as u32;
        if port > 65_535 {
            return None;
        }
        bytes = rest;
    }
    if port == 0 { None } else { Some(port as u16) }
}

const fn is_host(host: &str) -> bool {
    let bracket = matches!(host.as_bytes().first(), Some(b'['));
    let mut bytes = host.as_bytes();
    if bytes.is_empty() {
        return false;
    }
    while let Some((&byte, rest)) = bytes.split_first() {
        let fits = byte.is_ascii_alphanumeric()
            || matches!(byte, b'.' | b'-' | b'_')
            || (bracket && matches!(byte, b'[' | b']' | b':' | b'%'));
        if !fits {
            return false;
        }
        bytes = rest;
    }
    true
}

/// Visible ASCII without what RFC 3986 keeps out of a path.
const fn is_path(path: &str) -> bool {
    let mut bytes = path.as_bytes();
    while let Some((&byte, rest)) = bytes.split_first() {
        if !byte.is_ascii_graphic()
            || matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
        {
            return false;
        }
        bytes = rest;
    }
    true
}

const fn without_final_slashes(path: &str) -> &str {
    let mut text = path;
    while let Some((b'/', _)) = text.as_bytes().split_last() {
        match text.split_at_checked(text.len() - 1) {
            Some((before, _)) => text = before,
            None => break,
        }
    }
    text
}

/// `localhost`, `127.x.y.z` in full, `[::1]`.
const fn is_loopback(host: &str) -> bool {
    if same_text(host, "localhost") || same_text(host, "[::1]") {
        return true;
    }
    let mut rest = host;
    let mut part = 0;
    while part < 4 {
        let (number, after) = split_before(rest, b'.');
        let value = match parse_port(number) {
            Some(value) if value < 256 && number.len() <= 3 => value,
            None if same_text(number, "0") => 0,
            _ => return false,
        };
        if part == 0 && value != 127 {
            return false;
        }
        part += 1;
        rest = match after.split_at_checked(1) {
            Some((_, next)) => next,
            None => return part == 4,
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_url() {
        let server = Server::new("https://[::1]:9000/api/v9/").unwrap();
        assert_eq!((server.host(), server.port(), server.base_path()), ("[::1]", 9000, "/api/v9"));
        assert_eq!(server.authority(), "[::1]:9000");
        let server = Server::new("HTTPS://a.example:443").unwrap();
        assert_eq!((server.authority(), server.port(), server.base_path()), ("a.example", 443, ""));
        assert!(server.is_secure());
    }

    #[test]
    fn each_fault_has_its_own_error() {
        for (url, error) in [
            ("metrics.example.net", ServerError::Scheme),
            ("ftp://a.example", ServerError::Scheme),
            ("https://user:pw@a.example", ServerError::Credentials),
            ("https://a.example?x=1", ServerError::Query),
            ("https://a.example/#x", ServerError::Fragment),
            ("https://", ServerError::Host),
            ("https://a b", ServerError::Host),
            ("https://a.example:", ServerError::Host),
            ("https://[::1", ServerError::Host),
            ("https://a.example:0", ServerError::Port),
            ("https://a.example:65536", ServerError::Port),
            ("https://a.example:8x", ServerError::Port),
            ("https://a.example/a b", ServerError::Path),
            ("https://a.example/a\r\nX: y", ServerError::Path),
            ("https://a.example/é", ServerError::Path),
            ("https://a.example\r\n", ServerError::Host),
            ("http://a.example", ServerError::Insecure),
            ("http://127.0.0.1.evil.example", ServerError::Insecure),
            ("http://127.0.0", ServerError::Insecure),
            ("http://127.1.2.3.4", ServerError::Insecure),
        ] {
            assert_eq!(Server::new(url), Err(error), "{url}");
        }
        assert!(Server::insecure("http://a.example").is_ok());
        for url in ["http://localhost:1", "http://127.0.0.1", "http://127.9.0.3:80/x", "http://[::1]/"] {
            assert!(Server::new(url).is_ok(), "{url}");
        }
    }
}
