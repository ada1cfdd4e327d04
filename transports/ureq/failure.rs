//! What an error of `ureq` means: why, and what for delivery.

use std::format;
use std::io;

use ::ureq::Error;

use super::watch::Progress;
use crate::answers::AnswerError;
use crate::transport::{TransportError, TransportErrorKind};

/// A failed attempt.
pub(super) struct Failure {
    pub(super) error: TransportError,
    /// A kept connection was closed before a byte of an answer: worth another attempt.
    pub(super) stale: bool,
}

impl Failure {
    /// Of an attempt that never reached the network.
    pub(super) fn before(kind: TransportErrorKind) -> Self {
        Self { error: TransportError::not_sent(kind), stale: false }
    }

    /// Of an answer that came and is not usable.
    pub(super) fn answer(error: AnswerError) -> Self {
        Self { error: TransportError::unknown(TransportErrorKind::Answer(error)), stale: false }
    }

    /// Of an attempt that got as far as `progress`; `whole` if the connection was given all of the request's body.
    pub(super) fn new(error: &Error, progress: Progress, whole: bool) -> Self {
        let kind = kind(error, progress);
        // A request that lacks its last byte is none. What `ureq` cannot write it has not written to the end.
        let not_sent = !progress.touched || !whole || kind == TransportErrorKind::Unsupported;
        let error = if not_sent { TransportError::not_sent(kind) } else { TransportError::unknown(kind) };
        let kept = progress.touched && !progress.dialled;
        Self { error, stale: kept && !progress.answered && kind == TransportErrorKind::Closed }
    }
}

fn kind(error: &Error, progress: Progress) -> TransportErrorKind {
    match error {
        Error::Timeout(_) => TransportErrorKind::Timeout,
        Error::HostNotFound => TransportErrorKind::Resolve,
        Error::ConnectionFailed | Error::ConnectProxyFailed(_) => TransportErrorKind::Connect,
        Error::Io(error) => of_io(error, progress),
        Error::Tls(_) | Error::TlsRequired => TransportErrorKind::Tls,
        #[cfg(feature = "tls")]
        Error::Rustls(error) => of_tls(error),
        Error::LargeResponseHeader(..) => TransportErrorKind::Answer(AnswerError::HeadTooLong),
        Error::BodyStalled => TransportErrorKind::Answer(AnswerError::CutOff),
        // Its type cannot be named through `ureq`, its variants can be read.
        Error::Protocol(error) => of_protocol(&format!("{error:?}"), progress),
        Error::Http(_) | Error::BadUri(_) => TransportErrorKind::Unsupported,
        _ => TransportErrorKind::Io,
    }
}

fn of_io(error: &io::Error, progress: Progress) -> TransportErrorKind {
    #[cfg(feature = "tls")]
    if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return of_tls(error);
    }
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => TransportErrorKind::Timeout,
        _ if !progress.touched => TransportErrorKind::Connect,
        io::ErrorKind::WriteZero => TransportErrorKind::WriteZero,
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::NotConnected => {
            if progress.answered {
                TransportErrorKind::Answer(AnswerError::CutOff)
            } else {
                TransportErrorKind::Closed
            }
        }
        _ => TransportErrorKind::Io,
    }
}

#[cfg(feature = "tls")]
fn of_tls(error: &rustls::Error) -> TransportErrorKind {
    match error {
        rustls::Error::InvalidCertificate(_)
        | rustls::Error::NoCertificatesPresented
        | rustls::Error::UnsupportedNameType
        | rustls::Error::InvalidCertRevocationList(_) => TransportErrorKind::Certificate,
        _ => TransportErrorKind::Tls,
    }
}

fn of_protocol(error: &str, progress: Progress) -> TransportErrorKind {
    let name = error.split(['(', ' ']).next().unwrap_or_default();
    if !progress.touched {
        // Parsing before the request has begun: the answer of a proxy.
        let proxy = name.starts_with("HttpParse");
        return if proxy { TransportErrorKind::Connect } else { TransportErrorKind::Unsupported };
    }
    TransportErrorKind::Answer(match name {
        "OutputOverflow" | "BodyNotAllowed" => return TransportErrorKind::Unsupported,
        "HttpParseFail" if error.contains("header") => AnswerError::BadHeader,
        "HeadersWith100" => AnswerError::BadHeader,
        "HttpParseTooManyHeaders" => AnswerError::HeadTooLong,
        "TooManyContentLengthHeaders" => AnswerError::TwoContentLengths,
        "BadContentLengthHeader" => AnswerError::BadContentLength,
        "ChunkLenNotAscii" | "ChunkLenNotANumber" | "ChunkExpectedCrLf" => AnswerError::BadChunk,
        _ => AnswerError::NotHttp,
    })
}
