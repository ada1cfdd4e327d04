//! The Librato Metrics API: `POST /v1/metrics` for readings with sources, `POST /v1/measurements` for those with tags.

use super::format::{Shape, sealed::Format};
use super::sink::Sink;
use crate::UnixSeconds;
use crate::answers::ErrorBody;
use crate::json::Text;
use crate::queue::{Measured, Models, Pinned, Record};
use crate::readings::Totals;

/// JSON for the Librato Metrics API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LibratoFormat;

/// `gauges` or `measurements`, and `counters`.
const COUNTERS: u8 = 1;

#[allow(private_interfaces, reason = "the trait is sealed")]
impl Format for LibratoFormat {
    const BASE: &'static str = "/v1";
    const CONTENT_TYPE: &'static str = "application/json";
    const ROUTES: &'static [Models] = &[Models::LEGACY, Models::TAGGED];
    const SECTIONS: u8 = 2;

    fn target(&self, models: Models, piece: &mut dyn FnMut(&str)) {
        piece(if models.tagged { "/measurements" } else { "/metrics" });
    }

    fn has_section(&self, section: u8, queue: &Pinned<'_>) -> bool {
        let chunk = queue.chunk();
        if section == COUNTERS { chunk.counters > 0 } else { chunk.counters < chunk.readings }
    }

    fn takes(&self, section: u8, record: &Record<'_>) -> bool {
        record.counter == (section == COUNTERS)
    }

    fn open<S: Sink>(&self, out: &mut S, section: u8, queue: &Pinned<'_>, shape: Shape) {
        let chunk = queue.chunk();
        if section == COUNTERS && self.has_section(0, queue) {
            out.put(b",\"counters\":[");
            return;
        }
        out.put(b"{");
        if shape.compact {
            let tagged = chunk.models.tagged;
            if let Some(place) = queue.shared_place() {
                out.put(if tagged { b"\"tags\":{" } else { b"\"source\":\"" });
                out.put(place);
                out.put(if tagged { b"}," } else { b"\"," });
            }
            if let Some(time) = chunk.time {
                out.put(if tagged { b"\"time\":" } else { b"\"measure_time\":" });
                out.integer(time);
                out.put(b",");
            }
        }
        out.put(match section {
            COUNTERS => b"\"counters\":[",
            _ if chunk.models.tagged => b"\"measurements\":[",
            _ => b"\"gauges\":[",
        });
    }

    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn record<S: Sink>(
        &self,
        out: &mut S,
        record: &Record<'_>,
        first: bool,
        queue: &Pinned<'_>,
        shape: Shape,
    ) {
        // Each constant is a call of its own: its length is then known where it is copied.
        if first {
            out.put(b"{\"name\":\"");
        } else {
            out.put(b",{\"name\":\"");
        }
        if !record.prefix.is_empty() {
            out.text(record.prefix);
        }
        out.text(record.name);
        match &record.measured {
            Measured::One(number) if record.tagged && shape.sums => {
                out.put(b"\",\"sum\":");
                out.number(*number);
                out.put(b",\"count\":1");
            }
            Measured::One(number) => {
                out.put(b"\",\"value\":");
                out.number(*number);
            }
            Measured::Many(slots) => write_totals(out, &Measured::totals(slots)),
        }
        let chunk = queue.chunk();
        if let Some(place) = record.place.filter(|_| !(shape.compact && chunk.one_place)) {
            if record.tagged {
                out.put(b",\"tags\":{");
                out.text(place);
                out.put(b"}");
            } else {
                out.put(b",\"source\":\"");
                out.text(place);
                out.put(b"\"");
            }
        }
        if !record.details.is_empty() {
            out.text(record.details);
        }
        match record.time.filter(|_| !(shape.compact && chunk.time.is_some())) {
            Some(time) => {
                if record.tagged {
                    out.put(b",\"time\":");
                } else {
                    out.put(b",\"measure_time\":");
                }
                out.integer(time);
                out.put(b"}");
            }
            None => out.put(b"}"),
        }
    }

    fn close<S: Sink>(&self, out: &mut S, section: u8, queue: &Pinned<'_>) {
        let last = section == COUNTERS || !self.has_section(COUNTERS, queue);
        out.put(if last { b"]}" } else { b"]" });
    }

    fn rejected(&self, answer: ErrorBody<'_>) -> Option<u32> {
        answer.rejected().map(|rejected| rejected.failed.unwrap_or(1))
    }

    fn named(&self, answer: ErrorBody<'_>, found: &mut dyn FnMut(Text<'_>)) {
        answer.named_metrics(found);
    }

    fn time(&self, answer: ErrorBody<'_>) -> Option<UnixSeconds> {
        answer.request_time()
    }
}

/// Count, sum and what else is known, behind a name.
#[cfg_attr(not(target_os = "none"), inline(never))]
pub(crate) fn write_totals<S: Sink>(out: &mut S, totals: &Totals) {
    out.put(b"\",\"count\":");
    out.integer(totals.count);
    out.put(b",\"sum\":");
    out.number(totals.number(totals.sum));
    for (name, field) in [
        (&b",\"min\":"[..], totals.min),
        (b",\"max\":", totals.max),
        (b",\"last\":", totals.last),
        (b",\"stddev\":", totals.stddev),
    ] {
        if let Some(field) = field {
            out.put(name);
            out.number(totals.number(field));
        }
    }
    if let Some(squares) = totals.squares {
        out.put(b",\"sum_squares\":");
        out.number(totals.squares_number(squares));
    }
}
