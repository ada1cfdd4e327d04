//! Every bad input has an error of its own, loses nothing, and leaves the queue usable.
// Readings are borrowed, as callers do that try again.
#![allow(clippy::needless_borrows_for_generic_args)]
#![cfg(feature = "embedded-io")]

mod doubles;
#[allow(dead_code)]
#[path = "embedded_io/net.rs"]
mod net;

use std::panic::catch_unwind;

use doubles::{CREDENTIALS, SERVER, pull};
use librato::answers::Answer;
use librato::transport::{Method, TransportErrorKind};
use librato::transports::ByteStream;
use librato::{
    AddError, Attributes, Blame, Call, Cause, Client, Counter, Credentials, CredentialsError, Decimal,
    Device, Full, FullPolicy, Gauge, HeaderError, Measurement, Millis, NamePolicy, NameRule, Queue, Reading,
    ReadingError, Server, ServerError, Summary, UnixSeconds, UserAgent, Value, python_sanitizer,
};

type Roomy = Queue<8, 8192>;

/// The rule that a reading breaks; nothing of it stays, and the loss is counted.
fn refused<'r>(queue: &mut Roomy, reading: impl Into<Reading<'r>>) -> ReadingError {
    let (before, len) = (queue.counts(), queue.len());
    let Err(AddError::Invalid(error)) = queue.add(reading) else { panic!("not refused") };
    assert_eq!((queue.counts().invalid, queue.len()), (before.invalid + 1, len));
    assert!(!error.to_string().is_empty());
    error
}

fn strict<'r>(reading: impl Into<Reading<'r>>) -> ReadingError {
    let mut queue = Roomy::new();
    let error = refused(&mut queue, reading);
    queue.add(Gauge::new("good", 1)).unwrap();
    error
}

#[test]
fn a_name_that_is_too_long() {
    let long = "x".repeat(256);
    for policy in [NamePolicy::Strict, NamePolicy::AsIs] {
        let mut queue = Roomy::new().with_names(policy);
        assert_eq!(refused(&mut queue, Gauge::new(&long, 1)), ReadingError::Name(NameRule::TooLong(255)));
        queue.add(Gauge::new(&long[1..], 1)).unwrap();
        let described = Gauge::new(&long, 1).description("d");
        assert_eq!(refused(&mut queue, described), ReadingError::Name(NameRule::TooLong(255)));
    }
    assert_eq!(strict(Gauge::new("a", 1).source(&long)), ReadingError::Source(NameRule::TooLong(255)));
    let tags = [(&long[..65], "v")];
    assert_eq!(strict(Gauge::new("a", 1).tags(&tags)), ReadingError::TagName(NameRule::TooLong(64)));
    let tags = [("t", long.as_str())];
    assert_eq!(strict(Gauge::new("a", 1).tags(&tags)), ReadingError::TagValue(NameRule::TooLong(255)));
}

#[test]
fn a_prefix_leaves_less_for_the_name() {
    // Its length counts as it is sent, not as it is escaped.
    for prefix in ["p".repeat(250), "\"".repeat(250), "\u{1}".repeat(250)] {
        let mut queue = Roomy::new().with_names(NamePolicy::AsIs);
        queue.set_prefix(&prefix).unwrap();
        assert_eq!(refused(&mut queue, Gauge::new("123456", 1)), ReadingError::Name(NameRule::TooLong(5)));
        queue.add(Gauge::new("12345", 1)).unwrap();
    }
    let mut queue = Roomy::new();
    let longest = AddError::Invalid(ReadingError::Name(NameRule::TooLong(254)));
    assert_eq!(queue.set_prefix(&"p".repeat(255)), Err(longest));
    queue.set_prefix(&"p".repeat(254)).unwrap();
    assert_eq!(refused(&mut queue, Gauge::new("ab", 1)), ReadingError::Name(NameRule::TooLong(1)));
    queue.add(Gauge::new("a", 1)).unwrap();
}

