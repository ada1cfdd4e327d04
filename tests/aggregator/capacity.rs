//! What there is room for, and what happens where there is none.

use librato::{
    AddError, Aggregator, AggregatorView, Full, NamePolicy, NameRule, ReadingError, python_sanitizer,
};

const NO_SLOT: Result<(), AddError> = Err(AddError::Full(Full::Slots));
const NO_TEXT: Result<(), AddError> = Err(AddError::Full(Full::Text));

fn names(aggregator: &AggregatorView) -> Vec<(&str, bool)> {
    aggregator.iter().map(|series| (series.name, series.tagged)).collect()
}

#[test]
fn one_series_more_than_there_is_room_for() {
    let mut aggregator = Aggregator::<3, 256>::new();
    for name in ["z", "a", "m", "a"] {
        aggregator.add(name, 1).unwrap();
    }
    assert_eq!(aggregator.add("b", 1), NO_SLOT);
    assert_eq!(aggregator.add_tagged("a", 1), NO_SLOT);
    assert_eq!(aggregator.series("b").map(|_| ()), NO_SLOT);
    assert_eq!(aggregator.add("", 1), Err(AddError::Invalid(ReadingError::Name(NameRule::Empty))));
    aggregator.add("m", 1).unwrap();
    let handle = aggregator.series("z").unwrap();
    aggregator.record(handle, 1).unwrap();
    assert_eq!(names(&aggregator), [("z", false), ("a", false), ("m", false)]);
    assert_eq!((aggregator.len(), aggregator.tagged_len(), aggregator.refused()), (3, 0, 3));
    aggregator.clear();
    for name in ["x", "y"] {
        aggregator.add(name, 1).unwrap();
    }
    assert_eq!(aggregator.add("b", 1), NO_SLOT, "z has a handle, and keeps its room");
    assert_eq!(names(&aggregator), [("x", false), ("y", false)]);
}

#[test]
fn text_runs_out() {
    // Each name of 9 to 12 bytes takes 16.
    let mut aggregator = Aggregator::<16, 48>::new();
    for name in ["metric.one", "metric.two", "metric.three"] {
        aggregator.add(name, 1).unwrap();
    }
    let before = aggregator.text_len();
    assert_eq!(aggregator.add("x", 1), NO_TEXT);
    assert_eq!(aggregator.set_source("attic"), NO_TEXT);
    assert_eq!(aggregator.set_tags(Some(&[("a", "b")])), NO_TEXT);
    assert_eq!((aggregator.source(), aggregator.tags().count()), (None, 0));
    for name in ["metric.one", "metric.two", "metric.three"] {
        aggregator.add(name, 1).unwrap();
        aggregator.add_tagged(name, 1).expect("the text is there");
    }
    assert_eq!((aggregator.len(), aggregator.text_len()), (6, before));
    aggregator.clear();
    aggregator.add("x", 1).unwrap();
    assert_eq!(names(&aggregator), [("x", false)]);
}

#[test]
fn a_full_table_still_takes_what_it_has_under_every_policy() {
    let policies = [NamePolicy::Strict, NamePolicy::Sanitize(python_sanitizer), NamePolicy::AsIs];
    for policy in policies {
        let mut aggregator = Aggregator::<4, 16>::new().with_names(policy);
        aggregator.add("metric.one", 1).unwrap();
        assert_eq!(aggregator.add("other", 1), NO_TEXT, "{policy:?}");
        aggregator.add("metric.one", 2).unwrap();
        assert_eq!(aggregator.iter().next().unwrap().count, 2);
    }
}

#[test]
fn no_room_at_all() {
    let mut nothing = Aggregator::<0, 0>::new();
    assert_eq!(nothing.add("a", 1), NO_SLOT);
    assert_eq!(nothing.iter().count(), 0);
    let mut no_text = Aggregator::<1, 3>::new();
    assert_eq!(no_text.add("a", 1), NO_TEXT);
    assert!(no_text.is_empty());
}

#[test]
fn a_series_costs_fifty_bytes() {
    let small = size_of::<Aggregator<8, 128>>();
    assert_eq!(size_of::<Aggregator<16, 128>>() - small, 8 * 50);
    assert_eq!(size_of::<Aggregator<8, 256>>() - small, 128);
    assert!(small < 8 * 50 + 128 + 160, "{small}");
}

