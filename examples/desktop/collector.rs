//! From samples to readings on their way: gauges are aggregated over a period, counters go out as they are.

use librato::{Aggregator, Batch, Counter, Error, Kind, Librato, Summary, UnixSeconds};

use crate::metric::Metric;
use crate::sensors::Sample;

/// Takes samples, and submits at the end of each period.
pub struct Collector<'a> {
    batch: Batch<'a>,
    gauges: Aggregator<512, 16_380>,
    period: u32,
    /// When the period began that samples come in for.
    began: Option<UnixSeconds>,
    /// All metrics so far, in the order of their first samples.
    metrics: Vec<Known>,
}

/// A metric that had samples.
struct Known {
    name: String,
    metric: &'static Metric,
    /// Whether the server has been told what it is.
    introduced: bool,
}

impl<'a> Collector<'a> {
    /// A collector with periods of this many seconds.
    pub fn new(api: &'a Librato, period: u32) -> Self {
        let gauges = Aggregator::new().with_period(period);
        Self { batch: api.batch(), gauges, period, began: None, metrics: Vec::new() }
    }

    /// Takes the samples of this moment. If they are the first of a period, all before them are submitted; if that
    /// fails, they are kept, and go out with the next period.
    pub fn collect(&mut self, samples: &[Sample], now: UnixSeconds) -> Result<(), Error> {
        let period = now.floor(self.period);
        let is_over = self.began.is_some_and(|began| began != period);
        let submitted = if is_over { self.submit() } else { Ok(()) };

        self.began = Some(period);
        self.gauges.set_measure_time(Some(period))?;
        for sample in samples {
            self.add(sample)?;
        }
        submitted
    }

    fn add(&mut self, sample: &Sample) -> Result<(), Error> {
        let Sample { name, value, metric } = sample;
        if !self.metrics.iter().any(|known| known.name == *name) {
            self.metrics.push(Known { name: name.clone(), metric, introduced: false });
        }
        match metric.kind {
            Kind::Gauge => Ok(self.gauges.add(name, *value)?),
            Kind::Counter => {
                let mut counter = Counter::new(name, *value);
                if introduce(&mut self.metrics, name).is_some() {
                    counter = counter.description(metric.description).attributes(&metric.attributes);
                }
                self.batch.add(counter)
            }
        }
    }

    /// Submits all there is.
    pub fn submit(&mut self) -> Result<(), Error> {
        let unknown = |name| self.metrics.iter().any(|known| known.name == name && !known.introduced);
        if self.gauges.iter().any(|gauge| unknown(gauge.name)) {
            self.introduce_gauges()?;
        }
        self.batch.add_aggregator(&mut self.gauges)?;
        self.batch.submit()?;
        Ok(())
    }

    /// Adds the aggregated gauges one by one: the first reading of a metric also says what the metric is.
    fn introduce_gauges(&mut self) -> Result<(), Error> {
        let time = self.began.unwrap_or_default();
        let mut added = Ok(());
        for gauge in self.gauges.iter() {
            let mut summary =
                Summary::new(gauge.name, gauge.count, gauge.sum).min(gauge.min).max(gauge.max).at(time);
            if let Some(metric) = introduce(&mut self.metrics, gauge.name) {
                summary = summary.description(metric.description).attributes(&metric.attributes);
            }
            added = added.and(self.batch.add(summary));
        }
        self.gauges.clear();
        added
    }

    /// Readings that wait: counters in the batch, and gauges that still take samples.
    pub fn waiting(&self) -> usize {
        self.batch.len() + self.gauges.len()
    }

    /// The names of all metrics so far.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.metrics.iter().map(|known| known.name.as_str())
    }
}

/// The metric, if the server does not know it yet.
fn introduce(metrics: &mut [Known], name: &str) -> Option<&'static Metric> {
    let known = metrics.iter_mut().find(|known| known.name == name && !known.introduced)?;
    known.introduced = true;
    Some(known.metric)
}
