//! What python-librato has no calls for, and what the calls are called on a device.

use std::ops::ControlFlow;

use librato::{Gauge, ItemError, Millis, Queue, alerts, api_tokens, jobs, metrics, snapshots, sources};
use serde_json::json;

use crate::row::{Row, rows};

pub(crate) fn rows() -> Vec<Row> {
    rows! { api, client:
        Neither "" [] "GET /sources" answers ["{\"sources\":[]}"] { api.list(sources::list()) }
        Neither "" [] "GET /sources/:name" { api.send(sources::get("web1")) }
        Neither "" [] "PUT /sources/:name" {
            api.send(sources::update("web1", &sources::Changes::new().display_name("Web 1")))
        }
        Neither "" [] "POST /snapshots" { api.send(snapshots::create(915, "line").duration(3600)) }
        Neither "" [] "POST /snapshots" {
            api.send(snapshots::create_json(&json!({ "subject": { "chart": { "id": 915, "type": "line" } } })))
        }
        Neither "" [] "GET /snapshots/:id" { api.send(snapshots::get(1)) }
        Neither "" [] "GET /jobs/:id" { api.send(jobs::get(123)) }
        Neither "" [] "GET /api_tokens" answers ["{\"api_tokens\":[]}"] { api.list(api_tokens::list()) }
        Neither "" [] "GET /api_tokens/:id" { api.send(api_tokens::get(28)) }
        Neither "" [] "POST /api_tokens" { api.send(api_tokens::create("attic", "recorder")) }
        Neither "" [] "PUT /api_tokens/:id" {
            api.send(api_tokens::update(28, &api_tokens::Changes::new().active(false)))
        }
        Neither "" [] "DELETE /api_tokens/:id" { api.send(api_tokens::delete(28)) }
    }
}

pub(crate) fn device() -> Vec<Row> {
    rows! { api, client:
        Both "q.add('t', 22.1); q.submit()" [] "POST /metrics" given {
            let (mut queue, now, random) = (Queue::<64, 512>::new(), Millis(0), 1);
        } { queue.add(Gauge::new("t", 22.1))?; client.flush(&mut queue, now, random) }
        Both "api.get('cpu')" [] "GET /metrics/:name" given { let (mut buffer, now) = ([0; 512], Millis(0)); } {
            client.send(&metrics::get("cpu"), &mut buffer, now)
        }
        Both "api.list_all_metrics()" [] "GET /metrics" given {
            let (mut buffer, now) = ([0; 512], Millis(0));
            let show = |_: Result<metrics::MetricRef<'_>, ItemError>| ControlFlow::Continue(());
        } answers ["{\"metrics\":[]}"] { client.list(metrics::list(), &mut buffer, now, show) }
        Both "api.get_alert('web.load')" [] "GET /alerts" given {
            let (mut buffer, now) = ([0; 512], Millis(0));
        } answers ["{\"alerts\":[]}"] { alerts::find_id(&mut client, "web.load", &mut buffer, now) }
    }
}
