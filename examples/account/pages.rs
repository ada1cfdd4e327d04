//! Lists whose elements keep all their members: any list of the library's, with JSON objects in the place of its own types.

use librato::api::{Listing, OwnedListing, Page, Paged};
use librato::json::{JsonError, Picked, Step};
use librato::transport::Method;
use librato::{Body, Error, Path, Query, Route};

use crate::object::Object;

/// What readings and events without a source stand under.
pub const UNASSIGNED: &str = "unassigned";

/// A list whose elements are objects. Elements that stand under a source get it as a member. Where the library cuts series into
/// measurements, this gives whole series.
pub struct Raw<L>(pub L);

/// The way to whole series.
const SERIES: &[Step] = &[Step::Key("series"), Step::Each];

impl<L: Route> Route for Raw<L> {
    fn method(&self) -> Method {
        self.0.method()
    }

    fn path(&self, path: &mut Path<'_>) {
        self.0.path(path);
    }

    fn query(&self, query: &mut Query<'_>) {
        self.0.query(query);
    }

    fn body(&self, body: &mut Body<'_>) {
        self.0.body(body);
    }
}

impl<L: Listing> Listing for Raw<L> {
    type Item<'b> = L::Item<'b>;

    const WAY: &'static [Step] = if L::BESIDE.is_empty() { L::WAY } else { SERIES };
    const ALSO: &'static [Step] = if L::BESIDE.is_empty() { L::ALSO } else { SERIES };
    const PAGED: Paged = L::PAGED;

    fn item(picked: Picked<'_>) -> Result<L::Item<'_>, JsonError> {
        L::item(picked)
    }

    fn turn(&mut self, page: &Page) -> bool {
        self.0.turn(page)
    }
}

impl<L: Listing> OwnedListing for Raw<L> {
    type Object = Object;

    fn objects(picked: Picked<'_>, give: &mut dyn FnMut(Result<Object, Error>)) {
        give(object(&picked).map_err(|_| Error::Decode));
    }
}

fn object(picked: &Picked<'_>) -> Result<Object, serde_json::Error> {
    let mut object: Object = serde_json::from_slice(picked.json)?;
    let name = [b"\"", picked.key, b"\""].concat();
    let source: String = serde_json::from_slice(&name)?;
    if !source.is_empty() && source != UNASSIGNED {
        object.entry("source").or_insert(source.into());
    }
    Ok(object)
}
