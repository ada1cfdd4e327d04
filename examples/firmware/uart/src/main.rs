//! Reads a thermometer every second, in an interrupt, and reports count, sum, minimum and maximum of each period through a modem.
#![no_std]
#![no_main]
#![forbid(unsafe_code)]

mod thermometer;

use core::cell::Cell;

use boards::{Board, TransparentModem, clock, log, meter};
use critical_section::Mutex;
use librato::transports::ByteStream;
use librato::{Client, Credentials, Device, Millis, Server, SharedAggregator, SharedQueue};
use thermometer::Thermometer;

const SERVER: Server = Server::from_static("http://127.0.0.1:8080");
const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
const DEVICE: Device = Device::from_static("attic");
/// The same at each start of this board: a product counts its starts in flash, or has a random number.
const BOOT: u32 = 1;
const SECOND: Millis = Millis::from_secs(1);
const PERIOD: Millis = Millis::from_secs(10);

/// The interrupt's, once it has been set.
static THERMOMETER: Mutex<Cell<Option<Thermometer>>> = Mutex::new(Cell::new(None));
static SENSORS: SharedAggregator<8, 128> = SharedAggregator::new();
static QUEUE: SharedQueue<64, 256> = SharedQueue::new();

#[boards::entry]
fn main() -> ! {
    let Some(board) = Board::take() else { boards::stop() };
    let thermometer = Thermometer::new(board.sensor);
    critical_section::with(|section| THERMOMETER.borrow(section).set(Some(thermometer)));
    clock::every(SECOND, measure);

    let mut scratch = [0; 256];
    let modem = ByteStream::new(TransparentModem::new(board.uart), &mut scratch);
    // The time of the readings is the server's, as this board has no clock: it is on the same cable.
    let mut client = Client::new(SERVER, CREDENTIALS, modem).device(DEVICE, BOOT).trust_any_date();
    let (mut period, mut next_try) = (PERIOD, PERIOD);
    loop {
        clock::sleep_until(period.min(next_try));
        let now = clock::uptime();
        if now >= period {
            // What the queue has no room for stays, and joins the next period.
            let _ = QUEUE.add_aggregator_uptime(&SENSORS, now);
            period = now.after(PERIOD);
        }
        let (result, ticks) = meter::measure(|| client.flush(&QUEUE, now, clock::ticks()));
        next_try = match &result {
            Ok(_) => period,
            Err(error) => error.retry_at(),
        };
        log::flushed(&result, ticks);
    }
}

/// In the timer's interrupt. A loss is counted by the aggregator.
fn measure() {
    let taken = critical_section::with(|section| THERMOMETER.borrow(section).take());
    let Some(mut thermometer) = taken else { return };
    let _ = match thermometer.celsius() {
        Some(celsius) => SENSORS.add("temperature", celsius),
        None => SENSORS.add("temperature.failures", 1),
    };
    critical_section::with(|section| THERMOMETER.borrow(section).set(Some(thermometer)));
}
