//! What a queue sends that took an aggregator's values.

use librato::transports::{RecordedKind, Recording};
use librato::{
    AddError, Aggregator, Client, Credentials, Decimal, Full, FullPolicy, Gauge, Millis, NamePolicy,
    NameRule, Queue, QueueView, ReadingError, Server, SharedAggregator, SharedQueue, UnixSeconds,
};

const SERVER: Server = Server::from_static("https://metrics.example.net");
const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");

/// The bodies that a queue sends, by target.
fn sent(queue: &mut QueueView) -> Vec<(String, serde_json::Value)> {
    let mut client = Client::new(SERVER, CREDENTIALS, Recording::<16384>::new());
    client.flush(queue, Millis(0), 1).unwrap();
    let recording = client.transport();
    assert!(!recording.is_truncated());
    (0..recording.requests())
        .map(|index| recording.request(index))
        .map(|request| (request.target().to_owned(), serde_json::from_slice(request.body()).unwrap()))
        .collect()
}

#[test]
fn both_halves_go_to_their_own_endpoints() {
    let mut aggregator = Aggregator::<8, 256>::new().with_period(60).with_squares();
    aggregator.set_source("attic").unwrap();
    aggregator.set_tags(Some(&[("room", "att/ic"), ("path", r"C:\x")])).unwrap();
    aggregator.add_tagged("t", 1).unwrap();
    aggregator.add("t", 2).unwrap();
    aggregator.add_tagged("t", Decimal::new(25, 1)).unwrap();
    aggregator.add("t", 3).unwrap();
    let mut queue = Queue::<64, 512>::new();
    assert_eq!(queue.add_aggregator_at(&mut aggregator, Some(UnixSeconds(1_421_744_447))), Ok(2));
    assert!(aggregator.is_empty());
    let expected = [
        (
            "/v1/metrics",
            serde_json::json!({"gauges": [{"name": "t", "count": 2, "sum": 5, "min": 2, "max": 3,
                "sum_squares": 13, "source": "attic", "measure_time": 1_421_744_400}]}),
        ),
        (
            "/v1/measurements",
            serde_json::json!({"measurements": [{"name": "t", "count": 2, "sum": 3.5, "min": 1.0, "max": 2.5,
                "tags": {"room": "att/ic", "path": r"C:\x"}, "time": 1_421_744_400}]}),
        ),
    ];
    assert_eq!(sent(&mut queue), expected.map(|(target, body)| (target.to_owned(), body)));
}

#[test]
fn a_queues_own_source_holds_but_not_its_tags() {
    let mut aggregator = Aggregator::<8, 256>::new();
    aggregator.add("plain", 1).unwrap();
    aggregator.add_tagged("tagged", 1).unwrap();
    let mut queue = Queue::<64, 512>::new();
    queue.set_source("house").unwrap();
    queue.set_tags(Some(&[("queue", "q")])).unwrap();
    assert_eq!(queue.add_aggregator_at(&mut aggregator, None), Ok(2));
    let bodies = sent(&mut queue);
    assert_eq!(bodies[0].1["gauges"][0]["source"], "house");
    assert_eq!(bodies[1].1["measurements"][0]["name"], "tagged");
    assert_eq!(bodies[1].1["measurements"][0].get("tags"), None);
}

#[test]
fn what_does_not_fit_stays_and_goes_later() {
    let mut aggregator = Aggregator::<8, 256>::new();
    for name in ["a", "b", "c"] {
        aggregator.add(name, 1).unwrap();
        aggregator.add_tagged(name, 2).unwrap();
    }
    let mut queue = Queue::<8, 256>::new();
    let mut seen = Vec::new();
    let mut calls = 0;
    loop {
        calls += 1;
        let taken = queue.add_aggregator_at(&mut aggregator, None);
        for (_, body) in sent(&mut queue) {
            for list in ["gauges", "measurements"] {
                for reading in body[list].as_array().into_iter().flatten() {
                    seen.push(format!("{list} {} {}", reading["name"], reading["sum"]));
                }
            }
        }
        match taken {
            Ok(_) => break,
            Err(error) => assert_eq!(error, AddError::Full(Full::Slots)),
        }
        assert!(calls < 9, "no way forward");
    }
    let of = |list: &str, sum| ["a", "b", "c"].map(|name| format!("{list} \"{name}\" {sum}"));
    assert_eq!(seen, [of("gauges", 1), of("measurements", 2)].concat());
    assert_eq!(calls, 3);
}

#[test]
fn values_that_come_meanwhile_are_a_reading_of_their_own() {
    let mut aggregator = Aggregator::<8, 256>::new();
    aggregator.add("a", 1).unwrap();
    aggregator.add("b", 1).unwrap();
    let mut queue = Queue::<5, 256>::new();
    assert!(queue.add_aggregator_at(&mut aggregator, None).is_err());
    aggregator.add("a", 10).unwrap();
    aggregator.add("b", 10).unwrap();
    let first = sent(&mut queue);
    assert_eq!(
        first[0].1["gauges"],
        serde_json::json!([{"name": "a", "count": 1, "sum": 1, "min": 1, "max": 1}])
    );
    let mut queue = Queue::<64, 256>::new();
    assert_eq!(queue.add_aggregator_at(&mut aggregator, None), Ok(2));
    let gauges = sent(&mut queue)[0].1["gauges"].clone();
    assert_eq!(
        gauges,
        serde_json::json!([
            {"name": "b", "count": 2, "sum": 11, "min": 1, "max": 10},
            {"name": "a", "count": 1, "sum": 10, "min": 10, "max": 10}
        ])
    );
}

