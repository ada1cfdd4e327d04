//! A server that answers by what a request holds.

use librato::transport::{HttpTransport, RequestSource, ResponseSink, TransportError};
use serde_json::Value as Json;

use crate::doubles::Sent;

/// What a server makes of the readings of a request: a status, and a body.
type Answer = Box<dyn FnMut(&[Json]) -> (u16, &'static str) + Send>;

/// A server that answers by what a request holds, and keeps what it took.
pub(crate) struct Site {
    answer: Answer,
    /// The readings of requests that were accepted.
    pub(crate) taken: Vec<Json>,
    /// How many readings each request held.
    pub(crate) sizes: Vec<usize>,
}

impl Site {
    pub(crate) fn new(answer: impl FnMut(&[Json]) -> (u16, &'static str) + Send + 'static) -> Self {
        Self { answer: Box::new(answer), taken: Vec::new(), sizes: Vec::new() }
    }

    /// A number of each reading of a metric that was taken.
    pub(crate) fn numbers(&self, name: &str, member: &str) -> Vec<f64> {
        let taken = self.taken.iter().filter(|reading| reading["name"] == name);
        taken.filter_map(|reading| reading[member].as_f64()).collect()
    }
}

impl HttpTransport for Site {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        let body = Sent::pulled(request, 65_536, |_| {}).json();
        let kinds = ["gauges", "counters", "measurements"].map(|kind| body[kind].as_array());
        let readings: Vec<Json> = kinds.into_iter().flatten().flatten().cloned().collect();
        let (status, body) = (self.answer)(&readings);
        self.sizes.push(readings.len());
        if (200..300).contains(&status) {
            self.taken.extend(readings);
        }
        response.status(status);
        response.header(b"Content-Type", b"application/json");
        response.body(body.as_bytes());
        Ok(())
    }
}
