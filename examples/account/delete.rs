//! `delete`: names what would go, asks, and deletes it.

use std::io::{self, IsTerminal, Write};

use clap::Args;
use librato::api::Done;
use librato::{Error, Librato, metrics};

use crate::failure::{Failure, REFUSED, is_about_one};
use crate::kind::Kind;
use crate::object::{self, Object, object_id};
use crate::table::printable;

/// How many metrics are deleted by one call.
const TOGETHER: usize = 100;

/// Delete objects by name, pattern or id
#[derive(Args)]
pub struct Delete {
    /// What they are
    kind: Kind,
    /// A name, an id, or a pattern in which * stands for any text
    #[arg(required = true, value_name = "NAME|PATTERN")]
    names: Vec<String>,
    #[command(flatten)]
    confirm: Confirm,
}

/// Whether the user is asked.
#[derive(Args)]
pub struct Confirm {
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    /// Say what would be deleted, and delete nothing
    #[arg(long)]
    dry_run: bool,
}

/// What is to be deleted: what people call it, and where it is.
struct Doomed {
    label: String,
    path: Vec<String>,
}

impl Delete {
    pub fn run(&self, api: &Librato, out: &mut dyn Write) -> Result<u8, Failure> {
        self.confirm.delete(api, out, self.kind, &self.names)
    }
}

impl Confirm {
    /// Deletes those that have one of these names.
    pub fn delete(
        &self,
        api: &Librato,
        out: &mut dyn Write,
        kind: Kind,
        names: &[String],
    ) -> Result<u8, Failure> {
        if kind == Kind::Sources {
            return Err(Failure::Usage("the API deletes no sources: they go with their measurements".into()));
        }
        let (doomed, missing) = find(api, kind, names)?;
        for name in &missing {
            writeln!(io::stderr(), "no {} is called {}", kind.one(), printable(name.clone()))?;
        }
        let mut code = if missing.is_empty() { 0 } else { REFUSED };
        if doomed.is_empty() {
            return Ok(code);
        }
        for Doomed { label, .. } in &doomed {
            writeln!(out, "{} {label}", kind.one())?;
        }
        out.flush()?;
        if self.dry_run || !self.may(kind, doomed.len())? {
            return Ok(code);
        }
        let mut deleted = 0;
        for together in doomed.chunks(if kind == Kind::Metrics { TOGETHER } else { 1 }) {
            match delete(api, kind, together) {
                Ok(None) => deleted += together.len(),
                Ok(Some(job)) => {
                    deleted += together.len();
                    writeln!(out, "the server deletes {} of them later, as job {job}", together.len())?;
                }
                Err(error) if is_about_one(&error) => {
                    for Doomed { label, .. } in together {
                        writeln!(io::stderr(), "{} {label}: {error}", kind.one())?;
                    }
                    code = REFUSED;
                }
                Err(error) => return Err(error.into()),
            }
        }
        writeln!(out, "deleted {deleted} of {}", doomed.len())?;
        Ok(code)
    }

    /// Asks.
    fn may(&self, kind: Kind, number: usize) -> Result<bool, Failure> {
        if self.yes {
            return Ok(true);
        }
        if !io::stdin().is_terminal() {
            let text = "there is no terminal to ask on: say --yes to delete these, or --dry-run to see them";
            return Err(Failure::Usage(text.into()));
        }
        write!(io::stderr(), "Delete {number} {}{}? [y/N] ", kind.one(), if number == 1 { "" } else { "s" })?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
    }
}

/// Those that one of the names or patterns fits, and the names that fit none.
fn find(api: &Librato, kind: Kind, names: &[String]) -> Result<(Vec<Doomed>, Vec<String>), Failure> {
    let mut doomed = Vec::new();
    let mut met = vec![false; names.len()];
    // One name is looked up by the server; of several the whole list is read.
    let part = match names {
        [one] if !one.contains('*') && (kind.is_named() || one.parse::<u64>().is_err()) => one,
        _ => "",
    };
    kind.each(api, part, &mut |object| {
        let (name, id) = (kind.name(&object), object_id(&object).filter(|_| !kind.is_named()));
        let fits = |wanted: &String| fits(wanted, name) || id.is_some_and(|id| *wanted == id.to_string());
        let mut is_wanted = false;
        for (wanted, met) in names.iter().zip(&mut met) {
            let is_it = fits(wanted);
            *met |= is_it;
            is_wanted |= is_it;
        }
        if is_wanted {
            let number = id.map(|id| format!(" ({id})")).unwrap_or_default();
            doomed.push(Doomed { label: printable(format!("{name}{number}")), path: path(kind, &object) });
        }
        Ok(())
    })?;
    let missing = names.iter().zip(met).filter(|(_, met)| !met).map(|(name, _)| name.clone());
    Ok((doomed, missing.collect()))
}

/// Where an object is in the API.
fn path(kind: Kind, object: &Object) -> Vec<String> {
    let id = object_id(object).map(|id| id.to_string()).unwrap_or_default();
    match kind {
        Kind::Charts => {
            let space = object.get("space_id").map(ToString::to_string).unwrap_or_default();
            vec!["spaces".into(), space, "charts".into(), id]
        }
        kind if kind.is_named() => vec![kind.path().into(), kind.name(object).into()],
        kind => vec![kind.path().into(), id],
    }
}

/// Deletes exactly those that were shown, whatever fits the pattern by now. Gives the job, if the server does it later.
fn delete(api: &Librato, kind: Kind, together: &[Doomed]) -> Result<Option<u64>, Error> {
    if kind == Kind::Metrics {
        let names: Vec<&str> =
            together.iter().filter_map(|doomed| doomed.path.last()).map(String::as_str).collect();
        return api.send(metrics::delete_many(&names)).map(Done::job);
    }
    together.iter().try_for_each(|doomed| object::delete(api, &doomed.path)).map(|()| None)
}

/// Whether a name fits a pattern, in which `*` stands for any text.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(name) = name.strip_prefix(first) else { return false };
    rest.is_empty() || (0..=name.len()).filter_map(|at| name.get(at..)).any(|tail| fits(rest, tail))
}
