//! The way to an engine that takes InfluxDB line protocol.

use std::env;

use librato::{Credentials, Error, Librato, LineProtocol, Server, transports::Ureq};

use crate::options::Options;

/// A client of the engine that the environment names: with a user and a password, a token alone, or neither.
pub fn connect(options: &Options) -> Result<Librato, Error> {
    let url = env::var("LIBRATO_URL").map_err(|_| Error::Missing("LIBRATO_URL"))?;
    let (user, token) = (env::var("LIBRATO_USER"), env::var("LIBRATO_TOKEN"));
    let credentials = match (&user, &token) {
        (Ok(user), Ok(password)) => Credentials::new(user, password)?,
        (Err(_), Ok(token)) => Credentials::token(token)?,
        (Ok(_), Err(_)) => return Err(Error::Missing("LIBRATO_TOKEN")),
        (Err(_), Err(_)) => Credentials::none(),
    };
    let format = match &options.bucket {
        Some(bucket) => LineProtocol::v2(options.org.clone(), bucket.clone()),
        None => LineProtocol::v1(options.database.clone()),
    };
    Ok(Librato::new(Server::new(&url)?, credentials, Ureq::new()).format(format))
}
