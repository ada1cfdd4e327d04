//! A server that is away, for a while or for long.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use librato::reporter::GaugeHandle;
use librato::transport::{HttpTransport, RequestSource, ResponseSink, TransportError, TransportErrorKind};
use librato::transports::Recording;
use librato::{Reporter, UnixSeconds};

use crate::site::Site;
use crate::{HOUR, LONG, NOW, api, reporter};

/// What was recorded while the server was away goes out when it is back, and nothing twice.
#[test]
fn a_server_that_is_away_for_a_while() {
    let reporter = reporter(Recording::new().answer(503).answer(503).answer(200));
    let gauge = reporter.gauge("g");
    gauge.record(1.0);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.waiting), (0, 1));
    // The readings are counted once.
    assert!(stats.to_string().starts_with("0 accepted, 1 waiting, 0 dropped: [503]"), "{stats}");
    assert!(!stats.last_error.unwrap().contains("waiting"));
    gauge.record(2.0);
    assert_eq!(reporter.flush(LONG).waiting, 2);
    gauge.record(3.0);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.accepted, stats.waiting, stats.last_error), (3, 0, None));
    let values = reporter.api().with(|recording| {
        let last = recording.request(recording.requests() - 1);
        last.readings().map(|reading| reading.value().unwrap()).collect::<Vec<_>>()
    });
    assert!(values.ends_with(&[3.0]), "{values:?}");
}

/// There is no connection while it is away. Else it looks at nothing.
struct Away {
    is_away: Arc<AtomicBool>,
    requests: Arc<AtomicU64>,
}

impl HttpTransport for Away {
    fn exchange(
        &mut self,
        _: &mut dyn RequestSource,
        answer: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        if self.is_away.load(Ordering::SeqCst) {
            return Err(TransportError::not_sent(TransportErrorKind::Connect));
        }
        answer.status(200);
        Ok(())
    }
}

/// A reporter of many series with labels, and how to call its server back.
struct Many {
    reporter: Reporter<Away>,
    gauges: Vec<GaugeHandle>,
    is_away: Arc<AtomicBool>,
    requests: Arc<AtomicU64>,
}

impl Many {
    fn new(series: usize) -> Self {
        let (is_away, requests) = (Arc::new(AtomicBool::new(true)), Arc::default());
        let away = Away { is_away: is_away.clone(), requests: Arc::clone(&requests) };
        let reporter = api(away).reporter(HOUR).unwrap();
        let gauge = |number: usize| {
            let series = reporter.series("requests.of.some.length").tag("path", &format!("/some/{number}"));
            series.tag("status", "200").gauge()
        };
        let gauges = (0..series).map(gauge).collect();
        Self { reporter, gauges, is_away, requests }
    }

    /// How long it takes to record in a period, and to flush that, for each series.
    fn period(&self) -> [Duration; 2] {
        let start = Instant::now();
        for gauge in &self.gauges {
            gauge.record(1.0);
            gauge.record(2.0);
        }
        let recorded = Instant::now();
        self.reporter.flush(LONG);
        [recorded - start, recorded.elapsed()].map(|time| time / u32::try_from(self.gauges.len()).unwrap())
    }
}

/// A flush costs about what it cost to record, however many series there are: ten times as many do not make each dearer. Nothing is
/// lost, and the server is asked once a period.
#[test]
fn many_series_without_a_server() {
    const PERIODS: u64 = 5;
    let (few, many) = (Many::new(500), Many::new(5_000));
    let mut best = [[Duration::MAX; 2]; 2];
    for _ in 0..PERIODS {
        for (best, many) in best.iter_mut().zip([&few, &many]) {
            let times = many.period();
            *best = [best[0].min(times[0]), best[1].min(times[1])];
        }
    }
    let [[_, by_few], [recording, by_many]] = best;
    assert!(by_many < by_few * 3, "{best:?} a series");
    assert!(by_many < recording * 100, "{best:?} a series");
    for many in [few, many] {
        let all = PERIODS * many.gauges.len() as u64;
        let stats = many.reporter.stats();
        assert_eq!((stats.waiting, stats.dropped, many.requests.load(Ordering::SeqCst)), (all, 0, PERIODS));
        many.is_away.store(false, Ordering::SeqCst);
        let stats = many.reporter.flush(LONG);
        assert_eq!((stats.accepted, stats.waiting, stats.dropped), (all, 0, 0));
        let requests = many.requests.load(Ordering::SeqCst);
        assert!(requests - PERIODS <= all / 100, "{requests}");
    }
}

/// Memory stays as it is: the oldest periods become one, and all that was recorded is in the sums.
#[test]
fn a_long_time_without_a_server() {
    const SERIES: usize = 4_000;
    const PERIODS: u64 = 12;
    let (is_away, now) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicU64::new(NOW)));
    let (away, clock) = (is_away.clone(), now.clone());
    let site = Site::new(move |_| (if away.load(Ordering::SeqCst) { 503 } else { 200 }, ""));
    let api = api(site).clock(move || UnixSeconds(clock.load(Ordering::SeqCst)));
    let reporter = api.reporter(HOUR).unwrap();
    let gauges: Vec<_> = (0..SERIES).map(|number| reporter.gauge(&format!("g{number}"))).collect();
    let percentiles = reporter.series("percentiles").percentiles(&[50.0]).gauge();
    let (counter, delta) = (reporter.counter("counter"), reporter.series("delta").delta());
    for period in 1..=PERIODS {
        gauges.iter().chain([&percentiles]).for_each(|gauge| gauge.record(period as f64));
        counter.add(1);
        delta.add(2);
        now.store(NOW + 60 * period, Ordering::SeqCst);
        let stats = reporter.flush(LONG);
        assert!(stats.waiting <= Reporter::<Site>::MAX_WAITING as u64, "{stats}");
    }
    let dropped = reporter.stats().dropped;
    is_away.store(false, Ordering::SeqCst);
    now.store(NOW + 60 * PERIODS + 1, Ordering::SeqCst);
    let stats = reporter.flush(LONG);
    assert_eq!((stats.waiting, stats.dropped, stats.refused), (0, dropped, 0));
    reporter.api().with(|site| {
        let mut all = BTreeMap::<&str, (f64, f64)>::new();
        for reading in &site.taken {
            let (count, sum) = all.entry(reading["name"].as_str().unwrap()).or_default();
            *count += reading["count"].as_f64().unwrap_or(1.0);
            *sum += reading["sum"].as_f64().or(reading["value"].as_f64()).unwrap();
        }
        let periods = PERIODS as f64;
        let sum = periods * (periods + 1.0) / 2.0;
        assert_eq!(all.len(), SERIES + 4);
        for (name, sums) in all.iter().filter(|(name, _)| name.starts_with('g') || **name == "percentiles") {
            assert_eq!(*sums, (periods, sum), "{name}");
        }
        // The last flush found it as it was.
        assert_eq!(all["delta"], (periods + 1.0, 2.0 * periods));
        // One percentile less for each two periods that became one; with the running total of the last flush.
        assert_eq!(all["percentiles.p50"].0, periods - dropped as f64);
        assert_eq!(site.numbers("counter", "value").last(), Some(&periods));
        // The last periods are apart, each with its time.
        let times = site.numbers("g7", "measure_time");
        let merged = PERIODS as usize - times.len();
        assert!(merged > 0 && times.len() >= Reporter::<Site>::MAX_WAITING / SERIES - 1, "{times:?}");
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
        assert_eq!(site.numbers("g7", "value").last(), Some(&periods));
        assert_eq!(times.last(), Some(&((NOW + 60 * PERIODS) as f64)));
    });
}
