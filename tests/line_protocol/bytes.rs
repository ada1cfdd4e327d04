//! What each kind of reading becomes, byte by byte.

use librato::{
    Aggregator, Attributes, Client, Counter, Decimal, FullPolicy, Gauge, LineProtocol, Measurement, Millis,
    NamePolicy, Queue, Reading, Summary, UnixSeconds,
};

use super::doubles::{CREDENTIALS, SERVER, pull};

const TIME: UnixSeconds = UnixSeconds(1_421_744_400);

type Lines = Queue<64, 4096>;

fn body(queue: &mut Lines, format: LineProtocol) -> String {
    let mut client = Client::with_format(SERVER, CREDENTIALS, pull(1000, 204), format);
    client.flush(queue, Millis(0), 0).unwrap();
    assert_eq!(client.transport().sent.len(), 1, "one request");
    String::from_utf8(client.transport().sent[0].body.clone()).unwrap()
}

fn line<'r>(reading: impl Into<Reading<'r>>, format: LineProtocol) -> String {
    let mut queue = Lines::new().with_names(NamePolicy::AsIs);
    queue.add(reading).unwrap();
    let body = body(&mut queue, format);
    let line = body.strip_suffix('\n').unwrap();
    assert!(!line.contains('\n'), "{line:?}");
    line.to_owned()
}

fn plain<'r>(reading: impl Into<Reading<'r>>) -> String {
    line(reading, LineProtocol::new())
}

#[test]
fn kinds_share_a_request_in_the_order_of_the_queue() {
    let mut queue = Lines::new();
    queue.set_prefix("home.").unwrap();
    queue.set_source("kitchen").unwrap();
    queue.add(Measurement::new("load", 0.25).tags(&[("host", "web 1"), ("az", "b")]).at(TIME)).unwrap();
    queue.add(Counter::new("requests", 102).at(TIME)).unwrap();
    queue.add(Gauge::new("t", Decimal::new(2150, 2)).source("attic").at(TIME)).unwrap();
    queue.add(Measurement::new("idle", 1)).unwrap();
    let rich = Attributes::new().color("#ff8800").units_short("°C");
    queue.add(Gauge::new("t", -3).description("d").period(60).attributes(&rich)).unwrap();
    assert_eq!(
        body(&mut queue, LineProtocol::new()),
        "home.load,host=web\\ 1,az=b value=0.25 1421744400\n\
         home.requests,source=kitchen value=102 1421744400\n\
         home.t,source=attic value=21.50 1421744400\n\
         home.idle value=1\n\
         home.t,source=kitchen value=-3\n"
    );
}

#[test]
fn summaries_have_a_field_for_each_figure() {
    assert_eq!(plain(Summary::new("p", 3, 3039).min(1012).max(1014)), "p count=3,sum=3039,min=1012,max=1014");
    assert_eq!(plain(Summary::new("p", 2, 0.5).sum_squares(0.13)), "p count=2,sum=0.5,sum_squares=0.13");
    let tagged = Summary::new("p", 2, 7).tags(&[("a", "b")]).last(4).stddev(0.5).at(UnixSeconds(0));
    assert_eq!(plain(tagged), "p,a=b count=2,sum=7.0,last=4.0,stddev=0.5 0");
}

#[test]
fn aggregates_and_folded_series_are_summaries() {
    let mut minute = Aggregator::<8, 256>::new().with_period(60);
    let pressure = minute.series("pressure").unwrap();
    for sample in [1013, 1014, 1012] {
        minute.record(pressure, sample).unwrap();
    }
    let mut queue = Lines::new();
    queue.add_aggregator_at(&mut minute, Some(UnixSeconds(1_795_305_671))).unwrap();
    let aggregate = body(&mut queue, LineProtocol::new());
    let figures = "pressure count=3,sum=3039,min=1012,max=1014 1795305660\n";
    assert_eq!(aggregate, figures);

    let mut small = Queue::<4, 64>::new().with_full(FullPolicy::Fold);
    for value in 1..=5 {
        small.add(Gauge::new("t", value).at(TIME)).unwrap();
    }
    let mut client = Client::with_format(SERVER, CREDENTIALS, pull(64, 204), LineProtocol::new());
    client.flush(&mut small, Millis(0), 0).unwrap();
    let sent: Vec<_> = client.transport().sent.iter().map(|sent| sent.body.as_slice()).collect();
    let first = b"t count=4,sum=10,min=1,max=4 1421744400\n";
    assert_eq!(sent.concat(), [&first[..], b"t value=5 1421744400\n"].concat());
}

