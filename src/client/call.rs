//! One call of any kind.

use super::engine::{Engine, KEPT};
use crate::answers::Answer;
use crate::encode::{AnyFormat as _, AsFormat, CallRequest, Route, Settings};
use crate::session::{Blame, Cause, Verdict};
use crate::transport::{Flow, HttpTransport, ResponseSink, TransportError};
use crate::{Clock, Millis};

/// A call that was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct CallError {
    /// Why.
    pub cause: Cause,
    /// How long the server asks to wait.
    pub wait: Option<Millis>,
}

impl CallError {
    /// Whose fault it is.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        self.cause.blame()
    }
}

impl core::fmt::Display for CallError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.cause.fmt(f)
    }
}

impl core::error::Error for CallError {}

/// Bodies of success go to the caller; the client keeps what it needs of everything else.
pub(super) struct Split<'a, S: ?Sized> {
    pub(super) answer: &'a mut Answer<KEPT>,
    pub(super) sink: &'a mut S,
}

impl<S: ?Sized> Split<'_, S> {
    const fn is_success(&self) -> bool {
        matches!(Answer::status(self.answer), 200..=299)
    }
}

impl<S: ResponseSink + ?Sized> ResponseSink for Split<'_, S> {
    fn status(&mut self, code: u16) {
        ResponseSink::status(self.answer, code);
        if self.is_success() {
            self.sink.status(code);
        }
    }

    fn header(&mut self, name: &[u8], value: &[u8]) {
        self.answer.header(name, value);
        if self.is_success() {
            self.sink.header(name, value);
        }
    }

    fn body(&mut self, piece: &[u8]) -> Flow {
        if self.is_success() { self.sink.body(piece) } else { self.answer.body(piece) }
    }
}

impl<T: HttpTransport, F: AsFormat> Engine<T, F> {
    /// Makes a call once, with a body that is written already. The sink gets the answer if it is a success; its status is the
    /// result.
    pub(crate) fn send(
        &mut self,
        settings: &Settings<'_>,
        route: &dyn Route,
        body: Option<&[u8]>,
        sink: &mut dyn ResponseSink,
        clock: impl Clock,
    ) -> Result<u16, CallError> {
        self.answer.reset();
        let mut request = CallRequest::new(route, body, settings, self.format.as_format().base());
        let mut split = Split { answer: &mut self.answer, sink };
        let sent = self.transport.exchange(&mut request, &mut split);
        self.called(settings, sent, clock.now())
    }
}

impl<T, F: AsFormat> Engine<T, F> {
    /// What a call came to.
    pub(super) fn called(
        &mut self,
        settings: &Settings<'_>,
        sent: Result<(), TransportError>,
        now: Millis,
    ) -> Result<u16, CallError> {
        self.learn_time(settings, sent.is_ok(), now);
        let (verdict, cause) = Verdict::of_call(sent, &self.answer);
        if verdict == Verdict::Accepted {
            return Ok(self.answer.status());
        }
        let wait = self.answer.wait(None).filter(|_| sent.is_ok());
        Err(CallError { cause, wait: wait.map(|wait| Millis::from_secs(wait.into())) })
    }
}
