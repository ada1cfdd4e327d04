//! Writing readings, as a desktop program does and as firmware does.

use librato::transport::TransportErrorKind;
use librato::transports::{ByteStream, Dial, Ureq};
use librato::{
    AddError, Aggregator, Client, Credentials, FlushError, Librato, LineProtocol, Millis, NamePolicy, Queue,
    Reading, Report, Server, UnixSeconds,
};
use librato_test_support::socket::Socket;

use crate::readings::{Planned, What};

/// A way to an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// `Librato` and a batch, over ureq.
    Ureq,
    /// `Client` and a queue, over `embedded-io`.
    EmbeddedIo,
}

/// What came of a flush that went wrong.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) cause: librato::Cause,
    pub(crate) report: Report,
    pub(crate) said: String,
}

type Format = LineProtocol<String>;
type Minute = Aggregator<64, 2048>;

impl Way {
    pub(crate) const ALL: [Self; 2] = [Self::Ureq, Self::EmbeddedIo];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ureq => "ureq",
            Self::EmbeddedIo => "embedded-io",
        }
    }

    /// Writes all readings in requests of 300 at most; nothing may go wrong.
    pub(crate) fn write(self, url: &str, format: Format, planned: &[Planned]) -> Report {
        match self {
            Self::Ureq => {
                let api = desktop(url, Credentials::none(), format);
                let mut batch = api.batch().auto_submit(300);
                each(planned, |reading| batch.add(reading).expect("taken"));
                aggregates(planned, |minute| batch.add_aggregator(minute).expect("taken"));
                batch.finish().expect("accepted")
            }
            Self::EmbeddedIo => {
                let mut scratch = [0; 256];
                let mut device = Device::new(url, Credentials::none(), format, &mut scratch);
                each(planned, |reading| device.add(&reading));
                aggregates(planned, |minute| device.add_aggregator(minute));
                device.flush().expect("accepted");
                device.report
            }
        }
    }

    /// Writes some readings at once.
    pub(crate) fn try_write(
        self,
        url: &str,
        credentials: Credentials<'_>,
        format: Format,
        readings: &[Reading<'_>],
    ) -> Result<Report, Refused> {
        match self {
            Self::Ureq => {
                let api = desktop(url, credentials, format);
                let mut batch = api.batch();
                for reading in readings {
                    batch.add(*reading).expect("taken");
                }
                batch.finish().map_err(|error| {
                    let librato::Error::Failed(failure) = error else { panic!("{error}") };
                    Refused { cause: failure.cause, report: failure.report, said: failure.to_string() }
                })
            }
            Self::EmbeddedIo => {
                let mut scratch = [0; 64];
                let mut device = Device::new(url, credentials, format, &mut scratch);
                for reading in readings {
                    device.add(reading);
                }
                device.flush().map_err(|error| {
                    let said = device.client.error_body().to_string();
                    Refused { cause: error.cause, report: error.report, said }
                })?;
                Ok(device.report)
            }
        }
    }
}

fn desktop(url: &str, credentials: Credentials<'_>, format: Format) -> Librato {
    let server = Server::new(url).expect("a loopback URL");
    Librato::new(server, credentials, Ureq::new()).format(format).names(NamePolicy::AsIs).retries(0)
}

fn each(planned: &[Planned], mut add: impl FnMut(Reading<'_>)) {
    for planned in planned {
        planned.reading(&mut add);
    }
}

/// Gives an aggregator with the samples of each second.
fn aggregates(planned: &[Planned], mut add: impl FnMut(&mut Minute)) {
    let samples = |planned: &&Planned| matches!(planned.what, What::Samples(_));
    let mut all: Vec<&Planned> = planned.iter().filter(samples).collect();
    all.sort_by_key(|planned| planned.time());
    for second in all.chunk_by(|a, b| a.time() == b.time()) {
        let mut minute = Minute::new();
        minute.set_measure_time(Some(second[0].time())).expect("a time");
        for planned in second {
            let What::Samples(samples) = planned.what else { continue };
            for sample in samples {
                minute.add(&planned.key.0, sample).expect("taken");
            }
        }
        add(&mut minute);
        assert!(minute.is_empty());
    }
}

type Connect = fn(Server<'_>) -> Result<Socket, TransportErrorKind>;

fn connect(server: Server<'_>) -> Result<Socket, TransportErrorKind> {
    Socket::connect((server.host(), server.port())).map_err(|_| TransportErrorKind::Connect)
}

/// Firmware with a queue of the size of a small device's.
struct Device<'a> {
    queue: Box<Queue<512, 4096>>,
    client: Client<'a, ByteStream<'a, Dial<Connect, Socket>>, Format>,
    report: Report,
}

impl<'a> Device<'a> {
    fn new(url: &'a str, credentials: Credentials<'a>, format: Format, scratch: &'a mut [u8]) -> Self {
        let stream = ByteStream::new(Dial::new(connect as Connect), scratch);
        let server = Server::new(url).expect("a loopback URL");
        Self {
            queue: Box::new(Queue::new().with_names(NamePolicy::AsIs)),
            client: Client::with_format(server, credentials, stream, format),
            report: Report::default(),
        }
    }

    /// A queue that is full is flushed first.
    fn add(&mut self, reading: &Reading<'_>) {
        if let Err(AddError::Full(_)) = self.queue.add(*reading) {
            self.flush().expect("accepted");
            self.queue.add(*reading).expect("taken");
        }
    }

    fn add_aggregator(&mut self, minute: &mut Minute) {
        while let Err(AddError::Full(_)) = self.queue.add_aggregator_at(minute, Some(UnixSeconds(0))) {
            self.flush().expect("accepted");
        }
    }

    fn flush(&mut self) -> Result<(), FlushError> {
        let report = self.client.flush(&mut *self.queue, Millis(0), 1)?;
        self.report.accepted += report.accepted;
        self.report.requests += report.requests;
        Ok(())
    }
}
