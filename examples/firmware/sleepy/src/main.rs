//! Reads a thermometer once a minute, sleeps in between, and reports ten readings in one burst. It has no clock: it learns the time from
//! the server, and then gives each reading the time at which it was taken.
#![no_std]
#![no_main]
#![forbid(unsafe_code)]

use boards::{Board, TransparentModem, clock, log, meter};
use librato::transport::{Flow, Method, ResponseSink};
use librato::transports::ByteStream;
use librato::{
    Call, Client, Credentials, Decimal, Device, FullPolicy, Gauge, Millis, Queue, Schedule, Server,
};
use lm75::{Address, Lm75};

const SERVER: Server = Server::from_static("http://127.0.0.1:8080");
const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
const DEVICE: Device = Device::from_static("garden");
/// The same at each start of this board: a product counts its starts in flash, or has a random number.
const BOOT: u32 = 1;
const MINUTE: Millis = Millis::from_secs(60);
const BURST: Schedule = Schedule::new().readings(10);
/// The least that any server has to say, for the time that stands in its head.
const ASK: Call = Call::new(Method::Get, &["metrics"]).query(&[("length", "1")]);

#[boards::entry]
fn main() -> ! {
    let Some(board) = Board::take() else { boards::stop() };
    let mut thermometer = Lm75::new(board.sensor, Address::default());
    let mut queue = Queue::<64, 128>::new().with_full(FullPolicy::DropOldest);

    let mut scratch = [0; 256];
    let modem = ByteStream::new(TransparentModem::new(board.uart), &mut scratch);
    // Whoever sits on the line to the server can tell it a wrong time, but by no more than an hour for each answer once it has one.
    let client = Client::new(SERVER, CREDENTIALS, modem).device(DEVICE, BOOT).schedule(BURST);
    let mut client = client.trust_any_date();
    let mut next = MINUTE;
    loop {
        clock::deep_sleep_until(next);
        let now = clock::uptime();
        next = next.after(MINUTE);
        if let Ok(celsius) = thermometer.read_temperature() {
            let temperature = Gauge::new("temperature", Decimal::new((celsius * 10.0) as i64, 1));
            // A loss is counted by the queue.
            let _ = queue.add_uptime(temperature.source("garden"), now);
        }
        if !client.is_due(&mut queue, now) {
            continue;
        }
        if client.boot_time().get().is_none() {
            // Readings that go out without a time get that of their arrival. A refusal tells the time as well.
            let _ = client.call(&ASK, &mut Ignored, now);
        }
        if client.boot_time().get().is_some() {
            let (result, ticks) = meter::measure(|| client.flush(&mut queue, now, clock::ticks()));
            log::flushed(&result, ticks);
        }
        // The radio is off until the next burst.
        client.transport_mut().hang_up();
    }
}

/// An answer that nobody reads.
struct Ignored;

impl ResponseSink for Ignored {
    fn status(&mut self, _: u16) {}

    fn header(&mut self, _: &[u8], _: &[u8]) {}

    fn body(&mut self, _: &[u8]) -> Flow {
        Flow::Enough
    }
}
