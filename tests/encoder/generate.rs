//! Arbitrary readings, and queues for them.

use proptest::prelude::*;

use crate::model::{Number, Setup, Spec, Tags, What};

pub(crate) fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        prop_oneof![any::<i64>(), Just(0), Just(i64::MIN), Just(i64::MAX), -1000..1000_i64]
            .prop_map(Number::Int),
        prop_oneof![any::<u64>(), Just(u64::MAX), Just(1 << 63)].prop_map(Number::Uint),
        (prop_oneof![any::<i64>(), -100_000..100_000_i64], 0..=9_u8).prop_map(|(d, p)| Number::Decimal(d, p)),
        prop_oneof![
            any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |float| float.is_finite()),
            (-1e6..1e6_f64),
            (-1_000_000..1_000_000_i64).prop_map(|thousandths| thousandths as f64 / 1000.0),
            Just(-0.0),
            Just(f64::MAX),
            (1..u64::from(u32::MAX)).prop_map(f64::from_bits),
        ]
        .prop_map(Number::F64),
        any::<u32>().prop_map(f32::from_bits).prop_filter("finite", |f| f.is_finite()).prop_map(Number::F32),
        (-1_000_000..1_000_000_i32).prop_map(|n| Number::F32(n as f32 / 100.0)),
    ]
}

/// A number that a summary keeps to the last bit, whatever the others are.
pub(crate) fn small_number() -> impl Strategy<Value = Number> {
    prop_oneof![
        (-1_000_000..1_000_000_i64).prop_map(Number::Int),
        (-(1_i64 << 40)..1 << 40, 0..=9_u8).prop_map(|(d, p)| Number::Decimal(d, p)),
        (-1e6..1e6_f64).prop_map(Number::F64),
    ]
}

/// Any text, and often one of a few, so that readings share them.
pub(crate) fn text(most: usize) -> impl Strategy<Value = String> {
    let any = prop_oneof![any::<String>(), "\\PC{1,12}", "[a-z\"\\\\\u{0}-\u{1f}]{1,9}"];
    prop_oneof![
        prop::sample::select(vec!["a", "cpu.load", "\"", "a\\\"b", "é\u{1f321}", "\u{7f}\u{2028}"])
            .prop_map(str::to_owned),
        any.prop_map(move |text| text.chars().take(most / 4).collect::<String>())
    ]
    .prop_filter("not empty", |text| !text.is_empty())
}

pub(crate) fn tags() -> impl Strategy<Value = Tags> {
    let map = prop::collection::btree_map(text(64), text(255), 0..5);
    map.prop_map(|tags| tags.into_iter().collect())
}

pub(crate) fn what() -> impl Strategy<Value = What> {
    let summary = (
        any::<bool>(),
        1..=u32::MAX,
        small_number(),
        prop::option::of((small_number(), small_number())),
        prop::option::of(small_number()),
        prop::option::of(small_number()),
    );
    prop_oneof![
        3 => number().prop_map(What::Gauge),
        2 => number().prop_map(What::Counter),
        2 => number().prop_map(What::Measurement),
        2 => summary.prop_map(|(tagged, count, sum, ends, a, b)| {
            let ends = ends.map(|(a, b)| if a.f64() <= b.f64() { (a, b) } else { (b, a) });
            What::Summary(tagged, count, sum, ends, a, b)
        }),
    ]
}

pub(crate) fn spec() -> impl Strategy<Value = Spec> {
    use prop::option::of;
    let field = (
        prop::sample::select(vec!["unit", "a\"b", "é"]),
        prop::sample::select(vec!["null", "[1, {\"a\":\"\\u00e9\"}]", " -1.5e3\n", "\"x\\\"y\"", "{}"]),
    );
    let time = prop_oneof![Just(0), Just(1), Just(u32::MAX), any::<u32>(), 1_795_305_600..1_795_305_603_u32];
    let more =
        (of(any::<u32>()), (of(text(99)), of(text(99))), of((text(40), number(), any::<bool>())), of(field));
    let rest = (what(), text(120), of(text(255)), of(tags()), any::<bool>(), of(time));
    (rest, more, prop::bool::weighted(0.3)).prop_map(
        |((what, name, source, tags, inherit, time), more, has_more)| {
            let (period, texts, color, field) =
                if has_more { more } else { (None, (None, None), None, None) };
            let field = field.map(|(name, json)| (name.to_owned(), json.to_owned()));
            let tags = tags.filter(|_| !matches!(what, What::Gauge(_) | What::Counter(_)));
            Spec { what, name, source, tags, inherit, time, period, texts, color, field }
        },
    )
}

pub(crate) fn setup() -> impl Strategy<Value = Setup> {
    use prop::option::weighted;
    let prefix = prop_oneof![Just(String::new()), text(100)];
    (
        prefix,
        weighted(0.4, text(255)),
        weighted(0.3, tags()),
        any::<bool>(),
        prop_oneof![Just(0_u16), 1..7_u16],
    )
        .prop_map(|(prefix, source, tags, plain_values, chunk)| Setup {
            prefix,
            source,
            tags,
            plain_values,
            chunk,
        })
}
