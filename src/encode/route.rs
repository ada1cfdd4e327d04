//! What a call asks for: method, path and query.

use super::json_body::Body;
use super::percent;
use crate::readings::{Number, digits};
use crate::transport::Method;

/// What a call asks for, without its body: method, path and query.
pub trait Route {
    /// The method.
    fn method(&self) -> Method;

    /// Says the path behind the base path, segment by segment.
    fn path(&self, path: &mut Path<'_>);

    /// Says the query, pair by pair. Without this there is none.
    fn query(&self, query: &mut Query<'_>) {
        let _ = query;
    }

    /// Writes the body. Without this there is none.
    fn body(&self, body: &mut Body<'_>) {
        let _ = body;
    }
}

/// The path of a call, as it is said.
pub struct Path<'p> {
    piece: &'p mut dyn FnMut(&str),
    /// No segment is one that servers and proxies leave out or take for another place.
    is_sound: bool,
}

impl Path<'_> {
    /// A segment. It is percent-encoded whole, a `/` in it as well.
    ///
    /// One that is empty, `.` or `..` would make this the call of another place, such as that of all metrics: it is not sent.
    pub fn segment(&mut self, segment: &str) -> &mut Self {
        self.is_sound &= !matches!(segment, "" | "." | "..");
        (self.piece)("/");
        percent::encode(segment, self.piece);
        self
    }

    /// A number as segment, such as the id of an alert.
    pub fn id(&mut self, id: u64) -> &mut Self {
        (self.piece)("/");
        decimal(id, self.piece);
        self
    }
}

/// The query of a call, as it is said.
pub struct Query<'p> {
    piece: &'p mut dyn FnMut(&str),
    is_first: bool,
}

impl Query<'_> {
    /// A pair of name and value. Nothing is left out, a list is a pair for each of its elements.
    pub fn pair(&mut self, name: &str, value: impl QueryValue) -> &mut Self {
        value.say(name, self);
        self
    }

    /// Pairs of name and value.
    pub fn pairs(&mut self, pairs: &[(&str, &str)]) -> &mut Self {
        for &(name, value) in pairs {
            self.pair(name, value);
        }
        self
    }

    /// A pair `name[key]=value`: an entry of a map.
    pub fn entry(&mut self, name: &str, key: &str, value: &str) -> &mut Self {
        self.next();
        for part in [name, "[", key, "]"] {
            percent::encode(part, self.piece);
        }
        (self.piece)("=");
        percent::encode(value, self.piece);
        self
    }

    /// Pairs that are percent-encoded already.
    pub(crate) fn encoded(&mut self, pairs: &str) {
        self.next();
        percent::encode_again(pairs, self.piece);
    }

    fn next(&mut self) {
        (self.piece)(if self.is_first { "?" } else { "&" });
        self.is_first = false;
    }

    fn begin(&mut self, name: &str, end: &str) {
        self.next();
        percent::encode(name, self.piece);
        percent::encode(end, self.piece);
        (self.piece)("=");
    }
}

/// What can be the value of a pair in a query.
pub trait QueryValue {
    /// Says the pair.
    fn say(self, name: &str, query: &mut Query<'_>);
}

impl QueryValue for &str {
    fn say(self, name: &str, query: &mut Query<'_>) {
        query.begin(name, "");
        percent::encode(self, query.piece);
    }
}

impl QueryValue for u64 {
    fn say(self, name: &str, query: &mut Query<'_>) {
        query.begin(name, "");
        decimal(self, query.piece);
    }
}

impl QueryValue for u32 {
    fn say(self, name: &str, query: &mut Query<'_>) {
        u64::from(self).say(name, query);
    }
}

/// `true` or `false`.
impl QueryValue for bool {
    fn say(self, name: &str, query: &mut Query<'_>) {
        if self { "true" } else { "false" }.say(name, query);
    }
}

/// Nothing is no pair.
impl<V: QueryValue> QueryValue for Option<V> {
    fn say(self, name: &str, query: &mut Query<'_>) {
        if let Some(value) = self {
            value.say(name, query);
        }
    }
}

/// A pair `name[]=` for each element.
impl QueryValue for &[&str] {
    fn say(self, name: &str, query: &mut Query<'_>) {
        for value in self {
            query.begin(name, "[]");
            percent::encode(value, query.piece);
        }
    }
}

fn decimal(number: u64, piece: &mut dyn FnMut(&str)) {
    let put = |digits: &[u8]| piece(core::str::from_utf8(digits).unwrap_or_default());
    digits::with_digits(Number::Large(number), put);
}

/// Gives the request target of a call.
pub(super) fn target(base: &str, route: &(impl Route + ?Sized), piece: &mut dyn FnMut(&str)) {
    piece(base);
    route.path(&mut Path { piece, is_sound: true });
    route.query(&mut Query { piece, is_first: true });
}

/// Whether the path of a call leads where it says.
pub(crate) fn is_sound(route: &dyn Route) -> bool {
    let mut path = Path { piece: &mut |_| {}, is_sound: true };
    route.path(&mut path);
    path.is_sound
}
