//! Objects of an export on their way into an account.

use std::collections::HashMap;

use librato::transport::Method;
use librato::{Error, Librato};
use serde_json::Value;

use crate::existing::Existing;
use crate::failure::{Failure, is_about_one};
use crate::kind::Kind;
use crate::measured::{self, Arrivals};
use crate::object::{self, Object, object_id, text};
use crate::table::printable;

/// Members that the server makes.
const MADE: [&str; 5] = ["kind", "id", "created_at", "updated_at", "href"];

/// What came of an object.
pub enum Outcome {
    Created,
    Updated,
    /// A measurement goes out with others.
    Waits,
    /// So many measurements went out, and so many were there.
    Sent {
        new: usize,
        known: usize,
    },
}

/// What is wrong with an object.
pub enum Problem {
    /// It alone, in this line; the others may be better.
    Refused(u64, String),
    Fatal(Failure),
}

pub struct Importer<'a> {
    api: &'a Librato,
    is_dry: bool,
    line: u64,
    what: String,
    existing: Existing,
    /// The ids that objects have here, by those that they had. Without one in a dry run, if they would be created.
    ids: HashMap<(Kind, u64), Option<u64>>,
    arrivals: Arrivals,
}

impl<'a> Importer<'a> {
    pub fn new(api: &'a Librato, is_dry: bool) -> Self {
        let (existing, ids, arrivals) = Default::default();
        Self { api, is_dry, line: 0, what: String::new(), existing, ids, arrivals }
    }

    /// Puts in the object of a line.
    pub fn import(&mut self, mut object: Object, line: u64) -> Result<Outcome, Problem> {
        self.line = line;
        self.what = what(&object);
        let kind = text(&object, "kind").to_owned();
        if kind == "measurement" {
            object.remove("kind");
            if !measured::is_whole(&object) {
                return Err(self.refused("it has no name, no time or no value"));
            }
            let sent = if self.arrivals.takes(&object) { Ok(Outcome::Waits) } else { self.finish() };
            self.arrivals.push(object, line);
            return sent;
        }
        let kind = match kind.as_str() {
            "metric" => Kind::Metrics,
            "source" => Kind::Sources,
            "stream" => Kind::Streams,
            "event" => Kind::Events,
            "service" => Kind::Services,
            "alert" => Kind::Alerts,
            "space" => Kind::Spaces,
            "chart" => Kind::Charts,
            "instrument" => Kind::Instruments,
            "dashboard" => Kind::Dashboards,
            _ => return Err(self.refused("no kind that can be imported")),
        };
        if kind.name(&object).is_empty() && kind != Kind::Charts {
            return Err(self.refused("it has no name"));
        }
        if kind.is_named() { self.put(kind, object) } else { self.create_or_update(kind, object) }
    }

    /// Sends the measurements that wait.
    pub fn finish(&mut self) -> Result<Outcome, Problem> {
        let sent = self.arrivals.send(self.api, self.is_dry);
        let (first, last) = self.arrivals.lines;
        match sent {
            Ok((new, known)) => Ok(Outcome::Sent { new, known }),
            Err(Failure::Librato(error)) if is_about_one(&error) => {
                Err(Problem::Refused(first, format!("the measurements to line {last}: {error}")))
            }
            Err(failure) => Err(Problem::Fatal(failure)),
        }
    }

    /// Puts in what has a name as its path.
    fn put(&mut self, kind: Kind, object: Object) -> Result<Outcome, Problem> {
        let name = kind.name(&object).to_owned();
        let path = [kind.path().to_owned(), name];
        let mut body = bare(object);
        body.remove("name");
        if self.is_dry {
            return match object::is_there(self.api, &path) {
                Ok(true) => Ok(Outcome::Updated),
                Ok(false) => Ok(Outcome::Created),
                Err(error) => Err(self.problem(error)),
            };
        }
        let reply = object::send(self.api, Method::Put, &path, &body).map_err(|error| self.problem(error))?;
        Ok(if reply.status == 201 { Outcome::Created } else { Outcome::Updated })
    }

