//! The decoder of answers says of any text what another parser says of it.

use std::collections::BTreeMap;
use std::fmt::Debug;

use librato::json::{JsonError, Scanner, Text, decode};
use proptest::prelude::*;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Shape {
    Unit,
    New(i64),
    Pair(u8, bool),
    Struct { x: f64, y: Option<String> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct All {
    byte: u8,
    short: Option<i16>,
    long: u64,
    signed: i64,
    float: f64,
    truth: bool,
    letter: char,
    text: String,
    nothing: (),
    list: Vec<u32>,
    pair: (u8, String),
    map: BTreeMap<String, i64>,
    shape: Shape,
    #[serde(default)]
    inner: Option<Box<All>>,
    any: Value,
}

/// The same with unknown members that are not passed over.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    a: Option<u8>,
    #[serde(rename = "é\"\\")]
    b: Option<String>,
}

/// What each way of taking members that serde has makes of them.
#[derive(Debug, PartialEq, Deserialize)]
struct Rest {
    a: Option<u8>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Either {
    Number(f64),
    Text(String),
    All(Box<All>),
    List(Vec<Either>),
}

/// A copy with every text and name escaped in full.
fn spelled_out(value: &Value) -> String {
    let spell = |text: &str| {
        let units = text.encode_utf16().map(|unit| format!("\\u{unit:04X}"));
        format!("\"{}\"", units.collect::<String>())
    };
    match value {
        Value::String(text) => spell(text),
        Value::Array(list) => {
            format!("[ {} ]", list.iter().map(spelled_out).collect::<Vec<_>>().join(" , "))
        }
        Value::Object(members) => {
            let members =
                members.iter().map(|(name, value)| format!("{} :{}", spell(name), spelled_out(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(",\n\t"))
        }
        other => other.to_string(),
    }
}

/// That both parsers say the same of a text.
fn is_the_same<T: DeserializeOwned + Debug + PartialEq>(text: &str) {
    let theirs = serde_json::from_str::<T>(text).ok();
    let ours = decode::<T>(text.as_bytes(), &mut vec![0; text.len()]);
    assert_eq!(ours.as_ref().ok(), theirs.as_ref(), "{text}\n{ours:?}");
    if ours.is_err() {
        let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
        assert_eq!(ours.err() == Some(JsonError::Mismatch), is_json, "{text}");
    }
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-300_i64..300).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        Just(json!("Unit")),
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let name = prop_oneof![".{0,6}", "New|Pair|Struct|x|y|a"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..4)
                .prop_map(|members| members.into_iter().collect::<Value>()),
        ]
    })
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::Unit),
        any::<i64>().prop_map(Shape::New),
        any::<(u8, bool)>().prop_map(|(a, b)| Shape::Pair(a, b)),
        (any::<f64>(), prop::option::of(".{0,4}")).prop_map(|(x, y)| Shape::Struct { x, y }),
    ]
}

fn one() -> impl Strategy<Value = All> {
    let numbers = (any::<u8>(), any::<Option<i16>>(), any::<u64>(), any::<i64>(), any::<f64>());
    let texts = (any::<bool>(), any::<char>(), ".{0,9}", prop::collection::vec(any::<u32>(), 0..3));
    let parts = (
        (any::<u8>(), ".{0,3}"),
        prop::collection::btree_map(".{0,4}", any::<i64>(), 0..3),
        shape(),
        any_json(),
    );
    (numbers, texts, parts).prop_map(|(numbers, texts, (pair, map, shape, any))| {
        let (byte, short, long, signed, float) = numbers;
        let (truth, letter, text, list) = texts;
        let nothing = ();
        let inner = None;
        All {
            byte,
            short,
            long,
            signed,
            float,
            truth,
            letter,
            text,
            nothing,
            list,
            pair,
            map,
            shape,
            inner,
            any,
        }
    })
}

fn all() -> impl Strategy<Value = All> {
    (one(), prop::option::of(one())).prop_map(|(outer, inner)| All { inner: inner.map(Box::new), ..outer })
}

