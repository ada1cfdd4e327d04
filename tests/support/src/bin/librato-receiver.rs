//! The receiver as a program: `LIBRATO_USER=… LIBRATO_TOKEN=… librato-receiver` prints its URL and serves until its
//! standard input ends.

use std::process::ExitCode;

use librato_test_support::receiver::{Config, run};

fn main() -> ExitCode {
    let (Ok(user), Ok(token)) = (std::env::var("LIBRATO_USER"), std::env::var("LIBRATO_TOKEN")) else {
        eprintln!("LIBRATO_USER and LIBRATO_TOKEN say which credentials to ask for");
        return ExitCode::from(2);
    };
    match run(Config::new(user, token)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
