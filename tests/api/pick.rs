//! Values cut out of a text as it streams past: by an independent parser, in pieces of every size, cut at every byte.

use librato::json::{JsonError, Pick, Picker, Step};
use proptest::prelude::*;
use serde_json::{Value, json};

const LIST: &[Step] = &[Step::Key("metrics"), Step::Each];
const QUERY: &[Step] = &[Step::Key("query")];
const POINTS: &[Step] = &[Step::Key("measurements"), Step::Any, Step::Each];
const BARE: &[Step] = &[Step::Each];
const ALL: &[Step] = &[];

type Found = Vec<(usize, String, Value)>;

/// What the picker finds in a text that comes in pieces of this size.
fn picked(ways: [&'static [Step]; 2], text: &[u8], piece: usize) -> Result<Found, JsonError> {
    let mut found = Found::new();
    let mut buffer = vec![0; text.len() + 1];
    let mut picker = Picker::new(ways);
    let mut keep = |pick: Pick<'_>| {
        let picked = pick.unwrap();
        let key = String::from_utf8(picked.key.to_vec()).unwrap();
        found.push((picked.way, key, serde_json::from_slice(picked.json).unwrap_or(json!("no JSON"))));
        true
    };
    for piece in text.chunks(piece) {
        assert!(picker.feed(piece, &mut buffer, &mut keep)?);
    }
    picker.end(&mut buffer, &mut keep)?;
    Ok(found)
}

/// The same by walking over the whole value.
fn walked(ways: [&'static [Step]; 2], value: &Value) -> Found {
    fn walk(way: &[Step], key: &str, value: &Value, found: &mut Vec<(String, Value)>) {
        match way {
            [] => found.push((key.to_owned(), value.clone())),
            [Step::Key(name), rest @ ..] => {
                if let Some(member) = value.as_object().and_then(|object| object.get(*name)) {
                    walk(rest, key, member, found);
                }
            }
            [Step::Any, rest @ ..] => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    walk(rest, name, member, found);
                }
            }
            [Step::Each, rest @ ..] => {
                value.as_array().into_iter().flatten().for_each(|element| walk(rest, key, element, found));
            }
        }
    }
    let mut all = Found::new();
    for (number, way) in ways.into_iter().enumerate() {
        let mut found = Vec::new();
        walk(way, "", value, &mut found);
        all.extend(found.into_iter().map(|(key, value)| (number, key, value)));
    }
    all
}

/// In the order of the ways, as the walk gives them.
fn sorted(mut found: Found) -> Found {
    found.sort_by_key(|(way, ..)| *way);
    found
}

#[test]
fn a_page_in_pieces_of_every_size() {
    let page = json!({
        "query": { "found": 3, "offset": 0, "metrics": ["not these"] },
        "other": { "metrics": [{ "name": "nor these" }], "query": 1 },
        "metrics": [
            { "name": "a\"]}\\", "attributes": { "metrics": [1, 2, [3]] } },
            "text", -1.5e-7, true, null, [], {}, [[{ "metrics": [] }]],
        ],
        "measurements": { "unassigned": [{ "value": 1 }, 2], "attic \"x": [3], "none": [], "no list": 5 },
        "metricsx": [9], "metric": [9],
    });
    for ways in [[QUERY, LIST], [LIST, POINTS], [POINTS, QUERY], [ALL, BARE]] {
        for text in [serde_json::to_string(&page).unwrap(), serde_json::to_string_pretty(&page).unwrap()] {
            let mut expected = walked(ways, &page);
            // Keys stay escaped.
            expected.iter_mut().for_each(|(_, key, _)| *key = key.replace('"', "\\\""));
            for piece in 1..=text.len() {
                assert_eq!(sorted(picked(ways, text.as_bytes(), piece).unwrap()), expected, "{piece}");
            }
        }
    }
}

const SERIES: &[Step] = &[Step::Key("series"), Step::Each, Step::Key("points"), Step::Each];
const TAGS: &[Step] = &[Step::Key("series"), Step::Each, Step::Key("tags")];
const LINKS: &[Step] = &[Step::Key("links"), Step::Each];