#[test]
fn a_name_that_is_empty() {
    assert_eq!(strict(Gauge::new("", 1)), ReadingError::Name(NameRule::Empty));
    assert_eq!(strict(Counter::new("", 1).period(1)), ReadingError::Name(NameRule::Empty));
    assert_eq!(strict(Gauge::new("a", 1).source("")), ReadingError::Source(NameRule::Empty));
    assert_eq!(strict(Gauge::new("a", 1).tags(&[("", "v")])), ReadingError::TagName(NameRule::Empty));
    assert_eq!(strict(Gauge::new("a", 1).tags(&[("t", "")])), ReadingError::TagValue(NameRule::Empty));
    let mut queue = Roomy::new().with_names(NamePolicy::AsIs);
    assert_eq!(refused(&mut queue, Gauge::new("", 1)), ReadingError::Name(NameRule::Empty));
}

#[test]
fn a_name_with_a_bad_character() {
    for (name, at) in [("a b", 1), ("é", 0), ("ab\n", 2), ("x\r\nHost: y", 1), ("a\"", 1)] {
        assert_eq!(strict(Gauge::new(name, 1)), ReadingError::Name(NameRule::Character(at)));
        assert_eq!(strict(Gauge::new("a", 1).source(name)), ReadingError::Source(NameRule::Character(at)));
        let tags = [(name, "v")];
        assert_eq!(strict(Gauge::new("a", 1).tags(&tags)), ReadingError::TagName(NameRule::Character(at)));
    }
    assert_eq!(
        strict(Gauge::new("a", 1).tags(&[("t", "a\n")])),
        ReadingError::TagValue(NameRule::Character(1))
    );
    for source in ["all", "ALL"] {
        assert_eq!(strict(Gauge::new("a", 1).source(source)), ReadingError::Source(NameRule::Reserved));
    }
    // Even if the same text is a good name, and there already.
    let mut queue = Roomy::new();
    queue.add(Gauge::new("all", 1)).unwrap();
    assert_eq!(
        refused(&mut queue, Gauge::new("a", 1).source("all")),
        ReadingError::Source(NameRule::Reserved)
    );
}

#[test]
fn sanitizers_that_do_not_sanitize() {
    let with = |sanitizer| Roomy::new().with_names(NamePolicy::Sanitize(sanitizer));
    let gauge = Gauge::new("any name", 1);
    for gauge in [gauge, gauge.description("d")] {
        assert_eq!(refused(&mut with(|_, _| {}), gauge), ReadingError::Name(NameRule::Empty));
        assert_eq!(refused(&mut with(|_, piece| piece("")), gauge), ReadingError::Name(NameRule::Empty));
        let bad = refused(&mut with(|name, piece| piece(name)), gauge);
        assert_eq!(bad, ReadingError::Name(NameRule::Character(3)));
        let mut queue = with(|_, piece| (0..40).for_each(|_| piece("0123456789")));
        queue.set_prefix("pre.").unwrap();
        queue.add(gauge).unwrap();
        let mut client = Client::new(SERVER, CREDENTIALS, pull(64, 200));
        client.flush(&mut queue, Millis(0), 0).unwrap();
        let name = client.transport().sent[0].json()["gauges"][0]["name"].as_str().unwrap().to_owned();
        assert_eq!(name, format!("pre.{}0", "0123456789".repeat(25)));
    }
    assert_eq!(refused(&mut with(python_sanitizer), Gauge::new("", 1)), ReadingError::Name(NameRule::Empty));
}

#[test]
fn values_that_json_has_not() {
    for value in [Value::from(f64::NAN), f64::INFINITY.into(), f64::NEG_INFINITY.into(), f32::NAN.into()] {
        assert_eq!(strict(Gauge::new("a", value)), ReadingError::NotFinite);
        assert_eq!(strict(Counter::new("a", value)), ReadingError::NotFinite);
        assert_eq!(strict(Measurement::new("a", value)), ReadingError::NotFinite);
        assert_eq!(strict(Summary::new("a", 1, value)), ReadingError::NotFinite);
        assert_eq!(strict(Summary::new("a", 1, 1).min(value)), ReadingError::NotFinite);
        let attributes = Attributes::new().display_max(value);
        assert_eq!(strict(Gauge::new("a", 1).attributes(&attributes)), ReadingError::NotFinite);
        let mut queue = Roomy::new();
        let series = queue.series(Gauge::named("a")).unwrap();
        assert_eq!(queue.record(series, value), Err(AddError::Invalid(ReadingError::NotFinite)));
    }
    assert_eq!(strict(Gauge::new("a", Decimal::new(1, 10))), ReadingError::TooPrecise);
    assert_eq!(strict(Gauge::new("a", Decimal::new(1, u8::MAX))), ReadingError::TooPrecise);
    #[cfg(not(feature = "float"))]
    assert_eq!(strict(Gauge::new("a", 0.0001)), ReadingError::NeedsFloat);
}

