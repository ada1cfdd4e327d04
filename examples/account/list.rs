//! `list`: what the account has.

use std::io::Write;

use clap::Args;
use librato::transport::Method;
use librato::{Call, Librato};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::kind::Kind;
use crate::object::{Object, object_id, text};
use crate::table::Table;

/// Show what the account has: how many of each kind, or those of one kind
#[derive(Args)]
pub struct List {
    /// Of what
    kind: Option<Kind>,
    /// Those alone whose name has this in it
    #[arg(long, value_name = "PART", default_value = "", hide_default_value = true)]
    name: String,
    /// One JSON object a line, with all that the server says; of services without their settings
    #[arg(long)]
    json: bool,
}

impl List {
    /// All of a kind.
    pub const fn all(kind: Kind, json: bool) -> Self {
        Self { kind: Some(kind), name: String::new(), json }
    }

    pub fn run(&self, api: &Librato, out: &mut dyn Write) -> Result<u8, Failure> {
        let Some(kind) = self.kind else { return self.overview(api, out) };
        if self.json {
            kind.each(api, &self.name, &mut |mut object| {
                // Settings of services have passwords among them.
                for secret in if kind == Kind::Services { &["settings"][..] } else { &["token"] } {
                    object.remove(*secret);
                }
                Ok(writeln!(out, "{}", Value::Object(object))?)
            })?;
            return Ok(0);
        }
        let mut table = Table::new(columns(kind));
        kind.each(api, &self.name, &mut |object| {
            table.row(cells(kind, &object));
            Ok(())
        })?;
        table.print(out)?;
        Ok(0)
    }

    /// How many there are of each kind that this server has.
    fn overview(&self, api: &Librato, out: &mut dyn Write) -> Result<u8, Failure> {
        let mut table = Table::new(&["what", "number"]);
        for kind in Kind::LISTED {
            let query = [("length", "1"), ("name", self.name.as_str())];
            let query = if self.name.is_empty() { &query[..1] } else { &query };
            let reply = match api.call(&Call::new(Method::Get, &[kind.path()]).query(query)) {
                Err(error) if error.status() == Some(404) => continue,
                reply => reply?.json::<Value>()?,
            };
            let number = &reply["query"]["found"];
            if self.json {
                writeln!(out, "{}", json!({"kind": kind.one(), "number": number}))?;
            } else {
                table.row(vec![format!("{}s", kind.one()), number.to_string()]);
            }
        }
        if !self.json {
            table.print(out)?;
        }
        Ok(0)
    }
}

const fn columns(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Metrics => &["name", "type", "period", "unit", "description"],
        Kind::Streams | Kind::Sources => &["name", "display name"],
        Kind::Alerts => &["id", "name", "state", "when", "tells"],
        Kind::Services => &["id", "title", "type"],
        Kind::Spaces => &["id", "name"],
        Kind::Charts => &["id", "space", "name", "type", "streams"],
        Kind::Dashboards => &["id", "name", "instruments"],
        Kind::Instruments => &["id", "name", "streams"],
        Kind::Tokens => &["id", "name", "role", "state"],
        Kind::Events => &[],
    }
}

fn cells(kind: Kind, object: &Object) -> Vec<String> {
    let id = || object_id(object).map(|id| id.to_string()).unwrap_or_default();
    let of = |member: &str| text(object, member).to_owned();
    let state = |off: &str| {
        if object.get("active") == Some(&false.into()) { off.to_owned() } else { "active".into() }
    };
    let number = |member: &str| object.get(member).and_then(Value::as_array).map_or(0, Vec::len).to_string();
    match kind {
        Kind::Metrics => {
            let period = object.get("period").and_then(Value::as_u64);
            let unit =
                object.get("attributes").and_then(|attributes| attributes["display_units_short"].as_str());
            let period = period.map(|period| period.to_string()).unwrap_or_default();
            vec![of("name"), of("type"), period, unit.unwrap_or_default().into(), of("description")]
        }
        Kind::Streams | Kind::Sources => vec![of("name"), of("display_name")],
        Kind::Alerts => {
            let alert = serde_json::from_value(object.clone().into());
            vec![
                id(),
                of("name"),
                state("paused"),
                alert.as_ref().map(conditions).unwrap_or_default(),
                number("services"),
            ]
        }
        Kind::Services => vec![id(), of("title"), of("type")],
        Kind::Spaces => vec![id(), of("name")],
        Kind::Charts => vec![id(), of("space"), of("name"), of("type"), number("streams")],
        Kind::Dashboards => vec![id(), of("name"), number("instruments")],
        Kind::Instruments => vec![id(), of("name"), number("streams")],
        Kind::Tokens => vec![id(), of("name"), of("role"), state("shut out")],
        Kind::Events => Vec::new(),
    }
}

/// When an alert is triggered, in words.
fn conditions(alert: &librato::alerts::Alert) -> String {
    alert.conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}
