//! The seam between queue and wire: what a request's body is.

use super::sink::Sink;
use crate::queue::{Kinds, Models, Pinned, Record};

/// A wire format that a client speaks; [`LibratoFormat`](crate::LibratoFormat) by default.
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
    use super::{Kinds, Models, Pinned, Record, Shape, Sink};

    /// What a format says about itself. A body is a number of sections; each opens, has records, and closes.
    #[allow(private_interfaces, reason = "nobody outside can name or implement it")]
    pub trait Format {
        /// The base path where the server's URL has none.
        const BASE: &'static str;
        /// `Content-Type` of bodies.
        const CONTENT_TYPE: &'static str;
        /// Which readings share a request, in the order in which they go out.
        const ROUTES: &'static [Models];
        /// Sections of a body.
        const SECTIONS: u8;

        /// The path of the requests that carry these readings, behind the base path.
        fn path(&self, models: Models) -> &'static str;

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
    }
}