#[test]
fn summaries_that_cannot_be() {
    for summary in [
        Summary::new("a", 0, 1),
        Summary::new("a", 1, 1).min(2).max(1),
        Summary::new("a", 1, 1).last(1),
        Summary::new("a", 1, 1).stddev(1),
        Summary::new("a", 1, 1).tagged().sum_squares(1),
    ] {
        assert_eq!(strict(summary), ReadingError::Summary);
    }
}

#[test]
fn times_beyond_2106() {
    let late = UnixSeconds(u64::from(u32::MAX) + 1);
    assert_eq!(strict(Gauge::new("a", 1).at(late)), ReadingError::Time);
    let mut queue = Roomy::new();
    let error = Err(AddError::Invalid(ReadingError::Time));
    assert_eq!(queue.add_at(Gauge::new("a", 1), late), error);
    assert_eq!(queue.add_uptime(Gauge::new("a", 1), Millis(u64::MAX)), error);
    let series = queue.series(Gauge::named("a")).unwrap();
    assert_eq!(queue.record_at(series, 1, late), error);
    assert_eq!((queue.counts().invalid, queue.len()), (3, 0));
}

#[test]
fn tags_that_cannot_be() {
    let many: Vec<String> = (0..51).map(|number| format!("t{number}")).collect();
    let many: Vec<_> = many.iter().map(|name| (name.as_str(), "v")).collect();
    assert_eq!(strict(Gauge::new("a", 1).tags(&many)), ReadingError::TooManyTags);
    Roomy::new().add(Gauge::new("a", 1).tags(&many[1..])).unwrap();
    let twice = [("a", "1"), ("b", "2"), ("a", "1")];
    assert_eq!(strict(Gauge::new("a", 1).tags(&twice)), ReadingError::TagTwice);
    assert_eq!(strict(Measurement::new("a", 1).source("s")), ReadingError::SourceWithTags);
    // More than any text can be, however much room there is.
    let long = "v".repeat(255);
    let long: Vec<_> = many[1..].iter().map(|(name, _)| (*name, long.as_str())).collect();
    assert_eq!(strict(Gauge::new("a", 1).tags(&long)), ReadingError::TooMuchText);
    assert_eq!(strict(Gauge::new("a", 1).description(&"d".repeat(4096))), ReadingError::TooMuchText);
}

#[test]
fn raw_fields_that_cannot_be() {
    for json in ["", "{", "1 2", "nul", "\"\n\"", "NaN", "1,\"x\":2"] {
        assert_eq!(strict(Gauge::new("a", 1).fields(&[("x", json)])), ReadingError::Json);
        let others = [("x", json)];
        assert_eq!(
            strict(Gauge::new("a", 1).attributes(&Attributes::new().others(&others))),
            ReadingError::Json
        );
    }
    for name in ["", "name", "value", "source", "measure_time", "tags", "period"] {
        let fields = [(name, "1")];
        assert_eq!(strict(Gauge::new("a", 1).period(1).fields(&fields)), ReadingError::Field, "{name}");
    }
    assert_eq!(strict(Gauge::new("a", 1).fields(&[("x", "1"), ("x", "2")])), ReadingError::Field);
    for name in ["sum", "count"] {
        assert_eq!(strict(Measurement::new("a", 1).fields(&[(name, "1")])), ReadingError::Field);
        assert_eq!(strict(Summary::new("a", 1, 1).fields(&[(name, "1")])), ReadingError::Field);
    }
    let attributes = Attributes::new().color("#fff").others(&[("color", "1")]);
    assert_eq!(strict(Gauge::new("a", 1).attributes(&attributes)), ReadingError::Field);
}

