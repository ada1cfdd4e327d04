//! Metrics, and composites over sources.

use librato::metrics::{self, Changes, Metric};
use librato::{UnixSeconds, composites};

use crate::row::{Row, rows};

const DEFINITION: &str = "s(\"cpu\", \"*\")";
const START: u64 = 1_421_762_400;

pub(crate) fn rows() -> Vec<Row> {
    rows! { api, client:
        Both "api.list_metrics(name='cpu')" ["list_metrics"] "GET /metrics" {
            api.page(metrics::list().name("cpu"))
        }
        Both "api.list_all_metrics()" ["list_all_metrics"] "GET /metrics" answers ["{\"metrics\":[]}"] {
            api.list(metrics::list())
        }
        Both "api.get('cpu', count=100, resolution=60)" ["get_metric"] "GET /metrics/:name" {
            api.send(metrics::get("cpu").count(100).resolution(60))
        }
        Both "api.update('cpu', period=60)" ["update_metric"] "PUT /metrics/:name" {
            api.send(metrics::update("cpu", &Changes::new().period(60)))
        }
        Neither "" [] "GET /metrics/:name, PUT /metrics/:name"
            answers ["{\"name\":\"cpu\"}"] {
            if let Some(mut metric) = Metric::find(&api, "cpu")? { metric.period = Some(60); metric.save(&api)?; }
        }
        Neither "" [] "PUT /metrics" {
            api.send(metrics::update_many(&["a", "b"], &Changes::new().period(60)))
        }
        Neither "" [] "PUT /metrics" {
            api.send(metrics::update_matching("cpu.*", &Changes::new().period(60)))
        }
        Both "api.delete('cpu')" ["delete_metric"] "DELETE /metrics/:name" { api.send(metrics::delete("cpu")) }
        Neither "" [] "DELETE /metrics/:name"
            given { let metric: Metric = serde_json::from_str("{\"name\":\"cpu\"}")?; } { metric.delete(&api) }
        Both "api.delete(['a', 'b'])" ["delete_metrics"] "DELETE /metrics" {
            api.send(metrics::delete_many(&["a", "b"]))
        }
        Neither "" [] "DELETE /metrics" { api.send(metrics::delete_matching("test.*")) }
    }
}

pub(crate) fn composites() -> Vec<Row> {
    rows! { api, client:
        Both "api.create_composite('sum', definition)" ["create_composite"] "PUT /metrics/:name"
            given { let definition = DEFINITION; } {
            api.send(metrics::define("sum", definition))
        }
        Both "api.get_composite(definition, start_time=t)" ["get_composite"] "GET /metrics?compose"
            given { let (definition, t) = (DEFINITION, START); } {
            api.send(composites::get(definition, UnixSeconds(t)))
        }
        Upstream "api.set_tags({'city': 'sf'}); api.get_composite(definition, start_time=t)"
            ["get_composite connection.tags"] "GET /measurements?compose" given { let (definition, t) = (DEFINITION, START); } {
            api.set_tags(&[("city", "sf")]); composites::get(definition, UnixSeconds(t)).evaluate(&api)
        }
    }
}
