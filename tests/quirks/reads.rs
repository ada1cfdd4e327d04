//! Series and composites that are read.

use librato::measurements::{self, TimeRange};
use librato::transports::{Recording, Reply};

use super::{client, sent};

/// A length of time does as well as a start; neither is no range, before anything is sent.
#[test]
pub(super) fn composite_get_tagged_needs_start_time() {
    let api = client(Recording::new().answer(Reply::new(200).body(r#"{"series":[]}"#)));
    let range = TimeRange::of(None, None, Some(3600)).unwrap();
    let composite = api.send(measurements::compose("s(\"a\",\"*\")", range)).unwrap();
    assert!(composite.series.is_empty());
    let target = "/v1/measurements?compose=s%28%22a%22%2C%22%2A%22%29&duration=3600&resolution=1";
    assert_eq!(sent(&api)[0].0, target);
    assert!(TimeRange::of(None, None, None).is_err());
}