#[test]
fn names_pass_the_policy() {
    let broken = |rule| Err(AddError::Invalid(ReadingError::Name(rule)));
    let long = "x".repeat(300);
    let mut strict = Aggregator::<4, 512>::new();
    assert_eq!(strict.add("a b", 1), broken(NameRule::Character(1)));
    assert_eq!(strict.add(&long, 1), broken(NameRule::TooLong(255)));
    assert_eq!(strict.add_tagged("caf\u{e9}", 1), broken(NameRule::Character(3)));
    assert_eq!(strict.series("").map(|_| ()), broken(NameRule::Empty));
    assert_eq!((strict.len(), strict.text_len(), strict.refused()), (0, 0, 3));

    let mut clean = Aggregator::<4, 512>::new().with_names(NamePolicy::Sanitize(python_sanitizer));
    let handle = clean.series("caf\u{e9}  50%").unwrap();
    clean.add("caf+50-", 1).unwrap();
    clean.record(handle, 1).unwrap();
    clean.add(&long, 1).unwrap();
    let found: Vec<(String, u32)> = clean.iter().map(|series| (series.name.into(), series.count)).collect();
    assert_eq!(found, [("caf-50-".into(), 2), (long[..255].into(), 1)]);

    let mut odd = Aggregator::<4, 512>::new().with_names(NamePolicy::Sanitize(|name, piece| {
        piece(name.trim_start_matches('!'));
    }));
    assert_eq!(odd.add("!!!", 1), broken(NameRule::Empty));
    assert_eq!(odd.add("!a b", 1), broken(NameRule::Character(1)));
    assert_eq!(odd.add(&format!("{}\u{1f321}", "x".repeat(253)), 1), broken(NameRule::Character(253)));

    let mut open = Aggregator::<4, 512>::new().with_names(NamePolicy::AsIs);
    open.add("a \"b\"\n\u{1f321}", 1).unwrap();
    assert_eq!(open.add("", 1), broken(NameRule::Empty));
    assert_eq!(names(&open), [("a \"b\"\n\u{1f321}", false)]);
}

#[test]
fn sources_and_tags_are_checked_and_can_be_read_back() {
    let mut aggregator = Aggregator::<4, 2048>::new();
    aggregator.set_source("attic").unwrap();
    assert_eq!(
        aggregator.set_source("All"),
        Err(AddError::Invalid(ReadingError::Source(NameRule::Reserved)))
    );
    assert_eq!(aggregator.source(), Some("attic"));
    aggregator.set_source("").unwrap();
    assert_eq!(aggregator.source(), None);

    aggregator.set_tags(Some(&[("a", "1"), ("c", r"x\y")])).unwrap();
    assert!(aggregator.add_tags(&[("bad name", "1")]).is_err());
    aggregator.add_tags(&[("b", "2"), ("a", "3")]).unwrap();
    let mut tags: Vec<(String, String)> =
        aggregator.tags().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    tags.sort();
    assert_eq!(tags, [("a", "3"), ("b", "2"), ("c", r"x\y")].map(|(a, b)| (a.into(), b.into())));
    let many: Vec<String> = (0..50).map(|tag| format!("t{tag}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (&**name, "v")).collect();
    assert_eq!(aggregator.add_tags(&many), Err(AddError::Invalid(ReadingError::TooManyTags)));
    assert_eq!(aggregator.tags().count(), 3);
    aggregator.set_tags(None).unwrap();
    assert_eq!(aggregator.tags().count(), 0);
}

#[test]
fn a_handle_of_another_aggregator_that_means_nothing() {
    let mut large = Aggregator::<8, 128>::new();
    let handle = ["a", "b", "c", "d"].map(|name| large.series(name).unwrap())[3];
    let mut small = Aggregator::<2, 128>::new();
    small.add("a", 1).unwrap();
    assert_eq!(small.record(handle, 1), NO_SLOT);
    assert_eq!((small.refused(), small.iter().next().unwrap().count), (1, 1));
}

#[test]
fn any_number_of_names_pass_through() {
    let mut aggregator = Aggregator::<8, 256>::new();
    let kept = aggregator.series("kept").unwrap();
    let mut most_text = 0;
    for round in 0..30_000_u32 {
        for name in 0..5 {
            aggregator.add(&format!("visitor.{round}.{name}"), name).unwrap();
        }
        aggregator.record(kept, round).unwrap();
        assert_eq!(aggregator.len(), 6);
        if round % 1_000 == 0 {
            let last = aggregator.iter().last().unwrap();
            assert_eq!((last.name, last.sum), ("kept", round.into()));
        }
        most_text = most_text.max(aggregator.text_len());
        aggregator.clear();
    }
    assert!(most_text > 100 && most_text <= 256, "{most_text}");
}
