//! Lists, page after page.

use std::ops::ControlFlow;

use librato::api::ItemError;
use librato::json::JsonError;
use librato::transports::Recording;
use librato::{ApiError, Error, Millis, metrics};

use super::{desktop, device, json, sent};

/// Pages of metrics `m0`, `m1`...: how many are on each.
fn pages(sizes: &[usize], found: usize) -> Vec<String> {
    let mut offset = 0;
    let mut pages = Vec::new();
    for size in sizes {
        let metrics: Vec<_> =
            (offset..offset + size).map(|number| format!(r#"{{"name":"m{number}"}}"#)).collect();
        let query = format!(r#"{{"found":{found},"total":999,"offset":{offset},"length":{size}}}"#);
        pages.push(format!(r#"{{"query":{query},"metrics":[{}]}}"#, metrics.join(",")));
        offset += size;
    }
    pages
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("m{number}")).collect()
}

/// A server may give less than was asked for; nothing is left out, nothing comes twice.
#[test]
fn pages_follow_by_what_came() {
    for (sizes, found) in
        [(&[0][..], 0), (&[3], 3), (&[2, 2, 1], 5), (&[2, 2], 4), (&[1, 3, 2], 6), (&[2, 0], 9)]
    {
        let pages = pages(sizes, found);
        let play = || pages.iter().fold(Recording::new(), |play, page| play.answer(json(page)));
        let all: usize = sizes.iter().sum();

        let api = desktop(play());
        let list = metrics::list().length(3).name("m");
        let metrics: Result<Vec<_>, _> =
            api.list(list).map(|metric| metric.map(|metric| metric.name)).collect();
        assert_eq!(metrics.unwrap(), names(all));
        api.with(|recording| assert_eq!(recording.requests(), sizes.len()));

        let mut device = device(play());
        let (mut metrics, mut buffer) = (Vec::new(), [0; 64]);
        let listed = device.list(list, &mut buffer, Millis(0), |metric| {
            metrics.push(metric.unwrap().name.to_string());
            ControlFlow::Continue(())
        });
        let listed = listed.unwrap();
        assert_eq!((listed.items, listed.pages, listed.is_whole), (all as u64, sizes.len() as u32, true));
        assert_eq!(metrics, names(all));
        let offsets: Vec<_> = sent(device.transport())
            .into_iter()
            .map(|(_, target, _)| {
                target
                    .split("offset=")
                    .nth(1)
                    .map_or(0, |rest| rest.split('&').next().unwrap().parse().unwrap())
            })
            .collect();
        let expected: Vec<usize> =
            sizes.iter().scan(0, |sum, size| Some(std::mem::replace(sum, *sum + size))).collect();
        assert_eq!(offsets, expected);
    }
}

#[test]
fn a_break_asks_for_no_more() {
    let pages = pages(&[2, 2], 4);
    let mut device = device(Recording::new().answer(json(&pages[0])).answer(json(&pages[1])));
    let mut seen = 0;
    let listed = device.list(metrics::list(), &mut [0; 64], Millis(0), |_| {
        seen += 1;
        ControlFlow::Break(())
    });
    let listed = listed.unwrap();
    assert_eq!((seen, listed.items, listed.pages, listed.is_whole), (1, 1, 1, false));
    let api = desktop(Recording::new().answer(json(&pages[0])));
    assert_eq!(api.list(metrics::list()).next().unwrap().unwrap().name, "m0");
    api.with(|recording| assert_eq!(recording.requests(), 1));
}

/// The other elements are given all the same.
#[test]
fn elements_that_do_not_fit_or_are_something_else() {
    let page =
        r#"{"metrics":[{"name":"0123456789"},{"name":"m"},{"name":7},5,{"name":"n"}],"query":{"found":5}}"#;
    let mut device = device(Recording::new().answer(json(page)));
    let mut given = Vec::new();
    let listed = device.list(metrics::list(), &mut [0; 16], Millis(0), |metric| {
        given.push(metric.map(|metric| metric.name.to_string()));
        ControlFlow::Continue(())
    });
    assert_eq!(listed.unwrap().items, 5);
    let wrong = ItemError::Answer(JsonError::Mismatch);
    let expected = [
        Err(ItemError::TooLong { needed: 21 }),
        Ok("m".to_owned()),
        Err(wrong),
        Err(wrong),
        Ok("n".to_owned()),
    ];
    assert_eq!(given, expected);
    let api = desktop(Recording::new().answer(json(page)));
    let names: Vec<_> =
        api.list(metrics::list()).map(|metric| metric.map(|metric| metric.name).ok()).collect();
    assert_eq!(names, [Some("0123456789".into()), Some("m".into()), None, None, Some("n".into())]);
}

/// Without the account of a page nobody knows whether there is another one: that is no end of the list.
#[test]
fn an_account_that_does_not_fit_is_an_error() {
    let pages = pages(&[2, 2], 4);
    let mut device = device(Recording::new().answer(json(&pages[0])));
    let mut seen = 0;
    let listed = device.list(metrics::list(), &mut [0; 16], Millis(0), |metric| {
        seen += usize::from(metric.is_ok());
        ControlFlow::Continue(())
    });
    assert_eq!(listed, Err(ApiError::TooLong { needed: 45 }));
    assert_eq!(seen, 2);
}

#[test]
fn a_list_that_is_not_there_or_cut_off_is_an_error() {
    for body in [r#"{"unexpected":[]}"#, r#"{"metrics":null}"#, "[]", r#"{"metrics":[{"name":"a"}"#, "text"] {
        let mut device = device(Recording::new().answer(json(body)));
        let listed = device.list(metrics::list(), &mut [0; 64], Millis(0), |_| ControlFlow::Continue(()));
        assert!(matches!(listed, Err(ApiError::Answer(_))), "{body}: {listed:?}");
        let api = desktop(Recording::new().answer(json(body)));
        assert!(matches!(api.list(metrics::list()).last(), Some(Err(Error::Decode(_)))), "{body}");
        let api = desktop(Recording::new().answer(json(body)));
        assert!(matches!(api.page(metrics::list()), Err(Error::Decode(_))), "{body}");
    }
}

/// A list ends with the error of a page; what came before it counts.
#[test]
fn a_page_that_fails_ends_the_list() {
    let pages = pages(&[2, 2], 4);
    let mut device = device(Recording::new().answer(json(&pages[0])).answer(503));
    let mut seen = 0;
    let listed = device.list(metrics::list(), &mut [0; 64], Millis(0), |_| {
        seen += 1;
        ControlFlow::Continue(())
    });
    assert!(matches!(listed, Err(ApiError::Call(_))));
    assert_eq!(seen, 2);
    let api = desktop(Recording::new().answer(json(&pages[0])).answer(503));
    let all: Vec<_> =
        api.list(metrics::list()).map(|metric| metric.map_err(|error| error.status())).collect();
    assert_eq!(all.len(), 3);
    assert_eq!(all[2].as_ref().err(), Some(&Some(503)));
}

/// A server that passes over the offset, and says so, is not asked for the same page for good.
#[test]
fn a_server_with_one_page_alone() {
    let page = r#"{"query":{"found":5,"offset":0,"length":2},"metrics":[{"name":"a"},{"name":"b"}]}"#;
    let play = || (0..6).fold(Recording::new(), |play, _| play.answer(json(page)));
    let api = desktop(play());
    assert_eq!(api.list(metrics::list()).filter(Result::is_ok).take(20).count(), 6);
    api.with(|recording| assert_eq!(recording.requests(), 3));
    let mut device = device(play());
    let listed = device.list(metrics::list(), &mut [0; 64], Millis(0), |_| ControlFlow::Continue(()));
    assert_eq!(listed.map(|listed| (listed.items, listed.pages)), Ok((6, 3)));
}

/// Without its account nobody knows whether there is another page: then the list is not taken for whole.
#[test]
fn an_account_that_cannot_be_read_is_no_end() {
    for (query, is_readable) in [
        (r#"{"found":4,"offset":0}"#, true),
        (r#"{"found":4,"offset":0,"name":"0123456789 \"quoted\" 0123456789 0123456789 0123456789"}"#, true),
        (r#"{"found":"4","offset":null}"#, true),
        (r#"{"found":"4 or more"}"#, false),
        (r#"{"found":4.5}"#, false),
        (r#"{"found":4,"offset":-1}"#, false),
    ] {
        let first = format!(r#"{{"query":{query},"metrics":[{{"name":"a"}},{{"name":"b"}}]}}"#);
        let second = r#"{"query":{"found":4,"offset":2},"metrics":[{"name":"c"},{"name":"d"}]}"#;
        let play = || Recording::new().answer(json(&first)).answer(json(second));
        let api = desktop(play());
        let metrics: Vec<_> = api.list(metrics::list()).collect();
        let (taken, errors): (Vec<_>, Vec<_>) = metrics.into_iter().partition(Result::is_ok);
        assert_eq!((taken.len(), errors.len()), if is_readable { (4, 0) } else { (2, 1) }, "{query}");
        let mut was_whole = false;
        for size in 0..192 {
            let mut device = device(play());
            let listed =
                device.list(metrics::list(), &mut vec![0; size], Millis(0), |_| ControlFlow::Continue(()));
            let is_whole = listed.is_ok_and(|listed| listed.is_whole && listed.items == 4);
            assert!(is_whole || listed.is_err(), "{query} {size}: {listed:?}");
            was_whole |= is_whole;
        }
        assert_eq!(was_whole, is_readable, "{query}");
    }
}

/// Something else where the account stands is none.
#[test]
fn a_query_that_is_no_account() {
    for query in ["null", "[]", r#""name=a""#, "{}", r#"{"found":null}"#] {
        let page = format!(r#"{{"query":{query},"metrics":[{{"name":"a"}}]}}"#);
        let api = desktop(Recording::new().answer(json(&page)));
        let metrics: Result<Vec<_>, _> = api.list(metrics::list()).collect();
        assert_eq!(metrics.unwrap().len(), 1, "{query}");
    }
}
