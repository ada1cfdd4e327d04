//! The recorded cases, by the steps that they have.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::route::Route;

/// What every case begins with, as if it were a step.
const CONNECT: &str = "connect";

/// A step of a recorded case.
struct Step {
    case: String,
    is_quirk: bool,
    /// What the case says of the older version: it is the `same`, or `differs`, or `lacks` something; it was `recorded` with it.
    seed: String,
    step: Value,
    /// How many steps the case has.
    among: usize,
    /// Method and target of what was sent during it.
    sent: Vec<(String, String)>,
}

/// The steps of all cases.
pub(crate) struct Steps(Vec<Step>);

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

impl Steps {
    /// Reads them.
    pub(crate) fn load(folder: &Path) -> Self {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> =
            entries.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
        files.sort();
        let mut all = Vec::new();
        for path in files {
            let file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            list(&file["cases"]).iter().for_each(|case| steps(case, &mut all));
        }
        Self(all)
    }

    /// Those that a row names: by `op`, or by `op FIELD` or `op FIELD=VALUE` the ones alone that have this field. A field of a
    /// field is `FIELD.FIELD`, an element of one `FIELD.0`; those of the connection are in `connection`.
    fn of<'s>(&'s self, ops: &'s [&str]) -> impl Iterator<Item = &'s Step> {
        self.0.iter().filter(|step| ops.iter().any(|op| step.is(op)))
    }

    /// The same, but for those that send something else.
    fn with<'s>(&'s self, ops: &'s [&str], routes: &'s [Route<'_>]) -> impl Iterator<Item = &'s Step> {
        self.of(ops).filter(|step| routes.is_empty() || step.sends(routes) || step.sent.is_empty())
    }

    /// What the cases with these steps say of the older version.
    pub(crate) fn seed<'s>(
        &'s self,
        ops: &'s [&str],
        routes: &'s [Route<'_>],
    ) -> impl Iterator<Item = &'s str> {
        self.with(ops, routes).map(|step| step.seed.as_str())
    }

    /// Whether a case with one of these steps sends one of these.
    pub(crate) fn send(&self, ops: &[&str], routes: &[Route<'_>]) -> bool {
        self.of(ops).any(|step| self.0.iter().any(|other| other.case == step.case && other.sends(routes)))
    }

    /// Whether there is one.
    pub(crate) fn have(&self, op: &str) -> bool {
        self.of(&[op]).next().is_some()
    }

    /// All that there are.
    pub(crate) fn ops(&self) -> Vec<String> {
        let mut ops: Vec<_> = self.0.iter().map(|step| text(&step.step["op"])).collect();
        ops.sort();
        ops.dedup();
        ops
    }

    /// The cases that have these steps, in a few words: one of them and how many more there are. The case that is shown is no quirk, is of this area, sends something, has most of the steps and the
    /// fewest others, as far as there is one.
    pub(crate) fn cases(&self, ops: &[&str], routes: &[Route<'_>], area: &str) -> Option<String> {
        let mut cases = BTreeMap::<_, Vec<_>>::new();
        for (place, step) in self.with(ops, routes).enumerate() {
            cases.entry(&step.case).or_default().push((place, step));
        }
        let rank = |steps: &[(usize, &Step)]| {
            let (place, first) = steps[0];
            let is_elsewhere = first.case.split('.').next() != Some(area);
            let is_silent = !routes.is_empty() && !steps.iter().any(|(_, step)| step.sends(routes));
            let missing = ops.iter().filter(|op| !steps.iter().any(|(_, step)| step.is(op))).count();
            (first.is_quirk, is_elsewhere, is_silent, missing, first.among, place)
        };
        let (shown, _) = cases.iter().min_by_key(|(_, steps)| rank(steps))?;
        Some(match cases.len() - 1 {
            0 => format!("`{shown}`"),
            more => format!("`{shown}`, +{more}"),
        })
    }
}

impl Step {
    fn is(&self, op: &str) -> bool {
        let (op, field) = op.split_once(' ').map_or((op, None), |(op, field)| (op, Some(field)));
        let has = |field: &str| {
            let (path, value) =
                field.split_once('=').map_or((field, None), |(path, value)| (path, Some(value)));
            let found = path.split('.').fold(&self.step, |value, name| match name.parse::<usize>() {
                Ok(place) => &value[place],
                Err(_) => &value[name],
            });
            value.map_or(!found.is_null(), |value| found == value)
        };
        self.step["op"] == op && field.is_none_or(has)
    }

    /// Whether one of these was sent during it.
    fn sends(&self, routes: &[Route<'_>]) -> bool {
        self.sent.iter().any(|(method, target)| routes.iter().any(|route| route.is(method, target)))
    }
}

/// Takes a case apart.
fn steps(case: &Value, all: &mut Vec<Step>) {
    let mut requests = list(&case["requests"]).iter();
    let mut sent = BTreeMap::new();
    for result in list(&case["results"]) {
        let these = requests.by_ref().take(result["requests"].as_u64().unwrap_or(0) as usize);
        let these: Vec<_> =
            these.map(|request| (text(&request["method"]), text(&request["target"]))).collect();
        sent.insert(result["step"].as_u64(), these);
    }
    let steps = list(&case["call"]["steps"]);
    let connection = &case["call"]["connection"];
    let mut push = |step: &Value, sent: Option<&Vec<_>>| {
        let mut step = step.clone();
        step["connection"] = connection.clone();
        all.push(Step {
            case: text(&case["id"]),
            is_quirk: case["conformance"] == "quirk",
            seed: text(&case["clients"]["seed-0.8.3"]),
            step,
            among: steps.len(),
            sent: sent.cloned().unwrap_or_default(),
        });
    };
    push(&json!({ "op": CONNECT }), None);
    for (index, step) in steps.iter().enumerate() {
        for step in [step].into_iter().chain(list(&step["steps"])) {
            push(step, sent.get(&Some(index as u64)));
        }
    }
}

/// The steps that the vectors' own manual has, in its table of them.
pub(crate) fn documented(manual: &str) -> Vec<String> {
    let rows = manual.lines().skip_while(|line| !line.starts_with("| op |")).skip(2);
    let ops = rows.take_while(|line| line.starts_with('|')).map(|line| line.split('|').nth(1).unwrap());
    ops.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}
