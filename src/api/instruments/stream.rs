//! What an instrument draws.

use std::string::String;

use serde_json::{Map, Value as Json};

use crate::Error;

/// What an instrument draws: a metric of some sources, or what is made of metrics. What it is not is written as `null`.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct InstrumentStream {
    /// The metric.
    #[serde(default)]
    pub metric: Option<String>,
    /// How it is made of metrics, instead of one metric.
    #[serde(default)]
    pub composite: Option<String>,
    /// The sources; `*` stands for any text, and `%` for a source that is chosen when somebody looks.
    #[serde(default)]
    pub source: Option<String>,
    /// All other fields: functions, units, colour, as those of a stream of a [chart](crate::charts::Stream).
    #[serde(flatten)]
    pub other: Map<String, Json>,
}

impl InstrumentStream {
    /// A metric, of all sources.
    #[must_use]
    pub fn metric(name: impl Into<String>) -> Self {
        Self { metric: Some(name.into()), source: Some("*".into()), ..Self::default() }
    }

    /// What is made of metrics by this definition.
    #[must_use]
    pub fn composite(definition: impl Into<String>) -> Self {
        Self { composite: Some(definition.into()), ..Self::default() }
    }

    /// Of these sources alone; `*` stands for any text, and `%` for a source that is chosen when somebody looks.
    #[must_use]
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// A new stream from its fields, by the names that the API has for them. It is of all sources if the fields name neither
/// sources nor a composite.
impl TryFrom<Map<String, Json>> for InstrumentStream {
    type Error = Error;

    /// Fails with [`Error::Body`] if a field has a value that it cannot have.
    fn try_from(fields: Map<String, Json>) -> Result<Self, Error> {
        let mut stream: Self = serde_json::from_value(fields.into()).map_err(|_| Error::Body)?;
        if stream.composite.is_none() {
            stream.source.get_or_insert_with(|| "*".into());
        }
        Ok(stream)
    }
}

impl core::fmt::Display for InstrumentStream {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let f = &mut crate::api::one_line::OneLine(f);
        f.write_str(self.composite.as_ref().or(self.metric.as_ref()).map_or("nothing", String::as_str))?;
        match &self.source {
            Some(source) => write!(f, " from {source}"),
            None => Ok(()),
        }
    }
}
