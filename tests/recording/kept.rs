//! What a recording keeps of requests.

use librato::HttpTransport;
use librato::transports::{RecordedKind, Recording, Reply};

use crate::doubles::{BASIC, BODY, Plain, TOKEN, USER, exchange};

fn kept<const N: usize>(bodies: &[&str]) -> Recording<'static, N> {
    let mut recording = Recording::<N>::new();
    for body in bodies {
        let mut request = Plain::new("http://127.0.0.1:8080", body);
        exchange(&mut recording, &mut request).unwrap();
    }
    recording
}

#[test]
fn credentials_never_reach_the_memory_whatever_the_window() {
    let clean = kept::<4096>(&[BODY]).request(0).raw().to_vec();
    for window in 1..=20 {
        for line in [
            format!("Authorization: Basic {BASIC}"),
            format!("AUTHORIZATION:{TOKEN}"),
            format!("authorization :{USER}"),
        ] {
            let mut recording = Recording::<4096>::new().window(window);
            let mut request = Plain::local();
            let text = String::from_utf8(request.bytes.clone()).unwrap();
            let own = format!("Authorization: Basic {BASIC}");
            assert!(text.contains(&own));
            let name = line.split(':').next().unwrap();
            request.bytes = text.replace(&own, &line).into_bytes();
            exchange(&mut recording, &mut request).unwrap();

            let kept = recording.request(0);
            assert!(kept.is_complete() && !kept.is_truncated());
            let shown = format!("{recording:?}{}", String::from_utf8_lossy(kept.raw()));
            for secret in [USER, TOKEN, BASIC, &BASIC[..8]] {
                assert!(!shown.contains(secret), "{secret} at window {window}");
            }
            assert_eq!(kept.header(name), Some("<redacted>"));
            assert_eq!(kept.body_text(), BODY);
            let expected = text.replace(&own, &format!("{name}: <redacted>"));
            assert_eq!(kept.raw(), expected.as_bytes());
        }
    }
    assert!(String::from_utf8(clean).unwrap().contains("Authorization: <redacted>\r\n"));
}

#[test]
fn a_request_is_shown_in_its_parts() {
    let recording = kept::<4096>(&[BODY, "", "\r\n\r\nAuthorization: of the body"]);
    assert_eq!((recording.requests(), recording.dropped(), recording.is_truncated()), (3, 0, false));
    let request = recording.request(0);
    assert_eq!((request.method(), request.target()), ("POST", "/v1/metrics"));
    assert_eq!(request.header("host"), Some("127.0.0.1:8080"));
    assert_eq!(request.header("Content-type"), Some("application/json"));
    assert_eq!(request.header("X-None"), None);
    let names: Vec<_> = request.headers().map(|(name, _)| name).collect();
    assert_eq!(names, ["Host", "Authorization", "Content-Type", "Content-Length"]);
    assert_eq!((request.body(), request.body_text()), (BODY.as_bytes(), BODY));
    assert_eq!(recording.request(1).body_text(), "");
    assert_eq!(recording.request(2).body_text(), "\r\n\r\nAuthorization: of the body");
}

#[test]
fn an_absent_request_is_an_empty_one() {
    let recording = kept::<4096>(&[BODY]);
    for index in [1, usize::MAX] {
        let request = recording.request(index);
        assert_eq!((request.method(), request.target(), request.header("Host")), ("", "", None));
        assert_eq!((request.raw(), request.body_text(), request.gauge("t")), (&b""[..], "", None));
        assert!(!request.is_complete() && !request.is_truncated());
    }
}

/// At every size of the memory: the exchanges go on, and what is kept and what is dropped add up.
#[test]
fn memory_that_is_too_small_is_flagged() {
    fn check<const N: usize>() {
        let recording = kept::<N>(&[BODY, BODY]);
        let whole = kept::<4096>(&[BODY]).request(0).raw().to_vec();
        assert_eq!(recording.requests(), 2);
        let kept: usize = (0..2).map(|index| recording.request(index).raw().len()).sum();
        assert_eq!(kept + recording.dropped(), 2 * whole.len(), "{N}");
        assert_eq!(recording.is_truncated(), N < 2 * (whole.len() + 4), "{N}");
        for index in 0..2 {
            let request = recording.request(index);
            assert!(whole.starts_with(request.raw()));
            assert_eq!(request.is_truncated(), request.raw().len() < whole.len());
        }
    }
    check::<0>();
    check::<3>();
    check::<4>();
    check::<5>();
    check::<100>();
    check::<200>();
    check::<212>();
    check::<213>();
    check::<214>();
    check::<215>();
    check::<216>();
    check::<400>();
    check::<600>();
}