    /// Puts in what has an id, under the name that it has.
    fn create_or_update(&mut self, kind: Kind, object: Object) -> Result<Outcome, Problem> {
        let old = object_id(&object);
        let place = self.place(kind, &object)?;
        let id = match &place {
            None => None,
            Some(place) => {
                self.existing.take(self.api, kind, place, &object).map_err(|failure| self.fatal(failure))?
            }
        };
        let mut path = match (kind, place.unwrap_or_default()) {
            (Kind::Charts, space) => vec!["spaces".into(), space, "charts".into()],
            (Kind::Events, stream) => vec!["annotations".into(), stream],
            (kind, _) => vec![kind.path().into()],
        };
        let body = self.body(kind, object, id.is_some())?;
        let made = match id {
            _ if self.is_dry => id,
            Some(id) => {
                path.push(id.to_string());
                object::send(self.api, Method::Put, &path, &body).map_err(|error| self.problem(error))?;
                Some(id)
            }
            None => {
                let reply = object::send(self.api, Method::Post, &path, &body)
                    .map_err(|error| self.problem(error))?;
                object::made_id(&reply)
            }
        };
        // Nobody can be told of what has no id here.
        if let Some(old) = old.filter(|_| made.is_some() || self.is_dry) {
            self.ids.insert((kind, old), made);
        }
        Ok(if id.is_some() { Outcome::Updated } else { Outcome::Created })
    }

    /// The space or the stream that it stands in; none if that is not there yet.
    fn place(&self, kind: Kind, object: &Object) -> Result<Option<String>, Problem> {
        match kind {
            Kind::Events => match text(object, "stream") {
                "" => Err(self.refused("it has no stream")),
                stream => Ok(Some(stream.to_owned())),
            },
            Kind::Charts => {
                let space = object.get("space_id").ok_or_else(|| self.refused("it has no space_id"))?;
                Ok(self.id_here(Kind::Spaces, space)?.map(|space| space.to_string()))
            }
            _ => Ok(Some(String::new())),
        }
    }

    /// What is written of an object.
    fn body(&self, kind: Kind, object: Object, is_there: bool) -> Result<Object, Problem> {
        let mut body = bare(object);
        let leave_out: &[&str] = match kind {
            Kind::Charts => &["space", "space_id"],
            // What the API takes of a new one alone.
            Kind::Events if is_there => &["stream", "source", "start_time"],
            Kind::Events => &["stream"],
            Kind::Spaces if is_there => &["charts", "tags"],
            Kind::Spaces => &["charts"],
            _ => &[],
        };
        for member in leave_out {
            body.remove(*member);
        }
        for (of, member, named) in
            [(Kind::Alerts, "services", Kind::Services), (Kind::Dashboards, "instruments", Kind::Instruments)]
        {
            if let Some(Value::Array(list)) = body.get_mut(member).filter(|_| kind == of) {
                for element in list {
                    *element = self.id_here(named, element)?.into();
                }
            }
        }
        if let Some(related) = body.get_mut("related_space").filter(|related| !related.is_null()) {
            *related = self.id_here(Kind::Spaces, related)?.into();
        }
        for member in ["streams", "conditions"] {
            for part in body.get_mut(member).and_then(Value::as_array_mut).into_iter().flatten() {
                if let Value::Object(part) = part {
                    part.remove("id");
                }
            }
        }
        Ok(body)
    }

    /// The id that an object of the export has here.
    fn id_here(&self, kind: Kind, there: &Value) -> Result<Option<u64>, Problem> {
        let there = object::id(there).ok_or_else(|| self.refused("an id is no number"))?;
        let here = self.ids.get(&(kind, there)).copied();
        here.ok_or_else(|| self.refused(&format!("its {} {there} was not imported before it", kind.one())))
    }

    fn refused(&self, why: &str) -> Problem {
        Problem::Refused(self.line, format!("{}: {why}", self.what))
    }

    fn problem(&self, error: Error) -> Problem {
        if is_about_one(&error) { self.refused(&error.to_string()) } else { Problem::Fatal(error.into()) }
    }

    fn fatal(&self, failure: Failure) -> Problem {
        match failure {
            Failure::Librato(error) => self.problem(error),
            failure => Problem::Fatal(failure),
        }
    }
}

/// What an object is, for people.
pub fn what(object: &Object) -> String {
    let name = ["name", "title"].map(|member| text(object, member)).concat();
    printable(format!("{} {name}", text(object, "kind")))
}

/// Without what the server makes.
fn bare(mut object: Object) -> Object {
    for member in MADE {
        object.remove(member);
    }
    object
}
