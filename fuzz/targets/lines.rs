//! Whatever is added to a queue: readers of line protocol find in the body what the documentation promises, and it is the same through
//! any window.
#![no_main]

#[path = "../../tests/line_protocol/dialect.rs"]
mod dialect;
#[path = "../../tests/doubles/mod.rs"]
mod doubles;
#[path = "../../tests/line_protocol/expected.rs"]
mod expected;
#[path = "encoder/generate.rs"]
mod generate;
#[path = "../../tests/encoder/model.rs"]
#[allow(dead_code, reason = "made for bodies in JSON as well")]
mod model;

use doubles::{CREDENTIALS, SERVER, pull};
use expected::{Options, assert_reads};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::{Corpus, fuzz_target};
use librato::Client;
use model::{Setup, Spec};

fn case(u: &mut Unstructured<'_>) -> Result<(Vec<Spec>, Setup, usize, Options)> {
    let options = Options { underscores: u.arbitrary()?, integers: u.arbitrary()? };
    let (specs, setup, window) = generate::case(u)?;
    Ok((specs, setup, window, options))
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok((specs, setup, window, options)) = case(&mut Unstructured::new(data)) else {
        return Corpus::Reject;
    };
    let sent = |window| {
        let client = Client::with_format(SERVER, CREDENTIALS, pull(window, 204), options.format());
        model::sent(&specs, &setup, client)
    };
    let requests = sent(window);
    assert_eq!(requests, sent(1 << 16), "window of {window}");
    assert_reads(&requests, &specs, &setup, options);
    Corpus::Keep
});
