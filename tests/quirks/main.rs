//! What we do where the recordings show a fault of the Python client: one test for each such case that there are calls for. The
//! advice stands in the case and in `tests/vectors/README.md`, "Where copying Python is wrong".
#![cfg(all(feature = "std", feature = "recording"))]

mod alerts;
mod calls;
mod charts;
mod reads;
mod writes;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use librato::transports::Recording;
use librato::{Error, Librato, NamePolicy, UnixSeconds};
use serde_json::Value;

type Play = Recording<'static, 32_768>;
type Api = Librato<Play>;

/// Each case and its test.
const COVERED: [(&str, fn()); 46] = [
    ("aggregator.floored_to_zero", writes::aggregator_floored_to_zero),
    ("aggregator.names_not_sanitized", writes::aggregator_names_not_sanitized),
    ("aggregator.not_a_number_first", writes::aggregator_not_a_number_first),
    ("aggregator.submit_clears_values_and_time", writes::aggregator_submit_clears_values_and_time),
    ("aggregator.zero_time_counts_as_none", writes::aggregator_zero_time_counts_as_none),
    ("alerts.answer_without_md", alerts::answer_without_md),
    ("alerts.condition_without_verb", alerts::condition_without_verb),
    ("alerts.delete_takes_first_match", alerts::delete_takes_first_match),
    ("alerts.list", alerts::list),
    ("alerts.save_loses_unknown_fields", alerts::save_loses_unknown_fields),
    ("annotations.get_event_without_name", calls::annotations_get_event_without_name),
    ("annotations.update_stream_204", calls::annotations_update_stream_204),
    ("annotations.update_stream_without_fields", calls::annotations_update_stream_without_fields),
    ("charts.answer_without_streams", charts::answer_without_streams),
    ("charts.save_drops_stream_tags", charts::save_drops_stream_tags),
    ("charts.stream_fields_lost", charts::stream_fields_lost),
    ("charts.stream_payloads", charts::stream_payloads),
    ("composite.get_tagged_needs_start_time", reads::composite_get_tagged_needs_start_time),
    ("connect.base_path_without_final_slash", writes::connect_base_path_without_final_slash),
    ("errors.403_list", writes::errors_403_list),
    ("errors.429_retry_after_ignored", writes::errors_429_retry_after_ignored),
    ("errors.redirect_not_followed", writes::errors_redirect_not_followed),
    ("errors.unknown_shape", writes::errors_unknown_shape),
    ("metrics.get_composite_type_refused", calls::metrics_get_composite_type_refused),
    ("metrics.get_missing_fields", calls::metrics_get_missing_fields),
    ("metrics.get_time_range_and_sources", calls::metrics_get_time_range_and_sources),
    ("metrics.list_without_key", calls::metrics_list_without_key),
    ("metrics.path_non_ascii_refused", calls::metrics_path_non_ascii_refused),
    ("metrics.path_not_escaped", calls::metrics_path_not_escaped),
    ("metrics.path_space_refused", calls::metrics_path_space_refused),
    ("metrics.query_encoding_kinds", calls::metrics_query_encoding_kinds),
    ("queue.failed_second_chunk", writes::queue_failed_second_chunk),
    ("queue.unknown_type", writes::queue_unknown_type),
    ("retry.keep_alive_server", writes::retry_keep_alive_server),
    ("retry.no_limit", writes::retry_no_limit),
    ("sanitizer.where_it_does_not_apply", writes::sanitizer_where_it_does_not_apply),
    ("services.missing_field", alerts::services_missing_field),
    ("submit.not_a_number", writes::submit_not_a_number),
    ("submit.unknown_type", writes::submit_unknown_type),
    ("tagged.aggregator_ignores_connection_and_queue_tags", writes::tagged_aggregator_ignores_other_tags),
    ("tagged.aggregator_second_half_refused", writes::tagged_aggregator_second_half_refused),
    ("tagged.counter_type_forgotten", writes::tagged_counter_type_forgotten),
    ("tagged.inherit_without_own", writes::tagged_inherit_without_own),
    ("tagged.partly_rejected", writes::tagged_partly_rejected),
    ("tagged.queue_connection_tags_only", writes::tagged_queue_connection_tags_only),
    ("tagged.source_passes_through", writes::tagged_source_passes_through),
];

/// Cases whose steps page, have defaults or work on objects that were read. They wait for typed calls.
const WAITING: [&str; 0] = [];

#[test]
fn each_quirk_has_its_test_or_waits() {
    let mut recorded = BTreeSet::new();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let cases = file["cases"].as_array().unwrap().iter();
        let quirks = cases.filter(|case| case["conformance"] == "quirk");
        recorded.extend(quirks.map(|case| case["id"].as_str().unwrap().to_owned()));
    }
    let named = COVERED.iter().map(|(id, _)| *id).chain(WAITING).map(str::to_owned);
    assert_eq!(named.clone().count(), recorded.len());
    assert_eq!(named.collect::<BTreeSet<_>>(), recorded);
}

fn client(recording: Play) -> Api {
    Librato::with_transport("https://metrics.example.net", "user", "token", recording)
        .unwrap()
        .names(NamePolicy::AsIs)
        .clock(|| UnixSeconds(1_421_762_400))
        .sleeper(|_| panic!("nothing should wait here"))
}

/// A client that notes its waits, in seconds.
fn patient(recording: Play) -> (Api, Arc<Mutex<Vec<u64>>>) {
    let waits = Arc::new(Mutex::new(Vec::new()));
    let noted = waits.clone();
    (client(recording).sleeper(move |wait| noted.lock().unwrap().push(wait.as_secs())), waits)
}

/// Target and body of each request.
fn sent(api: &Api) -> Vec<(String, Value)> {
    api.with(|recording| {
        assert!(!recording.is_truncated());
        let requests = (0..recording.requests()).map(|index| recording.request(index));
        requests
            .map(|request| {
                (request.target().to_owned(), serde_json::from_slice(request.body()).unwrap_or_default())
            })
            .collect()
    })
}

fn status(result: Result<impl Sized, Error>) -> u16 {
    result.err().and_then(|error| error.status()).unwrap_or(0)
}
