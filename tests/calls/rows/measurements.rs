//! Series of measurements with tags.

use librato::UnixSeconds;
use librato::measurements::{self, TimeRange};

use crate::row::{Row, rows};

const DEFINITION: &str = "s(\"cpu\", {\"host\": \"*\"})";
const START: u64 = 1_421_762_400;

pub(crate) fn rows() -> Vec<Row> {
    rows! { api, client:
        Upstream "api.get_tagged('cpu', duration=900); api.get_measurements(...)" ["get_tagged", "get_measurements"]
            "GET /measurements/:name" {
            api.send(measurements::query("cpu", TimeRange::last(900)))
        }
        Upstream "api.get_tagged(..., tags={'city': 'sf'})" ["get_tagged query.tags"] "GET /measurements/:name" {
            api.send(measurements::query("cpu", TimeRange::last(900)).tags(&[("city", "sf")]))
        }
        Upstream "api.get_tagged(..., group_by='city', group_by_function='sum')" ["get_tagged query.group_by"]
            "GET /measurements/:name" {
            api.send(measurements::query("cpu", TimeRange::last(900)).group_by("city", "sum"))
        }
        Upstream "api.get_composite_tagged(definition, start_time=t)" ["get_composite_tagged"]
            "GET /measurements?compose" given { let (definition, t) = (DEFINITION, START); } {
            api.send(measurements::compose(definition, TimeRange::since(UnixSeconds(t))))
        }
    }
}