#[test]
fn a_full_queue() {
    let mut queue = Queue::<2, 64>::new();
    let full = Err(AddError::Full(Full::Slots));
    assert_eq!(queue.add(Summary::new("s", 1, 1)), full);
    queue.add(Gauge::new("a", 1)).unwrap();
    queue.add(Gauge::new("a", 2)).unwrap();
    assert_eq!(queue.add(Gauge::new("never.seen", 3)), full);
    assert_eq!((queue.counts().no_slot, queue.len()), (2, 2));
    Client::new(SERVER, CREDENTIALS, pull(64, 200)).flush(&mut queue, Millis(0), 0).unwrap();
    queue.add(Gauge::new("a", 4)).unwrap();
}

#[test]
fn a_full_text_table() {
    // Two texts of 8 and 12 bytes, with 4 each: full to the last byte.
    let mut queue = Queue::<8, 28>::new();
    queue.add(Gauge::new("12345678", 1).source("123456789012")).unwrap();
    assert_eq!(queue.text_len(), 28);
    assert_eq!(queue.add(Gauge::new("a", 1)), Err(AddError::Full(Full::Text)));
    assert_eq!(queue.series(Gauge::named("a")), Err(AddError::Full(Full::Text)));
    assert_eq!(queue.set_source("a"), Err(AddError::Full(Full::Text)));
    // What is there needs no room.
    queue.add(Gauge::new("12345678", 2).source("123456789012")).unwrap();
    assert_eq!((queue.counts().no_text, queue.len()), (1, 2));
    queue.clear();
    queue.set_source("a").unwrap();
    queue.add(Gauge::new("b", 1)).unwrap();
}

/// Also texts that are put together: tag sets, names with attributes, escaped and sanitized names.
#[test]
fn what_is_there_needs_no_room() {
    let mut queue = Queue::<8, 64>::new().with_names(NamePolicy::AsIs);
    for _ in 0..3 {
        queue.add(Measurement::new("\"", 1).tags(&[("a", "1"), ("b", "é\n")])).unwrap();
        queue.add(Measurement::new("n", 1).description("d\"").tags(&[])).unwrap();
    }
    assert!(queue.text_len() > 52, "{}", queue.text_len());
    let mut queue = Queue::<8, 20>::new().with_names(NamePolicy::Sanitize(python_sanitizer));
    (0..3).for_each(|_| queue.add(Gauge::new("twelve  bytes", 1)).unwrap());
    for name in ["twelve  bytez", "twelve", "twelve  bytes.more"] {
        assert_eq!(queue.add(Gauge::new(name, 1)), Err(AddError::Full(Full::Text)));
    }
}

#[test]
fn scratch_that_is_too_small() {
    for size in 0..64 {
        let mut scratch = vec![0; size];
        let mut queue = Queue::<2, 32>::new();
        queue.add(Gauge::new("a", 1)).unwrap();
        let stream = ByteStream::new(net::Net::new(1, &[]), &mut scratch);
        let mut client = Client::new(Server::from_static("http://127.0.0.1"), CREDENTIALS, stream);
        let error = client.flush(&mut queue, Millis(0), 0).unwrap_err();
        let Cause::Transport(cause) = error.cause else { panic!() };
        assert_eq!(cause.kind, TransportErrorKind::ScratchTooSmall);
        assert_eq!((error.blame(), queue.len(), queue.in_flight()), (Blame::Configuration, 1, 0));
    }
}

#[test]
fn what_is_refused_is_no_constant() {
    let refused: [fn(); 4] = [
        || {
            let _ = Server::from_static("http://metrics.example.net");
        },
        || {
            let _ = Server::insecure_from_static("metrics.example.net");
        },
        || {
            let _ = Credentials::from_static("us:er", "x");
        },
        || {
            let _ = Device::from_static("a\r\nb");
        },
    ];
    for (index, constant) in refused.into_iter().enumerate() {
        assert!(catch_unwind(constant).is_err(), "{index}");
    }
    assert_eq!(Ok(Server::insecure_from_static("http://a.example")), Server::insecure("http://a.example"));
}

