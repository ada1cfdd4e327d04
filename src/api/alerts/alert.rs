//! An alert, as a desktop program owns it.

use std::borrow::ToOwned;
use std::string::String;
use std::vec::Vec;

use serde::de::{Deserialize, Deserializer};
use serde::ser::Serializer;
use serde_json::{Map, Value as Json};

use super::list::Version1;
use super::{Alerts, Condition, list};
use crate::api::OwnedResource;
use crate::api::lenient::{id, or_default};
use crate::api::services::Service;
use crate::api::stored::{Stored, first, stored};
use crate::transport::HttpTransport;
use crate::{Error, Librato};

impl OwnedResource for Alerts {
    type Object = Alert;
}

impl OwnedResource for Version1 {
    type Object = Alert;
}

/// Whether an alert of a list is active. An error stays in the list.
///
/// ```no_run
/// use librato::{Librato, alerts};
/// # let api = Librato::from_env()?;
/// for alert in api.list(alerts::list()).filter(alerts::is_active) {
///     println!("{}", alert?); // web.load (7): cpu.load of web* above 0.9 for 300 s
/// }
/// # Ok::<(), librato::Error>(())
/// ```
pub fn is_active<E>(alert: &Result<Alert, E>) -> bool {
    alert.as_ref().map_or(true, |alert| alert.active)
}

/// An alert, with what the server said of it.
///
/// Read, changed and saved it loses nothing, fields that this library does not know included.
///
/// ```no_run
/// use librato::alerts::{self, Alert};
/// # let api = librato::Librato::from_env()?;
/// let mut load = Alert::new("web.load").when(alerts::above("cpu.load", 0.9).lasting(300).of("web*")).notify(849);
/// load.save(&api)?; // creates it
/// if let Some(mut alert) = Alert::find(&api, "db.load")? {
///     alert.description = Some("the database".into());
///     alert.save(&api)?;
///     alert.pause(&api)?;
/// }
/// # Ok::<(), librato::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Alert {
    /// What calls name it by; 0 before it is created.
    #[serde(skip_serializing, deserialize_with = "id")]
    pub id: u64,
    /// Its name, unique, at most 255 characters long, of letters, digits, `.`, `:` and `-`.
    pub name: String,
    /// What it is about.
    #[serde(default)]
    pub description: Option<String>,
    /// The version of the API that it is of: 2, or 1 for old ones.
    #[serde(default = "two", deserialize_with = "or_two")]
    pub version: u8,
    /// Whether it is about tagged measurements.
    #[serde(default, deserialize_with = "or_default")]
    pub md: bool,
    /// Whether it can be triggered.
    #[serde(default = "yes", deserialize_with = "or_yes")]
    pub active: bool,
    /// How many seconds lie at least between two notifications: a multiple of 60; 600 if there are none.
    #[serde(default)]
    pub rearm_seconds: Option<u32>,
    /// Whether each source or set of tags has that time for itself. A server that says it has not says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "unless_false")]
    pub rearm_per_signal: Option<bool>,
    /// What else is said of it. `runbook_url` is where the web interface sends people.
    #[serde(default, deserialize_with = "or_default")]
    pub attributes: Map<String, Json>,
    /// Who is told. They are objects when read, and written by their ids.
    #[serde(default, deserialize_with = "read_services", serialize_with = "write_services")]
    pub services: Vec<Service>,
    /// When it is triggered: as soon as all of these hold.
    #[serde(default, deserialize_with = "or_default")]
    pub conditions: Vec<Condition>,
    /// When it was created, in seconds since 1970.
    #[serde(default, skip_serializing)]
    pub created_at: Option<u64>,
    /// When it was changed last, in seconds since 1970.
    #[serde(default, skip_serializing)]
    pub updated_at: Option<u64>,
    /// All other fields.
    #[serde(flatten)]
    pub other: Map<String, Json>,
}

