//! Whose account it is.

use std::path::PathBuf;
use std::{env, fs};

use clap::Args;
use librato::transports::Ureq;
use librato::{Error, Librato};

use crate::failure::Failure;

/// What the command line says of the connection; the rest is in the environment.
#[derive(Args)]
pub struct Connection {
    /// The server, instead of LIBRATO_URL
    #[arg(long, global = true, help_heading = "Connection", value_name = "URL")]
    url: Option<String>,
    /// The user, instead of LIBRATO_USER
    #[arg(long, global = true, help_heading = "Connection")]
    user: Option<String>,
    /// A file whose first line is the token, instead of LIBRATO_TOKEN
    #[arg(long, global = true, help_heading = "Connection", value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Take plain http to another computer: everyone on the way can read the token
    #[arg(long, global = true, help_heading = "Connection")]
    insecure: bool,
}

impl Connection {
    /// The base URL, if there is one.
    pub fn url(&self) -> Option<String> {
        self.look_up("LIBRATO_URL", self.url.as_ref()).ok()
    }

    /// A client of the server. Nothing is sent yet.
    pub fn connect(&self) -> Result<Librato, Failure> {
        let url = self.look_up("LIBRATO_URL", self.url.as_ref())?;
        let user = self.look_up("LIBRATO_USER", self.user.as_ref())?;
        let token = match &self.token_file {
            Some(file) => {
                let text = fs::read_to_string(file).map_err(|error| Failure::file(file, error))?;
                text.lines().next().unwrap_or_default().trim().to_owned()
            }
            None => self.look_up("LIBRATO_TOKEN", None)?,
        };
        let connected = if self.insecure {
            Librato::insecure(&url, &user, &token, Ureq::new())
        } else {
            Librato::connect(&url, &user, &token)
        };
        Ok(connected?)
    }

    fn look_up(&self, name: &'static str, given: Option<&String>) -> Result<String, Error> {
        given.cloned().or_else(|| env::var(name).ok()).ok_or(Error::Missing(name))
    }
}
