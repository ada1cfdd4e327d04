//! Tasks of tokio that own a client: in a struct, with a dialler that owns what it needs, and all kinds of calls.

use std::ops::ControlFlow;
use std::time::Duration;

use embedded_io_adapters::tokio_1::FromTokio;
use librato::transport::TransportErrorKind;
use librato::transports::{AsyncByteStream, AsyncDial, AsyncRedial};
use librato::{
    ApiError, Async, Cause, Client, Credentials, Gauge, Millis, Queue, Server, SharedQueue, annotations,
    metrics,
};
use librato_test_support::receiver::{Config, Receiver};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

async fn connect(server: Server<'_>) -> Result<FromTokio<TcpStream>, TransportErrorKind> {
    let socket = TcpStream::connect((server.host(), server.port())).await;
    socket.map(FromTokio::new).map_err(|_| TransportErrorKind::Connect)
}

struct Socket(Option<FromTokio<TcpStream>>);

impl AsyncRedial for Socket {
    type Stream = FromTokio<TcpStream>;

    async fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
        self.0 = None;
        self.0 = Some(connect(server).await?);
        Ok(())
    }

    fn stream(&mut self) -> Option<&mut Self::Stream> {
        self.0.as_mut()
    }

    fn hang_up(&mut self) {
        self.0 = None;
    }
}

struct Meter<'a> {
    client: Client<'a, Async<AsyncByteStream<'a, Socket, fn() -> Sleep>>>,
    queue: Queue<8, 64>,
    names: Vec<String>,
}

impl Meter<'_> {
    async fn report(&mut self) -> Result<u32, Cause> {
        let flushed = self.client.flush(&mut self.queue, Millis(0), 1).await;
        flushed.map(|report| report.accepted).map_err(|error| error.cause)
    }

    async fn look(&mut self) -> Result<Option<u64>, ApiError> {
        let mut buffer = [0; 512];
        let names = &mut self.names;
        let each = |metric: Result<metrics::MetricRef<'_>, _>| {
            names.extend(metric.map(|metric| metric.name.to_string()));
            ControlFlow::Continue(())
        };
        self.client.list(metrics::list(), &mut buffer, Millis(0), each).await?;
        let event = annotations::post("looks", "looked");
        Ok(self.client.send(&event, &mut buffer, Millis(0)).await?.created())
    }
}

#[test]
fn a_client_lives_in_a_task() {
    static QUEUE: SharedQueue<8, 64> = SharedQueue::new();
    let receiver = Receiver::start(Config::new("u", "t"));
    let url = receiver.url();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();

    let meter = runtime.spawn(async move {
        let (mut scratch, limit) = ([0; 256], || sleep(Duration::from_secs(60)));
        let stream = AsyncByteStream::new(Socket(None), &mut scratch).limit(limit as fn() -> Sleep);
        let server = Server::new(&url).unwrap();
        let client = Client::new(server, Credentials::from_static("u", "t"), Async(stream));
        let mut meter = Meter { client, queue: Queue::new(), names: Vec::new() };
        meter.queue.add(Gauge::new("load", 1)).unwrap();
        assert_eq!(meter.report().await, Ok(1));
        assert!(meter.look().await.unwrap().is_some());
        meter.names
    });
    assert_eq!(runtime.block_on(meter).unwrap(), ["load"]);

    let url = receiver.url();
    let shared = runtime.spawn(async move {
        let (mut scratch, roots) = ([0; 256], String::from("of a TLS session"));
        let dial = AsyncDial::new(async move |server: Server<'_>| {
            assert_eq!(roots, "of a TLS session");
            connect(server).await
        });
        let stream = AsyncByteStream::new(dial, &mut scratch).limit(|| sleep(Duration::from_secs(60)));
        let server = Server::new(&url).unwrap();
        let mut client = Client::new(server, Credentials::from_static("u", "t"), Async(stream));
        QUEUE.add(Gauge::new("load", 2)).unwrap();
        client.flush(&QUEUE, Millis(0), 1).await.map(|report| report.accepted)
    });
    assert_eq!(runtime.block_on(shared).unwrap(), Ok(1));
}
