//! A meter that logs through `defmt`: each request, what is put off and what is refused, which the library says by itself, and what
//! came of it all, with types of the library's in the program's own lines.
#![no_std]
#![no_main]
#![forbid(unsafe_code)]

use core::sync::atomic::{AtomicU32, Ordering};

use boards::{Board, TransparentModem, clock, log, meter, random};
use defmt::{info, warn};
use defmt_semihosting as _;
use librato::transports::ByteStream;
use librato::{Client, Counter, Credentials, Device, Gauge, Millis, Server, SharedQueue};

const SERVER: Server = Server::from_static("http://127.0.0.1:8080");
const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
const DEVICE: Device = Device::from_static("meter");
const SECOND: Millis = Millis::from_secs(1);
const PERIOD: Millis = Millis::from_secs(10);

static QUEUE: SharedQueue<256, 128> = SharedQueue::new();
static PULSES: AtomicU32 = AtomicU32::new(0);

// What stands before each line: seconds since the start.
defmt::timestamp!("{=u64:ms}", clock::uptime().0);

#[boards::entry]
fn main() -> ! {
    let Some(board) = Board::take() else { boards::stop() };
    let mut scratch = [0; 256];
    let modem = ByteStream::new(TransparentModem::new(board.uart), &mut scratch);
    let mut client = Client::new(SERVER, CREDENTIALS, modem).device(DEVICE, random());
    info!("{} as {}", client, CREDENTIALS);
    clock::every(SECOND, measure);

    let mut next = PERIOD;
    loop {
        clock::sleep_until(next);
        let (result, ticks) = meter::measure(|| client.flush(&QUEUE, clock::uptime, random()));
        match &result {
            Ok(report) => info!("{}", report),
            Err(error) => warn!("{}", error),
        }
        info!("{}", QUEUE);
        log::flushed(&result, ticks);
        next = match result {
            Ok(_) => clock::uptime().after(PERIOD),
            Err(error) => error.retry_at(),
        };
    }
}

/// In the timer's interrupt, from where can be logged as well.
fn measure() {
    let pulses = PULSES.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
    let both = QUEUE
        .add(Counter::new("pulses", pulses).source("meter"))
        .and_then(|_| QUEUE.add(Gauge::new("supply", 3300).source("meter")));
    if let Err(error) = both {
        warn!("a reading is lost: {}", error);
    }
}
