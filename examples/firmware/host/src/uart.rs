//! `uart`: what the thermometer feels is set here, and found again as count, sum, minimum and maximum of each period.

use std::sync::Arc;

use librato_test_support::receiver::{Answer, Received, Receiver};
use librato_test_support::relay::{Plan, Relay, Way};

use crate::boards::{LM3S6965EVB, VIRT};
use crate::log;
use crate::modem::Modem;
use crate::scenario::{Error, Outcome, Scenario, Start};
use crate::thermometer::{self, Thermometer};

/// Readings that are looked at, at least: two a period.
pub(crate) const READINGS: usize = 24;
/// How many readings the program has lost, as it says.
const LOST: &str = "readings.lost";
/// Samples in a period.
const SAMPLES: u64 = 10;

/// What the word that is the thermometer of the `virt` machine holds, in degrees.
const WORD: f64 = -12.5;
/// The same as QEMU's loader wants it: tenths, in two's complement.
const LOADER: &str = "loader,addr=0x80040000,data=0xffffff83,data-len=4";

pub(crate) fn scenarios() -> Vec<Scenario> {
    let on_i2c =
        |what, host| Scenario { program: "uart", board: &LM3S6965EVB, what, qemu: &thermometer::QEMU, host };
    vec![
        on_i2c("sound line", sound as fn(Start<'_>) -> _),
        on_i2c("faults", faults),
        on_i2c("refusals", refusals),
        Scenario {
            program: "uart",
            board: &VIRT,
            what: "faults",
            qemu: &["-bios", "none", "-nic", "none", "-device", LOADER],
            host: of_word,
        },
    ]
}

fn sound(start: Start<'_>) -> Result<Outcome, Error> {
    let outcome = run(&start, Some(Thermometer::at), 0, [])?;
    if outcome.flushes.iter().any(|flush| !flush.ok) {
        return Err("a flush failed on a sound line".into());
    }
    Ok(outcome)
}

fn faults(start: Start<'_>) -> Result<Outcome, Error> {
    broken(&start, Some(Thermometer::at))
}

fn of_word(start: Start<'_>) -> Result<Outcome, Error> {
    broken(&start, None)
}

/// At first there is no network. Then an answer is lost, delayed and in pieces; the request is cut off in its head and its body, and reset.
fn broken(start: &Start<'_>, felt: Option<fn(usize) -> f64>) -> Result<Outcome, Error> {
    let late = std::time::Duration::from_millis(50);
    run(
        start,
        felt,
        3,
        [
            // The first exchange passes, for the program asks for the time; the second request is cut off.
            Plan::pass().cut(Way::ToServer, 600),
            Plan::pass().cut(Way::ToClient, 0),
            Plan::pass().pieces(7).delay(Way::ToClient, late).cut(Way::ToClient, 60),
            Plan::pass().cut(Way::ToServer, 100),
            Plan::pass().reset(Way::ToServer, 330),
            Plan::pass().pieces(1).delay(Way::ToServer, late),
        ],
    )?
    .with_repeats()
}

/// `felt` is what the thermometer feels after so many requests that were taken, if that can be set.
fn run<const FAULTS: usize>(
    start: &Start<'_>,
    felt: Option<fn(usize) -> f64>,
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
    if felt.is_some() {
        thermometer.attach(qemu.monitor())?;
    }
    qemu.go()?;
    let printer = qemu.printer();
    qemu.wait_until(|| log::accepted(&printer.lines()) >= READINGS && relay.connections() >= FAULTS)?;
    let lines = qemu.stop();
    check(&receiver.readings(), felt.unwrap_or(|_| WORD))?;
    if lost(&receiver.readings()) != Some(0.0) {
        return Err("readings are lost".into());
    }
    Outcome::of(&receiver, &lines)
}

/// The server refuses the first request again and again, without a word on what it is that it does not like. That goes, and all the others
/// come.
fn refusals(start: Start<'_>) -> Result<Outcome, Error> {
    let thermometer = Arc::<Thermometer>::default();
    let receiver = Receiver::start(thermometer::stepping(&thermometer));
    let time = Answer::status(200).header("date", "Tue, 01 Dec 2026 00:00:00 GMT");
    let refusal = Answer::status(400).header("date", "Thu, 01 Jan 1970 00:00:00 GMT");
    receiver.next_answers([time, refusal.clone(), refusal.clone(), refusal]);
    thermometer::tell_time(&receiver, 0);
    let modem = Modem::start(receiver.address())?;

    let mut qemu = start.qemu(&modem.qemu())?;
    thermometer.attach(qemu.monitor())?;
    qemu.go()?;
    // The temperature and the number of losses.
    let discarded = 2.0;
    let printer = qemu.printer();
    let arrived = || log::accepted(&printer.lines());
    qemu.wait_until(|| lost(&receiver.readings()) == Some(discarded) && arrived() >= READINGS)?;
    let lines = qemu.stop();
    let readings = receiver.readings();
    check(&readings, Thermometer::at)?;
    // That of the second period: the time was told at the end of the first one.
    if readings.first().is_none_or(|first| first.time > thermometer::TIME + SAMPLES) {
        return Err("more is missing than was refused".into());
    }
    Ok(Outcome::with_losses(&receiver, &lines))
}

/// How many readings are lost, by the last that was said of it.
pub(crate) fn lost(readings: &[Received]) -> Option<f64> {
    readings.iter().rfind(|reading| reading.metric == LOST)?.figures.max
}

/// Each sample was of the temperature before or after the request that was taken last before; and no second is missing.
pub(crate) fn check(readings: &[Received], felt: fn(usize) -> f64) -> Result<(), Error> {
    let mut step = 0;
    let mut before: Option<&Received> = None;
    for (index, reading) in readings.iter().filter(|reading| reading.metric != LOST).enumerate() {
        let wrong = |what: &str| Err(format!("reading {index} has {what}: {reading:?}").into());
        if reading.metric != "temperature" {
            return wrong("another name");
        }
        if before.is_some_and(|before| before.request != reading.request) {
            step += 1;
        }
        let last = if step == 0 { 0 } else { step - 1 };
        let (old, new) = (felt(last), felt(step));
        let samples = reading.samples();
        let is_sum_of = |olds: u64| {
            let figures = &reading.figures;
            let news = samples - olds;
            let (least, most) = match (olds, news) {
                (0, _) => (new, new),
                (_, 0) => (old, old),
                _ => (old.min(new), old.max(new)),
            };
            let single = samples == 1 && figures.value == Some(reading.total());
            reading.total() == old * olds as f64 + new * news as f64
                && (single || (figures.min == Some(least) && figures.max == Some(most)))
        };
        if !(0..=samples).any(is_sum_of) {
            return wrong(&format!("not what the thermometer felt, {old} and {new}"));
        }
        match before {
            None if samples != SAMPLES => return wrong("not a sample a second"),
            Some(before) if reading.time - before.time != samples => {
                return wrong("not a sample a second");
            }
            _ => before = Some(reading),
        }
    }
    Ok(())
}
