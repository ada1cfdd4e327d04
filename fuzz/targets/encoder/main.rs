//! Whatever is added to a queue: the body says it as the model in `serde_json` does, and is the same through any window.
#![no_main]

#[path = "../../../tests/core_doubles/mod.rs"]
mod core_doubles;
#[path = "../../../tests/encoder/model.rs"]
mod model;

mod generate;

use core_doubles::{CREDENTIALS, SERVER, Sent, is_same, pull};
use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::{Corpus, fuzz_target};
use librato::{Client, Millis, NamePolicy};
use model::{BigQueue, Setup, Spec, bodies, borrowed};

/// The requests of one flush, pulled through windows of this size.
fn sent(specs: &[Spec], setup: &Setup, window: usize) -> Vec<Sent> {
    let mut queue = Box::new(BigQueue::new().with_names(NamePolicy::AsIs).with_chunk(setup.chunk));
    queue.set_prefix(&setup.prefix).unwrap();
    queue.set_source(setup.source.as_deref().unwrap_or_default()).unwrap();
    queue.set_tags(setup.tags.as_ref().map(borrowed).as_deref()).unwrap();
    for spec in specs {
        spec.add(&mut queue, setup);
    }
    let mut client = Client::new(SERVER, CREDENTIALS, pull(window, 200));
    client = if setup.plain_values { client.plain_values() } else { client };
    let report = client.flush(&mut *queue, Millis(0), 0).unwrap();
    assert_eq!((report.accepted as usize, queue.len()), (specs.len(), 0));
    client.transport().sent.clone()
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok((specs, setup, window)) = generate::case(&mut Unstructured::new(data)) else {
        return Corpus::Reject;
    };
    let requests = sent(&specs, &setup, window);
    assert_eq!(requests, sent(&specs, &setup, 1 << 16), "window of {window}");
    let expected = bodies(&specs, &setup);
    assert_eq!(requests.len(), expected.len());
    for (request, (target, body)) in requests.iter().zip(&expected) {
        assert_eq!(request.target(), *target);
        let actual = request.json();
        assert!(is_same(&actual, body), "sent {actual}\nnot  {body}");
    }
    Corpus::Keep
});
