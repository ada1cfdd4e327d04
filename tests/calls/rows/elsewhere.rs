//! The everyday calls of clients in other languages.

use std::time::Duration;

use librato::measurements::TimeRange;
use librato::metrics::Changes;
use librato::{Aggregator, Counter, Gauge, Librato, Measurement, annotations, measurements, metrics};

use crate::row::{Row, clients, rows};

const CREDENTIALS: (&str, &str, &str) = ("https://metrics.example.net", "email", "key");
const MINUTE: Duration = Duration::from_secs(60);

pub(crate) fn ruby() -> Vec<Row> {
    rows! { api, client:
        Both "Librato::Metrics.authenticate 'email', 'key'" [] "" given { let (url, email, key) = CREDENTIALS; } {
            Librato::connect(url, email, key)
        }
        Both "Librato::Metrics.submit cpu: {value: 54, tags: {host: 'web1'}}" [] "POST /measurements" {
            api.submit(Measurement::new("cpu", 54).tags(&[("host", "web1")]))
        }
        Both "Librato::Metrics.submit cpu: 54, visits: {type: :counter, value: 400, source: 'web1'}" [] "POST /metrics"
            given { let mut batch = api.batch(); } {
            batch.add(Gauge::new("cpu", 54))?; batch.add(Counter::new("visits", 400).source("web1"))?; batch.finish()
        }
        Both "queue = Librato::Metrics::Queue.new; queue.add cpu: 54; queue.submit" [] "POST /metrics" {
            let mut batch = api.batch(); batch.add(Gauge::new("cpu", 54))?; batch.submit()
        }
        Both "Queue.new(tags: {host: 'web1'})" [] "" { api.batch().tags(&[("host", "web1")]) }
        Both "Queue.new(autosubmit_count: 400)" [] "" { api.batch().auto_submit(400) }
        Both "Queue.new(autosubmit_interval: 60); Aggregator.new(autosubmit_interval: 60)" [] ""
            given { let (url, email, key) = CREDENTIALS; } {
            Librato::connect(url, email, key)?.reporter(Duration::from_secs(60))
        }
        Both "aggregator.add latency: 85.0; aggregator.submit" [] "POST /metrics"
            given { let mut aggregator = Aggregator::<8, 256>::new(); } {
            aggregator.add("latency", 85.0)?; api.submit_aggregator(&mut aggregator)
        }
        Both "queue.merge!(aggregator)" [] "" given {
            let (mut batch, mut aggregator) = (api.batch(), Aggregator::<8, 256>::new());
        } { batch.add_aggregator(&mut aggregator) }
        Both "aggregator.time :latency do ... end" [] ""
            given { let (reporter, work) = (clients(&[])?.0.reporter(MINUTE)?, || 3); } {
            reporter.timer("latency").time(work)
        }
        Both "Librato::Metrics.metrics name: 'cpu'" [] "GET /metrics" answers ["{\"metrics\":[]}"] {
            api.list(metrics::list().name("cpu"))
        }
        Both "Librato::Metrics.get_metric :cpu" [] "GET /metrics/:name" { api.send(metrics::get("cpu")) }
        Both "Librato::Metrics.get_measurements :cpu, count: 20, resolution: 60" [] "GET /metrics/:name" {
            api.send(metrics::get("cpu").count(20).resolution(60))
        }
        Both "Librato::Metrics.get_series :cpu, resolution: 1, duration: 3600" [] "GET /measurements/:name" {
            api.send(measurements::query("cpu", TimeRange::last(3600)))
        }
        Both "Librato::Metrics.update_metric :cpu, period: 15" [] "PUT /metrics/:name" {
            api.send(metrics::update("cpu", &Changes::new().period(15)))
        }
        Both "Librato::Metrics.delete_metrics :cpu, :load" [] "DELETE /metrics" {
            api.send(metrics::delete_many(&["cpu", "load"]))
        }
        Both "Librato::Metrics.delete_metrics names: 'cpu.*'" [] "DELETE /metrics" {
            api.send(metrics::delete_matching("cpu.*"))
        }
        Both "Librato::Metrics.annotate :deploys, 'v45', source: 'web1'" [] "POST /annotations/:name" {
            api.send(annotations::post("deploys", "v45").source("web1"))
        }
        Both "Librato::Metrics.annotate :deploys, 'v46' do ... end" [] "POST /annotations/:name, PUT /annotations/:name/:id"
            given { let work = || (); } answers ["{\"id\":143}"] {
            let (result, noted) = annotations::post("deploys", "v46").around(&api, work); noted.map(|()| result)
        }
        Both "annotator.delete_event 'deploys', 23" [] "DELETE /annotations/:name/:id" {
            api.send(annotations::delete_event("deploys", 23))
        }
    }
}

pub(crate) fn statsd() -> Vec<Row> {
    rows! { api, client:
        Both "flushInterval: 10000" [] "" given { let (url, user, token) = CREDENTIALS; } {
            Librato::connect(url, user, token)?.reporter(Duration::from_secs(10))
        }
        Both "logins:1|c" [] "" given { let reporter = clients(&[])?.0.reporter(MINUTE)?; } {
            reporter.counter("logins").add(1)
        }
        Both "load:0.7|g" [] "" given { let reporter = clients(&[])?.0.reporter(MINUTE)?; } {
            reporter.gauge("load").record(0.7)
        }
        Both "latency:320|ms" [] "" given { let reporter = clients(&[])?.0.reporter(MINUTE)?; } {
            reporter.timer("latency").record(Duration::from_millis(320))
        }
        Both "percentThreshold: [90, 99]" [] "" given { let reporter = clients(&[])?.0.reporter(MINUTE)?; } {
            reporter.series("latency").percentiles(&[90.0, 99.0]).timer().record(Duration::from_millis(320))
        }
    }
}
