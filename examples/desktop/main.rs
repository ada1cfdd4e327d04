//! Reports the sensors of this computer, and shows what the server made of them:
//!
//! ```text
//! cargo run --example desktop --features std
//! ```
//!
//! The environment variables `LIBRATO_URL`, `LIBRATO_USER` and `LIBRATO_TOKEN` say where the readings go. Without
//! `LIBRATO_URL` a receiver is started for the length of the run. With `--format influx` they go to an engine that takes
//! InfluxDB line protocol.
#![allow(unreachable_pub, reason = "the modules of a program have no users outside")]

mod collector;
mod engine;
mod failure;
mod local;
mod metric;
mod options;
mod readback;
mod sensors;
#[path = "../common/sparkline.rs"]
mod sparkline;
mod table;
mod units;

use std::io::{self, Write};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use librato::{Call, Librato, Report, transport::Method};

use collector::Collector;
use failure::Failure;
use local::LocalReceiver;
use options::{Format, Options};
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
    let connected = match options.format {
        Format::Influx => engine::connect(options),
        Format::Librato => match Librato::from_env() {
            Err(librato::Error::Missing("LIBRATO_URL")) => local.insert(LocalReceiver::start()?).connect(),
            connected => connected,
        },
    };
    let source = sensors::host_name();
    let api = connected?.source(&source).stamp();

    writeln!(out, "Sensors of {source} → {}\n{options}\n", local::describe(local.as_ref()))?;

    if options.format == Format::Librato {
        // Any call that needs the credentials tells whether the server is there and takes them.
        api.call(&Call::new(Method::Get, &["metrics"]).query(&[("length", "1")]))?;
    }

    let mut sensors = Sensors::new();
    let mut collector = Collector::new(&api, options.period);
    thread::sleep(options.until_next_period());
    let began = api.now();
    let watched = watch(options, &api, &mut sensors, &mut collector, out);

    let Report { accepted, requests, resent, dropped, .. } = api.totals();
    writeln!(
        out,
        "\n{accepted} readings accepted in {requests} requests, {resent} sent again, {dropped} dropped\n"
    )?;
    watched?;

    if options.format == Format::Influx {
        if dropped > 0 {
            return Err(Failure::Dropped(dropped));
        }
        writeln!(out, "The engine took all {accepted} readings. Its own query language shows them.")?;
        return Ok(());
    }
    let series = readback::fetch(&api, &source, began, collector.names(), accepted)?;
    let shown = table::print(out, &series)?;
    if shown != u64::from(accepted) {
        return Err(Failure::Mismatch { accepted, shown });
    }
    if dropped > 0 {
        return Err(Failure::Dropped(dropped));
    }
    writeln!(out, "\nThe server shows all {shown} readings that it accepted.")?;
    Ok(())
}

/// Looks at the sensors until the time is over, and submits what they show.
fn watch(
    options: &Options,
    api: &Librato,
    sensors: &mut Sensors,
    collector: &mut Collector<'_>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let start = Instant::now();
    for tick in 0..options.ticks() {
        let due = options.every * tick;
        thread::sleep(due.saturating_sub(start.elapsed()));
        if let Err(error) = collector.collect(&sensors.read(), api.now()) {
            failure::go_on_after(error, out)?;
        }
        let (waiting, accepted) = (collector.waiting(), api.totals().accepted);
        let (seconds, glance) = (due.as_secs_f32(), sensors.glance());
        writeln!(out, "{seconds:5.1} s  {glance}  │ {waiting} readings waiting, {accepted} accepted")?;
    }
    match collector.submit() {
        Err(error) if collector.waiting() == 0 => failure::go_on_after(error, out),
        submitted => Ok(submitted?),
    }
}
