//! A chart as a desktop program owns it.

use std::boxed::Box;
use std::string::String;
use std::vec::Vec;

use serde_json::{Map, Value as Json};

use super::{ChartType, Stream, Threshold};
use crate::api::lenient;
use crate::api::stored::{first, same_name};
use crate::spaces::{self, Space};
use crate::transport::HttpTransport;
use crate::{Error, Librato, charts};

/// A chart, with what the server said of it.
///
/// Written back by [`save`](Self::save) or [`charts::update`] it loses nothing: tags, colours and places of its streams stay,
/// and so do fields that this library does not know.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Chart {
    /// The number that calls know it by; none before it is saved.
    #[serde(skip_serializing, deserialize_with = "lenient::optional_id")]
    pub id: Option<u64>,
    /// The space that it stands in. The call knows it, not the answer.
    #[serde(default, skip_serializing, deserialize_with = "lenient::optional_id")]
    pub space_id: Option<u64>,
    /// Its title.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub name: String,
    /// How it draws.
    #[serde(rename = "type", default, deserialize_with = "lenient::or_default")]
    pub kind: ChartType,
    /// What it draws.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub streams: Vec<Stream>,
    /// Where its vertical axis begins.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "lenient::number")]
    pub min: Option<f64>,
    /// Where its vertical axis ends.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "lenient::number")]
    pub max: Option<f64>,
    /// What stands at its vertical axis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether its vertical axis is logarithmic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_log_yaxis: Option<bool>,
    /// Whether a big number is the last value, not what the time on show comes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_last_value: Option<bool>,
    /// Another space that it has to do with, by id.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "lenient::optional_id")]
    pub related_space: Option<u64>,
    /// The values that change the colour of a big number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<Vec<Threshold>>,
    /// All other fields.
    #[serde(flatten)]
    pub other: Map<String, Json>,
    /// The space, if it was asked for.
    #[serde(skip)]
    space: Option<Box<Space>>,
}

impl Chart {
    /// A new line chart that draws nothing yet. A [space](Space::add_chart) takes it, or its `space_id` says which.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// A new chart with a line for each stream.
    #[must_use]
    pub fn line(name: impl Into<String>, streams: impl IntoIterator<Item = Stream>) -> Self {
        Self { streams: streams.into_iter().collect(), ..Self::new(name) }
    }

    /// A new chart with streams as areas, one above the other.
    #[must_use]
    pub fn stacked(name: impl Into<String>, streams: impl IntoIterator<Item = Stream>) -> Self {
        Self { kind: ChartType::Stacked, ..Self::line(name, streams) }
    }

    /// A new chart of one number: the last value. Several sources become one by their average, and readings that fall together
    /// likewise, unless the stream says otherwise; what is made of metrics says it in its definition.
    ///
    /// ```
    /// use librato::charts::{Chart, ChartType, Stream};
    /// let mut chart = Chart::bignumber("Users", Stream::metric("users").group_function("sum"));
    /// chart.use_last_value = Some(false);
    /// assert_eq!(chart.kind, ChartType::Bignumber);
    /// assert_eq!(chart.streams[0].group_function.as_deref(), Some("sum"));
    /// assert_eq!(chart.streams[0].summary_function.as_deref(), Some("average"));
    /// ```
    #[must_use]
    pub fn bignumber(name: impl Into<String>, mut stream: Stream) -> Self {
        if stream.composite.is_none() {
            for function in [&mut stream.group_function, &mut stream.summary_function] {
                function.get_or_insert_with(|| "average".into());
            }
        }
        Self { kind: ChartType::Bignumber, use_last_value: Some(true), ..Self::line(name, [stream]) }
    }

    /// The first chart of a space that has this whole name, but for the case of its letters, with all that the server says
    /// of it.
    ///
    /// # Errors
    /// As [`Librato::send`].
    pub fn find<T: HttpTransport>(api: &Librato<T>, space: u64, name: &str) -> Result<Option<Self>, Error> {
        match first(api.list(charts::list(space)), |chart| same_name(&chart.name, name))? {
            Some(Self { id: Some(id), .. }) => api.send(charts::get(space, id)).map(Some),
            _ => Ok(None),
        }
    }

    /// Draws one more stream.
    pub fn add_stream(&mut self, stream: Stream) {
        self.streams.push(stream);
    }

