//! Files of cases.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The cases of one file.
pub(crate) struct Area {
    pub(crate) name: String,
    pub(crate) cases: Vec<Case>,
}

/// One case, as it stands in the file.
#[derive(Clone)]
pub(crate) struct Case(pub(crate) Value);

/// Reads all files of a folder, by name.
pub(crate) fn load(folder: &Path) -> Vec<Area> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Area {
    let name = path.display();
    let mut file: Value = serde_json::from_slice(&fs::read(path).unwrap())
        .unwrap_or_else(|error| panic!("{name} is no JSON: {error}"));
    assert_eq!(file["schema"], 1, "{name}");
    let Value::Array(cases) = file["cases"].take() else { panic!("{name} has no cases") };
    Area { name: text(&file["area"]).to_owned(), cases: cases.into_iter().map(Case).collect() }
}

/// A string that must be there.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// The elements of a list; none where there is no list.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The members of an object; none where there is none.
pub(crate) fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

impl Case {
    pub(crate) fn id(&self) -> &str {
        text(&self.0["id"])
    }

    pub(crate) fn is_quirk(&self) -> bool {
        self.0["conformance"] == "quirk"
    }

    /// A field of the connection; null where it is not given.
    pub(crate) fn connection(&self, field: &str) -> &Value {
        &self.0["call"]["connection"][field]
    }

    /// Host and, where one is given, port. The recorded client has a default host, we have none.
    pub(crate) fn hostname(&self) -> &str {
        self.connection("hostname").as_str().unwrap_or("metrics-api.librato.com")
    }

    /// The wall clock at the start.
    pub(crate) fn clock(&self) -> f64 {
        self.0["call"]["clock"].as_f64().unwrap_or(1_421_762_400.5)
    }

    pub(crate) fn steps(&self) -> &[Value] {
        list(&self.0["call"]["steps"])
    }

    /// `responses`, `requests`, `results`, `sleeps` or `dials`.
    pub(crate) fn recorded(&self, field: &str) -> &[Value] {
        list(&self.0[field])
    }

    pub(crate) fn unused_responses(&self) -> u64 {
        self.0["unused_responses"].as_u64().unwrap_or(0)
    }

    /// Whether an answer comes late, so that the case needs the clock of the machine.
    pub(crate) fn needs_time(&self) -> bool {
        self.recorded("responses").iter().any(|response| !response["delay_s"].is_null())
    }
}
