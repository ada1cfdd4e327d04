//! Names, sources and tags: lengths and characters.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::problems::Problems;

/// The most tags one measurement may carry.
const MOST_TAGS: usize = 50;

/// A metric name: 1 to 255 of `A-Z a-z 0-9 . : - _`.
pub(crate) fn metric_name(value: Option<&Value>, problems: &mut Problems) -> Option<String> {
    match value {
        None => problems.add("name", &Value::Null, "is not present"),
        Some(Value::String(name)) => match spelling(name, 255, is_name) {
            None => return Some(name.clone()),
            Some(fault) => problems.add("name", &Value::from(name.as_str()), format!("'{name}' {fault}")),
        },
        Some(other) => problems.add("name", other, "is not a string"),
    }
    None
}

/// A source: as a metric name, and not the word `all`.
pub(crate) fn source_name(value: &Value, problems: &mut Problems) -> Option<String> {
    let Value::String(source) = value else {
        problems.add("source", value, "is not a string");
        return None;
    };
    match spelling(source, 255, is_name) {
        Some(fault) => problems.add("source", value, format!("'{source}' {fault}")),
        None if source.eq_ignore_ascii_case("all") => problems.add("source", value, "'all' is reserved"),
        None => return Some(source.clone()),
    }
    None
}

/// The tags of one measurement, or those at the top of a body.
pub(crate) fn tags(value: &Value, problems: &mut Problems) -> Option<BTreeMap<String, String>> {
    let Value::Object(given) = value else {
        problems.add("tags", value, "is not an object");
        return None;
    };
    if given.len() > MOST_TAGS {
        problems.add("tags", value, format!("Too many tags: {} of at most {MOST_TAGS}", given.len()));
        return None;
    }
    let mut taken = BTreeMap::new();
    for (name, tag) in given {
        match tag_fault(name, tag) {
            Ok(text) => {
                taken.insert(name.clone(), text.to_owned());
            }
            Err(reason) => {
                let mut one = Map::new();
                one.insert(name.clone(), tag.clone());
                problems.add("tags", &Value::Object(one), reason);
            }
        }
    }
    (taken.len() == given.len()).then_some(taken)
}

fn tag_fault<'a>(name: &str, value: &'a Value) -> Result<&'a str, String> {
    if let Some(fault) = spelling(name, 64, is_name) {
        return Err(format!("Tag name {fault}"));
    }
    let Value::String(value) = value else { return Err("Tag value is not a string".into()) };
    match spelling(value, 255, is_tag_value) {
        Some(fault) => Err(format!("Tag value {fault}")),
        None => Ok(value),
    }
}

/// Whether a text could be the name of a metric.
pub(crate) fn is_spelled_right(name: &str) -> bool {
    spelling(name, 255, is_name).is_none()
}

/// What is wrong with the spelling of a text, if anything. Characters are counted, not bytes.
fn spelling(text: &str, most: usize, allowed: fn(char) -> bool) -> Option<String> {
    if text.is_empty() {
        Some("is empty".into())
    } else if text.chars().count() > most {
        Some(format!("is too long (maximum is {most} characters)"))
    } else if !text.chars().all(allowed) {
        Some("is invalid".into())
    } else {
        None
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '_')
}

fn is_tag_value(c: char) -> bool {
    is_name(c) || matches!(c, '?' | '\\' | '/' | ' ')
}
