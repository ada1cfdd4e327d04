//! All that firmware does with a client: readings by name and by handle, a queue that folds, an aggregator, a flush.

use core::hint::black_box;
#[cfg(feature = "calls")]
use core::ops::ControlFlow;

use librato::transports::{ByteStream, Redial};
#[cfg(feature = "polled")]
use librato::{Action, Polled};
use librato::{
    AddError, AggregateHandle, Client, Counter, Credentials, Decimal, FullPolicy, Gauge, Millis, Series,
    Server, SharedAggregator, SharedQueue, WireFormat,
};

pub const SERVER: Server = Server::from_static("http://127.0.0.1:8080");
pub const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");

pub static QUEUE: SharedQueue<64, 512> = SharedQueue::new();
pub static MINUTE: SharedAggregator<8, 128> = SharedAggregator::new();

pub struct Handles {
    attic: Series,
    pressure: AggregateHandle,
}

/// Once, after the start.
pub fn register() -> Result<Handles, AddError> {
    QUEUE.with(|queue| queue.set_full(FullPolicy::Fold));
    Ok(Handles {
        attic: QUEUE.series(Gauge::named(black_box("temperature")).source(black_box("attic")))?,
        pressure: MINUTE.series(black_box("pressure"))?,
    })
}

/// In an interrupt: what was measured, in hundredths, and what was counted.
pub fn sample(handles: &Handles, hundredths: i32, pulses: u32, uptime: Millis) -> Result<(), AddError> {
    let value = Decimal::new(i64::from(hundredths), 2);
    QUEUE.add_uptime(Gauge::new(black_box("humidity"), value).source(black_box("attic")), uptime)?;
    QUEUE.add(Counter::new(black_box("pulses"), pulses))?;
    QUEUE.record(handles.attic, value)?;
    MINUTE.record(handles.pressure, hundredths)?;
    MINUTE.add(black_box("load"), value)
}

/// In the interrupt of firmware that does no more than that.
#[cfg(feature = "least")]
pub fn sample_one(hundredths: i32, uptime: Millis) -> Result<(), AddError> {
    let value = Decimal::new(i64::from(hundredths), 2);
    QUEUE.add_uptime(Gauge::new(black_box("temperature"), value).source(black_box("attic")), uptime)
}

/// In the same interrupt, with any number.
#[cfg(feature = "float")]
pub fn sample_float(value: f64) -> Result<(), AddError> {
    QUEUE.add(Gauge::new(black_box("altitude"), value))?;
    MINUTE.add(black_box("drift"), value)
}

/// In the same interrupt, with tags.
#[cfg(feature = "tagged")]
pub fn sample_tagged(hundredths: i32) -> Result<(), AddError> {
    let value = Decimal::new(i64::from(hundredths), 2);
    QUEUE.add(
        librato::Measurement::new(black_box("temperature"), value).tags(&[("room", black_box("attic"))]),
    )?;
    MINUTE.add_tagged(black_box("load"), value)
}

/// Once a minute: the aggregator's summaries join the queue.
pub fn minute(uptime: Millis) {
    let _ = QUEUE.add_aggregator_uptime(&MINUTE, uptime);
}

/// In the main loop: sends what waits, and says when to come again.
pub fn flush<R: Redial, F: WireFormat>(
    client: &mut Client<'_, ByteStream<'_, R>, F>,
    now: Millis,
    seed: u32,
) -> Millis {
    match client.flush(&QUEUE, now, seed) {
        Ok(_) => now.after(Millis::from_secs(60)),
        Err(error) => error.retry_at(),
    }
}

/// In the main loop, now and then: how many metrics are reported every minute, which is noted on the server.
#[cfg(feature = "calls")]
pub fn look<R: Redial>(
    client: &mut Client<'_, ByteStream<'_, R>>,
    now: Millis,
) -> Result<u32, librato::ApiError> {
    let (mut count, mut buffer) = (0, [0; 512]);
    client.list(librato::metrics::list().name(black_box("temp")), &mut buffer, now, |metric| {
        let is_own = |metric: &librato::metrics::MetricRef<'_>| metric.name.is(black_box("temperature"));
        count += u32::from(metric.is_ok_and(|metric| is_own(&metric) && metric.period == Some(60)));
        ControlFlow::Continue(())
    })?;
    let event = librato::annotations::post(black_box("looks"), black_box("looked"));
    client.send(&event.source(black_box("attic")), &mut buffer, now)?;
    Ok(count)
}

/// In the main loop, now and then: the highest of the latest measurements.
#[cfg(feature = "values")]
pub fn highest<R: Redial>(
    client: &mut Client<'_, ByteStream<'_, R>>,
    now: Millis,
) -> Result<Option<f64>, librato::ApiError> {
    let (mut highest, mut buffer) = (None, [0; 256]);
    client.list(librato::metrics::get(black_box("temperature")).count(60), &mut buffer, now, |point| {
        let value = point.ok().and_then(|point| point.value);
        highest = highest.max(value.map(f64::to_bits));
        ControlFlow::Continue(())
    })?;
    Ok(highest.map(f64::from_bits))
}

/// In the main loop of firmware that moves the bytes itself: a step of a flush, and when to come again.
#[cfg(feature = "polled")]
pub fn step<R: Redial, F: WireFormat>(
    client: &mut Client<'_, Polled, F>,
    modem: &mut R,
    buf: &mut [u8],
    now: Millis,
    seed: u32,
) -> Millis {
    use embedded_io::{Error as _, Read as _, Write as _};

    let moved = match client.poll(&QUEUE, now, seed) {
        Action::Connect => {
            modem.hang_up();
            match modem.dial(client.server()) {
                Ok(()) => client.connected(),
                Err(kind) => client.failed(kind),
            }
            return now;
        }
        Action::Send => {
            let filled = client.fill(&QUEUE, buf);
            let bytes = buf.get(..filled).unwrap_or_default();
            modem.stream().map_or(Ok(0), |stream| stream.write(bytes))
        }
        Action::Receive => {
            let taken = modem.stream().map_or(Ok(0), |stream| stream.read(buf));
            match taken {
                Ok(0) => client.closed(),
                Ok(taken) => client.feed(buf.get(..taken).unwrap_or_default()),
                Err(_) => {}
            }
            taken
        }
        Action::Done(Ok(_)) => return now.after(Millis::from_secs(60)),
        Action::Done(Err(error)) => return error.retry_at(),
    };
    if let Err(error) = moved {
        client.failed(error.kind().into());
    }
    now
}