/// What stands beside a list goes along with each element, as far as it came before; not with those of the next list.
#[test]
fn what_stands_beside_goes_along() {
    let text = br#"{"links":[0],"series":[{"tags":{"a":"[\"b"},"x":[{"tags":1}],"points":[1,{"tags":2}]},{"points":[3]},
        {"tags":{ },"points":[4],"tags":null,"points":[5]},{"tags":"long text","points":[6]}],"tags":7,"links":[8]}"#;
    let expected = [
        (0, "", "0"),
        (1, r#"{"a":"[\"b"}"#, "1"),
        (1, r#"{"a":"[\"b"}"#, r#"{"tags":2}"#),
        (1, "", "3"),
        (1, "{}", "4"),
        (1, "null", "5"),
        (1, "\"long text\"", "6"),
        (0, "", "8"),
    ];
    for piece in 1..text.len() {
        for room in [8, text.len()] {
            let (mut given, mut buffer) = (Vec::new(), vec![0; room]);
            let mut picker = Picker::new([LINKS, SERIES]).beside(TAGS);
            let mut keep = |pick: Pick<'_>| {
                given.push(pick.map_err(|long| long.needed).map(|picked| {
                    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                    (picked.way, text(picked.key), text(picked.json))
                }));
                true
            };
            for piece in text.chunks(piece) {
                assert_eq!(picker.feed(piece, &mut buffer, &mut keep), Ok(true));
            }
            picker.end(&mut buffer, &mut keep).unwrap();
            let fitting = |(way, key, json): (usize, &str, &str)| match key.len() + json.len() {
                needed if needed > room => Err(needed),
                _ => Ok((way, key.to_owned(), json.to_owned())),
            };
            assert_eq!(given, expected.map(fitting), "{piece} {room}");
        }
    }
}

#[test]
fn a_bare_list_and_a_bare_number() {
    let list = json!([{ "id": 1 }, { "id": 2 }, 7]);
    assert_eq!(picked([QUERY, BARE], list.to_string().as_bytes(), 3).unwrap(), walked([QUERY, BARE], &list));
    assert_eq!(picked([ALL, BARE], b" 12", 1).unwrap(), [(0, String::new(), json!(12))]);
}

#[test]
fn what_does_not_fit_says_how_much_it_takes_and_the_rest_goes_on() {
    let text = br#"{"metrics":[1, "0123456789", {"a" : [ 1, 2 ]}, 22]}"#;
    for room in 0..16 {
        let (mut sizes, mut buffer) = (Vec::new(), vec![0; room]);
        let mut picker = Picker::new([QUERY, LIST]);
        let mut measure = |pick: Pick<'_>| {
            sizes.push(match pick {
                Ok(picked) => picked.json.len(),
                Err(long) => {
                    assert!(long.needed > room);
                    long.needed
                }
            });
            true
        };
        picker.feed(text, &mut buffer, &mut measure).unwrap();
        assert_eq!(sizes, [1, 12, 11, 2]);
    }
}

