//! `ethernet` and `embassy`: boards in a network that leads to the receiver alone, and what befalls networks.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::PoisonError;
use std::thread;
use std::time::Duration;

use librato_test_support::receiver::{Config, Kind, Received, Receiver};
use librato_test_support::relay::{Plan, Relay, Way};
use serde_json::json;

use crate::boards::MPS2_AN386;
use crate::log::{self, Flush};
use crate::qemu::Qemu;
use crate::scenario::{Error, Outcome, Scenario, Start};

/// What the programs send: the name, the kind, from where, and the values.
pub(crate) type Series = &'static [(&'static str, Kind, &'static str, Values)];

/// The value of a series' reading with this number, from 0 on.
type Values = fn(u32) -> u32;

/// Each reading is its number.
pub(crate) const NUMBERS: Values = |number| number;
/// Nothing is lost.
const ZEROS: Values = |_| 0;

const ETHERNET: Series =
    &[("reading", Kind::Gauge, "attic", NUMBERS), ("readings.lost", Kind::Gauge, "attic", ZEROS)];
const EMBASSY: Series =
    &[("reading", Kind::Gauge, "attic", NUMBERS), ("pulses", Kind::Counter, "cellar", NUMBERS)];

pub(crate) fn scenarios() -> Vec<Scenario> {
    let scenario = |program, what, host| Scenario { program, board: &MPS2_AN386, what, qemu: &[], host };
    vec![
        scenario("ethernet", "sound network", |start| sound(&start, ETHERNET)),
        scenario("ethernet", "faults", |start| faults(&start, ETHERNET)),
        scenario("ethernet", "cable out and in", |start| cable(&start, ETHERNET)),
        scenario("embassy", "sound network", |start| sound(&start, EMBASSY)),
        scenario("embassy", "faults", |start| faults(&start, EMBASSY)),
        scenario("embassy", "cable out and in", |start| cable(&start, EMBASSY)),
    ]
}

/// Nothing is sent twice, and all of it over one connection.
fn sound(start: &Start<'_>, series: Series) -> Result<Outcome, Error> {
    let receiver = receiver();
    let relay = Relay::start(receiver.address());
    let mut qemu = start.qemu(&network(relay.address(), 80)?)?;
    qemu.go()?;
    qemu.wait_until(|| receiver.requests().len() >= 4 && receiver.readings().len() >= 40)?;
    let connections = relay.connections();
    let outcome = end(qemu, &receiver, series)?;
    if outcome.flushes.iter().any(|flush| !flush.ok) || outcome.repeated > 0 {
        return Err("a flush failed in a sound network".into());
    }
    if connections != 1 {
        return Err(format!("{connections} connections, where one was kept").into());
    }
    Ok(outcome)
}

/// Requests and answers are cut off, reset, delayed, in pieces, and stand still.
fn faults(start: &Start<'_>, series: Series) -> Result<Outcome, Error> {
    let receiver = receiver();
    let relay = Relay::start(receiver.address());
    let plans = [
        Plan::pass().cut(Way::ToServer, 200),
        Plan::pass().cut(Way::ToClient, 0),
        // The first answer passes, a later one is cut off.
        Plan::pass().pieces(7).delay(Way::ToClient, Duration::from_millis(50)).cut(Way::ToClient, 300),
        Plan::pass().stall(Way::ToClient, 30),
        Plan::pass().pieces(1).reset(Way::ToServer, 5000),
    ];
    let faults = plans.len();
    relay.next_connections(plans);
    let mut qemu = start.qemu(&network(relay.address(), 80)?)?;
    qemu.go()?;
    qemu.wait_until(|| relay.connections() > faults)?;
    let before = receiver.readings().len();
    qemu.wait_until(|| receiver.readings().len() >= before + 40)?;
    end(qemu, &receiver, series)?.with_repeats()
}

/// The cable is pulled until a flush has failed, and put back in.
fn cable(start: &Start<'_>, series: Series) -> Result<Outcome, Error> {
    let receiver = receiver();
    let relay = Relay::start(receiver.address());
    let mut qemu = start.qemu(&network(relay.address(), 80)?)?;
    let monitor = qemu.monitor();
    let plug = |up: bool| {
        let mut monitor = monitor.lock().unwrap_or_else(PoisonError::into_inner);
        monitor.execute("set_link", &json!({ "name": NETWORK, "up": up }))
    };
    qemu.go()?;
    qemu.wait_until(|| receiver.readings().len() >= 20)?;
    plug(false)?;
    let printer = qemu.printer();
    qemu.wait_until(|| flushes(&printer.lines()).iter().any(|flush| !flush.ok))?;
    plug(true)?;
    let before = receiver.readings().len();
    qemu.wait_until(|| receiver.readings().len() >= before + 60)?;
    end(qemu, &receiver, series)
}

