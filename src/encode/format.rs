//! The seam between queue and wire: what a request is, and what its answer says.
//!
//! A format is one file that implements [`sealed::Format`] piece by piece. Everything else sees it through [`AnyFormat`], whose
//! methods are one call a window: there a desktop program can choose the format while it runs, and firmware, which knows it when
//! it is compiled, pays nothing for that.

#[cfg(feature = "std")]
use std::boxed::Box;

use super::body::BodyState;
use super::call::Call;
use super::sink::Sink;
use crate::UnixSeconds;
use crate::answers::ErrorBody;
use crate::json::Text;
use crate::queue::{Kinds, Models, Pinned, Record};

/// A wire format that a client speaks: [`LibratoFormat`](crate::LibratoFormat) by default, or
/// [`LineProtocol`](crate::LineProtocol), or [`StatusOnly`](crate::StatusOnly) around one of them.
pub trait WireFormat: sealed::Format {}

impl<F: sealed::Format> WireFormat for F {}

/// How bodies are written where the format leaves a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// What all readings of a chunk share stands once, at the top.
    pub(crate) compact: bool,
    /// A tagged value goes out as a sum with a count of one, as the Python client's queues send it.
    pub(crate) sums: bool,
}

pub(crate) mod sealed {
    use super::{Call, ErrorBody, Kinds, Models, Pinned, Record, Shape, Sink, Text, UnixSeconds};

    /// What a format says about itself. A body is a number of sections; each opens, has records, and closes.
    #[allow(private_interfaces, reason = "nobody outside can name or implement it")]
    pub trait Format {
        /// The base path where the server's URL has none.
        const BASE: &'static str;
        /// `Content-Type` of bodies.
        const CONTENT_TYPE: &'static str;
        /// The readings whose requests go out first. The others have requests of their own after those.
        const FIRST: Models;
        /// What a server has least to say to. Any answer tells the time.
        const ASK: Call<'static>;
        /// Sections of a body.
        const SECTIONS: u8;

        /// Path and query of the requests that carry these readings, behind the base path.
        fn target(&self, models: Models, piece: &mut dyn FnMut(&str));

        /// Whether the section of this number belongs into the body.
        fn has_section(&self, section: u8, queue: &Pinned<'_>) -> bool;

        /// Which records belong into the section; `None` is all of them.
        fn kinds(&self, section: u8) -> Option<Kinds>;

        /// Writes what comes before the records of a section.
        fn open<S: Sink>(&self, out: &mut S, section: u8, queue: &Pinned<'_>, shape: Shape);

        /// Writes a record, with what parts it from the one before.
        fn record<S: Sink>(
            &self,
            out: &mut S,
            record: &Record<'_>,
            first: bool,
            queue: &Pinned<'_>,
            shape: Shape,
        );

        /// Writes what comes after the records of a section.
        fn close<S: Sink>(&self, out: &mut S, section: u8, queue: &Pinned<'_>);

        /// For a 2xx, 400, 413 or 422: how many readings the server refused for good while it took all others, or `None` if
        /// the answer does not say so.
        fn rejected(&self, answer: ErrorBody<'_>) -> Option<u32>;

        /// For a request of which nothing was taken: gives each metric that the server names as the cause.
        fn named(&self, answer: ErrorBody<'_>, found: &mut dyn FnMut(Text<'_>));

        /// Whether a 403 says that the rate is limited.
        fn limits_rate(&self, answer: ErrorBody<'_>) -> bool {
            answer.mentions_rate_limit()
        }

        /// The server's time, if the body tells it.
        fn time(&self, answer: ErrorBody<'_>) -> Option<UnixSeconds>;
    }
}

/// A format as the rest of the library sees it. The methods of the same name are those of [`sealed::Format`].
pub(crate) trait AnyFormat {
    fn base(&self) -> &'static str;
    fn content_type(&self) -> &'static str;
    fn first(&self) -> Models;
    fn target(&self, models: Models, piece: &mut dyn FnMut(&str));
    /// Writes the next bytes of a body into `buf` and says how many; 0 at the end.
    fn fill(&self, body: &mut BodyState, queue: &Pinned<'_>, shape: Shape, buf: &mut [u8]) -> usize;
    /// Counts up to `pieces` more pieces of a body; true at the end.
    fn count(
        &self,
        body: &mut BodyState,
        queue: &Pinned<'_>,
        shape: Shape,
        pieces: u32,
        bytes: &mut usize,
    ) -> bool;
    fn rejected(&self, answer: ErrorBody<'_>) -> Option<u32>;
    fn named(&self, answer: ErrorBody<'_>, found: &mut dyn FnMut(Text<'_>));
    fn limits_rate(&self, answer: ErrorBody<'_>) -> bool;
    fn time(&self, answer: ErrorBody<'_>) -> Option<UnixSeconds>;
}

impl<F: WireFormat> AnyFormat for F {
    fn base(&self) -> &'static str {
        F::BASE
    }

    fn content_type(&self) -> &'static str {
        F::CONTENT_TYPE
    }

    fn first(&self) -> Models {
        F::FIRST
    }

    fn target(&self, models: Models, piece: &mut dyn FnMut(&str)) {
        sealed::Format::target(self, models, piece);
    }

    fn fill(&self, body: &mut BodyState, queue: &Pinned<'_>, shape: Shape, buf: &mut [u8]) -> usize {
        body.fill(self, queue, shape, buf)
    }

    fn count(
        &self,
        body: &mut BodyState,
        queue: &Pinned<'_>,
        shape: Shape,
        pieces: u32,
        bytes: &mut usize,
    ) -> bool {
        body.count(self, queue, shape, pieces, bytes)
    }

    fn rejected(&self, answer: ErrorBody<'_>) -> Option<u32> {
        sealed::Format::rejected(self, answer)
    }

    fn named(&self, answer: ErrorBody<'_>, found: &mut dyn FnMut(Text<'_>)) {
        sealed::Format::named(self, answer, found);
    }

    fn limits_rate(&self, answer: ErrorBody<'_>) -> bool {
        sealed::Format::limits_rate(self, answer)
    }

    fn time(&self, answer: ErrorBody<'_>) -> Option<UnixSeconds> {
        sealed::Format::time(self, answer)
    }
}

/// What holds a format, and gives it: a format itself, or a box of one.
pub(crate) trait AsFormat {
    type Format: AnyFormat + ?Sized;

    fn as_format(&self) -> &Self::Format;
}

impl<F: WireFormat> AsFormat for F {
    type Format = Self;

    #[inline(always)]
    fn as_format(&self) -> &Self {
        self
    }
}

/// A format that was chosen while the program runs.
#[cfg(feature = "std")]
pub(crate) type BoxedFormat = Box<dyn AnyFormat + Send + Sync>;

#[cfg(feature = "std")]
impl AsFormat for BoxedFormat {
    type Format = dyn AnyFormat + Send + Sync;

    fn as_format(&self) -> &Self::Format {
        &**self
    }
}
