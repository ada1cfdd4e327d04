//! Readings over HTTPS, to a server whose key is pinned: the client that awaits, over embassy-net and embedded-tls.
#![no_std]
#![no_main]
#![forbid(unsafe_code)]

mod pinned;
mod session;

use core::net::Ipv4Addr;

use boards::log::Line;
use boards::{Board, Lan9118, log, meter, provisioned, random, wall_clock};
use embassy_executor::Spawner;
use embassy_net::tcp::TcpSocket;
use embassy_net::{DhcpConfig, Runner, Stack, StackResources};
use embassy_time::{Duration, Instant, Ticker, Timer};
use librato::transport::TransportErrorKind;
use librato::{Async, Cause, Client, Credentials, Device, Gauge, Millis, Server, SharedQueue, UnixSeconds};
use pinned::Trust;
use session::{Https, Records};
use static_cell::{ConstStaticCell, StaticCell};

const SERVER: Server = Server::from_static("https://metrics.test");
/// Where that is, as long as nobody asks a name server.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 0, 2, 100);
const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
const DEVICE: Device = Device::from_static("attic");
/// A handshake takes such a processor seconds: the period has to be longer.
const PERIOD: Duration = Duration::from_secs(10);
const GATHERED: u32 = 8;

static QUEUE: SharedQueue<128, 256> = SharedQueue::new();
static RECORDS: ConstStaticCell<Records> = ConstStaticCell::new(Records::new());

fn uptime() -> Millis {
    Millis(Instant::now().as_millis())
}

/// Whom to trust, as it was written in the factory: the pin, two bytes of length, the authority's certificate.
fn trust() -> Option<Trust<'static>> {
    let (key, rest) = provisioned::sector().split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let authority = rest.get(..u16::from_le_bytes(*length).into())?;
    Some(Trust { authority, key: *key })
}

/// A sensor that hands over what it has gathered. Each reading has a number of its own, so that a lost one shows. What the queue
/// cannot take it counts.
#[embassy_executor::task]
async fn measure() {
    let mut ticker = Ticker::every(PERIOD);
    for number in 0_u32.. {
        let _ = QUEUE.add_uptime(Gauge::new("reading", number).source("attic"), uptime());
        if number % GATHERED == GATHERED - 1 {
            ticker.next().await;
        }
    }
}

#[embassy_executor::task]
async fn report(stack: Stack<'static>) {
    let Some(trust) = trust() else { boards::stop() };
    let (mut receive, mut send) = ([0; 2048], [0; 1024]);
    let socket = TcpSocket::new(stack, &mut receive, &mut send);
    let https = Https::new(socket, RECORDS.take(), trust, ADDRESS);
    let mut client = Client::new(SERVER, CREDENTIALS, Async(https)).device(DEVICE, random());
    // The clock by which certificates expire: that of the readings as well, so that none goes out without its time.
    client.set_time(UnixSeconds(wall_clock::unix_seconds()), uptime());
    stack.wait_config_up().await;
    loop {
        let (result, ticks) = meter::measure_polls(client.flush(&QUEUE, uptime, random())).await;
        log::flushed(&result, ticks);
        match result {
            Ok(_) => Timer::after(PERIOD).await,
            Err(error) => {
                if let Cause::Transport(error) = error.cause {
                    // It goes on trying, and keeps its readings: a certificate can be mended, a pin by an update.
                    let is_certificate = error.kind == TransportErrorKind::Certificate;
                    Line::new("failed").pair("certificate", is_certificate.into()).print();
                }
                Timer::at(Instant::from_millis(error.retry_at().0)).await;
            }
        }
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
    let (Ok(network), Ok(report), Ok(measure)) = (network(runner), report(stack), measure()) else {
        boards::stop()
    };
    spawner.spawn(network);
    spawner.spawn(report);
    spawner.spawn(measure);
}
