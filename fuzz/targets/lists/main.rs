//! Whatever a server sends as a list: no panic, the same elements however the bytes are cut into pieces, and in a JSON text those that
//! another parser finds there; an element that does not fit the buffer says how much it takes.
#![no_main]

mod listings;
mod model;

use std::ops::ControlFlow;

use libfuzzer_sys::fuzz_target;
use librato::api::Listed;
use librato::json::{JsonError, Scanner, decode};
use librato::metrics::MetricRef;
use librato::transports::Recording;
use librato::{ApiError, Client, Credentials, ItemError, Millis, Server};
use listings::{Bare, Element, Found, Series, Shape, TwoForms, Under};
use model::Node;

/// What came of a list: each element, or how many bytes it takes.
type Run = (Vec<Result<Element, usize>>, Result<Listed, ApiError>);

/// Lists an answer that comes in pieces, in a buffer of this size.
fn run<S: Shape>(answer: &[u8], piece: usize, room: usize) -> Run {
    let transport = Recording::<4096>::new().answer_raw(answer).pieces(piece);
    let server = Server::from_static("https://metrics.example.net");
    let mut client = Client::new(server, Credentials::none(), transport);
    let mut elements = Vec::new();
    let listed = client.list(Found::<S>::new(), &mut vec![0; room], Millis(0), |element| {
        elements.push(element.map_err(|error| match error {
            ItemError::TooLong { needed } => needed,
            error => panic!("{error}"),
        }));
        ControlFlow::Continue(())
    });
    (elements, listed)
}

fn check<S: Shape>(text: &[u8], answer: &[u8], piece: usize, room: usize, read: Option<&Node>) {
    let (elements, listed) = run::<S>(answer, 256, 2 * text.len() + 1);
    assert_eq!(
        run::<S>(answer, piece, 2 * text.len() + 1),
        (elements.clone(), listed),
        "in pieces of {piece}"
    );
    let whole = |element: &Result<Element, usize>| element.clone().expect("there is room for all of it");
    let elements: Vec<_> = elements.iter().map(whole).collect();

    let (small, _) = run::<S>(answer, piece, room);
    assert_eq!(small.len(), elements.len());
    for (small, element) in small.iter().zip(&elements) {
        let needed = element.key.len() + element.json.len();
        assert_eq!(
            small,
            &(if needed <= room { Ok(element.clone()) } else { Err(needed) }),
            "in {room} bytes"
        );
    }

    let Some(root) = read else { return };
    let expected = model::elements::<S>(root);
    let is_flat = root.depth() <= Scanner::MAX_DEPTH;
    assert!(if is_flat {
        elements.len() == expected.found.len()
    } else {
        elements.len() <= expected.found.len()
    });
    for (element, (key, node)) in elements.iter().zip(&expected.found) {
        assert_eq!(&Node::of(&element.json), node);
        assert_eq!(&element.key_node::<S>(), key);
    }
    if !is_flat {
        assert_eq!(listed, Err(ApiError::Answer(JsonError::TooDeep)));
    } else if !root.has(S::ACCOUNT) {
        let is_there = listed.map(|listed| assert!(listed.is_whole));
        let wanted = if expected.is_there { Ok(()) } else { Err(ApiError::Answer(JsonError::Mismatch)) };
        assert_eq!(is_there, wanted);
    }
}

/// A metric as another parser reads it.
#[derive(serde::Deserialize)]
struct Metric {
    name: String,
    display_name: Option<String>,
    period: Option<u32>,
}

/// What another parser takes for a metric is one to a device as well, with the same texts.
fn typed(elements: &[Result<Element, usize>]) {
    for element in elements.iter().flatten() {
        // That parser does not look into texts that it passes over.
        let Ok(node) = serde_json::from_slice::<Node>(&element.json) else { continue };
        let Ok(metric) = serde_json::from_slice::<Metric>(&element.json) else { continue };
        let mut scratch = vec![0; element.json.len()];
        let Ok(read) = decode::<MetricRef<'_>>(&element.json, &mut scratch) else {
            // It has more fields, which may be something else.
            let more = ["type", "description", "composite"];
            assert!(more.iter().any(|name| node.has(name)), "{:?}", String::from_utf8_lossy(&element.json));
            continue;
        };
        assert_eq!(read.name.to_string(), metric.name);
        assert_eq!(read.display_name.map(|name| name.to_string()), metric.display_name);
        assert_eq!(read.period, metric.period);
    }
}

fuzz_target!(|raw: &[u8]| {
    let [piece, room, text @ ..] = raw else { return };
    let (piece, room) = (usize::from(*piece) + 1, usize::from(*room));
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        text.len()
    );
    let answer = [head.as_bytes(), text].concat();
    // A letter of a name that is spelled by its number is not looked for.
    let is_spelled = !text.windows(4).any(|four| four == b"\\u00");
    let read = serde_json::from_slice(text).ok().filter(|_| is_spelled);
    check::<Under>(text, &answer, piece, room, read.as_ref());
    check::<TwoForms>(text, &answer, piece, room, read.as_ref());
    check::<Series>(text, &answer, piece, room, read.as_ref());
    check::<Bare>(text, &answer, piece, room, read.as_ref());
    typed(&run::<Under>(&answer, piece, 2 * text.len() + 1).0);
});
