//! Another parser reads in the body of a call what serde gave a device.

use std::collections::BTreeMap;

use librato::{ApiError, Millis, annotations};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::device;
use librato::transports::Recording;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Shape {
    Unit,
    New(Option<String>),
    Pair(u8, char),
    Struct { x: f64, y: Vec<bool> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct New(i64);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Nothing;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct All {
    unsigned: (u8, u16, u32, u64),
    signed: (i8, i16, i32, i64),
    floats: (f32, f64),
    texts: Vec<String>,
    map: BTreeMap<String, Option<New>>,
    shapes: [Shape; 2],
    nothing: Nothing,
    none: (),
    #[serde(serialize_with = "shown")]
    shown: String,
}

/// As what is written by its `Display`.
#[allow(clippy::ptr_arg, reason = "serde gives a reference to the field")]
fn shown<S: serde::Serializer>(text: &String, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(text)
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::Unit),
        prop::option::of(".{0,4}").prop_map(Shape::New),
        any::<(u8, char)>().prop_map(|(a, b)| Shape::Pair(a, b)),
        (any::<f64>(), any::<Vec<bool>>())
            .prop_map(|(x, y)| Shape::Struct { x, y: y.into_iter().take(3).collect() }),
    ]
}

fn all() -> impl Strategy<Value = All> {
    let numbers = (any::<(u8, u16, u32, u64)>(), any::<(i8, i16, i32, i64)>(), any::<(f32, f64)>());
    let texts = prop::collection::vec("[\\PC\"\\\\\u{0}-\u{1f}😀]{0,8}", 0..3);
    let map = prop::collection::btree_map(".{0,4}", any::<Option<i64>>(), 0..3);
    (numbers, texts, map, [shape(), shape()], "[a\"\\\\\n\u{1}é]{0,6}").prop_map(
        |((unsigned, signed, floats), texts, map, shapes, shown)| {
            let map = map.into_iter().map(|(name, value)| (name, value.map(New))).collect();
            All { unsigned, signed, floats, texts, map, shapes, nothing: Nothing, none: (), shown }
        },
    )
}

/// What a device sends of a value, in a buffer of this size.
fn sent<T: DeserializeOwned>(value: &impl Serialize, room: usize) -> Result<T, ApiError> {
    let mut device = device(Recording::new());
    device.send(&annotations::post_json("x", value), &mut vec![0; room], Millis(0))?;
    let body = device.transport().request(0);
    Ok(serde_json::from_slice(body.body()).unwrap())
}

proptest! {
    #![proptest_config(crate::fixed())]

    #[test]
    fn any_value(all in all()) {
        prop_assert_eq!(sent::<All>(&all, 4096).unwrap(), all);
    }

    #[test]
    fn any_room(all in all(), room in 0_usize..400) {
        match sent::<All>(&all, room) {
            Ok(body) => prop_assert_eq!(body, all),
            Err(error) => prop_assert_eq!(error, ApiError::Body),
        }
    }
}

/// What JSON has no word for is not sent.
#[test]
fn no_json() {
    assert_eq!(sent::<Value>(&json!({"a": 1.5}), 9), Ok(json!({"a": 1.5})));
    assert_eq!(sent::<Value>(&json!({"a": 1.5}), 8), Err(ApiError::Body));
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(sent::<Value>(&BTreeMap::from([("a", float)]), 64), Err(ApiError::Body));
    }
    // Names are texts.
    assert_eq!(sent::<Value>(&BTreeMap::from([(1, 2)]), 64), Err(ApiError::Body));
}