/// Where a list is written in two forms, each is found on its own way.
#[test]
fn a_third_way() {
    const PLAIN: &[Step] = &[Step::Key("events"), Step::Any, Step::Each];
    const LISTED: &[Step] = &[Step::Key("events"), Step::Each, Step::Any, Step::Each];
    for (text, way) in [
        (r#"{"query":1,"events":{"a":[1,[2]],"b":3,"c":[4]}}"#, 2),
        (r#"{"query":1,"events":[{"a":[1,[2]],"b":3},{"c":[4]},[5]]}"#, 1),
    ] {
        for piece in 1..text.len() {
            let (mut found, mut buffer) = (Vec::new(), [0; 8]);
            let mut picker = Picker::new([QUERY, LISTED]).also(PLAIN);
            let mut keep = |pick: Pick<'_>| {
                let picked = pick.unwrap();
                let (key, json) = (picked.key.to_vec(), picked.json.to_vec());
                found.push((picked.way, String::from_utf8(key).unwrap(), String::from_utf8(json).unwrap()));
                true
            };
            for piece in text.as_bytes().chunks(piece) {
                picker.feed(piece, &mut buffer, &mut keep).unwrap();
            }
            let expected = [(0, "", "1"), (way, "a", "1"), (way, "a", "[2]"), (way, "c", "4")];
            assert_eq!(found, expected.map(|(way, key, json)| (way, key.to_owned(), json.to_owned())));
        }
    }
}

#[test]
fn an_end_of_interest_ends_it() {
    let (mut seen, mut picker) = (0, Picker::new([QUERY, LIST]));
    let mut first = |_: Pick<'_>| {
        seen += 1;
        false
    };
    assert_eq!(picker.feed(br#"{"metrics":[1,2,3]}"#, &mut [0; 8], &mut first), Ok(false));
    assert_eq!(seen, 1);
}

#[test]
fn every_cut_is_truncated_and_nothing_follows() {
    let text = br#"{"query":{"found":2},"metrics":[{"a":"\u00e9\\"},2.5,[]]} "#;
    for cut in 0..text.len() - 1 {
        assert_eq!(picked([QUERY, LIST], &text[..cut], 4), Err(JsonError::Truncated), "{cut}");
    }
    for (text, error) in [
        (&b"{} 1"[..], JsonError::Trailing),
        (b"[1]]", JsonError::Trailing),
        (b"[1}", JsonError::Unexpected),
        (b"{]", JsonError::Unexpected),
        (b":", JsonError::Unexpected),
        (b"{1:2}", JsonError::Unexpected),
        (&[b'['; 5_000], JsonError::TooDeep),
        (&br#"{"metrics":"#.repeat(40), JsonError::TooDeep),
    ] {
        assert_eq!(picked([QUERY, LIST], text, 7), Err(error), "{}", String::from_utf8_lossy(text));
    }
}

#[test]
fn an_empty_list_is_there_and_a_missing_one_is_not() {
    for (text, is_there) in [
        (&br#"{"metrics":[]}"#[..], true),
        (br#"{"metrics":[{}]}"#, true),
        (br#"{"metrics":null}"#, false),
        (br#"{"metrics":7}"#, false),
        (br#"{"other":[]}"#, false),
        (br#"{"other":{"metrics":[]}}"#, false),
        (b"[]", false),
    ] {
        let mut picker = Picker::new([QUERY, LIST]);
        picker.feed(text, &mut [0; 16], &mut |_| true).unwrap();
        assert_eq!(picker.has_met(1), is_there, "{}", String::from_utf8_lossy(text));
    }
}

/// Any JSON, with the names that are looked for among its members.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    let name = prop_oneof!["metrics", "measurements", "query", "[a-z\\\\\"]{0,20}"];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..6)
                .prop_map(|members| members.into_iter().collect::<Value>()),
        ]
    })
}

proptest! {
    #![proptest_config(crate::fixed())]

    #[test]
    fn any_text_as_a_parser_sees_it(value in any_json(), piece in 1_usize..40, pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.unwrap();
        for ways in [[QUERY, LIST], [LIST, POINTS], [ALL, BARE]] {
            let mut expected = walked(ways, &value);
            for (_, key, _) in &mut expected {
                let escaped = serde_json::to_string(key).unwrap();
                *key = escaped[1..escaped.len() - 1].to_owned();
            }
            let found = picked(ways, text.as_bytes(), piece).unwrap();
            // A value within one that is kept is not cut out again.
            if ways[0] != ALL {
                prop_assert_eq!(sorted(found), expected);
            } else {
                prop_assert_eq!(found, [(0, String::new(), value.clone())]);
            }
        }
    }

    #[test]
    fn any_bytes_give_an_error_or_a_result(bytes in prop::collection::vec(any::<u8>(), 0..200), room in 0_usize..32) {
        let mut buffer = vec![0; room];
        let mut picker = Picker::new([QUERY, BARE]);
        let mut given = 0;
        let mut count = |_: Pick<'_>| {
            given += 1;
            true
        };
        let fed = picker.feed(&bytes, &mut buffer, &mut count);
        prop_assert_eq!(picker.feed(b"", &mut buffer, &mut count).is_err(), fed.is_err());
        prop_assert!(given <= bytes.len());
    }
}
