//! Arbitrary readings, pulled through windows of every size, read back by both readers.

use librato::{Client, LineProtocol, Millis, NamePolicy};
use proptest::prelude::*;

use super::core_doubles::{CREDENTIALS, SERVER, Sent, pull};
use super::dialect::Dialect;
use super::expected::point;
use super::generate::{setup, spec};
use super::model::{BigQueue, Setup, Spec, borrowed};

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

fn format(underscores: bool, integers: bool) -> LineProtocol {
    let format = LineProtocol::v1("db");
    let format = if underscores { format.underscores() } else { format };
    if integers { format.exact_integers() } else { format }
}

/// As the format writes values, so that the model says them as well.
fn as_values(setup: &Setup) -> Setup {
    Setup { plain_values: true, ..setup.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_are_what_was_added(
        specs in prop::collection::vec(spec(), 1..12),
        setup in setup(),
        window in 1..1500_usize,
        options in any::<(bool, bool)>(),
    ) {
        let (underscores, integers) = options;
        let setup = as_values(&setup);
        let expected: Vec<_> = specs.iter().map(|spec| point(spec, &setup, underscores, integers)).collect();
        let most = if setup.chunk == 0 { 300 } else { usize::from(setup.chunk) };
        let sent = sent(&specs, &setup, format(underscores, integers), window);
        prop_assert_eq!(sent.len(), expected.chunks(most).len());
        for (sent, expected) in sent.iter().zip(expected.chunks(most)) {
            prop_assert_eq!(sent.target(), "/write?precision=s&db=db");
            prop_assert_eq!(sent.length(), sent.body.len());
            let body = std::str::from_utf8(&sent.body).unwrap();
            for dialect in Dialect::ALL {
                let points = dialect.points(body);
                prop_assert!(points == expected, "{:?}: {:?}\nnot {:?}\nin {}", dialect, points, expected, body);
            }
        }
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
        let whole = sent(&specs, &setup, format(underscores, true), 1 << 16);
        for sent in &whole {
            prop_assert_eq!(sent.length(), sent.body.len());
        }
        for window in (1..=300).chain([1460, 4096]) {
            let windows = sent(&specs, &setup, format(underscores, true), window);
            prop_assert!(windows == whole, "windows of {} bytes", window);
        }
    }
}
