//! The elements of a list as they are found in a text that another parser has read whole.

use std::fmt;

use librato::json::Step;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::listings::Shape;

/// A JSON value. Members keep their order, and stay twice where they are.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// A number or a word.
    Scalar(serde_json::Value),
    Text(String),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    pub(crate) fn of(json: &[u8]) -> Self {
        serde_json::from_slice(json).expect("a part of JSON is JSON")
    }

    /// How many arrays and objects are in one another.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::Scalar(_) | Self::Text(_) => 0,
            Self::Array(elements) => 1 + elements.iter().map(Self::depth).max().unwrap_or(0),
            Self::Object(members) => 1 + members.iter().map(|(_, node)| node.depth()).max().unwrap_or(0),
        }
    }

    /// Whether it is an object with a member of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        matches!(self, Self::Object(members) if members.iter().any(|(known, _)| known == name))
    }
}

struct Read;

impl<'de> Visitor<'de> for Read {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Scalar(serde_json::Value::Null))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(Node::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Node::Object(members))
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Read)
    }
}

/// What a list has, in the order of the text.
#[derive(Default)]
pub(crate) struct Expected {
    /// What belongs to each element, and the element.
    pub(crate) found: Vec<(Option<Node>, Node)>,
    /// Whether the list is there, even an empty one.
    pub(crate) is_there: bool,
}

/// What of a way is left, if it led here.
type Rest = Option<&'static [Step]>;

pub(crate) fn elements<S: Shape>(root: &Node) -> Expected {
    let is_bare = S::MAY_BE_BARE && matches!(root, Node::Array(_));
    let way = |way: &'static [Step]| way.get(usize::from(is_bare)..);
    let mut expected = Expected { is_there: S::WAY.contains(&Step::Any), ..Expected::default() };
    let beside = way(S::BESIDE).filter(|way| !way.is_empty());
    walk(root, [way(S::WAY), way(S::ALSO), beside], None, &mut expected);
    expected
}

/// Goes into a value on all ways that led to it.
fn walk(node: &Node, ways: [Rest; 3], key: Option<&Node>, expected: &mut Expected) {
    let [first, second, _] = ways;
    if first.is_some_and(<[_]>::is_empty) || second.is_some_and(<[_]>::is_empty) {
        return expected.found.push((key.cloned(), node.clone()));
    }
    let on = |fits: &dyn Fn(&Step) -> bool| {
        ways.map(|way| way.and_then(<[_]>::split_first).and_then(|(step, rest)| fits(step).then_some(rest)))
    };
    match node {
        Node::Scalar(_) | Node::Text(_) => {}
        Node::Array(elements) => {
            let into = on(&|step| *step == Step::Each);
            expected.is_there |= into[0].is_some();
            elements.iter().for_each(|element| walk(element, into, key, expected));
        }
        Node::Object(members) => {
            let mut key = key.cloned();
            for (name, member) in members {
                let into = on(&|step| match step {
                    Step::Key(wanted) => wanted == name,
                    Step::Any => true,
                    Step::Each => false,
                });
                if on(&|step| *step == Step::Any).iter().any(Option::is_some) {
                    key = Some(Node::Text(name.clone()));
                }
                if into[2].is_some_and(<[_]>::is_empty) {
                    key = Some(member.clone());
                } else {
                    walk(member, into, key.as_ref(), expected);
                }
            }
        }
    }
}
