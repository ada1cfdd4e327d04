//! `modem`: each count of the meter arrives once, through a modem with commands of its own.

use std::time::Duration;

use librato_test_support::receiver::{Config, Kind, Received, Receiver};
use librato_test_support::relay::{Plan, Relay, Way};

use crate::boards::MICROBIT;
use crate::log;
use crate::modem::Modem;
use crate::scenario::{Error, Outcome, Scenario, Start};

/// Counts that are looked at, at least: two a second.
pub(crate) const COUNTS: usize = 30;

pub(crate) fn scenarios() -> Vec<Scenario> {
    let scenario = |what, host| Scenario { program: "modem", board: &MICROBIT, what, qemu: &[], host };
    vec![scenario("sound line", sound as fn(Start<'_>) -> _), scenario("faults", faults)]
}

fn sound(start: Start<'_>) -> Result<Outcome, Error> {
    let outcome = run(&start, 0, [])?;
    if outcome.flushes.iter().any(|flush| !flush.ok) {
        return Err("a flush failed on a sound line".into());
    }
    Ok(outcome)
}

/// The network is not there; then requests are cut off and reset, and answers are lost, late and in pieces.
fn faults(start: Start<'_>) -> Result<Outcome, Error> {
    let late = Duration::from_millis(50);
    run(
        &start,
        2,
        [
            Plan::pass().cut(Way::ToServer, 1500),
            Plan::pass().cut(Way::ToClient, 0),
            Plan::pass().pieces(7).delay(Way::ToClient, late).cut(Way::ToClient, 60),
            Plan::pass().cut(Way::ToServer, 100),
            Plan::pass().reset(Way::ToServer, 500),
            Plan::pass().pieces(1).delay(Way::ToServer, late),
        ],
    )?
    .with_repeats()
}

fn run<const FAULTS: usize>(
    start: &Start<'_>,
    refused: u32,
    plans: [Plan; FAULTS],
) -> Result<Outcome, Error> {
    let receiver = Receiver::start(Config::new("user@example.net", "75AFDB82"));
    let relay = Relay::start(receiver.address());
    relay.next_connections(plans);
    let modem = Modem::start(relay.address())?;
    modem.refuse(refused);

    let mut qemu = start.qemu(&modem.qemu())?;
    qemu.go()?;
    let printer = qemu.printer();
    qemu.wait_until(|| log::accepted(&printer.lines()) >= COUNTS && relay.connections() >= FAULTS)?;
    let lines = qemu.stop();
    if modem.dials() as usize <= refused as usize + FAULTS.saturating_sub(1) {
        return Err(format!("only {} dials", modem.dials()).into());
    }
    check(&receiver.readings())?;
    Outcome::of(&receiver, &lines)
}

/// Every count is there, once, in its order. Those of the first request have no time: the program learns it from the answer.
pub(crate) fn check(readings: &[Received]) -> Result<(), Error> {
    for (reading, count) in readings.iter().zip(1_u32..) {
        let is_right = reading.metric == "pulses"
            && reading.kind == Kind::Counter
            && reading.source.as_deref() == Some("meter")
            && reading.figures.value == Some(count.into())
            && reading.stamped == (reading.request == readings[0].request);
        if !is_right {
            return Err(format!("in place of count {count}: {reading:?}").into());
        }
    }
    Ok(())
}
