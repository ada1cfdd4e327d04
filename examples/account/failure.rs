//! Why the program ends early, in words for whoever started it.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use librato::{Blame, Cause, Error, ServerError};

/// The exit code when some objects were refused, or are not there.
pub const REFUSED: u8 = 1;

/// Why the program ends early.
pub enum Failure {
    /// The server, the way to it, or the settings.
    Librato(Error),
    /// What the user asked for cannot be done so.
    Usage(String),
    /// Something is not there.
    Missing(String),
    /// A file, by what is said of it, or the terminal.
    Io(String, io::Error),
    /// Nobody reads what is printed any more.
    Unread,
}

impl Failure {
    pub fn file(file: &Path, error: io::Error) -> Self {
        Self::Io(format!("{}: ", file.display()), error)
    }

    /// Says it, and gives the exit code. `url` is where the server should be.
    pub fn print(&self, url: Option<&str>) -> ExitCode {
        let url = url.unwrap_or("LIBRATO_URL");
        let (code, text) = match self {
            Self::Unread => return ExitCode::SUCCESS,
            Self::Librato(error) => explain(error, url),
            Self::Usage(text) => (2, text.clone()),
            Self::Missing(text) => (REFUSED, text.clone()),
            Self::Io(what, error) => (4, format!("{what}{error}")),
        };
        // There is nobody left to tell if this fails.
        let _ = writeln!(io::stderr(), "error: {text}");
        ExitCode::from(code)
    }
}

/// Whether this is about the one object that was sent, so that others may have better luck.
pub fn is_about_one(error: &Error) -> bool {
    match error.status() {
        Some(status) => (400..500).contains(&status) && !matches!(status, 401 | 403 | 408 | 429),
        None => matches!(error.blame(), Blame::Data),
    }
}

/// The exit code, what happened and what to do about it.
fn explain(error: &Error, url: &str) -> (u8, String) {
    let cause = if let Error::Failed(failure) = error { Some(failure.cause) } else { None };
    match (error, cause, error.status()) {
        (Error::Missing("LIBRATO_TOKEN"), ..) => (2, format!("{error}: set it, or give --token-file")),
        (Error::Missing("LIBRATO_USER"), ..) => (2, format!("{error}: set it, or give --user")),
        (Error::Missing(_), ..) => (2, format!("{error}: set it, or give --url")),
        (Error::Server(ServerError::Insecure), ..) => (2, format!("{error}: use https, or give --insecure")),
        (_, Some(Cause::RateLimited(_)), _) => {
            let wait = error.retry_after().unwrap_or_default().as_secs();
            (3, format!("{error}: try again in {wait} s"))
        }
        (_, Some(Cause::NotTheApi(_)), _) | (Error::Decode(_), ..) => {
            (3, format!("{error}: is {url} a server for the Librato Metrics API?"))
        }
        (.., Some(401)) => {
            let advice = "set LIBRATO_USER and LIBRATO_TOKEN to a user and a token that it knows";
            (3, format!("the server refused the token (401): {advice}"))
        }
        (.., Some(403)) => {
            (3, format!("the token may not do this (403): it takes one with another role\n  {error}"))
        }
        (.., Some(300..=399)) => (3, format!("{error}: give the URL that it leads to")),
        (.., Some(_)) if is_about_one(error) => (REFUSED, error.to_string()),
        (.., Some(_)) => (3, format!("{error}: the server at {url} has a fault")),
        _ => match error.blame() {
            Blame::Network => (3, format!("nothing answers at {url}: {error}\n  Is the server running?")),
            Blame::Configuration => (2, error.to_string()),
            Blame::Data => (REFUSED, error.to_string()),
            _ => (3, error.to_string()),
        },
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Librato(error)
    }
}

/// Of what is printed.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Unread } else { Self::Io(String::new(), error) }
    }
}
