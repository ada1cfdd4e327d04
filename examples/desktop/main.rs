//! Reports the sensors of this computer, and shows what the server made of them:
//!
//! ```text
//! cargo run --example desktop --features std
//! ```
//!
//! The environment variables `LIBRATO_URL`, `LIBRATO_USER` and `LIBRATO_TOKEN` say where the readings go. Without
//! `LIBRATO_URL` a receiver is started for the length of the run.
#![allow(unreachable_pub, reason = "the modules of a program have no users outside")]

mod collector;
mod failure;
mod local;
mod metric;
mod options;
mod readback;
mod sensors;
mod sparkline;
mod table;
mod units;

use std::io::{self, Write};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use librato::{Call, Librato, transport::Method};

use collector::Collector;
use failure::Failure;
use local::LocalReceiver;
use options::Options;
use sensors::Sensors;

fn main() -> ExitCode {
    if local::is_receiver() {
        return local::serve();
    }
    let options = match Options::from_arguments() {
        Ok(options) => options,
        Err(answer) => return answer.print(),
    };
    match run(&options, &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.print(),
    }
}

fn run(options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    // The receiver's process ends when this goes out of scope.
    let mut local = None;
    let connected = match Librato::from_env() {
        Err(librato::Error::Missing("LIBRATO_URL")) => local.insert(LocalReceiver::start()?).connect(),
        connected => connected,
    };
    let source = sensors::host_name();
    let api = connected?.source(&source).stamp();

    writeln!(out, "Sensors of {source} → {}\n{options}\n", local::describe(local.as_ref()))?;

    // Any call that needs the credentials tells whether the server is there and takes them.
    api.call(&Call::new(Method::Get, &["metrics"]).query(&[("length", "1")]))?;

    let mut sensors = Sensors::new();
    let mut collector = Collector::new(&api, options.period);
    thread::sleep(options.until_next_period());
    let (start, began) = (Instant::now(), api.now());

    for tick in 0..options.ticks() {
        let due = options.every * tick;
        thread::sleep(due.saturating_sub(start.elapsed()));
        if let Err(error) = collector.collect(&sensors.read(), api.now()) {
            failure::pass_if_temporary(error, out)?;
        }
        let (waiting, accepted) = (collector.waiting(), api.totals().accepted);
        let (seconds, glance) = (due.as_secs_f32(), sensors.glance());
        writeln!(out, "{seconds:5.1} s  {glance}  │ {waiting} readings waiting, {accepted} accepted")?;
    }
    let finished = collector.submit();
    let totals = api.totals();
    writeln!(
        out,
        "\n{} readings accepted in {} requests, {} sent again, {} dropped\n",
        totals.accepted, totals.requests, totals.resent, totals.dropped
    )?;
    finished?;

    let series = readback::fetch(&api, &source, began, collector.names(), totals.accepted)?;
    let shown = table::print(out, &series)?;
    if shown != u64::from(totals.accepted) {
        return Err(Failure::Mismatch { accepted: totals.accepted, shown });
    }
    writeln!(out, "\nThe server shows all {shown} readings that it accepted.")?;
    Ok(())
}
