//! A space as a desktop program owns it.

use std::string::String;
use std::vec::Vec;

use serde_json::{Map, Value as Json};

use super::Spaces;
use crate::api::lenient;
use crate::api::stored::{Stored, first, same_name, stored};
use crate::charts::{self, Chart};
use crate::transport::HttpTransport;
use crate::{Error, Librato, spaces};

/// A space, with what the server said of it.
///
/// Written back by [`save`](Self::save) or [`spaces::update`] it loses nothing, fields that this library does not know
/// included.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Space {
    /// The number that calls know it by; none before it is saved.
    #[serde(skip_serializing, deserialize_with = "lenient::optional_id")]
    pub id: Option<u64>,
    /// Its name, which no other space has.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
    /// Whether its charts show measurements with tags. This is said when it is created, and never after.
    #[serde(default, skip_serializing)]
    pub tags: Option<bool>,
    /// The charts that were in it when it was read. A [list](spaces::list) of spaces does not say them.
    #[serde(rename = "charts", default, skip_serializing, deserialize_with = "lenient::ids")]
    pub chart_ids: Vec<u64>,
    /// All other fields.
    #[serde(flatten)]
    pub other: Map<String, Json>,
    /// The charts that were asked for.
    #[serde(skip)]
    kept: Vec<Chart>,
}

impl Space {
    /// A new space, for measurements without tags. The server has it once it is [saved](Self::save).
    ///
    /// ```
    /// use librato::spaces::Space;
    /// let space = Space::new("Production").tags(true);
    /// assert!(!space.is_saved());
    /// ```
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), tags: Some(false), ..Self::default() }
    }

    /// Whether its charts show measurements with tags. This counts when it is created, and never after.
    #[must_use]
    pub fn tags(mut self, tags: bool) -> Self {
        self.tags = Some(tags);
        self
    }

    /// The space of this whole name, but for the case of its letters, with all that the server says of it.
    ///
    /// Pages are asked for until it is found.
    ///
    /// # Errors
    /// As [`Librato::send`].
    pub fn find<T: HttpTransport>(api: &Librato<T>, name: &str) -> Result<Option<Self>, Error> {
        match first(api.list(spaces::list().name(name)), |space| same_name(&space.name, name))? {
            Some(Self { id: Some(id), .. }) => api.send(spaces::get(id)).map(Some),
            _ => Ok(None),
        }
    }

    /// Gives it another name, and nothing else; one that was never saved is created with it.
    ///
    /// # Errors
    /// As [`Librato::send`].
    pub fn rename<T: HttpTransport>(
        &mut self,
        api: &Librato<T>,
        name: impl Into<String>,
    ) -> Result<(), Error> {
        self.name = name.into();
        match self.id {
            Some(id) => api.send(spaces::rename(id, &self.name)).map(drop),
            None => self.save(api).map(drop),
        }
    }

    /// Its charts. They are asked for once, and again while there are none; [`charts::list`] asks anew.
    ///
    /// # Errors
    /// [`Error::NoId`] if it was never saved; else as [`Librato::send`].
    pub fn charts<T: HttpTransport>(&mut self, api: &Librato<T>) -> Result<&[Chart], Error> {
        if self.kept.is_empty() {
            let list = charts::list(self.id.ok_or(Error::NoId)?);
            self.kept = api.list(list).collect::<Result<_, _>>()?;
        }
        Ok(&self.kept)
    }

    /// A new chart in this space. The server has it once it is [saved](Chart::save).
    #[must_use]
    pub fn new_chart(&self, name: impl Into<String>) -> Chart {
        let mut chart = Chart::new(name);
        chart.space_id = self.id;
        chart
    }

    /// Puts a chart into this space and [saves](Chart::save) it there as a new one. What the server says of it is the result, or else
    /// the chart with its id.
    ///
    /// A chart that was read elsewhere is copied, with its streams and all that this library does not know.
    ///
    /// ```no_run
    /// use librato::charts::{Chart, Stream};
    /// use librato::{Librato, spaces};
    /// # let api = Librato::from_env()?;
    /// let space = api.send(spaces::get(129))?;
    /// space.add_chart(&api, Chart::stacked("Requests", [Stream::metric("requests").source("web*")]))?;
    /// space.add_chart(&api, Chart::bignumber("Users", Stream::metric("users")))?;
    /// # Ok::<(), librato::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NoId`] if the space was never saved; else as [`Librato::send`].
    pub fn add_chart<T: HttpTransport>(&self, api: &Librato<T>, mut chart: Chart) -> Result<Chart, Error> {
        chart.space_id = self.id;
        if chart.id.take().is_some() {
            chart.streams.iter_mut().for_each(|stream| stream.id = None);
        }
        Ok(chart.create(api)?.unwrap_or(chart))
    }
}

impl Stored for Space {
    type Resource = Spaces;

    fn id(&self) -> Option<u64> {
        self.id
    }

    fn set_id(&mut self, id: Option<u64>) {
        self.id = id;
    }

    /// Unlike an update it says whether there are tags.
    fn create<T: HttpTransport>(&self, api: &Librato<T>) -> Result<(Option<Self>, Option<u64>), Error> {
        let mut call = spaces::create(&self.name).fields(&self.other);
        if let Some(tags) = self.tags {
            call = call.tags(tags);
        }
        api.create(&call)
    }
}

stored!(Space, "spaces::delete");

impl core::fmt::Display for Space {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let f = &mut crate::api::one_line::OneLine(f);
        f.write_str(&self.name)?;
        match (self.id, self.chart_ids.len()) {
            (Some(id), 0) => write!(f, " ({id})"),
            (Some(id), 1) => write!(f, " ({id}, 1 chart)"),
            (Some(id), charts) => write!(f, " ({id}, {charts} charts)"),
            (None, _) => f.write_str(" (not saved)"),
        }
    }
}
