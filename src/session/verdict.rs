//! What an answer, or the lack of one, means for the readings that were sent.

use super::outcome::{Blame, Cause};
use crate::answers::{Answer, ErrorBody};
use crate::encode::AnyFormat;
use crate::transport::{Delivery, TransportError};

/// What an exchange means for the readings that it carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Taken, but for those that the answer reports as rejected for good.
    Accepted,
    /// The server took nothing, because of the readings.
    Data,
    /// The server took nothing, and will not before somebody changes the configuration.
    Configuration,
    /// Perhaps later; the server took nothing.
    Later,
    /// Perhaps later; the server may have acted on the request.
    InDoubt,
}

impl Verdict {
    /// Of a request that carried measurements, with its cause, and how many were rejected for good while all others were taken.
    pub(crate) fn of_submission<const BODY: usize>(
        sent: Result<(), TransportError>,
        answer: &Answer<BODY>,
        format: &(impl AnyFormat + ?Sized),
    ) -> (Self, Cause, u32) {
        let (mut verdict, mut cause) = Self::of(sent, answer, &|answer| format.limits_rate(answer));
        let mut rejected = 0;
        // A login page answers 200 as well. Nothing, or only white space, is no page.
        if verdict == Self::Accepted && !looks_like_json(answer) {
            (verdict, cause) = (Self::Configuration, Cause::NotTheApi(answer.status()));
        } else if matches!(verdict, Self::Accepted | Self::Data) {
            if let Some(failed) = format.rejected(answer.error_body()) {
                (verdict, rejected) = (Self::Accepted, failed);
            }
        }
        (verdict, cause, rejected)
    }

    /// Of any other call, with its cause, which says nothing of one that is accepted.
    pub(crate) fn of_call<const BODY: usize>(
        sent: Result<(), TransportError>,
        answer: &Answer<BODY>,
    ) -> (Self, Cause) {
        Self::of(sent, answer, &|answer| answer.mentions_rate_limit())
    }

    fn of<const BODY: usize>(
        sent: Result<(), TransportError>,
        answer: &Answer<BODY>,
        limits_rate: &dyn Fn(ErrorBody<'_>) -> bool,
    ) -> (Self, Cause) {
        if let Err(error) = sent {
            let cause = Cause::Transport(error);
            let verdict = match error.delivery {
                Delivery::Unknown => Self::InDoubt,
                // None of these goes by itself: no use to try as often as after a failure of the network.
                Delivery::NotSent if cause.blame() == Blame::Configuration => Self::Configuration,
                Delivery::NotSent => Self::Later,
            };
            return (verdict, cause);
        }
        let status = answer.status();
        let verdict = match status {
            200..=299 => Self::Accepted,
            400 | 413 | 422 => Self::Data,
            // Part of a limited request may have been taken.
            429 => return (Self::InDoubt, Cause::RateLimited(status)),
            403 if limits_rate(answer.error_body()) => {
                return (Self::Later, Cause::RateLimited(status));
            }
            408 | 500.. => Self::InDoubt,
            _ => Self::Configuration,
        };
        (verdict, Cause::Status(status))
    }
}

/// Servers are free to leave the type out; so the first character counts as well, and nothing but white space will do.
fn looks_like_json<const BODY: usize>(answer: &Answer<BODY>) -> bool {
    let first = answer.body().iter().find(|byte| !byte.is_ascii_whitespace());
    answer.is_json() || matches!(first, None | Some(b'{' | b'['))
}
