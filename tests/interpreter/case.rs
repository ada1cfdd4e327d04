//! Files of cases, and what comes of a case.

use std::fmt;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

/// The cases of one file.
pub(crate) struct Area {
    pub(crate) name: String,
    pub(crate) cases: Vec<Case>,
}

/// One case, as it stands in the file.
pub(crate) struct Case(Value);

/// What comes of a case.
pub(crate) enum Verdict {
    Passed,
    /// All that differs.
    Failed(Vec<String>),
    /// All that was played is right; these steps were not.
    NotSupported(Vec<String>),
    /// The types of the library have no room for an input.
    NotExpressible(&'static str),
}

/// Reads all files of a folder, by name.
pub(crate) fn load(folder: &str) -> Vec<Area> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths.iter().map(read).collect()
}

fn read(path: &PathBuf) -> Area {
    let mut file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert_eq!(file["schema"], 1, "{}", path.display());
    let Value::Array(cases) = file["cases"].take() else { panic!("{} has no cases", path.display()) };
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

    /// The wall clock at the start.
    pub(crate) fn clock(&self) -> f64 {
        self.0["call"]["clock"].as_f64().unwrap_or(1_421_762_400.5)
    }

    pub(crate) fn steps(&self) -> &[Value] {
        list(&self.0["call"]["steps"])
    }

    /// `responses`, `requests`, `results` or `sleeps`.
    pub(crate) fn recorded(&self, field: &str) -> &[Value] {
        list(&self.0[field])
    }

    pub(crate) fn unused_responses(&self) -> u64 {
        self.0["unused_responses"].as_u64().unwrap_or(0)
    }
}

/// How many cases came to what.
#[derive(Default)]
pub(crate) struct Summary {
    pub(crate) passed: usize,
    failed: usize,
    not_supported: usize,
    not_expressible: usize,
}

impl Summary {
    pub(crate) fn count(&mut self, verdict: &Verdict) {
        *match verdict {
            Verdict::Passed => &mut self.passed,
            Verdict::Failed(_) => &mut self.failed,
            Verdict::NotSupported(_) => &mut self.not_supported,
            Verdict::NotExpressible(_) => &mut self.not_expressible,
        } += 1;
    }

    pub(crate) fn add(&mut self, more: &Self) {
        self.passed += more.passed;
        self.failed += more.failed;
        self.not_supported += more.not_supported;
        self.not_expressible += more.not_expressible;
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, failed, not_supported, not_expressible } = self;
        write!(
            f,
            "{passed} passed, {failed} failed, {not_supported} not supported, {not_expressible} not expressible"
        )
    }
}
