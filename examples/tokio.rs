//! The client of a microcontroller on tokio: two tasks measure, one reports. Firmware on embassy looks the same, with its own socket
//! and timer.
//!
//! `cargo run --example tokio --features std,embedded-io-async` shows it with a local receiver.

use std::convert::Infallible;
use std::error::Error;
use std::time::Duration;

use embedded_io_adapters::tokio_1::FromTokio;
use librato::transport::TransportErrorKind;
use librato::transports::{AsyncByteStream, AsyncDial};
use librato::{Async, AsyncHttpTransport, Client, Credentials, Decimal, Gauge, Millis, Server, SharedQueue};
use librato_test_support::receiver::{Config, Receiver};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until};

const PERIOD: Duration = Duration::from_millis(400);
static QUEUE: SharedQueue<64, 512> = SharedQueue::new();

async fn connect(server: Server<'_>) -> Result<FromTokio<TcpStream>, TransportErrorKind> {
    let socket = TcpStream::connect((server.host(), server.port())).await;
    socket.map(FromTokio::new).map_err(|_| TransportErrorKind::Connect)
}

/// Measures ten times. The queue would count a loss.
async fn measure(room: &'static str, every: Duration) {
    for step in 0..10 {
        let _ = QUEUE.add(Gauge::new("temperature", Decimal::new(215 + step, 1)).source(room));
        sleep(every).await;
    }
}

/// Sends what waits, period after period.
async fn report(client: &mut Client<'_, Async<impl AsyncHttpTransport>>, start: Instant) -> Infallible {
    loop {
        match client.flush(&QUEUE, uptime(start), rand_seed()).await {
            Ok(report) => {
                println!("{report}");
                sleep(PERIOD).await;
            }
            Err(error) => {
                println!("{error}");
                sleep_until(start + Duration::from(error.retry_at())).await;
            }
        }
    }
}

async fn run(url: String) -> Result<(), Box<dyn Error + Send + Sync>> {
    let start = Instant::now();
    let mut scratch = [0; 1024];
    let stream =
        AsyncByteStream::new(AsyncDial::new(connect), &mut scratch).limit(|| sleep(Duration::from_secs(10)));
    let credentials = Credentials::from_static("tokio@example.net", "local");
    let mut client = Client::new(Server::insecure(&url)?, credentials, Async(stream));

    let attic = tokio::spawn(measure("attic", Duration::from_millis(100)));
    let cellar = tokio::spawn(measure("cellar", Duration::from_millis(130)));
    tokio::select! {
        never = report(&mut client, start) => match never {},
        measured = async { tokio::try_join!(attic, cellar) } => { measured?; }
    }
    // The report was dropped wherever it stood, and nothing with it.
    client.flush_now(&QUEUE, uptime(start), rand_seed()).await?;
    Ok(())
}

fn uptime(start: Instant) -> Millis {
    start.elapsed().into()
}

/// A number that spreads retries.
fn rand_seed() -> u32 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    RandomState::new().build_hasher().finish() as u32
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let receiver = Receiver::start(Config::new("tokio@example.net", "local"));
    tokio::spawn(run(receiver.url())).await??;
    println!("{} of 20 accepted; {} wait", QUEUE.counts().accepted, QUEUE.len());
    Ok(())
}
