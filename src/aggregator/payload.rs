//! The totals as the body of a request, for those who look at it or send it some other way.

use super::entry::Entry;
use super::state::List;
use super::{AggregatorBase, AggregatorStore};
use crate::UnixSeconds;
use crate::encode::{Sink, write_totals};
use crate::text::{escape, text};

impl<M: AggregatorStore + ?Sized> AggregatorBase<M> {
    /// Gives the body of the request for `POST /v1/metrics` that says what the gauges hold, piece by piece: the list of
    /// gauges, maybe empty, with source and measure time at the top. Nothing changes: values and clock-bound time stay.
    ///
    /// `now` is as with [`measure_time_at`](Self::measure_time_at). Names stand as they are: a client that sends the same may
    /// sanitize them or put a prefix before them.
    ///
    /// ```
    /// use librato::{Aggregator, UnixSeconds};
    /// let mut aggregator = Aggregator::<8, 128>::new().with_period(60);
    /// aggregator.add("temperature", 21)?;
    /// let mut body = Vec::new();
    /// aggregator.payload_at(Some(UnixSeconds(1_419_302_671)), &mut |piece| body.extend_from_slice(piece));
    /// assert_eq!(
    ///     String::from_utf8(body)?,
    ///     r#"{"measure_time":1419302640,"gauges":[{"name":"temperature","count":1,"sum":21,"min":21,"max":21}]}"#
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn payload_at(&self, now: Option<UnixSeconds>, piece: &mut dyn FnMut(&[u8])) {
        let out = &mut Pieces(piece);
        out.put(b"{");
        if self.state.source != 0 {
            out.put(b"\"source\":\"");
            out.escaped(text(self.memory.parts().text, self.state.source));
            out.put(b"\",");
        }
        self.write(out, b"\"measure_time\":", now, b"\"gauges\":[", self.state.legacy);
    }

    /// As [`payload_at`](Self::payload_at), for the tagged measurements and `POST /v1/measurements`.
    pub fn tagged_payload_at(&self, now: Option<UnixSeconds>, piece: &mut dyn FnMut(&[u8])) {
        let out = &mut Pieces(piece);
        out.put(b"{");
        if self.state.tags != 0 {
            out.put(b"\"tags\":{");
            out.put(text(self.memory.parts().text, self.state.tags));
            out.put(b"},");
        }
        self.write(out, b"\"time\":", now, b"\"measurements\":[", self.state.tagged);
    }

    fn write(
        &self,
        out: &mut Pieces<'_, '_>,
        time_key: &[u8],
        now: Option<UnixSeconds>,
        list_key: &[u8],
        list: List,
    ) {
        if let Some(time) = self.state.time(now).and_then(|time| u32::try_from(time.0).ok()) {
            out.put(time_key);
            out.integer(time);
            out.put(b",");
        }
        out.put(list_key);
        let parts = self.memory.parts();
        let find = |at: u16| parts.entries.get(usize::from(at.checked_sub(1)?));
        let mut next = find(list.first);
        let mut first = true;
        while let Some(series) = next {
            let Entry { name, next: behind, .. } = *series;
            out.put(if first { b"{\"name\":\"" } else { b",{\"name\":\"" });
            out.escaped(text(parts.text, name));
            write_totals(out, &series.totals());
            out.put(b"}");
            first = false;
            next = find(behind);
        }
        out.put(b"]}");
    }
}

struct Pieces<'p, 'f>(&'p mut (dyn FnMut(&[u8]) + 'f));

impl Pieces<'_, '_> {
    fn escaped(&mut self, text: &[u8]) {
        escape(text, self.0);
    }
}

impl Sink for Pieces<'_, '_> {
    fn put(&mut self, bytes: &[u8]) {
        (self.0)(bytes);
    }
}
