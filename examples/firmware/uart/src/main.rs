//! Reads a thermometer every second, in an interrupt, and reports count, sum, minimum and maximum of each period through a modem.
#![no_std]
#![no_main]
#![forbid(unsafe_code)]

mod thermometer;

use core::cell::Cell;

use boards::{Board, TransparentModem, clock, log, meter, random};
use critical_section::Mutex;
use librato::transports::ByteStream;
use librato::{
    Backoff, Blame, Client, Credentials, Device, LibratoFormat, Millis, Server, SharedAggregator,
    SharedQueue, StatusOnly, TimeError,
};
use thermometer::Thermometer;

const SERVER: Server = Server::from_static("http://127.0.0.1:8080");
const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
const DEVICE: Device = Device::from_static("attic");
/// Of the answers the status alone counts: their words would take 2.5 KB of flash to understand, and this program does not ask for them.
const FORMAT: StatusOnly<LibratoFormat> = StatusOnly(LibratoFormat);
const SECOND: Millis = Millis::from_secs(1);
const PERIOD: Millis = Millis::from_secs(10);
/// How often the server may refuse the same readings, ten minutes apart, before they go: else nothing behind them ever got through.
const REFUSALS: u32 = 3;

/// The interrupt's, once it has been set.
static THERMOMETER: Mutex<Cell<Option<Thermometer>>> = Mutex::new(Cell::new(None));
static SENSORS: SharedAggregator<8, 128> = SharedAggregator::new();
static QUEUE: SharedQueue<64, 160> = SharedQueue::new();

#[boards::entry]
fn main() -> ! {
    let Some(board) = Board::take() else { boards::stop() };
    let thermometer = Thermometer::new(board.sensor);
    critical_section::with(|section| THERMOMETER.borrow(section).set(Some(thermometer)));
    clock::every(SECOND, measure);

    let mut scratch = [0; 256];
    let modem = ByteStream::new(TransparentModem::new(board.uart), &mut scratch);
    let client = Client::with_format(SERVER, CREDENTIALS, modem, FORMAT).device(DEVICE, random());
    // The time of the readings is the server's, as this board has no clock: it is on the same cable.
    let mut client = client.trust_any_date();
    let (mut period, mut next_try, mut wait) = (PERIOD, PERIOD, Millis(0));
    let (mut asks, mut refusals) = (true, 0);
    loop {
        clock::sleep_until(period.min(next_try));
        let now = clock::uptime();
        if now >= period {
            let _ = SENSORS.add("readings.lost", QUEUE.counts().discarded.saturating_add(SENSORS.refused()));
            // What the queue has no room for is not lost: it stays, and joins the next period.
            let _ = QUEUE.add_aggregator_uptime(&SENSORS, now);
            period = now.after(PERIOD);
        }
        if now < next_try {
            continue;
        }
        // Readings that go out before the time is known get that of their arrival: so the server is asked first, until it answers.
        if asks {
            asks = matches!(client.learn_time(clock::uptime), Err(TimeError::Transport(_)));
        }
        if asks {
            wait = Backoff::default().next(Some(wait), random());
            next_try = clock::uptime().after(wait);
            continue;
        }
        let (result, ticks) = meter::measure(|| client.flush(&QUEUE, clock::uptime, random()));
        match &result {
            Ok(_) => (next_try, refusals) = (period, 0),
            Err(error) => {
                next_try = error.retry_at();
                refusals += u32::from(error.blame() == Blame::Data);
            }
        }
        if refusals == REFUSALS {
            // They count as lost.
            QUEUE.discard_chunk();
            refusals = 0;
        }
        // A modem that dials again by itself hides that a connection broke: so none is kept.
        client.transport_mut().hang_up();
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
