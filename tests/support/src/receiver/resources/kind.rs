//! The kinds of objects that have ids, and what is asked of each.

use serde_json::{Map, Value};

use super::store::Store;
use crate::receiver::limits;
use crate::receiver::refusal::Refusal;

type Object = Map<String, Value>;

/// A kind of objects.
pub(crate) struct Kind {
    /// Its path, and the member of a list that has its elements.
    pub(crate) path: &'static str,
    /// The member that people know an element by, and that the `name` of a query looks in.
    pub(crate) title: &'static str,
    /// What else an element has to have.
    needs: &'static [&'static str],
    /// Whether no two elements have the same title. Where the documentation does not say, they may.
    is_unique: bool,
    /// The kind that a member of this name has ids of, which are objects when read.
    refers_to: Option<&'static Kind>,
    /// The member whose elements the store numbers.
    parts: Option<&'static str>,
    check: fn(&Object) -> Result<(), Refusal>,
}

const PLAIN: Kind = Kind {
    path: "",
    title: "name",
    needs: &[],
    is_unique: false,
    refers_to: None,
    parts: None,
    check: |_| Ok(()),
};

pub(crate) static SERVICES: Kind =
    Kind { path: "services", title: "title", needs: &["type", "settings"], ..PLAIN };
pub(crate) static ALERTS: Kind = Kind {
    path: "alerts",
    is_unique: true,
    refers_to: Some(&SERVICES),
    parts: Some("conditions"),
    check: check_alert,
    ..PLAIN
};
pub(crate) static SPACES: Kind = Kind { path: "spaces", is_unique: true, ..PLAIN };
pub(crate) static CHARTS: Kind = Kind { path: "charts", parts: Some("streams"), check: check_chart, ..PLAIN };
static INSTRUMENTS: Kind = Kind { path: "instruments", parts: Some("streams"), ..PLAIN };
static DASHBOARDS: Kind = Kind { path: "dashboards", refers_to: Some(&INSTRUMENTS), ..PLAIN };
pub(crate) static API_TOKENS: Kind =
    Kind { path: "api_tokens", needs: &["role"], check: check_token, ..PLAIN };

/// Those that have a path of their own.
pub(crate) static KINDS: [&Kind; 6] = [&ALERTS, &SERVICES, &SPACES, &INSTRUMENTS, &DASHBOARDS, &API_TOKENS];

/// What the service makes itself, and takes from nobody.
const MADE: [&str; 6] = ["id", "created_at", "updated_at", "href", "token", "space_id"];

