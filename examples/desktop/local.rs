//! A receiver of one's own: this program once more, in another process.

use std::env;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};

use librato::{Error, Librato};
use librato_test_support::receiver::{self, Config};

/// The first argument of the process that is the receiver.
const ROLE: &str = "receiver";
const USER: &str = "desktop@example.net";

/// The receiver's process. Dropping this ends it; and if this process dies without, the receiver's standard input
/// ends, and that ends it as well.
pub struct LocalReceiver {
    process: Child,
    url: String,
    token: String,
}

impl LocalReceiver {
    /// Starts a receiver on a free port of this computer.
    pub fn start() -> io::Result<Self> {
        let token = random_token();
        // In the environment: the arguments of a process can be seen by everyone on this computer.
        let process = Command::new(env::current_exe()?)
            .arg(ROLE)
            .env("LIBRATO_USER", USER)
            .env("LIBRATO_TOKEN", &token)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut local = Self { process, url: String::new(), token };
        if let Some(stdout) = local.process.stdout.take() {
            BufReader::new(stdout).read_line(&mut local.url)?;
        }
        local.url.truncate(local.url.trim_end().len());
        if local.url.is_empty() {
            return Err(io::Error::other("the local receiver did not start"));
        }
        Ok(local)
    }

    /// A client of the receiver.
    pub fn connect(&self) -> Result<Librato, Error> {
        Librato::connect(&self.url, USER, &self.token)
    }
}

impl Drop for LocalReceiver {
    fn drop(&mut self) {
        // Closes its standard input first.
        let _ = self.process.wait();
    }
}

/// Where the readings go.
pub fn describe(local: Option<&LocalReceiver>) -> String {
    match local {
        Some(local) => format!("{} (a local receiver; LIBRATO_URL names another server)", local.url),
        None => env::var("LIBRATO_URL").unwrap_or_default(),
    }
}

/// Whether this process is the receiver.
pub fn is_receiver() -> bool {
    env::args_os().nth(1).is_some_and(|first| first == ROLE)
}

/// Is the receiver, until standard input ends.
pub fn serve() -> ExitCode {
    let (Ok(user), Ok(token)) = (env::var("LIBRATO_USER"), env::var("LIBRATO_TOKEN")) else {
        let _ =
            writeln!(io::stderr(), "the receiver takes LIBRATO_USER and LIBRATO_TOKEN from its environment");
        return ExitCode::from(2);
    };
    match receiver::run(Config::new(user, token)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "the receiver: {error}");
            ExitCode::FAILURE
        }
    }
}

/// 128 bits from the standard library's own source of random keys.
fn random_token() -> String {
    let word = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", word(), word())
}
