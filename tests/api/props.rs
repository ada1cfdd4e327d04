//! Whatever is sent can be read by another parser and by us; whatever comes back is an error or a result, in no more memory.

use std::ops::ControlFlow;

use librato::api::{Listed, Listing, OwnedEndpoint, OwnedListing};
use librato::json::JsonError;
use librato::measurements::{self, TimeRange};
use librato::metrics::{self, Changes, Metric};
use librato::transport::{Flow, HttpTransport, RequestSource, ResponseSink, TransportError};
use librato::{ApiError, Attributes, Client, Credentials, Error, ItemError, Librato, Millis, Server};
use librato_test_counting::{Account, allocated};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Gives a body, any bytes, to each request, and keeps what the last one had for a body.
pub(crate) struct Bytes<'a> {
    body: &'a [u8],
    /// How many bytes come at once.
    piece: usize,
    /// How many times over the body comes, with `head` before and `tail` behind it.
    times: usize,
    head: &'a [u8],
    tail: &'a [u8],
    pub(crate) sent: Vec<u8>,
}

impl<'a> Bytes<'a> {
    pub(crate) fn new(body: &'a [u8]) -> Self {
        Self { body, piece: 7, times: 1, head: b"", tail: b"", sent: Vec::new() }
    }
}

impl HttpTransport for Bytes<'_> {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        self.sent.clear();
        let mut window = [0; 64];
        loop {
            match request.fill_body(&mut window) {
                0 => break,
                filled => self.sent.extend_from_slice(&window[..filled]),
            }
        }
        response.status(200);
        let body = std::iter::repeat_n(self.body, self.times);
        for part in std::iter::once(self.head).chain(body).chain([self.tail]) {
            for piece in part.chunks(self.piece) {
                if response.body(piece) == Flow::Enough {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

fn device(bytes: Bytes<'_>) -> Client<'static, Bytes<'_>> {
    Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), bytes)
}

pub(crate) fn desktop(bytes: Bytes<'_>) -> Librato<Bytes<'_>> {
    Librato::with_transport("https://metrics.example.net", "user", "token", bytes).unwrap().retries(0)
}

/// Lists these bytes on a device, in a buffer of this size, without a heap.
fn listed<L: Listing>(list: L, bytes: &[u8], room: usize) -> (Result<Listed, ApiError>, [usize; 2]) {
    let mut device = device(Bytes::new(bytes));
    let mut buffer = vec![0; room];
    let (mut good, mut bad) = (0, 0);
    let before = allocated(Account::Program);
    let result = device.list(list, &mut buffer, Millis(0), |item| {
        if item.is_ok() {
            good += 1;
        } else {
            bad += 1;
        }
        // A page that says that there are more is asked for again and again.
        if good + bad < 50 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    // `Link` alone owns its text where there is a heap.
    if L::PAGED == librato::api::Paged::Query {
        assert_eq!(allocated(Account::Program), before);
    }
    (result, [good, bad])
}

/// The same on a desktop.
fn owned<L: OwnedListing>(list: L, bytes: &[u8]) -> Vec<Result<L::Object, Error>> {
    desktop(Bytes::new(bytes)).list(list).take(50).collect()
}

const METRIC: &str = r#"{"name":"caf\u00e9 \"x\"","type":"gauge","display_name":null,"description":"\ud83d\ude00","period":60,
    "source_lag":3,"attributes":{"color":"red","own":{"deep":[1,2.5e3]}},"composite":null,"future":[true]}"#;

const SERIES: &str = r#"{"name":"t","links":[{"rel":"self","href":"/?x"}],"series":[{"tags":{"a":"\u00e9"},"measurements":
    [{"time":60,"value":20.5},{"time":120,"value":-1e-3}]}],"resolution":60}"#;

