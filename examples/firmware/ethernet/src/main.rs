//! An interrupt measures, the main loop reports over Ethernet: a blocking client over smoltcp, without a heap.
#![no_std]
#![no_main]
#![forbid(unsafe_code)]

mod tcp;

use core::sync::atomic::{AtomicU32, Ordering};

use boards::{Board, clock, log, meter, random};
use librato::transports::ByteStream;
use librato::{Backoff, Cause, Client, Credentials, Device, Gauge, Millis, Server, SharedQueue, TimeError};
use smoltcp::wire::{Ipv4Address, Ipv4Cidr};
use tcp::Tcp;

/// A server in the same house. Anywhere else the token must not go in the clear: `https`, as in `tls`.
const SERVER: Server = Server::insecure_from_static("http://10.0.2.100");
const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
const DEVICE: Device = Device::from_static("attic");
const ADDRESS: Ipv4Cidr = Ipv4Cidr::new(Ipv4Address::new(10, 0, 2, 15), 24);
const INTERVAL: Millis = Millis(200);
/// A connection is kept from one period to the next, if the server keeps it as well.
const PERIOD: Millis = Millis::from_secs(2);
/// How often the server may refuse the same readings, ten minutes apart, before they go: else nothing behind them ever got through.
const REFUSALS: u32 = 3;

/// As many slots as there are readings while the network may be away.
static QUEUE: SharedQueue<512, 512> = SharedQueue::new();

#[boards::entry]
fn main() -> ! {
    let Some(board) = Board::take() else { boards::stop() };
    clock::every(INTERVAL, measure);

    let Some(tcp) = Tcp::new(board.ethernet, ADDRESS, random()) else { boards::stop() };
    let mut scratch = [0; 256];
    let stream = ByteStream::new(tcp, &mut scratch);
    // The time of the readings is the server's, as this board has no clock: it is on the same cable.
    let mut client = Client::new(SERVER, CREDENTIALS, stream).device(DEVICE, random()).trust_any_date();
    // Readings that go out before the time is known get that of their arrival: so the server is asked first, until it answers.
    let mut wait = Millis(0);
    while let Err(TimeError::Transport(_)) = client.learn_time(clock::uptime) {
        wait = Backoff::default().next(Some(wait), random());
        client.transport_mut().redial().sleep_until(clock::uptime().after(wait));
    }
    let mut refusals = 0;
    loop {
        let lost = Gauge::new("readings.lost", QUEUE.counts().lost()).source("attic");
        let _ = QUEUE.add_uptime(lost, clock::uptime());
        let (result, ticks) = meter::measure(|| client.flush(&QUEUE, clock::uptime, random()));
        log::flushed(&result, ticks);
        let wake = match result {
            Ok(_) => clock::uptime().after(PERIOD),
            Err(error) => error.retry_at(),
        };
        refusals = match result {
            // A metric that the server names is set aside by the client; here it named none.
            Err(error) if matches!(error.cause, Cause::Status(400 | 413 | 422)) => refusals + 1,
            _ => 0,
        };
        if refusals == REFUSALS {
            // They count as lost.
            QUEUE.discard_chunk();
            refusals = 0;
        }
        client.transport_mut().redial().sleep_until(wake);
    }
}

/// In an interrupt: a reading, each with a number of its own, so that a lost one shows. What the queue cannot take it counts.
fn measure() {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let _ = QUEUE.add_uptime(Gauge::new("reading", number).source("attic"), clock::uptime());
}