#[test]
fn one_that_is_refused_for_itself_does_not_stop_the_others() {
    let mut aggregator = Aggregator::<8, 256>::new().with_names(NamePolicy::AsIs);
    for name in ["a", "b c", "d"] {
        aggregator.add(name, 1).unwrap();
    }
    let mut queue = Queue::<64, 256>::new();
    let error = AddError::Invalid(ReadingError::Name(NameRule::Character(1)));
    for _ in 0..2 {
        assert_eq!(queue.add_aggregator_at(&mut aggregator, None), Err(error));
        assert_eq!((queue.len(), aggregator.len()), (2, 1));
    }
    let mut open = Queue::<64, 256>::new().with_names(NamePolicy::AsIs);
    assert_eq!(open.add_aggregator_at(&mut aggregator, None), Ok(1));
    assert_eq!(sent(&mut open)[0].1["gauges"][0]["name"], "b c");
}

#[test]
fn a_queue_without_room_for_a_name_takes_those_it_knows() {
    let mut aggregator = Aggregator::<8, 256>::new();
    aggregator.add("a.long.name.that.nobody.knows", 1).unwrap();
    aggregator.add("known", 1).unwrap();
    let mut queue = Queue::<64, 24>::new();
    queue.add(Gauge::new("known", 1)).unwrap();
    assert_eq!(queue.add_aggregator_at(&mut aggregator, None), Err(AddError::Full(Full::Text)));
    assert_eq!((queue.len(), aggregator.len()), (2, 1));
    assert_eq!(aggregator.iter().next().unwrap().name, "a.long.name.that.nobody.knows");
}

#[test]
fn a_queue_may_make_room() {
    let mut aggregator = Aggregator::<8, 256>::new();
    let mut queue = Queue::<8, 256>::new().with_full(FullPolicy::DropOldest);
    for value in 0..9 {
        queue.add(Gauge::new("old", value)).unwrap_or_default();
    }
    aggregator.add("a", 1).unwrap();
    assert_eq!(queue.add_aggregator_at(&mut aggregator, None), Ok(1));
    assert_eq!((queue.len(), queue.counts().evicted), (6, 4));
}

#[test]
fn uptime_becomes_a_time_once_that_is_known() {
    let mut aggregator = Aggregator::<8, 256>::new().with_period(60);
    aggregator.add("a", 1).unwrap();
    let mut queue = Queue::<8, 256>::new();
    assert_eq!(queue.add_aggregator_uptime(&mut aggregator, Millis(190_500)), Ok(1));
    aggregator.set_measure_time(Some(UnixSeconds(1_421_744_447))).unwrap();
    aggregator.add("b", 1).unwrap();
    assert_eq!(queue.add_aggregator_uptime(&mut aggregator, Millis(190_500)), Ok(1));
    let mut client = Client::new(SERVER, CREDENTIALS, Recording::<4096>::new());
    client.set_time(UnixSeconds(1_800_000_000), Millis(200_000));
    client.flush(&mut queue, Millis(200_000), 1).unwrap();
    let request = client.transport().request(0);
    let time = |name| request.reading(RecordedKind::Gauge, name).unwrap().time();
    assert_eq!(time("a"), Some(1_800_000_000 - 200 + 180));
    assert_eq!(time("b"), Some(1_421_744_400));
}

#[test]
fn views_of_both() {
    fn report(aggregator: &mut librato::AggregatorView, queue: &mut QueueView) -> Result<usize, AddError> {
        aggregator.add("t", 1)?;
        queue.add_aggregator_at(aggregator, None)
    }
    assert_eq!(report(&mut Aggregator::<2, 64>::new(), &mut Queue::<8, 64>::new()), Ok(1));
}

#[test]
fn a_shared_one_moves_while_threads_add() {
    static SENSORS: SharedAggregator<8, 128> = SharedAggregator::new();
    static QUEUE: SharedQueue<2048, 512> = SharedQueue::new();
    const MOVES: u64 = 200;
    let tagged = SENSORS.with(|sensors| sensors.tagged_series("n")).unwrap().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..5_000 {
                    SENSORS.add("n", 1).unwrap();
                    SENSORS.record(tagged, 2).unwrap();
                }
            });
        }
        for minute in 0..MOVES {
            QUEUE.add_aggregator_uptime(&SENSORS, Millis::from_secs(minute)).unwrap();
        }
    });
    QUEUE.add_aggregator_at(&SENSORS, None).unwrap();
    assert!(SENSORS.with(|sensors| sensors.is_empty()).unwrap());
    let mut client = Client::new(SERVER, CREDENTIALS, Recording::<131_072>::new());
    client.flush(&QUEUE, Millis(0), 1).unwrap();
    assert!(!client.transport().is_truncated());
    let mut totals = [0.0; 2];
    for request in (0..client.transport().requests()).map(|index| client.transport().request(index)) {
        let total = &mut totals[usize::from(request.target() == "/v1/measurements")];
        for reading in request.readings() {
            *total += reading.number("sum").unwrap().parse::<f64>().unwrap();
        }
    }
    assert_eq!(totals, [10_000.0, 20_000.0]);
}

#[test]
fn a_shared_one_that_is_in_use_keeps_its_values() {
    static SENSORS: SharedAggregator<8, 128> = SharedAggregator::of(Aggregator::new().with_period(60));
    static QUEUE: SharedQueue<8, 128> = SharedQueue::new();
    SENSORS.add("n", 1).unwrap();
    let take = || QUEUE.add_aggregator_at(&SENSORS, Some(UnixSeconds(1_421_744_447)));
    assert_eq!(SENSORS.with(|_| take()), Some(Err(AddError::Busy)));
    assert_eq!(QUEUE.with(|_| take()), Some(Err(AddError::Busy)));
    assert_eq!((take(), take()), (Ok(1), Ok(0)));
    assert_eq!(QUEUE.len(), 1);
}
