//! Names that a format of lines makes trouble with.

use librato::{Credentials, LineProtocol, Measurement, Reading, UnixSeconds};

use crate::point::{Field, Points};
use crate::write::Way;
use crate::{influx, victoria};

/// Names as they are given, and as they arrive: as a measurement, and as name and value of a tag.
const NAMES: [(&str, &str, &str); 16] = [
    ("plain", "plain", "plain"),
    ("a,b c=d", "a,b c=d", "a,b c=d"),
    (" a ", " a ", " a "),
    (",", ",", ","),
    ("=", "=", "="),
    (r"C:\temp", r"C:\temp", r"C:\temp"),
    (r"C:\", "C:/", "C:/"),
    (r"\\host\a b", r"/\host\a b", r"/\host\a b"),
    (r"a\,b\ c\=d", "a/,b/ c/=d", "a/,b/ c/=d"),
    (r#"a"b'c"#, r#"a"b'c"#, r#"a"b'c"#),
    ("\"q\"", "\"q\"", "\"q\""),
    ("line\nend\r\t", "line_end__", "line_end__"),
    ("#comment", "_comment", "#comment"),
    ("é😀", "é😀", "é😀"),
    ("{a}[b](c)$1", "{a}[b](c)$1", "{a}[b](c)$1"),
    ("%20&x=1?#", "%20&x=1?#", "%20&x=1?#"),
];

const TIME: i64 = 1_700_000_000;

fn expected() -> Points {
    let mut points = Points::default();
    for (number, (_, measurement, tag)) in NAMES.iter().enumerate() {
        let tags = vec![(tag.to_string(), tag.to_string())];
        points.add((measurement.to_string(), tags, TIME), "value", Field::Float(number as f64));
    }
    points
}

/// All in one request, so that one that was not escaped would spoil its neighbours.
fn write(url: &str, way: Way, database: &str) {
    let tags = NAMES.map(|(name, ..)| [(name, name)]);
    let readings: Vec<Reading<'_>> = NAMES
        .iter()
        .zip(&tags)
        .enumerate()
        .map(|(number, ((name, ..), tags))| {
            Measurement::new(name, number as u32).tags(tags).at(UnixSeconds(TIME as u64)).into()
        })
        .collect();
    let format = LineProtocol::v1(database.to_owned());
    let report = way.try_write(url, Credentials::none(), format, &readings).expect("accepted");
    assert_eq!((report.accepted as usize, report.requests), (NAMES.len(), 1));
}

pub(crate) fn to_influx(url: &str, way: Way) {
    let database = format!("names {}", way.name());
    influx::create(url, &database);
    write(url, way, &database);
    influx::points(url, &database).assert_same(&expected());
    println!("InfluxDB over {}: {} names that need care", way.name(), NAMES.len());
}

pub(crate) fn to_victoria(url: &str, way: Way) {
    let database = format!("names {}", way.name());
    write(url, way, &database);
    victoria::points(url, &database).assert_same(&expected());
    println!("VictoriaMetrics over {}: {} names that need care", way.name(), NAMES.len());
}
