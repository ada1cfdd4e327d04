//! The Librato Metrics API: `POST /v1/metrics` for readings with sources, `POST /v1/measurements` for those with tags.

use super::call::Call;
use super::format::{Shape, sealed::Format};
use super::sink::Sink;
use crate::UnixSeconds;
use crate::answers::ErrorBody;
use crate::json::Text;
use crate::queue::{Kinds, Models, Pinned, Record};
use crate::readings::Totals;
use crate::transport::Method;

/// JSON for the Librato Metrics API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct LibratoFormat;

/// `gauges` or `measurements`, and `counters`.
const COUNTERS: u8 = 1;

#[allow(private_interfaces, reason = "the trait is sealed")]
impl Format for LibratoFormat {
    const BASE: &'static str = "/v1";
    const CONTENT_TYPE: &'static str = "application/json";
    const FIRST: Models = Models::LEGACY;
    const ASK: Call<'static> = Call::new(Method::Get, &["metrics"]).query(&[("length", "1")]);
    const SECTIONS: u8 = 2;

    fn target(&self, models: Models, piece: &mut dyn FnMut(&str)) {
        piece(if models.has(true) { "/measurements" } else { "/metrics" });
    }

    fn has_section(&self, section: u8, queue: &Pinned<'_>) -> bool {
        let chunk = queue.chunk();
        if section == COUNTERS { chunk.counters } else { chunk.gauges }
    }

    fn kinds(&self, section: u8) -> Option<Kinds> {
        Some(if section == COUNTERS { Kinds::Counters } else { Kinds::Gauges })
    }

    fn open<S: Sink>(&self, out: &mut S, section: u8, queue: &Pinned<'_>, shape: Shape) {
        let chunk = queue.chunk();
        if section == COUNTERS && self.has_section(0, queue) {
            out.put(b",\"counters\":[");
            return;
        }
        out.put(b"{");
        if shape.compact {
            let tagged = chunk.models.has(true);
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
            _ if chunk.models.has(true) => b"\"measurements\":[",
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
        // Each constant is a call of its own: its length is then known where it is copied. What comes next closes the record.
        let record = *record;
        let (name, details) = record.name();
        if first || record.has_prefix() {
            out.apart(move |out| {
                out.put(if first { b"{\"name\":\"" } else { b"},{\"name\":\"" });
                out.text_between(record.prefix(), name, b"");
            });
        } else {
            out.text_between(b"},{\"name\":\"", name, b"");
        }
        if record.is_summary() {
            out.apart(move |out| write_totals(out, &record.totals()));
        } else if record.is_tagged() && shape.sums {
            out.number_after(b"\",\"sum\":", record.number());
            out.put(b",\"count\":1");
        } else {
            out.number_after(b"\",\"value\":", record.number());
        }
        let chunk = queue.chunk();
        if !(shape.compact && chunk.one_place) {
            if let Some(place) = record.place() {
                if record.is_tagged() {
                    out.text_between(b",\"tags\":{", place, b"}");
                } else {
                    out.text_between(b",\"source\":\"", place, b"\"");
                }
            }
        }
        if !details.is_empty() {
            out.apart(move |out| out.text(details));
        }
        if let Some(time) = record.time() {
            if !(shape.compact && chunk.time.is_some()) {
                if record.is_tagged() {
                    out.integer_after(b",\"time\":", time);
                } else {
                    out.integer_after(b",\"measure_time\":", time);
                }
            }
        }
    }

    fn close<S: Sink>(&self, out: &mut S, section: u8, queue: &Pinned<'_>) {
        let last = section == COUNTERS || !self.has_section(COUNTERS, queue);
        out.put(if last { b"}]}" } else { b"}]" });
    }

    fn rejected(&self, answer: ErrorBody<'_>) -> Option<u32> {
        let (any, failed) = answer.failed();
        any.then_some(failed.max(1))
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
    for (field, number) in totals.known() {
        out.put(b",\"");
        out.put(field.name().as_bytes());
        out.put(b"\":");
        out.number(number);
    }
}
