//! `logged`: what the board logs of a line that breaks and of a server that is busy and then refuses a metric; and no secret.

use base64ct::{Base64, Encoding};
use librato_test_support::receiver::{Answer, Config, Receiver};
use librato_test_support::relay::{Plan, Relay, Way};
use serde_json::json;

use crate::boards::LM3S6965EVB;
use crate::frames::Frames;
use crate::log::Flush;
use crate::modem::Modem;
use crate::scenario::{Error, Outcome, Scenario, Start};

const USER: &str = "user@example.net";
const TOKEN: &str = "75AFDB82";
/// How the board says that the server is busy, and that it refuses readings.
const BUSY: &str = "librato: Status(503)";
const REFUSED: &str = " readings refused: Status(400)";

pub(crate) fn scenarios() -> Vec<Scenario> {
    vec![Scenario { program: "logged", board: &LM3S6965EVB, what: "faults", qemu: &[], host: faults }]
}

fn faults(start: Start<'_>) -> Result<Outcome, Error> {
    let frames = Frames::of(start.built())?.ok_or("it has no frames")?;
    let receiver = Receiver::start(Config::new(USER, TOKEN));
    let other_type = "'supply' is a counter, but was submitted as different type";
    let refusal = json!({ "errors": { "params": { "type": [other_type] } } });
    let script = [
        (BUSY, Answer::status(503).header("retry-after", "20")),
        (REFUSED, Answer::status(400).json(&refusal)),
    ];
    receiver.next_answers(script.clone().map(|(_, answer)| answer));
    let relay = Relay::start(receiver.address());
    relay.next_connections([Plan::pass().cut(Way::ToServer, 200)]);
    let modem = Modem::start(relay.address())?;

    let mut qemu = start.qemu(&modem.qemu())?;
    qemu.go()?;
    let printer = qemu.printer();
    qemu.wait_until(|| {
        let lines = printer.lines();
        let heard = |words: &str| lines.iter().position(|line| line.contains(words));
        if let Some((_, answer)) = script.iter().find(|(words, _)| heard(words).is_none()) {
            // The time of the board goes faster than this computer's: an answer that came too late for it is given again.
            let is_over = lines.last().is_some_and(|line| Flush::parse(line).is_some());
            if is_over && receiver.answers_left() == 0 {
                receiver.next_answers([answer.clone()]);
            }
            return false;
        }
        let after = lines.iter().skip(heard(REFUSED).unwrap_or_default());
        after
            .filter_map(|line| Flush::parse(line))
            .any(|flush| flush.ok && flush.accepted > 0 && flush.resent == 0)
    })?;
    let lines = qemu.stop();
    without_secrets(&frames, &lines)?;
    for line in &lines {
        eprintln!("  {line}");
    }
    let outcome = Outcome::with_losses(&receiver, &lines);
    let dropped = outcome.flushes.iter().map(|flush| flush.dropped).sum();
    arrived(&receiver, dropped)?;
    told(&lines, dropped)?;
    outcome.with_repeats()
}

/// Each count arrived once; of the other metric what was not refused.
fn arrived(receiver: &Receiver, dropped: u32) -> Result<(), Error> {
    let readings = receiver.readings();
    let (pulses, others): (Vec<_>, Vec<_>) = readings.iter().partition(|reading| reading.metric == "pulses");
    for (reading, count) in pulses.iter().zip(1_u32..) {
        if reading.figures.value != Some(count.into()) {
            return Err(format!("in place of count {count}: {reading:?}").into());
        }
    }
    if dropped == 0 || others.len() + dropped as usize != pulses.len() {
        return Err(format!("{} of {} accepted, {dropped} refused", others.len(), pulses.len()).into());
    }
    Ok(())
}

/// The log tells what happened, each in its order.
fn told(lines: &[String], dropped: u32) -> Result<(), Error> {
    let dropped = format!("dropped: {dropped}, ");
    let stories: [&[&[&str]]; 3] = [
        &[
            &["info", "Client(", "as Credentials(..)"],
            &["debug", "librato: request 1, ", " readings wait"],
            // The line was cut.
            &["warn", "librato: Transport(TransportError", "; next try in ", " ms"],
            &["warn", "FlushError { cause: Transport(", "accepted: 0, ", "blame: Network"],
        ],
        &[
            &["warn", BUSY, "; next try in 20000 ms"],
            &["warn", "FlushError { cause: Status(503), ", "accepted: 0, ", "blame: Server"],
        ],
        &[
            &["warn", REFUSED],
            &["warn", "FlushError { cause: Rejected, ", &dropped, "blame: Data"],
            &["info", "Report { accepted: ", "dropped: 0, resent: 0, "],
        ],
    ];
    for story in stories {
        let mut rest = lines.iter();
        for parts in story {
            if !rest.any(|line| parts.iter().all(|part| line.contains(part))) {
                return Err(format!("no line, or none in its place, with {parts:?}").into());
            }
        }
    }
    Ok(())
}

/// Neither in the lines nor among the words that the board does not have to send.
fn without_secrets(frames: &Frames, lines: &[String]) -> Result<(), Error> {
    if !frames.words().any(|words| words.contains("readings refused")) {
        return Err("the words of the log are elsewhere".into());
    }
    for plain in [USER, TOKEN, &format!("{USER}:{TOKEN}")] {
        for secret in [plain, &Base64::encode_string(plain.as_bytes())] {
            let is_in = |text: &str| text.contains(secret);
            if lines.iter().any(|line| is_in(line)) || frames.words().any(is_in) {
                return Err("a secret is in the log".into());
            }
        }
    }
    Ok(())
}