fn page(metrics: &[&str]) -> String {
    format!(r#"{{"metrics":[{}],"query":{{"found":{}}}}}"#, metrics.join(","), metrics.len())
}

/// An answer that is cut at any byte is an error, whatever it is read as.
#[test]
fn every_cut_is_an_error() {
    fn cut<C>(call: C, bytes: &[u8])
    where
        C: OwnedEndpoint + Copy,
    {
        for end in 0..bytes.len() {
            let answer = desktop(Bytes::new(&bytes[..end])).send(call).map(drop);
            assert!(matches!(answer, Err(Error::Decode(_))), "{end}");
        }
        assert!(desktop(Bytes::new(bytes)).send(call).is_ok());
    }
    let query = measurements::query("t", TimeRange::last(60));
    cut(metrics::get("x"), METRIC.as_bytes());
    cut(query, SERIES.as_bytes());

    let mut buffer = [0; 512];
    for end in 0..METRIC.len() {
        let mut device = device(Bytes::new(&METRIC.as_bytes()[..end]));
        let answer = device.send(&metrics::get("x"), &mut buffer, Millis(0)).map(drop);
        assert!(matches!(answer, Err(ApiError::Answer(_))), "{end}: {answer:?}");
    }
    let page = page(&[METRIC, METRIC]);
    for end in 0..page.len() {
        let (result, [good, bad]) = listed(metrics::list(), &page.as_bytes()[..end], 512);
        assert_eq!(result, Err(ApiError::Answer(JsonError::Truncated)), "{end}");
        assert!(good <= 2 && bad == 0, "{end}");
        assert!(
            matches!(owned(metrics::list(), &page.as_bytes()[..end])[..], [Err(Error::Decode(_))]),
            "{end}"
        );
    }
    for end in 0..SERIES.len() {
        let (result, [_, bad]) = listed(query, &SERIES.as_bytes()[..end], 512);
        assert_eq!((result, bad), (Err(ApiError::Answer(JsonError::Truncated)), 0), "{end}");
        assert!(matches!(owned(query, &SERIES.as_bytes()[..end])[..], [Err(Error::Decode(_))]), "{end}");
    }
}

/// What each field can be replaced by.
const WRONG: [&str; 14] = [
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e999",
    "-1e999",
    "1e-999",
    "123456789012345678901234567890",
    "\"text\"",
    "\"\\ud800\"",
    "[]",
    "{}",
    "[[{\"name\":[{}]}]]",
];

/// Of another type, twice, or missing: the elements beside it are given all the same.
#[test]
fn one_wrong_field_spoils_one_element_at_most() {
    let whole: Map<String, Value> = serde_json::from_str(METRIC).unwrap();
    let mut spoilt = 0;
    for name in whole.keys() {
        let with = |text: &str| -> String {
            let members = whole.iter().map(|(known, value)| match known == name {
                true => format!("{}:{text}", json!(known)),
                false => format!("{}:{value}", json!(known)),
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        };
        let twice = format!("{},\"{name}\":1}}", METRIC.trim_end_matches('}'));
        for wrong in WRONG.map(with).into_iter().chain([twice]) {
            let page = page(&[METRIC, &wrong, METRIC]);
            let (result, [good, bad]) = listed(metrics::list(), page.as_bytes(), 512);
            let result = result.unwrap();
            assert!(result.is_whole && good >= 2 && good + bad == 3, "{wrong}");
            let all = owned(metrics::list(), page.as_bytes());
            assert!(all.len() == 3 && all[0].is_ok() && all[2].is_ok(), "{wrong}");
            spoilt += bad;
            let mut buffer = [0; 512];
            let alone = device(Bytes::new(wrong.as_bytes()));
            let alone = { alone }.send(&metrics::get("x"), &mut buffer, Millis(0)).map(drop);
            assert_eq!(alone.is_ok(), bad == 0, "{wrong}: {alone:?}");
            let alone = desktop(Bytes::new(wrong.as_bytes())).send(metrics::get("x"));
            assert_eq!(alone.is_ok(), all[1].is_ok(), "{wrong}");
        }
    }
    assert!(spoilt > 20, "{spoilt}");
}

/// What no `f64` can be is no value, or too great for one.
#[test]
fn numbers_beyond_what_a_value_can_be() {
    for wrong in WRONG {
        let series = SERIES.replace("20.5", wrong);
        let query = measurements::query("t", TimeRange::last(60));
        let (result, [good, bad]) = listed(query, series.as_bytes(), 512);
        assert!(result.unwrap().is_whole && good >= 1 && good + bad == 2, "{wrong}");
        let all = owned(query, series.as_bytes());
        assert!(all.len() == 2 && all[1].is_ok(), "{wrong}");
        if let Ok(measured) = &all[0] {
            assert!(measured.point.value.is_none_or(f64::is_finite), "{wrong}");
        }
        let series = SERIES.replace("\"time\":60", &format!("\"time\":{wrong}"));
        let (result, [good, bad]) = listed(query, series.as_bytes(), 512);
        assert!(
            result.unwrap().is_whole
                && (good, bad) == (1 + usize::from(wrong == "0"), usize::from(wrong != "0"))
        );
    }
}

/// Nesting of any depth is passed over, or refused; it takes neither stack nor memory.
#[test]
fn nesting_of_any_depth() {
    for depth in [1, 20, 28, 29, 30, 31, 32, 33, 100, 127, 128, 129, 5_000, 200_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let metric = format!(r#"{{"name":"x","attributes":{{"deep":{nested}}}}}"#);
            let page = page(&[METRIC, &metric]);
            let (result, [good, bad]) = listed(metrics::list(), page.as_bytes(), 512);
            match result {
                Ok(listed) => assert!(listed.is_whole && good + bad == 2 && depth <= 28, "{depth}"),
                Err(error) => {
                    assert_eq!((error, good, bad), (ApiError::Answer(JsonError::TooDeep), 1, 0), "{depth}");
                }
            }
            let all = owned(metrics::list(), page.as_bytes());
            assert_eq!(all.iter().all(Result::is_ok), depth <= 28, "{depth}");
            let alone = desktop(Bytes::new(metric.as_bytes())).send(metrics::get("x"));
            assert_eq!(alone.is_ok(), depth <= 125, "{depth}");
        }
    }
}

/// As many elements as there may be, and one of any length, take no more memory than one that fits.
#[test]
fn a_million_elements_in_64_bytes() {
    const MANY: usize = 1_000_000;
    let list = |body: &[u8], head: &[u8], tail: &[u8]| {
        let mut device = device(Bytes { piece: 4096, times: MANY, head, tail, ..Bytes::new(body) });
        let (mut good, mut long, mut buffer) = (0, 0, [0; 64]);
        let before = allocated(Account::Program);
        let listed = device.list(metrics::list(), &mut buffer, Millis(0), |metric| {
            match metric {
                Ok(metric) => good += usize::from(metric.name.is("m")),
                Err(ItemError::TooLong { needed }) => long += needed,
                Err(error) => panic!("{error}"),
            }
            ControlFlow::Continue(())
        });
        assert_eq!(allocated(Account::Program), before);
        assert!(listed.unwrap().is_whole);
        (good, long)
    };
    assert_eq!(list(br#"{"name":"m"},"#, br#"{"metrics":["#, br#"{"name":"m"}]}"#), (MANY + 1, 0));
    let one = (br#"{"metrics":[{"name":"m"},{"name":"n","a":["#, br#"0]},{"name":"m"}]}"#);
    assert_eq!(list(b"0,", one.0, one.1), (2, br#"{"name":"n","a":[0]}"#.len() + 2 * MANY));
}

/// Any JSON that is not too deep.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,6}", inner, 0..4)
                .prop_map(|members| members.into_iter().collect::<Value>()),
        ]
    })
}

fn text() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![".{0,12}", "[\\PC\"\\\\\u{0}-\u{1f}😀]{0,8}"])
}

/// A metric as a server has it, with fields that nobody knows.
fn any_metric() -> impl Strategy<Value = Value> {
    let more = prop::collection::btree_map("x_[a-z]{0,6}", any_json(), 0..3);
    let attributes = prop::collection::btree_map(".{0,6}", any_json(), 0..3);
    (".{1,12}", text(), text(), text(), prop::option::of(any::<u32>()), attributes, more).prop_map(
        |(name, kind, display_name, description, period, attributes, more)| {
            let mut metric: Map<String, Value> = more.into_iter().collect();
            let attributes: Map<_, _> = attributes.into_iter().collect();
            for (field, value) in [
                ("name", json!(name)),
                ("type", json!(kind.unwrap_or("gauge".into()))),
                ("display_name", json!(display_name)),
                ("description", json!(description)),
                ("period", json!(period)),
                ("attributes", attributes.into()),
            ] {
                metric.insert(field.to_owned(), value);
            }
            metric.into()
        },
    )
}

proptest! {
    #![proptest_config(crate::fixed())]

    /// What a device writes, another parser reads, and what that writes, we read: nothing has changed.
    #[test]
    fn changes_survive_the_way_there_and_back(
        display_name in text(), description in text(), period: Option<u32>, color in text(), min: Option<i32>
    ) {
        let mut changes = Changes::new().kind("gauge");
        if let Some(name) = &display_name {
            changes = changes.display_name(name);
        }
        if let Some(text) = &description {
            changes = changes.description(text);
        }
        if let Some(period) = period {
            changes = changes.period(period);
        }
        let mut attributes = Attributes::new();
        if let Some(color) = &color {
            attributes = attributes.color(color);
        }
        if let Some(min) = min {
            attributes = attributes.display_min(min);
        }
        changes = changes.attributes(attributes);
        let mut device = device(Bytes::new(b""));
        device.send(&metrics::update("x", &changes), &mut [0; 1024], Millis(0)).unwrap();
        let mut body: Value = serde_json::from_slice(&device.transport().sent).unwrap();
        let api = desktop(Bytes::new(b""));
        api.send(metrics::update("x", &changes)).unwrap();
        prop_assert_eq!(&api.with(|bytes| serde_json::from_slice::<Value>(&bytes.sent)).unwrap(), &body);

        body["name"] = "x".into();
        let answer = body.to_string().into_bytes();
        let metric: Metric = serde_json::from_slice(&answer).unwrap();
        prop_assert_eq!((&metric.display_name, &metric.description), (&display_name, &description));
        prop_assert_eq!(metric.attributes.get("color").and_then(Value::as_str), color.as_deref());
        prop_assert_eq!(metric.attributes.get("display_min").and_then(Value::as_i64), min.map(i64::from));
        let metric: metrics::MetricRef<'_> = librato::json::decode(&answer, &mut []).unwrap();
        prop_assert_eq!(metric.display_name.map(|text| text.to_string()), display_name);
        let read = metric.description.map(|text| text.to_string());
        prop_assert_eq!((read, metric.period), (description, period));
    }

    /// A metric that was read is written back as it was, and read again as the same, on a device as on a desktop.
    #[test]
    fn a_metric_survives_the_way_back_and_there(sent in any_metric()) {
        let bytes = sent.to_string().into_bytes();
        let metric: Metric = desktop(Bytes::new(&bytes)).send(metrics::get("x")).unwrap();
        let api = desktop(Bytes::new(b""));
        // Not by its own name, which can be one that no path has.
        api.send(metrics::update("x", &metric)).unwrap();
        let mut body: Value = serde_json::from_slice(&api.with(|bytes| bytes.sent.clone())).unwrap();
        body["name"] = metric.name.clone().into();
        if sent["attributes"] == json!({}) {
            body["attributes"] = json!({});
        }
        prop_assert_eq!(&body, &sent);
        prop_assert_eq!(&serde_json::from_value::<Metric>(body).unwrap(), &metric);

        let mut client = device(Bytes::new(&bytes));
        let mut buffer = vec![0; bytes.len()];
        let read = client.send(&metrics::get("x"), &mut buffer, Millis(0)).unwrap();
        prop_assert_eq!(read.name.to_string(), metric.name);
        prop_assert_eq!(read.display_name.map(|text| text.to_string()), metric.display_name);
        let description = read.description.map(|text| text.to_string());
        prop_assert_eq!((description, read.period), (metric.description, metric.period));
    }

    /// An answer in which bytes were changed, put in or left out is an error or a result.
    #[test]
    fn a_damaged_answer_is_an_error_or_a_result(
        which in 0_usize..3, at: prop::sample::Index, gone in 0_usize..9,
        put in prop::collection::vec(any::<u8>(), 0..9), room in 0_usize..256
    ) {
        let texts = [page(&[METRIC, METRIC]), SERIES.to_owned(), METRIC.to_owned()];
        let mut bytes = texts[which].clone().into_bytes();
        let at = at.index(bytes.len());
        bytes.splice(at..bytes.len().min(at + gone), put);
        let query = measurements::query("t", TimeRange::last(60));
        let results = [
            listed(metrics::list(), &bytes, room),
            listed(query, &bytes, room),
            listed(metrics::get("x"), &bytes, room),
        ];
        for (result, [good, bad]) in results {
            if let Ok(listed) = result {
                prop_assert_eq!(listed.items, (good + bad) as u64);
            }
        }
        // What is no JSON is refused. Half of a surrogate pair is JSON (RFC 8259), but not to that parser.
        let half = bytes.windows(3).any(|three| three.eq_ignore_ascii_case(b"\\ud"));
        let text = std::str::from_utf8(&bytes);
        let text = text.is_ok_and(|text| half || serde_json::from_str::<Value>(text).is_ok());
        let mut buffer = vec![0; room];
        let mut client = device(Bytes::new(&bytes));
        let read = client.send(&metrics::get("x"), &mut buffer, Millis(0)).map(drop);
        prop_assert!(text || read.is_err());
        let answer = desktop(Bytes::new(&bytes)).send(metrics::get("x"));
        prop_assert!(text || answer.is_err());
        let _ = owned(metrics::list(), &bytes).len() + owned(query, &bytes).len();
    }
}