proptest! {
    #![proptest_config(crate::fixed())]

    #[test]
    fn any_value(value in any_json()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap(), spelled_out(&value)] {
            is_the_same::<Value>(&text);
            // That parser takes a list of values for an object as well.
            if !value.is_array() {
                is_the_same::<Strict>(&text);
            }
            is_the_same::<Rest>(&text);
            is_the_same::<Either>(&text);
            is_the_same::<Shape>(&text);
            is_the_same::<Vec<f64>>(&text);
            is_the_same::<Option<(i64, String)>>(&text);
            is_the_same::<BTreeMap<String, Option<u16>>>(&text);
        }
    }

    #[test]
    fn what_another_writes(all in all()) {
        let value = serde_json::to_value(&all).unwrap();
        for text in [serde_json::to_string(&all).unwrap(), spelled_out(&value)] {
            let read = decode::<All>(text.as_bytes(), &mut [0; 64]).unwrap();
            prop_assert_eq!(&read, &all);
            is_the_same::<Either>(&text);
            let no_room = decode::<All>(text.as_bytes(), &mut []);
            prop_assert!(no_room.is_ok() || text.contains('\\') && no_room == Err(JsonError::NoRoom));
            decode::<IgnoredAny>(text.as_bytes(), &mut []).unwrap();
        }
    }

    /// A member of another type, one that is there twice, or one less.
    #[test]
    fn one_wrong_member(all in all(), at: prop::sample::Index, other in any_json(), change in 0..3) {
        let Ok(Value::Object(members)) = serde_json::to_value(&all) else { unreachable!() };
        let at = at.index(members.len());
        let mut written = Vec::new();
        for (place, (name, value)) in members.iter().enumerate() {
            let with = |value: &Value| format!("{}:{value}", json!(name));
            match change {
                0 if place == at => written.push(with(&other)),
                1 if place == at => written.extend([with(value), with(value)]),
                2 if place == at => {}
                _ => written.push(with(value)),
            }
        }
        is_the_same::<All>(&format!("{{{}}}", written.join(",")));
    }

    #[test]
    fn damaged(all in all(), at: prop::sample::Index, gone in 0_usize..4, put in "[\\[\\]{}\",:0-9eE.+\\- nul\\\\]{0,3}") {
        let mut text = serde_json::to_string(&all).unwrap();
        let chars: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        let at = at.index(chars.len());
        let end = chars.get(at + gone).copied().unwrap_or(text.len());
        text.replace_range(chars[at]..end, &put);
        // Half of a surrogate pair is JSON (RFC 8259), but not to that parser.
        if !text.contains("\\ud") {
            let is_json = serde_json::from_str::<IgnoredAny>(&text).is_ok();
            let ours = decode::<All>(text.as_bytes(), &mut [0; 64]);
            prop_assert!(is_json || !matches!(ours, Ok(_) | Err(JsonError::Mismatch)), "{text}");
            prop_assert_eq!(ours.ok(), serde_json::from_str(&text).ok());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..crate::fixed() })]

    #[test]
    fn every_cut(all in all()) {
        for text in [serde_json::to_string(&all).unwrap(), spelled_out(&serde_json::to_value(&all).unwrap())] {
            for end in 0..text.len() {
                let cut = decode::<All>(&text.as_bytes()[..end], &mut [0; 64]);
                prop_assert_eq!(cut, Err(JsonError::Truncated));
            }
        }
    }
}

/// Numbers at the ends of what a type holds.
#[test]
fn whole_numbers() {
    for text in [
        "0",
        "-1",
        "127",
        "128",
        "255",
        "256",
        "-128",
        "-129",
        "65535",
        "65536",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "1.0",
        "1e2",
        "1e999",
        "-1e999",
        "\"1\"",
        "true",
    ] {
        is_the_same::<u8>(text);
        is_the_same::<i8>(text);
        is_the_same::<u16>(text);
        is_the_same::<i32>(text);
        is_the_same::<u64>(text);
        is_the_same::<i64>(text);
        is_the_same::<f64>(text);
    }
}

/// As deep as the stack may go, and no deeper: neither in what is passed over nor in what is built.
#[test]
fn nesting() {
    #[derive(Debug, Deserialize)]
    struct Deep(#[allow(dead_code, reason = "only to be built")] Vec<Deep>);

    for depth in [1, Scanner::MAX_DEPTH, Scanner::MAX_DEPTH + 1, 100_000] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        let expected = if depth > Scanner::MAX_DEPTH { Some(JsonError::TooDeep) } else { None };
        assert_eq!(decode::<Deep>(text.as_bytes(), &mut []).err(), expected, "{depth}");
        assert_eq!(decode::<IgnoredAny>(text.as_bytes(), &mut []).err(), expected, "{depth}");
        // A type that wants something else does not get that far, and the text is no better for it.
        assert_eq!(decode::<bool>(text.as_bytes(), &mut []).err(), expected.or(Some(JsonError::Mismatch)));
    }
}

/// Texts lie where they came; only one that is owned, and has an escape, takes room.
#[test]
fn room() {
    #[derive(Debug, Deserialize)]
    struct Lent<'b> {
        plain: &'b str,
        #[serde(borrow)]
        text: Text<'b>,
        owned: Option<heapless::String<8>>,
    }
    let json = r#"{"plain":"é","\u0074ext":"\u00e9\n","owned":"12345678","no \" member of it":"\t\t\t\t"}"#;
    let lent: Lent<'_> = decode(json.as_bytes(), &mut []).unwrap();
    assert!(json.as_bytes().as_ptr_range().contains(&lent.plain.as_ptr()));
    assert!(json.as_bytes().as_ptr_range().contains(&lent.text.raw().as_ptr()));
    assert_eq!(
        (lent.plain, lent.text.to_string().as_str(), lent.owned.as_deref()),
        ("é", "é\n", Some("12345678"))
    );

    let json = r#"{"plain":"","text":"","owned":"\u00e9\u00e9\n"}"#;
    for room in 0..8 {
        let lent = decode::<Lent<'_>>(json.as_bytes(), &mut vec![0; room]);
        match lent {
            Ok(lent) => assert!(lent.owned.as_deref() == Some("éé\n") && room >= 5),
            Err(error) => assert!(error == JsonError::NoRoom && room < 5),
        }
    }
}