impl Alert {
    /// An alert that is not there yet, without conditions.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            id: 0,
            name: name.to_owned(),
            description: None,
            version: two(),
            md: false,
            active: yes(),
            rearm_seconds: None,
            rearm_per_signal: None,
            attributes: Map::new(),
            services: Vec::new(),
            conditions: Vec::new(),
            created_at: None,
            updated_at: None,
            other: Map::new(),
        }
    }

    /// The same with one more condition. If that asks for tags, the alert is one for tagged measurements.
    #[must_use]
    pub fn when(mut self, condition: impl Into<Condition>) -> Self {
        let condition = condition.into();
        self.md |= !condition.tags.is_empty();
        self.conditions.push(condition);
        self
    }

    /// The same with one more service that is told, by its id or as it was read.
    #[must_use]
    pub fn notify(mut self, service: impl Into<Service>) -> Self {
        self.services.push(service.into());
        self
    }

    /// The alert that has exactly this name. The server looks for a part of a name, so that the first one it gives may be another.
    ///
    /// # Errors
    /// As [`Librato::list`]. If none has this name, but one could not be read, [`Error::Decode`].
    pub fn find<T: HttpTransport>(api: &Librato<T>, name: &str) -> Result<Option<Self>, Error> {
        first(api.list(list().name(name)), |alert| alert.name == name)
    }

    /// Deletes the alert that has exactly this name; false if there is none.
    ///
    /// # Errors
    /// As [`find`](Self::find), and if the server does not delete it.
    pub fn delete_named<T: HttpTransport>(api: &Librato<T>, name: &str) -> Result<bool, Error> {
        let Some(alert) = Self::find(api, name)? else { return Ok(false) };
        alert.delete(api).map(|()| true)
    }

    /// Saves it so that it can no longer be triggered.
    ///
    /// # Errors
    /// As [`save`](Self::save). Then it stays what it was.
    pub fn pause<T: HttpTransport>(&mut self, api: &Librato<T>) -> Result<(), Error> {
        self.save_active(api, false)
    }

    /// Saves it so that it can be triggered again.
    ///
    /// # Errors
    /// As [`save`](Self::save). Then it stays what it was.
    pub fn resume<T: HttpTransport>(&mut self, api: &Librato<T>) -> Result<(), Error> {
        self.save_active(api, true)
    }

    fn save_active<T: HttpTransport>(&mut self, api: &Librato<T>, active: bool) -> Result<(), Error> {
        let before = core::mem::replace(&mut self.active, active);
        let saved = self.save(api).map(drop);
        if saved.is_err() {
            self.active = before;
        }
        saved
    }
}

impl Stored for Alert {
    type Resource = Alerts;

    fn id(&self) -> Option<u64> {
        (self.id != 0).then_some(self.id)
    }

    fn set_id(&mut self, id: Option<u64>) {
        self.id = id.unwrap_or(0);
    }
}

stored!(Alert, "alerts::delete");

impl core::fmt::Display for Alert {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let f = &mut crate::api::one_line::OneLine(f);
        write!(f, "{} ({}{})", self.name, self.id, if self.active { "" } else { ", paused" })?;
        for (index, condition) in self.conditions.iter().enumerate() {
            write!(f, "{} {condition}", if index == 0 { ":" } else { " and" })?;
        }
        Ok(())
    }
}

const fn two() -> u8 {
    2
}

const fn yes() -> bool {
    true
}

fn or_two<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    Option::deserialize(deserializer).map(|version| version.unwrap_or_else(two))
}

fn or_yes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Option::deserialize(deserializer).map(|active| active.unwrap_or_else(yes))
}

/// What a server says without being asked is not written back, so that a server that does not know it is not told of it.
fn unless_false<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Option::deserialize(deserializer).map(|per_signal: Option<bool>| per_signal.filter(|set| *set))
}

fn read_services<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Service>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Given {
        Whole(Service),
        Id(#[serde(deserialize_with = "id")] u64),
    }
    let given: Vec<Given> = or_default(deserializer)?;
    let service = |given| match given {
        Given::Whole(service) => service,
        Given::Id(id) => id.into(),
    };
    Ok(given.into_iter().map(service).collect())
}

fn write_services<S: Serializer>(services: &[Service], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(services.iter().map(|service| service.id))
}