    /// Sets fields by the names that the API has for them, those included that this library has no word for. Streams are
    /// [made](Stream#impl-TryFrom<Map<String,+Value>>-for-Stream) from their fields as new ones.
    ///
    /// # Errors
    /// [`Error::Body`] if a field has a value that it cannot have. Then nothing is set.
    pub fn set(&mut self, mut fields: Map<String, Json>) -> Result<(), Error> {
        let streams: Option<Vec<Map<_, _>>> = fields.remove("streams").map(decoded).transpose()?;
        let mut all: Map<_, _> = decoded(serde_json::to_value(&*self).map_err(|_| Error::Body)?)?;
        all.extend([("id", self.id), ("space_id", self.space_id)].map(|(name, id)| (name.into(), id.into())));
        all.extend(fields);
        let mut changed: Self = decoded(all.into())?;
        if let Some(streams) = streams {
            changed.streams = streams.into_iter().map(Stream::try_from).collect::<Result<_, _>>()?;
        }
        changed.space = self.space.take();
        *self = changed;
        Ok(())
    }

    /// Whether the server has it.
    #[must_use]
    pub const fn is_saved(&self) -> bool {
        self.id.is_some()
    }

    /// The space that it stands in. It is asked for once.
    ///
    /// # Errors
    /// [`Error::NoId`] if it stands in none; else as [`Librato::send`].
    pub fn space<T: HttpTransport>(&mut self, api: &Librato<T>) -> Result<&Space, Error> {
        let id = self.space_id.ok_or(Error::NoId)?;
        let kept = self.space.take().filter(|space| space.id == Some(id));
        let space = kept.map_or_else(|| api.send(spaces::get(id)).map(Box::new), Ok)?;
        Ok(self.space.insert(space))
    }

    /// Creates it in its space, or writes it back. What the server says of it, if it does, is the result; the id of a new one is
    /// in this one as well.
    ///
    /// The [space](Self::space) is read before the first time, so that one that is gone is told from a chart that is gone.
    /// [`charts::create`] and [`charts::update`] ask for nothing before.
    ///
    /// # Errors
    /// [`Error::NoId`] if it stands in no space; else as [`Librato::send`].
    pub fn save<T: HttpTransport>(&mut self, api: &Librato<T>) -> Result<Option<Self>, Error> {
        match self.id {
            None => self.create(api),
            Some(id) => {
                let space = self.checked_space(api)?;
                api.send(charts::update(space, id, self))
            }
        }
    }

    /// Creates it in its space.
    pub(crate) fn create<T: HttpTransport>(&mut self, api: &Librato<T>) -> Result<Option<Self>, Error> {
        let space = self.checked_space(api)?;
        let (made, id) = api.create(&charts::create(space, self))?;
        self.id = made.as_ref().and_then(|made| made.id).or(id);
        Ok(made)
    }

    /// The id of its space, which is there.
    fn checked_space<T: HttpTransport>(&mut self, api: &Librato<T>) -> Result<u64, Error> {
        self.space(api)?;
        self.space_id.ok_or(Error::NoId)
    }

    /// Gives it another name, and [saves](Self::save) it.
    ///
    /// # Errors
    /// As [`save`](Self::save).
    pub fn rename<T: HttpTransport>(
        &mut self,
        api: &Librato<T>,
        name: impl Into<String>,
    ) -> Result<(), Error> {
        self.name = name.into();
        self.save(api).map(drop)
    }

    /// Deletes it. What it draws stays.
    ///
    /// # Errors
    /// [`Error::NoId`] if it was never saved; else as [`Librato::send`].
    pub fn delete<T: HttpTransport>(&self, api: &Librato<T>) -> Result<(), Error> {
        let (space, id) = self.space_id.zip(self.id).ok_or(Error::NoId)?;
        api.send(charts::delete(space, id)).map(drop)
    }
}

fn decoded<T: serde::de::DeserializeOwned>(json: Json) -> Result<T, Error> {
    serde_json::from_value(json).map_err(|_| Error::Body)
}

impl core::fmt::Display for Chart {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let f = &mut crate::api::one_line::OneLine(f);
        write!(f, "{} ({})", self.name, self.kind)?;
        for (index, stream) in self.streams.iter().enumerate() {
            write!(f, "{} {stream}", if index == 0 { ":" } else { "," })?;
        }
        Ok(())
    }
}
