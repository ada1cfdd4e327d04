//! Whatever is added to a queue: readers of line protocol find in the body what the documentation promises, and it is the same through
//! any window.
#![no_main]

#[path = "../../tests/core_doubles/mod.rs"]
mod core_doubles;
#[path = "../../tests/line_protocol/dialect.rs"]
mod dialect;
#[path = "../../tests/line_protocol/expected.rs"]
mod expected;
#[path = "encoder/generate.rs"]
mod generate;
#[path = "../../tests/encoder/model.rs"]
#[allow(dead_code, reason = "made for bodies in JSON as well")]
mod model;

use core_doubles::{CREDENTIALS, SERVER, Sent, pull};
use dialect::Dialect;
use expected::point;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::{Corpus, fuzz_target};
use librato::{Client, LineProtocol, Millis, NamePolicy};
use model::{BigQueue, Setup, Spec, borrowed};

/// The requests of one flush, pulled through windows of this size.
fn sent(specs: &[Spec], setup: &Setup, format: LineProtocol, window: usize) -> Vec<Sent> {
    let mut queue = Box::new(BigQueue::new().with_names(NamePolicy::AsIs).with_chunk(setup.chunk));
    queue.set_prefix(&setup.prefix).unwrap();
    queue.set_source(setup.source.as_deref().unwrap_or_default()).unwrap();
    queue.set_tags(setup.tags.as_ref().map(borrowed).as_deref()).unwrap();
    for spec in specs {
        spec.add(&mut queue, setup);
    }
    let mut client = Client::with_format(SERVER, CREDENTIALS, pull(window, 204), format);
    let report = client.flush(&mut *queue, Millis(0), 0).unwrap();
    assert_eq!((report.accepted as usize, queue.len()), (specs.len(), 0));
    client.transport().sent.clone()
}

fn case(u: &mut Unstructured<'_>) -> Result<(Vec<Spec>, Setup, usize, bool, bool)> {
    let (underscores, integers) = (u.arbitrary()?, u.arbitrary()?);
    let (specs, setup, window) = generate::case(u)?;
    // As the format writes values, so that the model says them as well.
    Ok((specs, Setup { plain_values: true, ..setup }, window, underscores, integers))
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok((specs, setup, window, underscores, integers)) = case(&mut Unstructured::new(data)) else {
        return Corpus::Reject;
    };
    let format = LineProtocol::v1("db");
    let format = if underscores { format.underscores() } else { format };
    let format = if integers { format.exact_integers() } else { format };
    let requests = sent(&specs, &setup, format, window);
    assert_eq!(requests, sent(&specs, &setup, format, 1 << 16), "window of {window}");

    let points: Vec<_> = specs.iter().map(|spec| point(spec, &setup, underscores, integers)).collect();
    let most = if setup.chunk == 0 { 300 } else { usize::from(setup.chunk) };
    assert_eq!(requests.len(), points.chunks(most).len());
    for (request, expected) in requests.iter().zip(points.chunks(most)) {
        assert_eq!(request.length(), request.body.len());
        let body = std::str::from_utf8(&request.body).expect("line protocol is text");
        for dialect in Dialect::ALL {
            assert_eq!(dialect.points(body), expected, "{dialect:?}: {body}");
        }
    }
    Corpus::Keep
});
