//! Looks after an account on a server for the Librato Metrics API:
//!
//! ```text
//! cargo run --example account --features std -- list alerts
//! cargo run --example account --features std -- annotate deploys v42 -- ./deploy
//! cargo run --example account --features std -- export account.jsonl
//! ```
//!
//! The environment variables `LIBRATO_URL`, `LIBRATO_USER` and `LIBRATO_TOKEN` say whose it is; `--help` says the rest.
#![allow(unreachable_pub, reason = "the modules of a program have no users outside")]

mod alert;
mod annotate;
mod connection;
mod delete;
mod existing;
mod export;
mod failure;
mod import;
mod importer;
mod kind;
mod list;
mod measured;
mod object;
mod options;
mod output;
mod pages;
mod progress;
mod show;
#[path = "../common/sparkline.rs"]
mod sparkline;
mod table;
mod times;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use failure::Failure;
use options::{Command, Options};

fn main() -> ExitCode {
    let options = Options::parse();
    let mut out = io::stdout().lock();
    let ended = run(&options, &mut out).and_then(|code| Ok(out.flush().map(|()| code)?));
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.print(options.connection.url().as_deref()),
    }
}

/// Gives the exit code.
fn run(options: &Options, out: &mut dyn Write) -> Result<u8, Failure> {
    let api = options.connection.connect()?;
    match &options.command {
        Command::List(list) => list.run(&api, out),
        Command::Show(show) => show.run(&api, out),
        Command::Annotate(annotate) => annotate.run(&api, out),
        Command::Alert(alert) => alert.run(&api, out),
        Command::Delete(delete) => delete.run(&api, out),
        Command::Export(export) => export.run(&api, options.quiet),
        Command::Import(import) => import.run(&api, out, options.quiet),
    }
}
