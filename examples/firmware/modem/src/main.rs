//! Counts pulses, and reports each count through a modem that is driven by AT commands, from a loop that never blocks.
#![no_std]
#![no_main]
#![forbid(unsafe_code)]

mod at;

use core::sync::atomic::{AtomicU32, Ordering};

use at::{Event, Modem};
use boards::{Board, clock, log, meter};
use embedded_io::{Error as _, ErrorKind};
use librato::transport::TransportErrorKind;
use librato::{
    Action, Client, Counter, Credentials, Device, FlushError, Millis, Polled, Report, Server, SharedQueue,
};

const SERVER: Server = Server::from_static("http://127.0.0.1:8080");
const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
const DEVICE: Device = Device::from_static("meter");
const INTERVAL: Millis = Millis(500);
const PERIOD: Millis = Millis::from_secs(5);
/// How long the modem may say nothing while something is asked of it.
const PATIENCE: Millis = Millis::from_secs(30);

static QUEUE: SharedQueue<64, 128> = SharedQueue::new();
static PULSES: AtomicU32 = AtomicU32::new(0);

#[boards::entry]
fn main() -> ! {
    let Some(board) = Board::take() else { boards::stop() };
    let mut modem = Modem::new(board.uart, SERVER);
    let client = Client::new(SERVER, CREDENTIALS, Polled::new()).device(DEVICE, board.seed);
    // The time of the counts is the server's, as this board has no clock: it is on the same cable.
    let mut client = client.trust_any_date();
    clock::every(INTERVAL, pulse);

    // It learns the time from the first answer, and what goes out before that gets the time of its arrival. So the first request is for
    // the first count.
    let (mut next, mut heard, mut spent) = (INTERVAL, Millis(0), 0);
    loop {
        let now = clock::uptime();
        if now < next {
            // Here the loop has time for all else that the device does.
            clock::doze_if(|| clock::uptime() < next);
            heard = now;
            continue;
        }
        let (turn, ticks) = meter::measure(|| turn(&mut client, &mut modem, now, board.seed));
        match turn {
            Turn::Moved => (heard, spent) = (now, spent + ticks),
            Turn::Over(result) => {
                next = result.as_ref().map_or_else(FlushError::retry_at, |_| next.after(PERIOD));
                log::flushed(&result, spent + ticks);
                spent = 0;
            }
            Turn::Waits if now > heard.after(PATIENCE) => {
                heard = now;
                modem.give_up();
                client.failed(TransportErrorKind::Timeout);
            }
            Turn::Waits => {
                clock::doze_if(|| !modem.has_data());
            }
        }
    }
}

/// What came of a turn of the loop.
enum Turn {
    /// Something happened.
    Moved,
    /// Nothing: the modem or the server has to say something first.
    Waits,
    /// The flush is over.
    Over(Result<Report, FlushError>),
}

/// Takes what the modem says to the client, and what the client wants to the modem.
fn turn(client: &mut Client<'_, Polled>, modem: &mut Modem, now: Millis, seed: u32) -> Turn {
    let mut buf = [0; 64];
    let mut moved = true;
    match modem.step(&mut buf) {
        Ok(Event::Data(bytes)) => client.feed(bytes),
        Ok(Event::Connected) => client.connected(),
        Ok(Event::Closed) => client.closed(),
        Ok(Event::Refused) => client.failed(TransportErrorKind::Connect),
        Ok(Event::Sent) => {}
        Ok(Event::Nothing) => moved = false,
        Err(error) => client.failed(error.kind().into()),
    }
    if !modem.is_idle() {
        return if moved { Turn::Moved } else { Turn::Waits };
    }
    let asked: Result<(), ErrorKind> = match client.poll(&QUEUE, now, seed) {
        Action::Connect => modem.open(),
        Action::Send => modem.send(|packet| client.fill(&QUEUE, packet)),
        Action::Receive if !moved => return Turn::Waits,
        Action::Receive => Ok(()),
        Action::Done(result) => return Turn::Over(result),
    };
    if let Err(error) = asked {
        client.failed(error.into());
    }
    Turn::Moved
}

/// In the timer's interrupt, in place of the one of a pulse. What is lost is counted by the queue.
fn pulse() {
    // Nobody else writes: a Cortex-M0 cannot add to it in one step.
    let pulses = PULSES.load(Ordering::Relaxed).wrapping_add(1);
    PULSES.store(pulses, Ordering::Relaxed);
    let _ = QUEUE.add_uptime(Counter::new("pulses", pulses).source("meter"), clock::uptime());
}
