//! New pictures.

use serde::Serialize;

use super::SnapshotRef;
use crate::api::Endpoint;
use crate::charts::NewStreamTag;
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Has the server make a picture of a chart: `POST /snapshots`. It is made later: [`get`](super::get) asks for it until it is
/// there, or [`jobs::get`](crate::jobs::get) how far it is.
///
/// `kind` is `line`, `stacked` or `bignumber`.
#[must_use]
pub const fn create(chart: u64, kind: &str) -> Create<'_> {
    let chart = Chart { id: chart, kind, source: None, tags: None };
    Create { subject: Subject { chart }, duration: None, end_time: None }
}

/// Has the server make a picture of what is described in free form, which is anything that serde can write: `POST /snapshots`.
#[must_use]
pub const fn create_json<B: Serialize>(snapshot: &B) -> CreateJson<'_, B> {
    CreateJson { snapshot }
}

/// See [`create`].
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Create<'a> {
    subject: Subject<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<&'a str>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Subject<'a> {
    chart: Chart<'a>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Chart<'a> {
    id: u64,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<&'a [NewStreamTag<'a>]>,
}

impl<'a> Create<'a> {
    /// Of this source alone; `*` stands for any text.
    #[must_use]
    pub const fn source(mut self, source: &'a str) -> Self {
        self.subject.chart.source = Some(source);
        self
    }

    /// Of measurements with these tags alone, which are said as for a stream of the chart.
    ///
    /// ```
    /// use librato::charts::NewStreamTag;
    /// use librato::snapshots;
    /// let tags = [NewStreamTag::new("environment", &["prod*"])];
    /// let call = snapshots::create(915, "line").tags(&tags);
    /// ```
    #[must_use]
    pub const fn tags(mut self, tags: &'a [NewStreamTag<'a>]) -> Self {
        self.subject.chart.tags = Some(tags);
        self
    }

    /// How many seconds it shows: 3,600 without this, 2,419,200 (four weeks) at most.
    #[must_use]
    pub const fn duration(mut self, seconds: u32) -> Self {
        self.duration = Some(seconds);
        self
    }

    /// The end of what it shows, as the text of a time (ISO 8601), such as `2016-02-20T01:18:46Z`. Without this it is now.
    #[must_use]
    pub const fn end_time(mut self, time: &'a str) -> Self {
        self.end_time = Some(time);
        self
    }
}

impl Route for Create<'_> {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("snapshots");
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self);
    }
}

impl Endpoint for Create<'_> {
    type Answer<'b> = SnapshotRef<'b>;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Create<'_> {
    type Object = super::Snapshot;
}

/// See [`create_json`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CreateJson<'a, B> {
    snapshot: &'a B,
}

impl<B: Serialize> Route for CreateJson<'_, B> {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("snapshots");
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self.snapshot);
    }
}

impl<B: Serialize> Endpoint for CreateJson<'_, B> {
    type Answer<'b> = SnapshotRef<'b>;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for CreateJson<'_, B> {
    type Object = super::Snapshot;
}