#[test]
fn numbers_are_floats() {
    for (reading, expected) in [
        (Gauge::new("a", u64::MAX), "a value=18446744073709551615"),
        (Gauge::new("a", i64::MIN), "a value=-9223372036854775808"),
        (Gauge::new("a", 0.1 + 0.2), "a value=0.30000000000000004"),
        (Gauge::new("a", -0.0), "a value=-0.0"),
        (Gauge::new("a", f64::MAX), "a value=1.7976931348623157e+308"),
        (Gauge::new("a", 5e-324), "a value=5e-324"),
        (Gauge::new("a", Decimal::new(-1, 9)), "a value=-0.000000001"),
    ] {
        assert_eq!(plain(reading), expected);
    }
}

#[test]
fn an_integer_field_keeps_what_no_float_can() {
    const FORMAT: LineProtocol = LineProtocol::new().exact_integers();
    for (reading, expected) in [
        (Gauge::new("a", (1_i64 << 53) + 1), "a value=9007199254740993,integer=9007199254740993i"),
        (Gauge::new("a", i64::MAX), "a value=9223372036854775807,integer=9223372036854775807i"),
        // These a float has, or no InfluxDB integer.
        (Gauge::new("a", 1_i64 << 53), "a value=9007199254740992"),
        (Gauge::new("a", i64::MIN), "a value=-9223372036854775808"),
        (Gauge::new("a", 7), "a value=7"),
        (Gauge::new("a", 0.5), "a value=0.5"),
        (Gauge::new("a", u64::MAX), "a value=18446744073709551615"),
    ] {
        assert_eq!(line(reading, FORMAT), expected);
    }
}

#[test]
fn what_is_escaped_and_what_cannot_be_written() {
    for (text, measurement, tag) in [
        ("a,b c=d", r"a\,b\ c=d", r"a\,b\ c\=d"),
        (" a ", r"\ a\ ", r"\ a\ "),
        (r"C:\temp", r"C:\temp", r"C:\temp"),
        (r"C:\", "C:/", "C:/"),
        (r"\\host\a b", r"/\host\a\ b", r"/\host\a\ b"),
        (r"a\,b\ c\=d", r"a/\,b/\ c/=d", r"a/\,b/\ c/\=d"),
        (r#"a"b'c"#, r#"a"b'c"#, r#"a"b'c"#),
        (r#"a\"b"#, r#"a/"b"#, r#"a/"b"#),
        ("a\nb\rc\td\0e\u{7f}f", "a_b_c_d_e_f", "a_b_c_d_e_f"),
        ("a\\\nb", "a/_b", "a/_b"),
        ("#a#", "_a#", "#a#"),
        ("é😀", "é😀", "é😀"),
    ] {
        let expected = format!("{measurement},{tag}={tag} value=1");
        assert_eq!(plain(Measurement::new(text, 1).tags(&[(text, text)])), expected);
        assert_eq!(plain(Gauge::new(text, 1).source(text)), format!("{measurement},source={tag} value=1"));
    }
}

#[test]
fn a_prefix_begins_the_measurement() {
    for (prefix, name, expected) in
        [("#", "#a", "_#a value=1"), ("a\\", " b", "a/\\ b value=1"), ("", "#", "_ value=1")]
    {
        let mut queue = Lines::new().with_names(NamePolicy::AsIs);
        queue.set_prefix(prefix).unwrap();
        queue.add(Gauge::new(name, 1)).unwrap();
        assert_eq!(body(&mut queue, LineProtocol::new()), format!("{expected}\n"));
    }
}

#[test]
fn names_for_promql() {
    const FORMAT: LineProtocol = LineProtocol::new().underscores();
    for (name, expected) in
        [("load.1-min:x_Y", "load_1_min_x_Y"), ("1a", "_1a"), ("é\u{1f321} \"\\\n", "______"), ("#", "_")]
    {
        let tags = [(name, "web.1 é")];
        let reading = Measurement::new(name, 1).tags(&tags);
        assert_eq!(line(reading, FORMAT), format!("{expected},{expected}=web.1\\ é value=1"));
    }
    let mut queue = Lines::new();
    queue.set_prefix("9.").unwrap();
    queue.add(Gauge::new("1", 1)).unwrap();
    assert_eq!(body(&mut queue, FORMAT), "_9_1 value=1\n");
}

#[test]
fn tags_that_come_to_have_one_name() {
    const FORMAT: LineProtocol = LineProtocol::new().underscores();
    for (tags, expected) in [
        (&[("a.b", "1"), ("a:b", "2"), ("c", "3")][..], "m,a_b=1,c=3 value=1"),
        (&[("a.b", "1"), ("a:b", "2"), ("a_b", "3")], "m,a_b=3 value=1"),
        (&[("a_b", "1"), ("a-b", "2")], "m,a_b=1 value=1"),
    ] {
        assert_eq!(line(Measurement::new("m", 1).tags(tags), FORMAT), expected);
    }
    let controls = Measurement::new("m", 1).tags(&[("a\n", "1"), ("a\t", "2"), ("a_", "3"), ("b", "4")]);
    assert_eq!(plain(controls), "m,a_=3,b=4 value=1");
}
