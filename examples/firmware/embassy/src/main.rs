//! Two tasks measure, one reports over Ethernet: the client that awaits, over embassy-net, without a heap.
#![no_std]
#![no_main]
#![forbid(unsafe_code)]

mod line;

use core::mem::size_of_val;

use boards::log::Line as LogLine;
use boards::{Board, Lan9118, log, meter, random};
use embassy_executor::Spawner;
use embassy_net::tcp::TcpSocket;
use embassy_net::{DhcpConfig, Runner, Stack, StackResources};
use embassy_time::{Duration, Instant, Ticker, Timer};
use librato::transports::AsyncByteStream;
use librato::{
    Async, Backoff, Client, Counter, Credentials, Device, Gauge, Millis, Server, SharedQueue, TimeError,
};
use line::Line;
use static_cell::StaticCell;

/// A server in the same house. Anywhere else the token must not go in the clear: `https`, as in `tls`.
const SERVER: Server = Server::insecure_from_static("http://10.0.2.100");
const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
const DEVICE: Device = Device::from_static("attic");
/// A connection is kept from one period to the next, if the server keeps it as well.
const PERIOD: Millis = Millis::from_secs(1);

/// As many slots as there are readings while the network may be away.
static QUEUE: SharedQueue<512, 512> = SharedQueue::new();

fn uptime() -> Millis {
    Millis(Instant::now().as_millis())
}

/// Each reading has a number of its own, so that a lost one shows. What the queue cannot take it counts.
#[embassy_executor::task]
async fn measure() {
    let mut ticker = Ticker::every(Duration::from_millis(200));
    for number in 0_u32.. {
        let _ = QUEUE.add_uptime(Gauge::new("reading", number).source("attic"), uptime());
        ticker.next().await;
    }
}

#[embassy_executor::task]
async fn count() {
    let mut ticker = Ticker::every(Duration::from_millis(300));
    for pulses in 0_u32.. {
        let _ = QUEUE.add_uptime(Counter::new("pulses", pulses).source("cellar"), uptime());
        ticker.next().await;
    }
}

#[embassy_executor::task]
async fn report(stack: Stack<'static>) {
    let (mut receive, mut send, mut scratch) = ([0; 1024], [0; 1024], [0; 256]);
    let line = Line(TcpSocket::new(stack, &mut receive, &mut send));
    let stream = AsyncByteStream::new(line, &mut scratch).limit(|| Timer::after_secs(10));
    // The time of the readings is the server's, as this board has no clock: it is on the same cable.
    let mut client =
        Client::new(SERVER, CREDENTIALS, Async(stream)).device(DEVICE, random()).trust_any_date();
    stack.wait_config_up().await;
    // Readings that go out before the time is known get that of their arrival: so the server is asked first, until it answers.
    let mut wait = Millis(0);
    while let Err(TimeError::Transport(_)) = client.learn_time(uptime).await {
        wait = Backoff::default().next(Some(wait), random());
        Timer::after_millis(wait.0).await;
    }
    loop {
        let flush = client.flush(&QUEUE, uptime, random());
        LogLine::new("future").pair("bytes", size_of_val(&flush) as u32).print();
        let (result, ticks) = meter::measure_polls(flush).await;
        log::flushed(&result, ticks);
        let wake = match result {
            Ok(_) => uptime().after(PERIOD),
            Err(error) => error.retry_at(),
        };
        Timer::at(Instant::from_millis(wake.0)).await;
    }
}

#[embassy_executor::task]
async fn network(mut runner: Runner<'static, Lan9118>) {
    runner.run().await;
}

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    static SOCKETS: StaticCell<StackResources<3>> = StaticCell::new();
    let Some(board) = Board::take() else { boards::stop() };
    let address = embassy_net::Config::dhcpv4(DhcpConfig::default());
    let sockets = SOCKETS.init(StackResources::new());
    let (stack, runner) = embassy_net::new(board.ethernet, address, sockets, random().into());
    let tasks = (network(runner), report(stack), measure(), count());
    let (Ok(network), Ok(report), Ok(measure), Ok(count)) = tasks else { boards::stop() };
    spawner.spawn(network);
    spawner.spawn(report);
    spawner.spawn(measure);
    spawner.spawn(count);
}
