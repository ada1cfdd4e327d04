//! Readers of line protocol, made from the descriptions of two engines and from nothing of the library's.

use std::collections::BTreeMap;

/// One line, read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) measurement: String,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) fields: BTreeMap<String, Field>,
    pub(crate) time: Option<i64>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Field {
    Float(f64),
    Integer(i64),
}

/// To the last bit.
impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::Integer(a), Self::Integer(b)) => a == b,
            _ => false,
        }
    }
}

/// How an engine takes backslashes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Dialect {
    /// InfluxDB: a separator behind a backslash is none, whatever stands before that.
    Influx,
    /// VictoriaMetrics: two backslashes are one.
    Victoria,
}

impl Dialect {
    pub(crate) const ALL: [Self; 2] = [Self::Influx, Self::Victoria];

    /// The points of a body; lines that begin with `#` are comments.
    pub(crate) fn points(self, body: &str) -> Vec<Point> {
        let body = body.strip_suffix('\n').expect("a line end behind the last line");
        body.split('\n').filter(|line| !line.starts_with('#')).map(|line| self.point(line)).collect()
    }

    fn point(self, line: &str) -> Point {
        let parts = self.split(line, ' ');
        let (series, fields, time) = match parts[..] {
            [series, fields] => (series, fields, None),
            [series, fields, time] => (series, fields, Some(time.parse().expect("a time"))),
            _ => panic!("{} parts: {line}", parts.len()),
        };
        let series = self.split(series, ',');
        let tags = series[1..].iter().map(|tag| match self.split(tag, '=')[..] {
            [name, value] if !name.is_empty() && !value.is_empty() => {
                (self.unescaped(name), self.unescaped(value))
            }
            _ => panic!("a tag: {tag}"),
        });
        let fields = self.split(fields, ',').into_iter().map(|field| {
            let (name, value) = field.split_once('=').expect("a field");
            let value = match value.strip_suffix('i') {
                Some(integer) => Field::Integer(integer.parse().expect("an integer")),
                None => Field::Float(value.parse().expect("a float")),
            };
            (name.to_owned(), value)
        });
        let measurement = self.unescaped(series[0]);
        assert!(!measurement.is_empty(), "{line}");
        Point { measurement, tags: tags.collect(), fields: fields.collect(), time }
    }

    fn split(self, text: &str, separator: char) -> Vec<&str> {
        let (mut parts, mut begin) = (Vec::new(), 0);
        for (at, _) in text.match_indices(separator) {
            let backslashes = text[..at].bytes().rev().take_while(|&byte| byte == b'\\').count();
            let escaped = match self {
                Self::Influx => backslashes > 0,
                Self::Victoria => backslashes % 2 == 1,
            };
            if !escaped {
                parts.push(&text[begin..at]);
                begin = at + 1;
            }
        }
        parts.push(&text[begin..]);
        parts
    }

    fn unescaped(self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text.chars().peekable();
        while let Some(character) = rest.next() {
            let is_escape = character == '\\'
                && match rest.peek() {
                    Some(',' | ' ' | '=') => true,
                    Some('\\') => matches!(self, Self::Victoria),
                    _ => false,
                };
            out.extend(if is_escape { rest.next() } else { Some(character) });
        }
        out
    }
}