#[test]
fn clear_forgets_requests_but_not_the_script() {
    let mut recording = Recording::<300>::new().answer(503).answer(401);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(exchange(&mut recording, &mut Plain::local()).unwrap().status);
        assert_eq!((recording.requests(), recording.is_truncated()), (1, false));
        assert_eq!(recording.request(0).gauge("t"), Some((21.5, "attic")));
        recording.clear();
        assert_eq!((recording.requests(), recording.request(0).raw()), (0, &b""[..]));
    }
    assert_eq!(statuses, [503, 401, 200]);
}

#[test]
fn readings_of_the_legacy_form() {
    let body = r#"{"measure_time":1700000000,"source":"house","period":60,"gauges":[
        {"name":"t","value":21.5,"source":"attic","measure_time":1700000060,"description":"a \"b\""},
        {"name":"t","value":-3,"attributes":{"name":"x","list":[{"name":"n","value":9}]}},
        {"name":"agg","count":3,"sum":1.5e3,"min":1,"max":2},
        {"name":"\u0063af\u00e9","value":12345678901}],
        "other":[{"name":"no","value":1}],
        "counters":[{"value":7,"name":"t"}]}"#;
    let recording =
        kept::<4096>(&[body, "", "[]", "null", r#"{"gauges":7,"counters":[{"name":"c","value":1}]}"#]);
    let request = recording.request(0);
    assert_eq!(request.gauge("t"), Some((21.5, "attic")));
    assert_eq!(request.gauge("agg"), Some((1500.0, "house")));
    assert_eq!(request.gauge("café"), Some((12_345_678_901.0, "house")));
    assert_eq!(request.counter("t"), Some((7.0, "house")));
    assert_eq!((request.gauge("no"), request.gauge("n"), request.counter("agg")), (None, None, None));
    assert!(request.measurement("t").is_none());

    let readings: Vec<_> = request.readings().collect();
    let names: Vec<_> = readings.iter().map(|reading| (reading.kind(), reading.name())).collect();
    let (gauge, counter) = (RecordedKind::Gauge, RecordedKind::Counter);
    let escaped = r"\u0063af\u00e9";
    assert_eq!(names, [(gauge, "t"), (gauge, "t"), (gauge, "agg"), (gauge, escaped), (counter, "t")]);
    assert_eq!((readings[0].time(), readings[1].time()), (Some(1_700_000_060), Some(1_700_000_000)));
    assert!(readings[0].text("description").unwrap().is(r#"a "b""#));
    assert_eq!((readings[2].number("count"), readings[2].number("period")), (Some("3"), Some("60")));
    assert_eq!(readings[1].text("description"), None);

    for index in 1..4 {
        assert_eq!(recording.request(index).readings().count(), 0);
    }
    assert_eq!(recording.request(4).counter("c"), Some((1.0, "")));
}

#[test]
fn readings_of_the_tagged_form() {
    let body = r#"{"tags":{"host":"a","site":"x"},"time":5,"measurements":[
        {"name":"m","value":0.25},
        {"name":"n","sum":4,"count":2,"tags":{"site":"y"},"time":9}]}"#;
    let recording = kept::<4096>(&[body]);
    let m = recording.request(0).measurement("m").unwrap();
    assert_eq!(
        (m.value(), m.time(), m.tag("host"), m.tag("site")),
        (Some(0.25), Some(5), Some("a"), Some("x"))
    );
    let n = recording.request(0).measurement("n").unwrap();
    assert_eq!((n.value(), n.time(), n.tag("host"), n.tag("site")), (Some(4.0), Some(9), None, Some("y")));
    assert_eq!(n.source(), "");
    assert_eq!(recording.request(0).gauge("m"), None);
}

/// However a body is cut, looking into it neither panics nor finds what is not there.
#[test]
fn readings_of_a_cut_body() {
    let two = r#"{"gauges":[{"name":"a","value":1},{"name":"b","value":2}]}"#;
    let mut last = 0;
    for end in 0..=two.len() {
        let recording = kept::<4096>(&[&two[..end]]);
        let found = recording.request(0).readings().count();
        assert!(found == last || found == last + 1, "{end}");
        assert_eq!(recording.request(0).gauge("b").is_some(), found == 2);
        last = found;
    }
    assert_eq!(last, 2);
}

#[test]
fn a_recording_is_a_plain_value() {
    let recording = kept::<1024>(&[BODY]);
    let mut copy = recording.clone();
    exchange(&mut copy, &mut Plain::local()).unwrap();
    assert_eq!((recording.requests(), copy.requests()), (1, 2));
    let transport: &mut dyn HttpTransport = &mut Recording::<64>::default().otherwise(Reply::new(204));
    assert_eq!(exchange(transport, &mut Plain::local()).unwrap().status, 204);
}