pub(crate) fn receiver() -> Receiver {
    Receiver::start(Config::new("user@example.net", "75AFDB82"))
}

/// Ends the program, and checks that no reading is missing, none is there twice, and all are what they were.
pub(crate) fn end(mut qemu: Qemu, receiver: &Receiver, series: Series) -> Result<Outcome, Error> {
    // Its last flush has got through, and has said what it took.
    let printer = qemu.printer();
    qemu.wait_until(|| flushes(&printer.lines()).last().is_some_and(|flush| flush.ok && flush.accepted > 0))?;
    let printed = qemu.stop();
    let flushes = flushes(&printed);
    let readings = receiver.readings();
    for &(metric, kind, source, values) in series {
        check(readings.iter().filter(|reading| reading.metric == metric), kind, source, values)
            .map_err(|error| format!("{metric}: {error}"))?;
    }
    if readings.iter().any(|reading| series.iter().all(|(metric, ..)| *metric != reading.metric)) {
        return Err("a reading that nobody took".into());
    }
    if receiver.counts().refused > 0 || receiver.counts().unauthorized > 0 {
        return Err("the receiver refused a request".into());
    }
    Ok(Outcome {
        requests: receiver.requests().len(),
        repeated: flushes.iter().map(|flush| u32::from(flush.resent > 0)).sum(),
        readings: readings.len() as u64,
        future: log::future(&printed),
        flushes,
    })
}

fn flushes(printed: &[String]) -> Vec<Flush> {
    printed.iter().filter_map(|line| Flush::parse(line)).collect()
}

/// The readings of a series have these values, and a time of their own.
fn check<'r>(
    readings: impl Iterator<Item = &'r Received>,
    kind: Kind,
    source: &str,
    values: Values,
) -> Result<(), Error> {
    let mut number = 0;
    for reading in readings {
        if reading.figures.value != Some(values(number).into()) {
            return Err(format!("{reading:?} where number {number} was to come").into());
        }
        if reading.kind != kind || reading.source.as_deref() != Some(source) || reading.stamped {
            return Err(format!("{reading:?} is not what was taken").into());
        }
        number += 1;
    }
    if number == 0 { Err("no reading".into()) } else { Ok(()) }
}

/// The name of the network in QEMU.
const NETWORK: &str = "network";
/// What this program is called with to be one connection of the board's.
pub(crate) const PIPE: &str = "--pipe";

/// What tells QEMU of a network that is shut in: whatever the board looks for at 10.0.2.100 and this port is `target`, and nothing else
/// is there. It gives out addresses by DHCP as well.
pub(crate) fn network(target: SocketAddr, port: u16) -> Result<Vec<String>, Error> {
    // Where there is such a file it is this program, also if it has been built anew since.
    let running = PathBuf::from(format!("/proc/{}/exe", std::process::id()));
    let program = if running.exists() { running } else { std::env::current_exe()? };
    let program = program.to_str().filter(|path| !path.contains([',', '\'']));
    let program = program.ok_or("the path of this program is none that QEMU takes")?;
    let pipe = format!("'{program}' {PIPE} {}", target.port());
    Ok(vec![
        "-nic".into(),
        format!("user,id={NETWORK},model=lan9118,restrict=on,guestfwd=tcp:10.0.2.100:{port}-cmd:{pipe}"),
    ])
}

/// One connection: QEMU starts this program for each, with the board's end as standard input and output.
pub(crate) fn pipe(port: &str) -> ExitCode {
    let run = || -> io::Result<()> {
        let port = port.parse().map_err(io::Error::other)?;
        let server = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        server.set_nodelay(true)?;
        let to_server = server.try_clone()?;
        thread::spawn(move || {
            // An error is an end as well.
            let _ = pass(io::stdin().lock(), &to_server);
            let _ = to_server.shutdown(Shutdown::Write);
        });
        pass(&server, io::stdout().lock())
    };
    if run().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Passes bytes on as they come.
fn pass(mut from: impl Read, mut to: impl Write) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        let length = from.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        to.write_all(&buffer[..length])?;
        to.flush()?;
    }
}
