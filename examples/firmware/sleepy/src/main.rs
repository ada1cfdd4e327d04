//! Reads a thermometer once a minute, sleeps in between, and reports ten readings in one burst. It has no clock: it learns the time from
//! the server, and then gives each reading the time at which it was taken.
#![no_std]
#![no_main]
#![forbid(unsafe_code)]

use boards::{Board, TransparentModem, clock, log, meter, random};
use librato::transports::ByteStream;
use librato::{
    Backoff, Client, Credentials, Decimal, Device, FullPolicy, Gauge, Millis, Queue, Schedule, Server,
};
use lm75::{Address, Lm75};

const SERVER: Server = Server::from_static("http://127.0.0.1:8080");
const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
const DEVICE: Device = Device::from_static("garden");
const MINUTE: Millis = Millis::from_secs(60);
const BURST: Schedule = Schedule::new().readings(10);
const SLOTS: usize = 64;
/// Each try costs the battery a dial. The longest wait leaves room for what is read meanwhile.
const BACKOFF: Backoff = Backoff::Exponential { first: MINUTE, most: Millis::from_secs(16 * 60) };

#[boards::entry]
fn main() -> ! {
    let Some(board) = Board::take() else { boards::stop() };
    let mut thermometer = Lm75::new(board.sensor, Address::default());
    let mut queue = Queue::<SLOTS, 128>::new().with_full(FullPolicy::DropOldest);

    let mut scratch = [0; 256];
    let modem = ByteStream::new(TransparentModem::new(board.uart), &mut scratch);
    let client = Client::new(SERVER, CREDENTIALS, modem).device(DEVICE, random());
    // Whoever sits on the line to the server can tell it a wrong time, but by no more than an hour for each answer once it has one.
    let mut client = client.schedule(BURST).backoff(BACKOFF).trust_any_date();
    let (mut next, mut next_ask, mut wait) = (MINUTE, Millis(0), Millis(0));
    loop {
        clock::deep_sleep_until(next);
        let now = clock::uptime();
        next = next.after(MINUTE);
        let reading = match thermometer.read_temperature() {
            // It knows halves of a degree, of which this cast loses nothing; a finer value is to be rounded first.
            Ok(celsius) => Gauge::new("temperature", Decimal::new((celsius * 10.0) as i64, 1)),
            Err(_) => Gauge::new("temperature.failures", 1),
        };
        // A loss is counted by the queue.
        let _ = queue.add_uptime(reading.source("garden"), now);
        if now < next_ask || !client.is_due(&mut queue, now) {
            continue;
        }
        // Readings that go out before the time is known get that of their arrival: so it asks first.
        let is_timeless = client.boot_time().get().is_none() && client.learn_time(clock::uptime).is_err();
        if is_timeless {
            wait = BACKOFF.next(Some(wait), random());
            next_ask = clock::uptime().after(wait);
        }
        // Late readings are better than none: those that fill half of the queue go out all the same.
        if !is_timeless || queue.len() >= SLOTS / 2 {
            let (result, ticks) = meter::measure(|| client.flush(&mut queue, clock::uptime, random()));
            log::flushed(&result, ticks);
            if is_timeless {
                log::Line::new("without-time").print();
            }
        }
        // The radio is off until the next burst.
        client.transport_mut().hang_up();
    }
}
