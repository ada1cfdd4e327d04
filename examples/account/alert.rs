//! `alert`: who is told when.

use std::io::Write;

use clap::{ArgGroup, Args, Subcommand};
use librato::alerts::{self, Alert, Change};
use librato::{Error, Librato};
use serde_json::Value;

use crate::delete::Confirm;
use crate::failure::Failure;
use crate::kind::Kind;
use crate::list::List;
use crate::table::{Table, printable};
use crate::times;

/// Look after alerts
#[derive(Args)]
pub struct Alerts {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Show all alerts
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Show all that the server says of an alert
    Show { name: String },
    /// Create an alert, which is triggered when all conditions hold
    Create(Create),
    /// Keep an alert from being triggered
    Pause { name: String },
    /// Let an alert be triggered again
    Resume { name: String },
    /// Take an alert as no longer triggered
    Clear { name: String },
    /// Delete an alert
    Delete {
        name: String,
        #[command(flatten)]
        confirm: Confirm,
    },
    /// Show which alerts are triggered, and which were lately
    Status {
        /// One JSON object, with the ids of the alerts
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
#[command(group = ArgGroup::new("conditions").required(true).multiple(true))]
struct Create {
    /// Its name, of letters, digits, `.`, `:`, `-` and `_`
    name: String,
    /// The metric is above this value
    #[arg(long, value_name = "METRIC=VALUE", value_parser = threshold, group = "conditions")]
    above: Vec<(String, f64)>,
    /// The metric is below this value
    #[arg(long, value_name = "METRIC=VALUE", value_parser = threshold, group = "conditions")]
    below: Vec<(String, f64)>,
    /// The metric is not reported for this long, 60 s to an hour
    #[arg(long, value_name = "METRIC=LENGTH", value_parser = absence, group = "conditions")]
    absent: Vec<(String, u32)>,
    /// For how long --above and --below have to hold, 60 s to an hour, such as 5m
    #[arg(long = "for", value_name = "LENGTH", value_parser = length)]
    lasting: Option<u32>,
    /// Of these sources alone; * stands for any text
    #[arg(long)]
    source: Option<String>,
    /// What of aggregated measurements is compared: average, min, max, sum, count, derivative
    #[arg(long, value_name = "FUNCTION")]
    summary: Option<String>,
    /// What it is about
    #[arg(long)]
    description: Option<String>,
    /// The id of a service that is told
    #[arg(long = "service", value_name = "ID")]
    services: Vec<u64>,
}

impl Alerts {
    pub fn run(&self, api: &Librato, out: &mut dyn Write) -> Result<u8, Failure> {
        match &self.what {
            What::List { json } => return List::all(Kind::Alerts, *json).run(api, out),
            What::Create(create) => create.run(api, out)?,
            What::Status { json } => status(api, *json, out)?,
            What::Delete { name, confirm } => {
                return confirm.delete(api, out, Kind::Alerts, std::slice::from_ref(name));
            }
            What::Show { name } => {
                let alert = find(api, name)?;
                let mut shown = serde_json::to_value(&alert).map_err(|_| Error::Body)?;
                shown["id"] = alert.id.into();
                let told = alert.services.iter().map(|service| printable(service.to_string()));
                shown["services"] = told.map(Value::from).collect();
                serde_json::to_writer_pretty(&mut *out, &shown)
                    .map_err(|error| Failure::from(std::io::Error::from(error)))?;
                writeln!(out)?;
            }
            What::Pause { name } => {
                find(api, name)?.pause(api)?;
                writeln!(out, "{name} is paused")?;
            }
            What::Resume { name } => {
                find(api, name)?.resume(api)?;
                writeln!(out, "{name} is active")?;
            }
            What::Clear { name } => {
                api.send(alerts::clear(find(api, name)?.id))?;
                writeln!(out, "{name} is cleared")?;
            }
        }
        Ok(0)
    }
}

impl Create {
    fn run(&self, api: &Librato, out: &mut dyn Write) -> Result<(), Failure> {
        if Alert::find(api, &self.name)?.is_some() {
            return Err(Failure::Missing(format!("there is an alert {} already", self.name)));
        }
        let mut alert = Alert::new(&self.name);
        let above = self.above.iter().map(|(metric, value)| alerts::above(metric, *value));
        let below = self.below.iter().map(|(metric, value)| alerts::below(metric, *value));
        for mut condition in above.chain(below) {
            if let Some(seconds) = self.lasting {
                condition = condition.lasting(seconds);
            }
            if let Some(function) = &self.summary {
                condition = condition.summarized_by(function);
            }
            alert = alert.when(condition.of(self.source()));
        }
        for (metric, seconds) in &self.absent {
            alert = alert.when(alerts::absent(metric, *seconds).of(self.source()));
        }
        for service in &self.services {
            alert = alert.notify(*service);
        }
        alert.description = self.description.clone();
        alert.save(api)?;
        writeln!(out, "{}", printable(alert.to_string()))?;
        Ok(())
    }

    fn source(&self) -> &str {
        self.source.as_deref().unwrap_or("*")
    }
}

/// Which alerts are triggered and which were, with their names.
fn status(api: &Librato, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let statuses = api.send(alerts::statuses())?;
    if as_json {
        let statuses = serde_json::to_string(&statuses).map_err(|_| Error::Body)?;
        writeln!(out, "{statuses}")?;
        return Ok(());
    }
    let mut table = Table::new(&["name", "state", "since"]);
    let mut add = |changes: &[Change], state: &str| {
        for change in changes {
            let name = match api.send(alerts::get(change.id)) {
                Ok(alert) => alert.name,
                // It is gone since.
                Err(error) if error.status() == Some(404) => change.id.to_string(),
                Err(error) => return Err(error),
            };
            let since = change.cleared_at.or(change.triggered_at).map(|time| time.to_string());
            table.row(vec![name, state.into(), since.unwrap_or_default()]);
        }
        Ok(())
    };
    add(&statuses.firing, "triggered")?;
    add(&statuses.cleared, "cleared")?;
    if statuses.firing.is_empty() && statuses.cleared.is_empty() {
        writeln!(out, "no alert is triggered")?;
    } else {
        table.print(out)?;
    }
    Ok(())
}

fn find(api: &Librato, name: &str) -> Result<Alert, Failure> {
    Alert::find(api, name)?.ok_or_else(|| Failure::Missing(format!("there is no alert {name}")))
}

fn threshold(text: &str) -> Result<(String, f64), String> {
    let parsed = text.rsplit_once('=').and_then(|(metric, value)| Some((metric, value.parse::<f64>().ok()?)));
    let (metric, value) = parsed.filter(|(_, value)| value.is_finite()).ok_or("not METRIC=VALUE")?;
    Ok((metric.to_owned(), value))
}

fn absence(text: &str) -> Result<(String, u32), String> {
    let (metric, seconds) = text.rsplit_once('=').ok_or("not METRIC=LENGTH")?;
    Ok((metric.to_owned(), length(seconds)?))
}

fn length(text: &str) -> Result<u32, String> {
    let seconds = u32::try_from(times::seconds(text)?).ok();
    seconds.filter(|seconds| (60..=3_600).contains(seconds)).ok_or_else(|| "60 s to an hour".into())
}
