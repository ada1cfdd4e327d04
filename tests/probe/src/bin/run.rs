//! The firmware under QEMU, against answers by a script: what comes of each, and the memory that it all takes.
//!
//! It prints figures as `section | what | bytes`, and ends with status 0 if all was as it must be.
#![no_std]
#![no_main]

use core::mem::size_of;

use cortex_m_semihosting::hprintln;
use librato::transports::ByteStream;
use librato::{
    Aggregator, Cause, Client, Decimal, FlushError, Gauge, Millis, Queue, Report, SharedAggregator,
    SharedQueue,
};
use librato_probe::ending;
use librato_probe::firmware::{CREDENTIALS, MINUTE, QUEUE, SERVER, minute, register, sample};
use librato_probe::modem::Modem;
use librato_probe::script::{ACCEPTED, Script};
use librato_probe::stack::stack_of;

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    ending::failed(info)
}

const LATER: &str = "HTTP/1.1 429 Too Many Requests\r\n\
    Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
    Retry-After: Sun, 06 Nov 1994 08:51:37 GMT\r\n\
    Content-Type: application/json\r\n\
    Content-Length: 36\r\n\r\n\
    {\"errors\":{\"request\":[\"slow down\"]}}";
const REFUSED: &str = "HTTP/1.1 400 Bad Request\r\n\
    Content-Type: application/json\r\n\
    Content-Length: 94\r\n\r\n\
    {\"errors\":{\"params\":{\"type\":[\"'humidity' is a counter, but was submitted as different type\"]}}}";
const BUDGET: &str = "queue of 64 readings, 8 names, 2 sources, aggregator of 8, scratch of 96";

type Flushed = Result<Report, FlushError>;

#[cortex_m_rt::entry]
fn main() -> ! {
    memory();
    budget();
    reading();
    flushes();
    ending::passed()
}

fn stack(what: &str, bytes: usize) {
    hprintln!("stack | {} | {}", what, bytes);
}

fn ram(what: &str, bytes: usize) {
    hprintln!("ram | {} | {}", what, bytes);
}

/// What each thing takes, at three sizes where it has a size.
fn memory() {
    ram("Queue<16, 128>", size_of::<Queue<16, 128>>());
    ram("Queue<64, 512>", size_of::<Queue<64, 512>>());
    ram("Queue<300, 2048>", size_of::<Queue<300, 2048>>());
    ram("SharedQueue<64, 512>", size_of::<SharedQueue<64, 512>>());
    ram("Aggregator<4, 64>", size_of::<Aggregator<4, 64>>());
    ram("Aggregator<8, 128>", size_of::<Aggregator<8, 128>>());
    ram("Aggregator<32, 512>", size_of::<Aggregator<32, 512>>());
    ram("SharedAggregator<8, 128>", size_of::<SharedAggregator<8, 128>>());
    let client = size_of::<Client<'_, ByteStream<'_, Modem>>>();
    ram("Client over ByteStream, scratch of 64", client + 64);
    ram("Client over ByteStream, scratch of 256", client + 256);
    ram("Client over ByteStream, scratch of 1460", client + 1460);
}

/// What a device takes that reports eight metrics of two sources: a queue of 64 readings, their aggregates, and the scratch of a
/// transport. All of it is in use.
fn budget() {
    const NAMES: [&str; 8] =
        ["temperature", "humidity", "pressure", "battery", "uptime", "rssi", "heap_free", "pulses"];
    static QUEUE: SharedQueue<64, 128> = SharedQueue::new();
    static MINUTE: SharedAggregator<8, 104> = SharedAggregator::new();
    for at in 0..64 {
        let (name, source) = (NAMES[at % 8], ["attic", "cellar"][at / 8 % 2]);
        QUEUE.add(Gauge::new(name, Decimal::new(at as i64, 2)).source(source)).unwrap();
        MINUTE.add(name, Decimal::new(at as i64, 2)).unwrap();
    }
    assert_eq!((QUEUE.len(), MINUTE.with(|minute| minute.len())), (64, Some(8)));
    let scratch = [0_u8; 96];
    ram(BUDGET, size_of_val(&QUEUE) + size_of_val(&MINUTE) + scratch.len());
}

/// What a queued reading takes: slots, and apart from them the texts of four series and the rest.
fn reading() {
    const SLOTS: usize = 64;
    const TEXT: usize = 512;
    let series =
        [("temperature", "attic"), ("temperature", "cellar"), ("humidity", "attic"), ("pressure", "attic")];
    let mut queue = Queue::<SLOTS, TEXT>::new();
    let mut at = 0;
    loop {
        let (name, source) = series[at % series.len()];
        if queue.add(Gauge::new(name, Decimal::new(at as i64, 2)).source(source)).is_err() {
            break;
        }
        at += 1;
    }
    assert_eq!(queue.len(), at);
    let slots = size_of::<Queue<{ 2 * SLOTS }, TEXT>>() - size_of::<Queue<SLOTS, TEXT>>();
    ram("queued reading: slot", slots.div_ceil(at));
    ram("queued reading: texts of 4 series", queue.text_len());
    ram("queued reading: the queue beside slots and texts", size_of_val(&queue) - slots - TEXT);
}

/// A minute's work and what the server says to it, thrice.
fn flushes() {
    let mut scratch = [0; 256];
    let answers: &[&str] = &[LATER, REFUSED, ACCEPTED, ACCEPTED, ACCEPTED];
    let mut client = Client::new(SERVER, CREDENTIALS, ByteStream::new(Script::new(answers), &mut scratch));
    let handles = register().unwrap();
    let work = |now: Millis| {
        sample(&handles, 2150, 17, now).unwrap();
        #[cfg(feature = "float")]
        librato_probe::firmware::sample_float(core::f64::consts::PI).unwrap();
    };
    let mut flush = |now: Millis| {
        let mut flushed: Option<Flushed> = None;
        let stack = stack_of(&mut || flushed = Some(client.flush(&QUEUE, now, 7)));
        let script = client.transport_mut().redial();
        (flushed.unwrap(), script.requests, script.written, stack)
    };

    let first = Millis(1_000);
    stack("add by name and by handle, in queue and aggregator", stack_of(&mut || work(first)));
    let added = QUEUE.len() as u32;
    stack("aggregator into queue", stack_of(&mut || minute(first)));
    assert!(MINUTE.with(|minute| minute.is_empty()).unwrap());
    let waiting = QUEUE.len() as u32;
    assert!(waiting >= added + 2);

    // 429: wait until the date that it names, by its own clock.
    let (flushed, requests, written, bytes) = flush(first);
    stack("flush: 429 with a date", bytes);
    let error = flushed.unwrap_err();
    assert_eq!((error.cause, error.retry_at()), (Cause::RateLimited(429), Millis(121_000)));
    assert_eq!((error.waiting(), requests), (waiting, 1));
    assert!(written > 300);
    let (early, requests, same, _) = flush(Millis(120_999));
    assert_eq!((early.unwrap_err().cause, requests, same), (Cause::NotYet, 1, written));

    // 400: the reading that it names leaves, and the rest is accepted, by an answer in chunks.
    let (flushed, requests, _, bytes) = flush(Millis(121_000));
    stack("flush: 400 that names a metric, then a chunked 200", bytes);
    let error = flushed.unwrap_err();
    assert_eq!((error.cause, requests), (Cause::Rejected, 3));
    assert_eq!((error.report.accepted, error.report.dropped, error.waiting()), (waiting - 1, 1, 0));

    // A queue that is full folds, and what it holds is accepted: in two chunks, for one that makes room pins half of it at most.
    let mut most = 0;
    while QUEUE.counts().folded == 0 {
        most = most.max(stack_of(&mut || work(first)));
    }
    stack("add that folds", most);
    let waiting = QUEUE.len() as u32;
    let (flushed, requests, _, bytes) = flush(Millis(200_000));
    stack("flush: chunked 200", bytes);
    let report = flushed.unwrap();
    assert_eq!((report.accepted, report.waiting, requests), (waiting, 0, 5));
    let counts = QUEUE.counts();
    assert_eq!(counts.accepted + counts.rejected + counts.folded, counts.added);
}
