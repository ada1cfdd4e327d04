//! What firmware can log: every public type of the core.
#![cfg(all(feature = "defmt", feature = "embedded-io-async", feature = "recording"))]

use std::any::type_name;

use librato::transports::{
    AsyncByteStream, AsyncDial, ByteStream, Dial, Fault, Opened, RecordedReading, RecordedRequest, Recording,
    Reply,
};
use librato::{
    Action, AddError, Aggregate, Aggregator, ApiError, Async, Attributes, Backoff, Blame, BootTime, Call,
    CallError, Cause, Client, Counter, Counts, Credentials, Decimal, Device, FlushError, FullPolicy, Gauge,
    ItemError, Kind, LibratoFormat, LineProtocol, Measurement, Millis, NamePolicy, Polled, Queue, Reading,
    ReadingError, Report, Schedule, Series, Server, SharedAggregator, SharedQueue, Summary, TimeError,
    UnixSeconds, UserAgent, Value, alerts, annotations, answers, api, charts, jobs, json, measurements,
    metrics, services, snapshots, sources, spaces, transport,
};

/// The name of a type, if firmware can log it: else it does not compile.
fn shown<T: defmt::Format>() -> &'static str {
    type_name::<T>()
}

macro_rules! shown {
    ($($type:ty),* $(,)?) => { [$(shown::<$type>()),*] };
}

#[test]
fn types_that_firmware_has() {
    let client = shown![
        Action,
        Async<ByteStream<'_, ()>>,
        AsyncByteStream<'_, ()>,
        AsyncDial<(), ()>,
        Backoff,
        Blame,
        BootTime,
        ByteStream<'_, ()>,
        Call<'_>,
        CallError,
        Cause,
        Client<'_, Polled>,
        Client<'_, (), LineProtocol>,
        Credentials<'_>,
        Device<'_>,
        Dial<(), ()>,
        Fault,
        FlushError,
        LibratoFormat,
        LineProtocol,
        Opened<()>,
        Polled,
        RecordedReading<'_>,
        RecordedRequest<'_>,
        Recording<'_, 64>,
        Reply<'_>,
        Report,
        Schedule,
        Server<'_>,
        TimeError,
        UserAgent<'_>,
        answers::Answer<64>,
        answers::AnswerError,
        answers::ErrorBody<'_>,
        answers::ResponseReader,
        transport::Delivery,
        transport::Method,
        transport::TransportError,
        transport::TransportErrorKind,
    ];
    let readings = shown![
        AddError,
        Aggregate,
        Aggregator<8, 128>,
        Attributes<'_>,
        Counter<'_>,
        Counts,
        Decimal,
        FullPolicy,
        Gauge<'_>,
        Kind,
        Measurement<'_>,
        Millis,
        NamePolicy,
        Queue<8, 128>,
        Reading<'_>,
        ReadingError,
        Series,
        SharedAggregator<8, 128>,
        SharedQueue<8, 128>,
        Summary,
        UnixSeconds,
        Value,
    ];
    let calls = shown![
        ApiError,
        ItemError,
        alerts::AlertRef<'_>,
        alerts::Create<'_>,
        alerts::NewCondition<'_>,
        alerts::StatusRef<'_>,
        annotations::EventRef<'_>,
        annotations::Post<'_>,
        annotations::StreamRef<'_>,
        api::Delete<alerts::Alerts>,
        api::Done,
        api::Get<'_, alerts::Alerts>,
        api::List<'_, metrics::Metrics>,
        api::Listed,
        api::NextPage,
        api::Page,
        charts::ChartRef<'_>,
        jobs::JobRef<'_>,
        json::JsonError,
        json::Text<'_>,
        measurements::PointRef<'_>,
        measurements::SeriesQuery<'_>,
        metrics::Get<'_>,
        metrics::MetricRef<'_>,
        metrics::PointRef<'_>,
        services::ServiceRef<'_>,
        snapshots::SnapshotRef<'_>,
        sources::SourceRef<'_>,
        spaces::SpaceRef<'_>,
    ];
    for name in client.iter().chain(&readings).chain(&calls) {
        assert!(name.starts_with("librato::"), "{name}");
    }
}
