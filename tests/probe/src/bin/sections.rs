//! The firmware under QEMU: for how many instructions it keeps interrupts off.
//!
//! It prints figures as `interrupts off | what | slots of the queue | instructions`, and ends with status 0 if all was as it must be.
#![no_std]
#![no_main]

use cortex_m_semihosting::hprintln;
use librato::transports::ByteStream;
use librato::{Client, Decimal, FullPolicy, Gauge, Millis, SharedQueue};
use librato_probe::ending;
use librato_probe::firmware::{CREDENTIALS, SERVER};
use librato_probe::script::{ACCEPTED, Script};
use librato_probe::section::Counter;

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    ending::failed(info)
}

static SHORT: SharedQueue<64, 512> = SharedQueue::new();
static LONG: SharedQueue<300, 512> = SharedQueue::new();

#[cortex_m_rt::entry]
fn main() -> ! {
    let core = cortex_m::Peripherals::take().unwrap();
    let counter = Counter::start(core.SYST);
    work(&counter, &SHORT);
    work(&counter, &LONG);
    ending::passed()
}

/// What is done to a queue while it fills, when it is full, and when it is sent.
fn work<const SLOTS: usize>(counter: &Counter, queue: &SharedQueue<SLOTS, 512>) {
    const NAMES: [&str; 8] =
        ["temperature", "humidity", "pressure", "load", "uptime", "voltage", "current", "pulses"];
    let off = |what: &str, instructions: u32| {
        hprintln!("interrupts off | {} | {} | {}", what, SLOTS, instructions);
    };
    let add = |at: usize| {
        let name = NAMES[at % NAMES.len()];
        queue.add(Gauge::new(name, Decimal::new(at as i64, 2)).source("attic")).unwrap();
    };
    let series = queue.series(Gauge::named("temperature").source("attic")).unwrap();
    let mut most = 0;
    for at in 1..SLOTS {
        most = most.max(counter.longest_in(&mut || add(at)));
    }
    off("add by name", most);
    off("add by handle", counter.longest_in(&mut || queue.record(series, 7).unwrap()));
    assert_eq!(queue.len(), SLOTS);
    queue.with(|queue| queue.set_full(FullPolicy::DropOldest));
    off("add to a full queue that drops the oldest", counter.longest_in(&mut || add(1)));
    assert_eq!(queue.counts().evicted, 1);

    queue.with(|queue| queue.set_full(FullPolicy::Fold));
    off("add to a full queue that folds", counter.longest_in(&mut || add(1)));
    assert!(queue.counts().folded > 0);

    queue.with(|queue| queue.set_full(FullPolicy::Refuse));
    let mut scratch = [0; 256];
    let transport = ByteStream::new(Script::new(&[ACCEPTED]), &mut scratch);
    let mut client = Client::new(SERVER, CREDENTIALS, transport);
    let waiting = queue.len() as u32;
    off(
        "flush",
        counter.longest_in(&mut || {
            assert_eq!(client.flush(queue, Millis(0), 7).unwrap().accepted, waiting);
        }),
    );

    // Of a few series first. Then names come, until the readings of others have gone that took their texts with them.
    queue.with(|queue| queue.set_full(FullPolicy::DropOldest));
    (0..SLOTS).for_each(add);
    let mut most = 0;
    for at in 0..100 {
        let name = [b'n', b'0' + at / 10, b'0' + at % 10];
        let name = core::str::from_utf8(&name).unwrap();
        let mut add = || queue.with(|queue| queue.add(Gauge::new(name, 1)).unwrap()).unwrap();
        most = most.max(counter.longest_in(&mut add));
    }
    off("add that makes room for a text as well", most);
}
