//! Arbitrary readings, pulled through windows of every size, read back by both readers.

use librato::Client;
use proptest::prelude::*;

use super::doubles::{CREDENTIALS, SERVER, Sent, pull};
use super::expected::{Options, assert_reads};
use super::generate::{setup, spec};
use super::model::{self, Setup, Spec};

/// The requests of one flush through windows of this size.
fn sent(specs: &[Spec], setup: &Setup, options: Options, window: usize) -> Vec<Sent> {
    model::sent(specs, setup, Client::with_format(SERVER, CREDENTIALS, pull(window, 204), options.format()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_are_what_was_added(
        specs in prop::collection::vec(spec(), 1..12),
        setup in setup(),
        window in 1..1500_usize,
        (underscores, integers) in any::<(bool, bool)>(),
    ) {
        let options = Options { underscores, integers };
        let sent = sent(&specs, &setup, options, window);
        assert_reads(&sent, &specs, &setup, options);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_window_gives_the_same_bytes(
        specs in prop::collection::vec(spec(), 1..5),
        setup in setup(),
        underscores: bool,
    ) {
        let options = Options { underscores, integers: true };
        let whole = sent(&specs, &setup, options, 1 << 16);
        for sent in &whole {
            prop_assert_eq!(sent.length(), sent.body.len());
        }
        for window in (1..=300).chain([1460, 4096]) {
            let windows = sent(&specs, &setup, options, window);
            prop_assert!(windows == whole, "windows of {} bytes", window);
        }
    }
}
