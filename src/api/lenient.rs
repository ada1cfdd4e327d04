//! What owned answers are read with where servers differ, and written with.

use std::string::String;
use std::vec::Vec;

use serde::{Deserialize, Deserializer, Serializer};

/// An id, as number or as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Number(u64),
    Text(String),
}

impl Id {
    fn number<E: serde::de::Error>(self) -> Result<u64, E> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Text(text) => text.parse().map_err(|_| E::custom("no id")),
        }
    }
}

/// Reads an id, or nothing.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Option::<Id>::deserialize(deserializer)?.map(Id::number).transpose()
}

/// Reads a list of ids, each bare or the member of an object.
pub(super) fn ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Element {
        Bare(Id),
        Of { id: Id },
    }
    let list = Option::<Vec<Option<Element>>>::deserialize(deserializer)?.unwrap_or_default();
    let ids = list.into_iter().flatten().map(|element| match element {
        Element::Bare(id) | Element::Of { id } => id.number(),
    });
    ids.collect()
}

/// Reads a value, and nothing as what there is without one.
pub(super) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Writes a number. JSON has no NaN, and `null` is something else.
pub(super) fn number<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => crate::encode::json_number(&(*value).into(), serializer),
        None => serializer.serialize_none(),
    }
}
