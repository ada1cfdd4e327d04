//! What the account has already, by name.

use std::collections::{HashMap, VecDeque};

use librato::{Error, Librato, UnixSeconds, annotations, charts};

use crate::failure::Failure;
use crate::kind::Kind;
use crate::object::{Object, object_id, text};
use crate::pages::Raw;

/// The ids of one kind at a time; of charts those of one space, of events those of one stream. An export has them together, so that
/// each is read once.
#[derive(Default)]
pub struct Existing {
    of: Option<(Kind, String)>,
    ids: HashMap<String, VecDeque<u64>>,
}

impl Existing {
    /// The id of the object that this one is taken for. Of several with one name each is taken once.
    pub fn take(
        &mut self,
        api: &Librato,
        kind: Kind,
        place: &str,
        object: &Object,
    ) -> Result<Option<u64>, Failure> {
        let of = (kind, place.to_owned());
        if self.of.as_ref() != Some(&of) {
            self.of = None;
            self.ids = read(api, kind, place)?;
            self.of = Some(of);
        }
        Ok(self.ids.get_mut(&key(kind, object)).and_then(VecDeque::pop_front))
    }
}

/// What has to be alike of two objects that are taken for one.
fn key(kind: Kind, object: &Object) -> String {
    let time = object.get("start_time").and_then(serde_json::Value::as_u64).unwrap_or(0);
    match kind {
        Kind::Events => format!("{time} {} {}", text(object, "source"), text(object, "title")),
        Kind::Services => format!("{} {}", text(object, "type"), text(object, "title")),
        kind => kind.name(object).to_owned(),
    }
}

fn read(api: &Librato, kind: Kind, place: &str) -> Result<HashMap<String, VecDeque<u64>>, Failure> {
    let mut ids: HashMap<String, VecDeque<u64>> = HashMap::new();
    let mut note = |object: &Object| {
        if let Some(id) = object_id(object) {
            ids.entry(key(kind, object)).or_default().push_back(id);
        }
    };
    let mut note_all = |objects: &mut dyn Iterator<Item = Result<Object, Error>>| {
        for object in objects {
            match object {
                // There is no such stream yet.
                Err(error) if error.status() == Some(404) => break,
                object => note(&object?),
            }
        }
        Ok::<(), Error>(())
    };
    match kind {
        Kind::Events => note_all(&mut api.list(Raw(annotations::get(place).start_time(UnixSeconds(0)))))?,
        Kind::Charts => {
            let space = place.parse().map_err(|_| Error::NoId)?;
            note_all(&mut api.list(Raw(charts::list(space))))?;
        }
        kind => kind.each(api, "", &mut |object| {
            note(&object);
            Ok(())
        })?,
    }
    Ok(ids)
}
