//! What an answer, or the lack of one, means for the readings that were sent.

use super::outcome::{Blame, Cause};
use crate::answers::Answer;
use crate::encode::AnyFormat;
use crate::transport::{Delivery, TransportError};

/// What an exchange came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Taken, but for this many that the answer reports as rejected for good.
    Accepted { rejected: u32 },
    /// The server took nothing, because of the readings.
    Data(Cause),
    /// The server took nothing, and will not before somebody changes the configuration.
    Configuration(Cause),
    /// Perhaps later. `taken`: whether the server may have acted on the request.
    Later { cause: Cause, taken: bool },
}

impl Verdict {
    /// Of a request that carried measurements.
    pub(crate) fn of_submission<const BODY: usize>(
        sent: Result<(), TransportError>,
        answer: &Answer<BODY>,
        format: &(impl AnyFormat + ?Sized),
    ) -> Self {
        let verdict = Self::of_call(sent, answer);
        match verdict {
            // A login page answers 200 as well. Nothing, or only white space, is no page.
            Self::Accepted { .. } if !is_blank(answer.body()) && !looks_like_json(answer) => {
                Self::Configuration(Cause::NotTheApi(answer.status()))
            }
            Self::Accepted { .. } | Self::Data(_) => {
                let rejected = format.rejected(answer.error_body());
                rejected.map_or(verdict, |rejected| Self::Accepted { rejected })
            }
            _ => verdict,
        }
    }

    /// Of any other call.
    pub(crate) fn of_call<const BODY: usize>(
        sent: Result<(), TransportError>,
        answer: &Answer<BODY>,
    ) -> Self {
        if let Err(error) = sent {
            let cause = Cause::Transport(error);
            // None of these goes by itself: no use to try as often as after a failure of the network.
            if cause.blame() == Blame::Configuration && error.delivery == Delivery::NotSent {
                return Self::Configuration(cause);
            }
            return Self::Later { cause, taken: error.delivery == Delivery::Unknown };
        }
        let status = answer.status();
        match status {
            200..=299 => Self::Accepted { rejected: 0 },
            400 | 413 | 422 => Self::Data(Cause::Status(status)),
            // Part of a limited request may have been taken.
            429 => Self::Later { cause: Cause::RateLimited(status), taken: true },
            403 if answer.error_body().mentions_rate_limit() => {
                Self::Later { cause: Cause::RateLimited(status), taken: false }
            }
            408 | 500.. => Self::Later { cause: Cause::Status(status), taken: true },
            _ => Self::Configuration(Cause::Status(status)),
        }
    }
}

fn is_blank(body: &[u8]) -> bool {
    body.iter().all(u8::is_ascii_whitespace)
}

/// Servers are free to leave the type out; so the first character counts as well.
fn looks_like_json<const BODY: usize>(answer: &Answer<BODY>) -> bool {
    let first = answer.body().iter().find(|byte| !byte.is_ascii_whitespace());
    answer.is_json() || matches!(first, Some(b'{' | b'['))
}
