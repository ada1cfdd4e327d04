//! The calls that the library has, as its sources say.

use std::fs;
use std::path::{Path, PathBuf};

/// Something that makes a call.
pub(crate) struct Public {
    /// Where it is: a module such as `metrics`, or the type that it is a method of.
    pub(crate) of: String,
    pub(crate) name: String,
    is_method: bool,
}

impl Public {
    /// Whether this code uses it.
    pub(crate) fn is_in(&self, code: &str) -> bool {
        let Self { of, name, is_method } = self;
        if *is_method {
            let is_called = [".", "::"].iter().any(|dot| code.contains(&format!("{dot}{name}(&api")));
            is_called && code.to_lowercase().contains(&of.to_lowercase())
        } else {
            code.contains(&format!("{of}::{name}("))
        }
    }
}

/// All functions of the modules of `src/api` that make a call or do one, and all methods that do one.
pub(crate) fn calls(folder: &Path) -> Vec<Public> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    let sources: Vec<_> = files.iter().map(|path| (path, fs::read_to_string(path).unwrap())).collect();
    // What is a call is a `Route`.
    let calls: Vec<_> =
        sources.iter().flat_map(|(_, source)| source.lines()).filter_map(|line| route_of(line)).collect();
    let mut all = Vec::new();
    for (path, source) in &sources {
        let module = path.strip_prefix(folder).unwrap().components().next().unwrap();
        let module = Path::new(module.as_os_str()).file_stem().unwrap().to_str().unwrap();
        let mut of = "";
        for (index, _) in source.match_indices('\n') {
            let rest = &source[index + 1..];
            let line = rest.lines().next().unwrap_or_default();
            if line.trim_start().starts_with("impl") && !line.contains(" for ") {
                of = ident(without_generics(line.trim_start().trim_start_matches("impl")));
            }
            let indented = line.trim_start();
            let Some(after) =
                ["pub fn ", "pub const fn "].iter().find_map(|kind| indented.strip_prefix(kind))
            else {
                continue;
            };
            let (name, signature) = (ident(after).to_owned(), rest.split('{').next().unwrap());
            if indented == line {
                let gives = signature.rsplit("-> ").next().map(ident).unwrap_or_default();
                if calls.contains(&gives) || signature.contains("Client<") {
                    all.push(Public { of: module.to_owned(), name, is_method: false });
                }
            } else if signature.contains("Librato<T>") {
                all.push(Public { of: of.to_owned(), name, is_method: true });
            }
        }
    }
    all
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

fn route_of(line: &str) -> Option<&str> {
    let (head, after) = line.split_once(" Route for ")?;
    head.starts_with("impl").then(|| ident(after))
}

/// What stands behind the parameters that a text may begin with.
fn without_generics(text: &str) -> &str {
    let mut depth = 0;
    let end = text.find(|char| {
        depth += i32::from(char == '<') - i32::from(char == '>');
        depth == 0 && char != '>'
    });
    text[end.unwrap_or(0)..].trim_start()
}

fn ident(text: &str) -> &str {
    let is_other = |char: char| !char.is_alphanumeric() && char != '_';
    &text[..text.find(is_other).unwrap_or(text.len())]
}
