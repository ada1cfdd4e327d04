//! `sleepy`: each minute has its reading, with the time at which it was taken, though the board learns the time later.

use std::sync::Arc;

use librato_test_support::receiver::{Received, Receiver};
use librato_test_support::relay::{Plan, Relay, Way};

use crate::boards::LM3S6965EVB;
use crate::log;
use crate::modem::Modem;
use crate::scenario::{Error, Outcome, Scenario, Start};
use crate::thermometer::{self, Thermometer};

/// Readings that are looked at, at least.
const READINGS: usize = 60;
/// Readings in the first burst, if the network is there.
const BURST: usize = 10;

pub(crate) fn scenarios() -> Vec<Scenario> {
    let scenario = |what, host| Scenario {
        program: "sleepy",
        board: &LM3S6965EVB,
        what,
        qemu: &thermometer::QEMU,
        host,
    };
    vec![
        scenario("sound line", sound as fn(Start<'_>) -> _),
        scenario("faults", faults),
        scenario("no date", dateless),
    ]
}

fn sound(start: Start<'_>) -> Result<Outcome, Error> {
    run(&start, 0, [])
}

/// At first there is no network; later an answer is lost, and a request is cut off.
fn faults(start: Start<'_>) -> Result<Outcome, Error> {
    let plans = [
        Plan::pass(),
        Plan::pass().cut(Way::ToClient, 0),
        Plan::pass().cut(Way::ToServer, 700),
        Plan::pass().pieces(5).reset(Way::ToClient, 40),
    ];
    run(&start, 3, plans)?.with_repeats()
}

fn run<const FAULTS: usize>(
    start: &Start<'_>,
    refused: u32,
    plans: [Plan; FAULTS],
) -> Result<Outcome, Error> {
    let thermometer = Arc::<Thermometer>::default();
    let receiver = Receiver::start(thermometer::stepping(&thermometer));
    thermometer::tell_time(&receiver, 1);
    let relay = Relay::start(receiver.address());
    relay.next_connections(plans);
    let modem = Modem::start(relay.address())?;
    modem.refuse(refused);

    let mut qemu = start.qemu(&modem.qemu())?;
    thermometer.attach(qemu.monitor())?;
    qemu.go()?;
    let printer = qemu.printer();
    qemu.wait_until(|| log::accepted(&printer.lines()) >= READINGS && relay.connections() >= FAULTS)?;
    let lines = qemu.stop();
    let readings = receiver.readings();
    let first = readings.iter().take_while(|reading| reading.request == readings[0].request).count();
    // While there is no network it waits, longer each time: a try is a dial.
    if first < BURST + 2 * refused as usize {
        return Err(format!("{refused} tries while {} readings were taken", first - BURST).into());
    }
    check(&readings, first)?;
    Outcome::of(&receiver, &lines)
}

/// The server tells no date that can be right: the readings come all the same, in the end.
fn dateless(start: Start<'_>) -> Result<Outcome, Error> {
    let receiver = Receiver::start(thermometer::stepping(&Arc::default()));
    thermometer::tell_time(&receiver, 0);
    let modem = Modem::start(receiver.address())?;
    let mut qemu = start.qemu(&modem.qemu())?;
    qemu.go()?;
    let printer = qemu.printer();
    qemu.wait_until(|| log::accepted(&printer.lines()) >= READINGS)?;
    let lines = qemu.stop();
    if receiver.readings().iter().any(|reading| !reading.stamped) {
        return Err("a time from nowhere".into());
    }
    if !lines.iter().any(|line| line == "without-time") {
        return Err("it does not say that readings went out without their time".into());
    }
    Outcome::of(&receiver, &lines)
}

/// A reading a minute, each of what the thermometer felt then. `first` of them were taken until the time was told.
fn check(readings: &[Received], first: usize) -> Result<(), Error> {
    let mut step = 0;
    for (index, reading) in readings.iter().enumerate() {
        if index > 0 && readings[index - 1].request != reading.request {
            step += 1;
        }
        let time = thermometer::TIME + 60 * index as u64 - 60 * (first as u64 - 1);
        let is_right = reading.metric == "temperature"
            && reading.source.as_deref() == Some("garden")
            && reading.figures.value == Some(Thermometer::at(step))
            && !reading.stamped
            && reading.time == time;
        if !is_right {
            let wanted = Thermometer::at(step);
            return Err(format!("reading {index} is not of {wanted} at {time}: {reading:?}").into());
        }
    }
    Ok(())
}
