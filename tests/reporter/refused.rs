//! What a server refuses as a whole.

use librato::Reporter;
use librato::transports::{Recording, Reply};
use serde_json::Value as Json;

use crate::site::Site;
use crate::{HOUR, LONG, api, number, reporter};

/// What the server refuses as a whole is dropped and counted, or nothing would ever go out again.
#[test]
fn a_refused_chunk_keeps_nothing_waiting() {
    let body = r#"{"errors":{"params":{"measure_time":["is too far in the past"]}}}"#;
    let refusal = Reply::new(400).headers(&[("Content-Type", "application/json")]).body(body);
    let reporter = reporter(Recording::new().answer(503).answer(refusal));
    reporter.gauge("old").record(1.0);
    assert_eq!(reporter.flush(LONG).waiting, 1);
    reporter.gauge("new").record(2.0);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.waiting, stats.dropped), (1, 0, 1));
    assert!(stats.last_error.is_some_and(|error| error.contains("too far in the past")));
    assert_eq!(number(&reporter, 2, "new", "value"), Some(2.0));
    assert_eq!(reporter.api().totals().dropped, 1);
}

/// A server that refuses requests with readings like these, and names none.
fn refusing(status: u16, refuses: impl Fn(&[Json]) -> bool + Send + 'static) -> Reporter<Site> {
    let body = r#"{"errors":{"params":{"value":["is not what it should be"]}}}"#;
    let site = Site::new(move |readings| if refuses(readings) { (status, body) } else { (200, "") });
    api(site).reporter(HOUR).unwrap()
}

fn record(reporter: &Reporter<Site>, series: usize) {
    (0..series).for_each(|number| reporter.gauge(&format!("g{number}")).record(1.0));
}

/// The reading that it means is found, wherever it is, in few requests.
#[test]
fn one_reading_that_is_refused_takes_no_other_with_it() {
    for status in [400, 413, 422] {
        for bad in ["g0", "g77", "g299", "g699"] {
            let reporter =
                refusing(status, move |readings| readings.iter().any(|reading| reading["name"] == bad));
            record(&reporter, 700);
            let stats = reporter.flush(LONG);
            assert_eq!((stats.accepted, stats.waiting, stats.dropped), (699, 0, 1), "{status} {bad}");
            assert!(stats.last_error.is_some_and(|error| error.contains(&status.to_string())));
            assert_eq!(reporter.api().totals().dropped, 1);
            reporter.api().with(|site| {
                assert_eq!(site.taken.len(), 699);
                assert!(site.numbers(bad, "value").is_empty());
                assert!(site.sizes.len() <= 24, "{} requests", site.sizes.len());
            });
        }
    }
}

#[test]
fn a_server_that_takes_smaller_requests_only() {
    let reporter = refusing(413, |readings| readings.len() > 100);
    record(&reporter, 3_000);
    let stats = reporter.flush(LONG);
    assert_eq!(
        (stats.accepted, stats.waiting, stats.dropped, stats.last_error.is_some()),
        (3_000, 0, 0, true)
    );
    reporter.api().with(|site| {
        assert_eq!(site.sizes[..3], [300, 150, 75]);
        assert_eq!(site.sizes.iter().filter(|size| **size > 100).count(), 2);
    });
    // Next time it may be another one.
    record(&reporter, 300);
    reporter.flush(LONG);
    reporter.api().with(|site| assert!(site.sizes.ends_with(&[300, 150, 75, 75, 75, 75])));
}

/// One that takes nothing at all is not asked for each reading.
#[test]
fn a_server_that_refuses_everything() {
    for status in [400, 413] {
        let reporter = refusing(status, |_| true);
        record(&reporter, 3_000);
        let stats = reporter.flush(LONG);
        assert_eq!((stats.accepted, stats.waiting, stats.dropped), (0, 0, 3_000));
        let requests = reporter.api().with(|site| site.sizes.len());
        assert!(requests <= 60, "{requests}");
    }
}

/// Two readings that cannot be in one request. Once they are sent apart the others go as before.
#[test]
fn readings_that_do_not_go_together() {
    let reporter = refusing(400, |readings| {
        let has = |name| readings.iter().any(|reading| reading["name"] == name);
        has("g7") && has("g8")
    });
    record(&reporter, 3_000);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.waiting, stats.dropped), (3_000, 0, 0));
    let requests = reporter.api().with(|site| site.sizes.len());
    assert!(requests < 1_000, "{requests}");
}
