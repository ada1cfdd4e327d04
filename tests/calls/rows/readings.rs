//! Readings: one, many, and many as one.

use librato::metrics::Metric;
use librato::{Aggregator, Counter, Gauge, Measurement, Queue, UnixSeconds};

use crate::row::{Row, rows};

const NOW: u64 = 1_421_762_400;

fn aggregator() -> Aggregator<8, 256> {
    Aggregator::new()
}

pub(crate) fn one() -> Vec<Row> {
    rows! { api, client:
        Both "api.submit('temperature', 80, description='at home')" ["submit"] "POST /metrics" {
            api.submit(Gauge::new("temperature", 80).description("at home"))
        }
        Both "api.submit('connections', 20, type='counter')" ["submit type=counter"] "POST /metrics" {
            api.submit(Counter::new("connections", 20))
        }
        Both "api.submit('temperature', 80, source='upstairs', measure_time=t)" ["submit fields.source"] "POST /metrics"
            given { let t = NOW; } {
            api.submit(Gauge::new("temperature", 80).source("upstairs").at(UnixSeconds(t)))
        }
        Upstream "api.submit('temperature', 80, tags={'city': 'sf'}); api.submit_tagged(...)"
            ["submit fields.tags", "submit_tagged"] "POST /measurements" {
            api.submit(Measurement::new("temperature", 80).tags(&[("city", "sf")]))
        }
        Upstream "submit(..., tags={'host': 'h1'}, inherit_tags=True)" ["submit fields.inherit_tags"] "POST /measurements" {
            api.submit(Measurement::new("temperature", 80).tags(&[("host", "h1")]).inherit_tags())
        }
        Both "gauge.add(20); counter.add(20)" ["metric_add"] "POST /metrics" given {
            let metric: Metric = serde_json::from_str("{\"name\":\"g\",\"type\":\"gauge\"}")?;
        } { metric.add(&api, 20) }
    }
}

pub(crate) fn queues() -> Vec<Row> {
    rows! { api, client:
        Both "q = api.new_queue(); q.add('t', 22.1); q.submit()"
            ["queue_new", "queue_add", "queue_add_series", "queue_submit"] "POST /metrics" {
            let mut batch = api.batch(); batch.add(Gauge::new("t", 22.1))?; batch.submit()
        }
        Both "with api.new_queue() as q: q.add('t', 22.1)" ["queue_scope"] "POST /metrics" {
            let mut batch = api.batch(); batch.add(Gauge::new("t", 22.1))?; batch.finish()
        }
        Both "q.add('requests', 102, type='counter')" ["queue_add type=counter"] "POST /metrics"
            given { let mut batch = api.batch(); } {
            batch.add(Counter::new("requests", 102))?; batch.submit()
        }
        Both "api.new_queue(auto_submit_count=2)" ["queue_new auto_submit_count"] "POST /metrics" {
            let mut batch = api.batch().auto_submit(2);
            batch.add(Gauge::new("t", 1))?; batch.add(Gauge::new("t", 2))
        }
        Neither "" [] "POST /metrics" given {
            let mut queue = Queue::<64, 512>::new();
            queue.add(Gauge::new("t", 22.1))?;
        } { api.flush(&mut queue) }
        Upstream "q.add('t', 22.1, tags={'city': 'sf'}); q.add_tagged(...)"
            ["queue_add fields.tags", "queue_add_tagged"] "POST /measurements" given { let mut batch = api.batch(); } {
            batch.add(Measurement::new("t", 22.1).tags(&[("city", "sf")]))?; batch.submit()
        }
        Upstream "api.new_queue(tags={'city': 'sf'})" ["queue_new tags"] "POST /measurements" {
            let mut batch = api.batch().tags(&[("city", "sf")]); batch.add(Measurement::new("t", 22.1))?; batch.submit()
        }
        Upstream "q.set_tags({'city': 'sf'}); q.add_tags({'host': 'h1'}); q.get_tags()"
            ["set_tags on=q", "add_tags on=q", "get_tags on=q"] "" given { let mut batch = api.batch(); } {
            batch.set_tags(&[("city", "sf")]); batch.add_tags(&[("host", "h1")]); batch.default_tags()
        }
        Both "q.add_aggregator(a)" ["queue_add_aggregator"] "POST /metrics" given {
            let (mut batch, mut a) = (api.batch(), aggregator());
            a.add("foo", 42)?;
        } {
            batch.add_aggregator(&mut a)?; batch.submit()
        }
        Both "q.chunks" ["queue_size", "queue_chunks"] "" given { let mut batch = api.batch(); } {
            batch.queue().chunks().map(|chunk| chunk.readings).collect::<Vec<_>>()
        }
    }
}

pub(crate) fn aggregators() -> Vec<Row> {
    rows! { api, client:
        Both "a = Aggregator(api, source='my.source', period=60)" ["aggregator_new"] "" {
            let mut a = Aggregator::<8, 256>::new().with_period(60); a.set_source("my.source")
        }
        Both "Aggregator(api, measure_time=t)" ["aggregator_new measure_time"] "" given {
            let (mut a, t) = (aggregator(), NOW);
        } {
            a.set_measure_time(Some(UnixSeconds(t)))
        }
        Both "a.add('foo', 42); a.submit()" ["aggregator_add", "aggregator_add_series", "aggregator_submit"] "POST /metrics"
            given { let mut a = aggregator(); } {
            a.add("foo", 42)?; api.submit_aggregator(&mut a)
        }
        Upstream "a.add_tagged('foo', 42); a.submit()" ["aggregator_add_tagged"] "POST /measurements"
            given { let mut a = aggregator(); } {
            a.add_tagged("foo", 42)?; api.submit_aggregator(&mut a)
        }
        Both "a.to_payload()" ["aggregator_payload"] "" given {
            let (a, now, mut body) = (aggregator(), Some(UnixSeconds(NOW)), Vec::new());
        } { a.payload_at(now, &mut |piece| body.extend_from_slice(piece)); body }
        Upstream "a.to_md_payload()" ["aggregator_tagged_payload"] "" given {
            let (a, now, mut body) = (aggregator(), Some(UnixSeconds(NOW)), Vec::new());
        } { a.tagged_payload_at(now, &mut |piece| body.extend_from_slice(piece)); body }
        Both "a.get_measure_time()" ["aggregator_measure_time"] "" given {
            let (mut a, now) = (aggregator(), Some(UnixSeconds(NOW)));
        } {
            a.measure_time_at(now)
        }
        Upstream "a.set_tags({'city': 'sf'}); a.add_tags({'host': 'h1'}); a.get_tags()"
            ["set_tags on=a", "add_tags on=a", "get_tags on=a"] "" given { let mut a = aggregator(); } {
            a.set_tags(Some(&[("city", "sf")]))?; a.add_tags(&[("host", "h1")])?; a.tags().count()
        }
        Both "a.clear()" ["aggregator_clear"] "" given { let mut a = aggregator(); } { a.clear(); a.is_empty() }
    }
}
