//! A board that is reset in the middle of a request. Its modem is not, and waits for what it will not get: the board has to call it back
//! before it can dial again. What the request held was only in RAM; from the reset on nothing is missing.

use std::sync::Arc;

use librato_test_support::receiver::{Config, Receiver};
use librato_test_support::relay::{Plan, Relay, Way};

use crate::boards::{LM3S6965EVB, MICROBIT};
use crate::modem::Modem;
use crate::scenario::{Error, Outcome, Scenario, Start};
use crate::thermometer::{self, Thermometer};
use crate::{log, pulses, uart};

/// How much is on its way before the reset, through a modem in transparent mode: the program has asked for the time, and is in the middle
/// of its first readings.
const SENT: usize = 400;
/// What a board says first that has just started. To a modem in transparent mode it is data.
const GREETING: &[u8] = b"ATE0\r\n";
/// The board's time goes faster than this computer's, and it gives up by itself after some of its seconds: if the reset comes later, all
/// begins anew.
const ATTEMPTS: usize = 5;

pub(crate) fn scenarios() -> Vec<Scenario> {
    let scenario = |program, board, qemu, host| Scenario { program, board, what: "reset", qemu, host };
    let thermometer = thermometer::QEMU.as_slice();
    vec![
        scenario("uart", &LM3S6965EVB, thermometer, transparent as fn(Start<'_>) -> _),
        scenario("modem", &MICROBIT, &[], packets),
    ]
}

fn transparent(start: Start<'_>) -> Result<Outcome, Error> {
    repeat(|| while_transparent(&start))
}

fn packets(start: Start<'_>) -> Result<Outcome, Error> {
    repeat(|| while_in_packet(&start))
}

/// Again, as long as the reset comes too late.
fn repeat(attempt: impl Fn() -> Result<Option<Outcome>, Error>) -> Result<Outcome, Error> {
    for _ in 0..ATTEMPTS {
        if let Some(outcome) = attempt()? {
            return Ok(outcome);
        }
    }
    Err("each reset came too late".into())
}

/// The modem passes bytes through when the board comes up. `None` if it does not any more.
fn while_transparent(start: &Start<'_>) -> Result<Option<Outcome>, Error> {
    let thermometer = Arc::<Thermometer>::default();
    let receiver = Receiver::start(thermometer::stepping(&thermometer));
    thermometer::tell_time(&receiver, 2);
    let relay = Relay::start(receiver.address());
    relay.next_connections([Plan::pass().stall(Way::ToServer, SENT as u64)]);
    let modem = Modem::start(relay.address())?;

    let mut qemu = start.qemu(&modem.qemu())?;
    thermometer.attach(qemu.monitor())?;
    qemu.go()?;
    qemu.wait_until(|| modem.passed().len() > SENT)?;
    qemu.reset()?;
    let printer = qemu.printer();
    qemu.wait_until(|| log::accepted(&printer.lines()) >= uart::READINGS)?;
    let lines = qemu.stop();
    if !modem.passed().windows(GREETING.len()).any(|bytes| bytes == GREETING) {
        return Ok(None);
    }
    uart::check(&receiver.readings(), Thermometer::at)?;
    Outcome::of(&receiver, &lines).map(Some)
}

/// The modem waits for a packet when the board comes up. `None` if the board has given up before.
fn while_in_packet(start: &Start<'_>) -> Result<Option<Outcome>, Error> {
    let receiver = Receiver::start(Config::new("user@example.net", "75AFDB82"));
    let modem = Modem::start(receiver.address())?;
    modem.withhold_prompt();

    let mut qemu = start.qemu(&modem.qemu())?;
    qemu.go()?;
    qemu.wait_until(|| !modem.withholds())?;
    qemu.reset()?;
    let printer = qemu.printer();
    qemu.wait_until(|| log::accepted(&printer.lines()) >= pulses::COUNTS)?;
    let lines = qemu.stop();
    let outcome = Outcome::of(&receiver, &lines)?;
    if outcome.flushes.iter().any(|flush| !flush.ok) {
        return Ok(None);
    }
    pulses::check(&receiver.readings())?;
    Ok(Some(outcome))
}
