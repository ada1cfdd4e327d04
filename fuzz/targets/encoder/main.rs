//! Whatever is added to a queue: the body says it as the model in `serde_json` does, and is the same through any window.
#![no_main]

#[path = "../../../tests/doubles/mod.rs"]
mod doubles;
#[path = "../../../tests/encoder/model.rs"]
mod model;

mod generate;

use doubles::{CREDENTIALS, SERVER, is_same, pull};
use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::{Corpus, fuzz_target};
use librato::Client;
use model::bodies;

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok((specs, setup, window)) = generate::case(&mut Unstructured::new(data)) else {
        return Corpus::Reject;
    };
    let sent = |window| {
        let client = Client::new(SERVER, CREDENTIALS, pull(window, 200));
        model::sent(&specs, &setup, if setup.plain_values { client.plain_values() } else { client })
    };
    let requests = sent(window);
    assert_eq!(requests, sent(1 << 16), "window of {window}");
    let expected = bodies(&specs, &setup);
    assert_eq!(requests.len(), expected.len());
    for (request, (target, body)) in requests.iter().zip(&expected) {
        assert_eq!(request.target(), *target);
        let actual = request.json();
        assert!(is_same(&actual, body), "sent {actual}\nnot  {body}");
    }
    Corpus::Keep
});
