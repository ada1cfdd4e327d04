//! The time of a server's clock, for a device that has none and wants to know it before it has anything to send.

use super::Client;
use super::ended::Ended;
use super::engine::Engine;
use crate::encode::{AnyFormat as _, AsFormat, Call, CallRequest, Settings, WireFormat};
use crate::ending::Ending;
use crate::session::BootTime;
use crate::transport::{Async, AsyncHttpTransport, HttpTransport, TransportError};
use crate::{Clock, Millis};

/// Why a client did not learn the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TimeError {
    /// The server is not reached over TLS, and [`trust_any_date`](Client::trust_any_date) was not called. Nothing was sent.
    Untrusted,
    /// No whole answer came.
    Transport(TransportError),
    /// The answer told no time, or one from before this library was written.
    NoDate,
}

impl core::fmt::Display for TimeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Untrusted => f.write_str("the time of a server without TLS is not trusted"),
            Self::Transport(error) => error.fmt(f),
            Self::NoDate => f.write_str("the server told no time that can be right"),
        }
    }
}

impl core::error::Error for TimeError {}

impl<T: HttpTransport, F: WireFormat> Client<'_, T, F> {
    /// Asks the server for next to nothing, once, and takes the time from its answer, as from every other answer. It never sleeps.
    ///
    /// For a device without a clock that shall know the time before it sends readings, which else get that of their arrival. A refusal
    /// tells the time as well, so credentials that may only write will do. The first time is taken whole; each later one moves
    /// it by an hour at most.
    ///
    /// # Errors
    /// See [`TimeError`]. What was known before stays.
    ///
    /// ```
    /// use librato::transports::{Recording, Reply};
    /// use librato::{Client, Credentials, Millis, Server, UnixSeconds};
    ///
    /// let dated = Reply::new(200).headers(&[("Date", "Tue, 01 Dec 2026 00:00:00 GMT")]);
    /// let transport = Recording::<512>::new().answer(dated);
    /// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
    /// let boot = client.learn_time(Millis::from_secs(20))?;
    /// assert_eq!(boot.at(Millis::from_secs(50)), Some(UnixSeconds(1_796_083_230)));
    /// # Ok::<(), librato::TimeError>(())
    /// ```
    pub fn learn_time(&mut self, now: impl Clock) -> Result<BootTime, TimeError> {
        let (ask, engine) = (F::ASK, &mut self.engine);
        let mut request = engine.ask(&ask, &self.settings)?;
        let sent = engine.transport.exchange(&mut request, &mut engine.answer);
        engine.told(&self.settings, sent, now.now())
    }
}

impl<T: AsyncHttpTransport, F: WireFormat + Sync> Client<'_, Async<T>, F> {
    /// Asks the server for next to nothing, once, and takes the time from its answer, as
    /// [`Client::learn_time`](#method.learn_time) does.
    ///
    /// # Errors
    /// As [`Client::learn_time`](#method.learn_time).
    pub fn learn_time(&mut self, now: impl Clock) -> impl Future<Output = Result<BootTime, TimeError>> {
        let Self { settings, engine, ended, .. } = self;
        let (settings, ended) = (&*settings, &*ended);
        let work = async move {
            let ask = F::ASK;
            let learned = match engine.ask(&ask, settings) {
                Ok(mut request) => {
                    let sent = engine.transport.0.exchange(&mut request, &mut engine.answer).await;
                    engine.told(settings, sent, now.now())
                }
                Err(error) => Err(error),
            };
            ended.end(Ended::Learned(learned)).await
        };
        Ending::new(work, ended, Ended::learned)
    }
}

impl<T, F: AsFormat> Engine<T, F> {
    /// The request, if its answer could teach anything.
    fn ask<'a>(
        &mut self,
        ask: &'a Call<'a>,
        settings: &'a Settings<'a>,
    ) -> Result<CallRequest<'a, Call<'a>>, TimeError> {
        if !self.trusts_date(settings) {
            return Err(TimeError::Untrusted);
        }
        self.answer.reset();
        Ok(CallRequest::new(ask, None, settings, self.format.as_format().base()))
    }

    /// What the answer told.
    fn told(
        &mut self,
        settings: &Settings<'_>,
        sent: Result<(), TransportError>,
        now: Millis,
    ) -> Result<BootTime, TimeError> {
        sent.map_err(TimeError::Transport)?;
        self.date().filter(|&date| BootTime::can_be(date)).ok_or(TimeError::NoDate)?;
        self.learn_time(settings, true, now);
        Ok(self.session.boot)
    }
}