#[test]
fn nothing_reaches_a_head_that_is_not_printable() {
    for text in ["a\r\nX: y", "a\n", "a\0", "é", "a\u{7f}"] {
        assert_eq!(UserAgent::prefixed(text), Err(HeaderError::Character));
        assert_eq!(UserAgent::replaced(text), Err(HeaderError::Character));
        assert_eq!(Device::new(text), Err(HeaderError::Character));
        assert!(Credentials::new(text, "x").is_err() && Credentials::new("x", text).is_err());
        assert!(Server::new(&format!("https://{text}/")).is_err());
        assert_eq!(Server::new(&format!("https://h/{text}")), Err(ServerError::Path));
    }
    assert_eq!(UserAgent::replaced(""), Err(HeaderError::Empty));
    assert_eq!(Device::new(""), Err(HeaderError::Empty));
    assert_eq!(Credentials::new("usér", "x").err(), Some(CredentialsError::NotAscii));
    assert_eq!(Credentials::new("a", "x\r").err(), Some(CredentialsError::Control));
    // Path and query of a call are encoded.
    let mut client = Client::new(SERVER, CREDENTIALS, pull(64, 200));
    let call = Call::new(Method::Get, &["a\r\nb", "c/d?"]).query(&[("x\n", " &=#\r\n")]);
    client.call(&call, &mut Answer::<8>::new(), Millis(0)).unwrap();
    let sent = &client.transport().sent[0];
    assert_eq!(sent.target(), "/v1/a%0D%0Ab/c%2Fd%3F?x%0A=%20%26%3D%23%0D%0A");
    assert_eq!(sent.head.lines().filter(|line| line.starts_with("Host: ")).count(), 1);
}

#[test]
fn base_urls_that_are_none() {
    for (url, error) in [
        ("metrics.example.net", ServerError::Scheme),
        ("ftp://metrics.example.net", ServerError::Scheme),
        ("https://user:pw@example.net", ServerError::Credentials),
        ("https://user@example.net/v1", ServerError::Credentials),
        ("https://example.net/?a=b", ServerError::Query),
        ("https://example.net#x", ServerError::Fragment),
        ("https://", ServerError::Host),
        ("https://exa mple.net", ServerError::Host),
        ("https://example.net:0", ServerError::Port),
        ("https://example.net:65536", ServerError::Port),
        ("https://example.net/a b", ServerError::Path),
        ("http://metrics.example.net", ServerError::Insecure),
    ] {
        assert_eq!(Server::new(url), Err(error), "{url}");
        assert!(!error.to_string().contains("pw"));
    }
    assert!(Server::insecure("http://metrics.example.net").is_ok());
}

#[test]
fn a_series_of_another_queue() {
    let mut mine = Roomy::new();
    mine.add(Gauge::new("the.name.that.is.mine", 1).source("the.source.that.is.mine")).unwrap();
    let mut another = Roomy::new();
    for number in 0..8 {
        let series = another.series(Gauge::named(&format!("n{number}")).source("zz")).unwrap();
        another.record(series, 1).unwrap();
        assert_eq!(mine.record(series, 1), Err(AddError::Invalid(ReadingError::Series)));
    }
    assert_eq!((mine.len(), mine.counts().invalid), (1, 8));
    // Those that both know at the same place mean the same.
    let (one, two) = (Gauge::named("same"), Gauge::named("same"));
    let (one, two) = (Roomy::new().series(one).unwrap(), Roomy::new().series(two).unwrap());
    assert_eq!(one, two);
}

#[test]
fn a_raw_field_that_a_summary_would_have_twice() {
    let fields = [("count", "5")];
    let gauge = Gauge::new("t", 1).fields(&fields);
    let mut queue = Queue::<4, 256>::new();
    queue.add(gauge).unwrap();
    let mut queue = Queue::<4, 256>::new().with_full(FullPolicy::Fold);
    assert_eq!(queue.add(gauge), Err(AddError::Invalid(ReadingError::Field)));
}
