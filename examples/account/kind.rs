//! What an account has.

use clap::ValueEnum;
use librato::api::{List, Resource};
use librato::{
    Librato, alerts, annotations, api_tokens, charts, dashboards, instruments, metrics, services, sources,
    spaces,
};

use crate::failure::Failure;
use crate::object::{Object, object_id, text};
use crate::pages::Raw;

/// What an account has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub enum Kind {
    Metrics,
    /// Annotation streams
    Streams,
    Alerts,
    /// What alerts tell
    Services,
    Sources,
    Spaces,
    Charts,
    Dashboards,
    Instruments,
    /// API tokens, without their secrets
    Tokens,
    #[value(skip)]
    Events,
}

/// What is done with each object.
type Take<'t> = &'t mut dyn FnMut(Object) -> Result<(), Failure>;

impl Kind {
    /// Those that have a list of their own.
    pub const LISTED: [Self; 9] = [
        Self::Metrics,
        Self::Streams,
        Self::Alerts,
        Self::Services,
        Self::Sources,
        Self::Spaces,
        Self::Dashboards,
        Self::Instruments,
        Self::Tokens,
    ];

    /// One of them.
    pub const fn one(self) -> &'static str {
        match self {
            Self::Metrics => "metric",
            Self::Streams => "stream",
            Self::Alerts => "alert",
            Self::Services => "service",
            Self::Sources => "source",
            Self::Spaces => "space",
            Self::Charts => "chart",
            Self::Dashboards => "dashboard",
            Self::Instruments => "instrument",
            Self::Tokens => "token",
            Self::Events => "event",
        }
    }

    /// Their path in the API. Charts and events have one in their space or stream.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Metrics => "metrics",
            Self::Streams | Self::Events => "annotations",
            Self::Alerts => "alerts",
            Self::Services => "services",
            Self::Sources => "sources",
            Self::Spaces => "spaces",
            Self::Charts => "charts",
            Self::Dashboards => "dashboards",
            Self::Instruments => "instruments",
            Self::Tokens => "api_tokens",
        }
    }

    /// Whether calls name one by its name, and not by an id.
    pub const fn is_named(self) -> bool {
        matches!(self, Self::Metrics | Self::Streams | Self::Sources)
    }

    /// What people call this one.
    pub fn name(self, object: &Object) -> &str {
        text(object, if matches!(self, Self::Services | Self::Events) { "title" } else { "name" })
    }

    /// All of them, for kinds that nobody has many of.
    pub fn all(self, api: &Librato) -> Result<Vec<Object>, Failure> {
        let mut all = Vec::new();
        self.each(api, "", &mut |object| {
            all.push(object);
            Ok(())
        })?;
        Ok(all)
    }

    /// Visits all of them whose name has a part in it.
    pub fn each(self, api: &Librato, part: &str, take: Take<'_>) -> Result<(), Failure> {
        match self {
            Self::Metrics => visit(api, metrics::list(), part, take),
            Self::Streams => visit(api, annotations::list(), part, take),
            Self::Services => visit(api, services::list(), part, take),
            Self::Sources => visit(api, sources::list(), part, take),
            Self::Spaces => visit(api, spaces::list(), part, take),
            Self::Dashboards => visit(api, dashboards::list(), part, take),
            Self::Instruments => visit(api, instruments::list(), part, take),
            Self::Tokens => visit(api, api_tokens::list(), part, take),
            Self::Alerts => {
                // A server that does not keep the versions apart gives all alerts each time.
                let is_old = |alert: &Object| alert.get("version").is_some_and(|version| *version == 1);
                visit(api, alerts::list(), part, &mut |alert| {
                    if is_old(&alert) { Ok(()) } else { take(alert) }
                })?;
                let list = alerts::list_version_1();
                visit(api, list, part, &mut |alert| if is_old(&alert) { take(alert) } else { Ok(()) })
            }
            Self::Charts => {
                for space in Self::Spaces.all(api)? {
                    charts_of(api, &space, part, take)?;
                }
                Ok(())
            }
            // They are asked for by their stream.
            Self::Events => Ok(()),
        }
    }
}

/// Visits the charts of a space, each with its space as a member.
fn charts_of(api: &Librato, space: &Object, part: &str, take: Take<'_>) -> Result<(), Failure> {
    let Some(id) = object_id(space) else { return Ok(()) };
    for chart in api.list(Raw(charts::list(id))) {
        let mut chart = chart?;
        if text(&chart, "name").to_lowercase().contains(&part.to_lowercase()) {
            chart.insert("space".into(), text(space, "name").into());
            chart.insert("space_id".into(), id.into());
            take(chart)?;
        }
    }
    Ok(())
}

fn visit<R: Resource>(api: &Librato, list: List<'_, R>, part: &str, take: Take<'_>) -> Result<(), Failure> {
    let list = if part.is_empty() { list } else { list.name(part) };
    for object in api.list(Raw(list)) {
        take(object?)?;
    }
    Ok(())
}
