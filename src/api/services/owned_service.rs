//! A service, as a desktop program owns it.

use std::borrow::ToOwned;
use std::string::String;
use std::vec::Vec;

use serde_json::{Map, Value as Json};

use super::Services;
use crate::api::OwnedResource;
use crate::api::lenient::{id, or_default};
use crate::api::stored::{Stored, stored};

impl OwnedResource for Services {
    type Object = Service;
}

/// A service that is told of alerts, with what the server said of it.
///
/// Read, changed and saved it loses nothing, fields that this library does not know included.
#[derive(Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Service {
    /// What calls name it by; 0 before it is created.
    #[serde(skip_serializing, deserialize_with = "id")]
    pub id: u64,
    /// What it is: `mail`, `slack`, `pagerduty`, `webhook`...
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The name that people see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it sends to, and with which rights. Which ones there are depends on the kind.
    #[serde(default, skip_serializing_if = "Map::is_empty", deserialize_with = "or_default")]
    pub settings: Map<String, Json>,
    /// All other fields.
    #[serde(flatten)]
    pub other: Map<String, Json>,
}

impl Service {
    /// A service that is not there yet, without settings.
    #[must_use]
    pub fn new(kind: &str, title: &str) -> Self {
        Self { kind: Some(kind.to_owned()), title: Some(title.to_owned()), ..Self::from(0) }
    }
}

/// A service of which no more than the id is known. That is enough for an alert.
impl From<u64> for Service {
    fn from(id: u64) -> Self {
        Self { id, kind: None, title: None, settings: Map::new(), other: Map::new() }
    }
}

impl Stored for Service {
    type Resource = Services;

    fn id(&self) -> Option<u64> {
        (self.id != 0).then_some(self.id)
    }

    fn set_id(&mut self, id: Option<u64>) {
        self.id = id.unwrap_or(0);
    }
}

stored!(Service, "services::delete");

/// Without the values of the settings, which may be secret.
impl core::fmt::Debug for Service {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Service")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("title", &self.title)
            .field("settings", &self.settings.keys().collect::<Vec<_>>())
            .field("other", &self.other.keys().collect::<Vec<_>>())
            .finish()
    }
}

impl core::fmt::Display for Service {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let f = &mut crate::api::one_line::OneLine(f);
        if let Some(title) = &self.title {
            write!(f, "{title} ")?;
        }
        match &self.kind {
            Some(kind) => write!(f, "({kind}, {})", self.id),
            None => write!(f, "({})", self.id),
        }
    }
}
