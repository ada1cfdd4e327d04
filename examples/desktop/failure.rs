//! Why the program ends early, in words for whoever started it.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use librato::{Blame, Error};

/// Why the program ends early.
pub enum Failure {
    /// The server, the way to it, or the settings.
    Librato(Error),
    /// The local receiver, or the terminal.
    Io(io::Error),
    /// The server does not show what it accepted.
    Mismatch { accepted: u32, shown: u64 },
    /// The server refused this many readings. Why has been shown.
    Dropped(u32),
}

impl Failure {
    /// Says it, and gives the exit code.
    pub fn print(&self) -> ExitCode {
        // There is nobody left to tell if this fails.
        let _ = writeln!(io::stderr(), "error: {self}");
        ExitCode::FAILURE
    }
}

/// Shows an error that may be over at the next try, or concerns only some readings. One that nobody but the user can
/// mend ends the program.
pub fn go_on_after(error: Error, out: &mut dyn Write) -> Result<(), Failure> {
    match error.blame() {
        Blame::Configuration => Err(error.into()),
        _ => Ok(writeln!(out, "         {error}")?),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Librato(error) => {
                write!(f, "{error}")?;
                match (error.status(), error.blame()) {
                    (Some(401 | 403), _) => f.write_str("\n  Are LIBRATO_USER and LIBRATO_TOKEN right?"),
                    (_, Blame::Network) => f.write_str("\n  Is the server running, and LIBRATO_URL right?"),
                    _ => Ok(()),
                }
            }
            Self::Io(error) => error.fmt(f),
            Self::Dropped(1) => f.write_str("a reading was refused"),
            Self::Dropped(dropped) => write!(f, "{dropped} readings were refused"),
            Self::Mismatch { accepted, shown } => {
                write!(f, "the server accepted {accepted} readings, but shows {shown}")
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Librato(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