impl Kind {
    /// Whether two kinds are one.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.path == other.path
    }

    /// The object that a body makes, of nothing or of what was there before.
    pub(crate) fn made(
        &self,
        given: Object,
        before: Option<(u64, Object)>,
        store: &mut Store,
        now: u64,
    ) -> Result<Object, Refusal> {
        let (own, mut object) = before.unwrap_or_default();
        if self.is(&ALERTS) {
            // What an update does not name is gone.
            object.remove("conditions");
        }
        let made = |name: &String| MADE.contains(&name.as_str());
        object.extend(given.into_iter().filter(|(name, _)| !made(name)));
        for member in self.needs.iter().chain([&self.title]) {
            if object.get(*member).is_none_or(|value| value.is_null() || *value == "") {
                return Err(Refusal::param(member, "is not present"));
            }
        }
        let Some(title) = object[self.title].as_str() else {
            return Err(Refusal::param(self.title, "is not a string"));
        };
        if self.is_unique && store.find(self.path, self.title, title).is_some_and(|id| id != own) {
            return Err(Refusal::param(self.title, "is already taken"));
        }
        (self.check)(&object)?;
        if let Some(kind) = self.refers_to {
            let ids = kind.ids(object.get(kind.path), store)?;
            object.insert(kind.path.into(), ids.into());
        }
        for part in self.parts.and_then(|parts| object.get_mut(parts)?.as_array_mut()).into_iter().flatten() {
            if let Value::Object(part) = part {
                part.insert("id".into(), store.number().into());
            }
        }
        self.stamp(&mut object, now, store);
        Ok(object)
    }

    /// The ids in a list of ids, or of objects that have ids.
    fn ids(&self, list: Option<&Value>, store: &Store) -> Result<Vec<u64>, Refusal> {
        let Some(list) = list.filter(|list| !list.is_null()) else { return Ok(Vec::new()) };
        let refused = Refusal::param(self.path, "is not a list of ids");
        let Value::Array(list) = list else { return Err(refused) };
        let id = |element: &Value| {
            let id = element.get("id").unwrap_or(element);
            let id = id.as_u64().or_else(|| id.as_str()?.parse().ok());
            let id = id.ok_or_else(|| Refusal::param(self.path, "is not a list of ids"))?;
            store.get(self.path, 0, id).map_err(|_| Refusal::param(self.path, "is not known"))?;
            Ok(id)
        };
        list.iter().map(id).collect()
    }

    fn stamp(&self, object: &mut Object, now: u64, store: &mut Store) {
        let mut default = |name: &str, value: Value| {
            object.entry(name).or_insert(value);
        };
        if self.is(&ALERTS) {
            default("version", 2.into());
            default("active", true.into());
            default("rearm_seconds", 600.into());
            default("conditions", Value::Array(Vec::new()));
            default("created_at", now.into());
            object.insert("updated_at".into(), now.into());
        } else if self.is(&API_TOKENS) {
            default("active", true.into());
            default("token", format!("{:064x}", u128::from(store.number()) << 96 | u128::from(now)).into());
        }
    }

    /// An element as it is read.
    pub(crate) fn shown(&self, id: u64, fields: &Object, store: &Store) -> Value {
        let mut shown = fields.clone();
        // The documentation has them as texts.
        shown.insert("id".into(), if self.is(&SERVICES) { id.to_string().into() } else { id.into() });
        if self.is(&API_TOKENS) {
            shown.insert("href".into(), format!("/v1/api_tokens/{id}").into());
            shown.remove("id");
        }
        if let Some(kind) = self.refers_to {
            let ids = fields.get(kind.path).and_then(Value::as_array).into_iter().flatten();
            let whole = |id: u64| {
                let mut whole = store.get(kind.path, 0, id).ok()?.fields.clone();
                whole.insert("id".into(), id.into());
                Some(Value::from(whole))
            };
            shown.insert(kind.path.into(), ids.filter_map(Value::as_u64).filter_map(whole).collect());
        }
        shown.into()
    }
}

fn check_alert(alert: &Object) -> Result<(), Refusal> {
    // The documented characters and `_`, which its own examples have.
    if !alert["name"].as_str().is_some_and(limits::is_spelled_right) {
        return Err(Refusal::param("name", "is invalid"));
    }
    if alert.get("rearm_seconds").and_then(Value::as_u64).is_some_and(|seconds| seconds % 60 != 0) {
        return Err(Refusal::param("rearm_seconds", "must be a multiple of 60"));
    }
    for condition in alert.get("conditions").and_then(Value::as_array).into_iter().flatten() {
        let kind = condition["type"].as_str().unwrap_or_default();
        if !matches!(kind, "above" | "below" | "absent") {
            return Err(Refusal::param("conditions", "type must be above, below or absent"));
        }
        if !condition["metric_name"].is_string() {
            return Err(Refusal::param("conditions", "metric_name is not present"));
        }
        if kind != "absent" && !condition["threshold"].is_number() {
            return Err(Refusal::param("conditions", "threshold is not present"));
        }
        let duration = condition["duration"].as_u64();
        if (kind == "absent" && duration.is_none()) || duration.is_some_and(|s| !(60..=3600).contains(&s)) {
            return Err(Refusal::param("conditions", "duration must be between 60 and 3600"));
        }
    }
    Ok(())
}

fn check_chart(chart: &Object) -> Result<(), Refusal> {
    match chart.get("type").and_then(Value::as_str) {
        Some("line" | "stacked" | "bignumber") => Ok(()),
        _ => Err(Refusal::param("type", "must be line, stacked or bignumber")),
    }
}

fn check_token(token: &Object) -> Result<(), Refusal> {
    match token["role"].as_str() {
        Some("admin" | "recorder" | "viewer") => Ok(()),
        _ => Err(Refusal::param("role", "must be admin, recorder or viewer")),
    }
}
