//! What a reading should be in line protocol, character by character, as the documentation of `LineProtocol` says.

use std::collections::BTreeMap;

use librato::LineProtocol;

use super::dialect::{Dialect, Field, Point};
use super::doubles::Sent;
use super::model::{Setup, Spec, most};

/// What is chosen about the format.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) underscores: bool,
    pub(crate) integers: bool,
}

impl Options {
    pub(crate) const fn format(self) -> LineProtocol {
        let format = LineProtocol::v1("db");
        let format = if self.underscores { format.underscores() } else { format };
        if self.integers { format.exact_integers() } else { format }
    }
}

/// Names and values as they arrive, but for `#`.
fn plain(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let of = |(at, &character): (usize, &char)| match (character, characters.get(at + 1)) {
        ('\\', None | Some(',' | ' ' | '=' | '\\' | '"')) => '/',
        ('\\', Some(next)) if next.is_ascii_control() => '/',
        (character, _) if character.is_ascii_control() => '_',
        (character, _) => character,
    };
    characters.iter().enumerate().map(of).collect()
}

fn underscored(text: &str) -> String {
    text.chars().map(|character| if character.is_ascii_alphanumeric() { character } else { '_' }).collect()
}

fn measurement(prefix: &str, name: &str, underscores: bool) -> String {
    if underscores {
        return no_digit_first(underscored(prefix) + &underscored(name));
    }
    let whole = plain(prefix) + &plain(name);
    whole.strip_prefix('#').map_or(whole.clone(), |rest| format!("_{rest}"))
}

fn no_digit_first(name: String) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
}

fn tag_name(name: &str, underscores: bool) -> String {
    if underscores { no_digit_first(underscored(name)) } else { plain(name) }
}

/// Of tags that come to have one name, the one whose name is as it was stays, else the first.
pub(crate) fn tags<'t>(
    all: impl Iterator<Item = &'t (String, String)>,
    underscores: bool,
) -> Vec<(String, String)> {
    let all: Vec<_> = all.map(|(name, value)| (name, tag_name(name, underscores), plain(value))).collect();
    let stays = |(at, (name, mapped, _)): &(usize, &(&String, String, String))| {
        let others = all.iter().enumerate().filter(|(other, (_, same, _))| other != at && same == mapped);
        *name == mapped || others.into_iter().all(|(other, (name, ..))| other > *at && *name != mapped)
    };
    let kept = all.iter().enumerate().filter(stays);
    kept.map(|(_, (_, mapped, value))| (mapped.clone(), value.clone())).collect()
}

/// Asserts that readers of every dialect find these readings in the requests.
pub(crate) fn assert_reads(sent: &[Sent], specs: &[Spec], setup: &Setup, options: Options) {
    // As the format writes values, so that the model says them as well.
    let setup = Setup { plain_values: true, ..setup.clone() };
    let points: Vec<_> = specs.iter().map(|spec| point(spec, &setup, options)).collect();
    let chunks = points.chunks(most(&setup));
    assert_eq!(sent.len(), chunks.len());
    for (sent, expected) in sent.iter().zip(chunks) {
        assert_eq!(sent.target(), "/write?precision=s&db=db");
        assert_eq!(sent.length(), sent.body.len());
        let body = std::str::from_utf8(&sent.body).expect("line protocol is text");
        for dialect in Dialect::ALL {
            assert_eq!(dialect.points(body), expected, "{dialect:?}: {body}");
        }
    }
}

/// The point of a reading.
fn point(spec: &Spec, setup: &Setup, options: Options) -> Point {
    let Options { underscores, integers } = options;
    let json = spec.json(setup);
    let mut fields = BTreeMap::new();
    for name in ["value", "count", "sum", "min", "max", "last", "stddev", "sum_squares"] {
        if let Some(number) = json.get(name) {
            fields.insert(name.to_owned(), Field::Float(number.as_f64().unwrap()));
        }
    }
    if let Some(whole) = json.get("value").and_then(serde_json::Value::as_i64) {
        if integers && whole as f64 as i128 != i128::from(whole) {
            fields.insert("integer".to_owned(), Field::Integer(whole));
        }
    }
    let tags = match json["source"].as_str() {
        Some(source) => vec![("source".to_owned(), plain(source))],
        None => tags(spec.all_tags(setup).filter(|_| spec.is_tagged(setup)), underscores),
    };
    let time = json.get("time").or(json.get("measure_time")).map(|time| time.as_i64().unwrap());
    Point { measurement: measurement(&setup.prefix, &spec.name, underscores), tags, fields, time }
}
