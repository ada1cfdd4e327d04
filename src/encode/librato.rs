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
        let tagged = chunk.models.has(true);
        // The first member has no comma before it.
        let mut from = 0;
        if section != COUNTERS || !self.has_section(0, queue) {
            out.put(b"{");
            from = 1;
        }
        if from > 0 && shape.compact {
            if let Some(place) = queue.shared_place() {
                write_place(out, tagged, place, from);
                from = 0;
            }
            if let Some(time) = chunk.time {
                write_time(out, tagged, time, from);
                from = 0;
            }
        }
        let list: &[u8] = match section {
            COUNTERS => b",\"counters\":[",
            _ if tagged => b",\"measurements\":[",
            _ => b",\"gauges\":[",
        };
        out.put(list.get(from..).unwrap_or_default());
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
        if cfg!(not(feature = "std")) || first || record.has_prefix() {
            out.apart(move |out| {
                let start: &[u8] = b"},{\"name\":\"";
                out.put(if first { start.get(2..).unwrap_or_default() } else { start });
                out.put(record.prefix());
                out.put(name);
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
                write_place(out, record.is_tagged(), place, 0);
            }
        }
        if !details.is_empty() {
            out.apart(move |out| out.text(details));
        }
        if let Some(time) = record.time() {
            if !(shape.compact && chunk.time.is_some()) {
                write_time(out, record.is_tagged(), time, 0);
            }
        }
    }

    fn close<S: Sink>(&self, out: &mut S, section: u8, queue: &Pinned<'_>) {
        let last = section == COUNTERS || !self.has_section(COUNTERS, queue);
        out.put(b"}]}".get(..if last { 3 } else { 2 }).unwrap_or_default());
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

/// Source or tags, from this byte of the member on: it begins with a comma.
#[cfg_attr(feature = "std", inline(always))]
#[cfg_attr(not(feature = "std"), inline(never))]
fn write_place<S: Sink>(out: &mut S, tagged: bool, place: &[u8], from: usize) {
    if tagged {
        out.text_between(b",\"tags\":{".get(from..).unwrap_or_default(), place, b"}");
    } else {
        out.text_between(b",\"source\":\"".get(from..).unwrap_or_default(), place, b"\"");
    }
}

/// A time, in the same way.
#[cfg_attr(feature = "std", inline(always))]
#[cfg_attr(not(feature = "std"), inline(never))]
fn write_time<S: Sink>(out: &mut S, tagged: bool, time: u32, from: usize) {
    if tagged {
        out.integer_after(b",\"time\":".get(from..).unwrap_or_default(), time);
    } else {
        out.integer_after(b",\"measure_time\":".get(from..).unwrap_or_default(), time);
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
