//! Readings, and what they are in a body, written down by another hand.

use librato::{
    Attributes, Client, Counter, Decimal, Gauge, Measurement, Millis, NamePolicy, Queue, Reading, Summary,
    UnixSeconds, Value, WireFormat,
};
use serde_json::{Map, Value as Json, json};

use crate::doubles::{Answer, Pull, Sent};

pub(crate) type BigQueue = Queue<96, 16384>;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    Int(i64),
    Uint(u64),
    Decimal(i64, u8),
    F64(f64),
    F32(f32),
}

impl Number {
    pub(crate) fn value(self) -> Value {
        match self {
            Self::Int(int) => int.into(),
            Self::Uint(int) => int.into(),
            Self::Decimal(digits, places) => Decimal::new(digits, places).into(),
            Self::F64(float) => float.into(),
            Self::F32(float) => float.into(),
        }
    }

    pub(crate) fn json(self) -> Json {
        match self {
            Self::Int(int) => json!(int),
            Self::Uint(int) => json!(int),
            Self::Decimal(digits, 0) => json!(digits),
            Self::Decimal(digits, places) => json!(format!("{digits}e-{places}").parse::<f64>().unwrap()),
            Self::F64(float) => json!(float),
            // The shortest decimal of up to three places that has it as its nearest f32, or else its exact value.
            Self::F32(float) => {
                let decimal = |places: i32| {
                    let digits = (f64::from(float) * 10_f64.powi(places)).round();
                    let text = format!("{digits}e-{places}");
                    (digits.abs() < 9e18 && text.parse() == Ok(float)).then(|| text.parse::<f64>().unwrap())
                };
                json!((0..=3).find_map(decimal).unwrap_or(f64::from(float)))
            }
        }
    }

    pub(crate) fn f64(self) -> f64 {
        self.json().as_f64().unwrap()
    }
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    Gauge(Number),
    Counter(Number),
    Measurement(Number),
    /// Count, sum, minimum and maximum, and two more: the sum of squares, or the last value and the deviation.
    Summary(bool, u32, Number, Option<(Number, Number)>, Option<Number>, Option<Number>),
}

pub(crate) type Tags = Vec<(String, String)>;

#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub(crate) what: What,
    pub(crate) name: String,
    pub(crate) source: Option<String>,
    pub(crate) tags: Option<Tags>,
    pub(crate) inherit: bool,
    pub(crate) time: Option<u32>,
    pub(crate) period: Option<u32>,
    pub(crate) texts: (Option<String>, Option<String>),
    pub(crate) color: Option<(String, Number, bool)>,
    pub(crate) field: Option<(String, String)>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Setup {
    pub(crate) prefix: String,
    pub(crate) source: Option<String>,
    pub(crate) tags: Option<Tags>,
    pub(crate) plain_values: bool,
    pub(crate) chunk: u16,
}

fn borrowed(tags: &Tags) -> Vec<(&str, &str)> {
    tags.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

impl Spec {
    pub(crate) fn is_tagged(&self, setup: &Setup) -> bool {
        let own = matches!(self.what, What::Measurement(_) | What::Summary(true, ..));
        own || self.tags.is_some() || setup.tags.is_some()
    }

    pub(crate) fn add(&self, queue: &mut BigQueue, setup: &Setup) {
        let tags = self.tags.as_ref().map(borrowed);
        let mut attributes = Attributes::new();
        if let Some((color, min, stacked)) = &self.color {
            attributes = attributes.color(color).display_min(min.value()).stacked(*stacked);
        }
        let fields: Vec<_> = self.field.iter().map(|(name, json)| (name.as_str(), json.as_str())).collect();
        macro_rules! add {
            ($reading:expr) => {{
                let mut reading = $reading.fields(&fields);
                if let Some(source) = self.source.as_ref().filter(|_| !self.is_tagged(setup)) {
                    reading = reading.source(source);
                }
                if let Some(tags) = &tags {
                    reading = reading.tags(tags);
                }
                if self.inherit {
                    reading = reading.inherit_tags();
                }
                if let Some(time) = self.time {
                    reading = reading.at(UnixSeconds(time.into()));
                }
                if let Some(period) = self.period {
                    reading = reading.period(period);
                }
                if let Some(name) = &self.texts.0 {
                    reading = reading.display_name(name);
                }
                if let Some(description) = &self.texts.1 {
                    reading = reading.description(description);
                }
                if self.color.is_some() {
                    reading = reading.attributes(&attributes);
                }
                queue.add(Reading::from(reading)).unwrap();
            }};
        }
        match &self.what {
            What::Gauge(number) => add!(Gauge::new(&self.name, number.value())),
            What::Counter(number) => add!(Counter::new(&self.name, number.value())),
            What::Measurement(number) => add!(Measurement::new(&self.name, number.value())),
            What::Summary(tagged, count, sum, ends, a, b) => {
                let mut summary = Summary::new(&self.name, *count, sum.value());
                if *tagged {
                    summary = summary.tagged();
                }
                if let Some((min, max)) = ends {
                    summary = summary.min(min.value()).max(max.value());
                }
                match (self.is_tagged(setup), a, b) {
                    (true, a, b) => {
                        summary = a.map_or(summary, |last| summary.last(last.value()));
                        summary = b.map_or(summary, |deviation| summary.stddev(deviation.value()));
                    }
                    (false, a, _) => {
                        summary = a.map_or(summary, |squares| summary.sum_squares(squares.value()));
                    }
                }
                add!(summary);
            }
        }
    }

    /// Tags of its own, then those of the queue that it takes over.
    pub(crate) fn all_tags<'s>(&'s self, setup: &'s Setup) -> impl Iterator<Item = &'s (String, String)> {
        let own = self.tags.iter().flatten();
        let inherits = self.tags.is_none() || self.inherit;
        let queue_tags = setup.tags.iter().flatten().filter(move |_| inherits);
        own.clone().chain(queue_tags.filter(move |(name, _)| !own.clone().any(|(other, _)| other == name)))
    }

    /// What the reading is in a body, written down by another hand.
    pub(crate) fn json(&self, setup: &Setup) -> Json {
        let tagged = self.is_tagged(setup);
        let mut object = Map::new();
        let mut set = |name: &str, value: Option<Json>| {
            if let Some(value) = value {
                object.insert(name.to_owned(), value);
            }
        };
        set("name", Some(json!(format!("{}{}", setup.prefix, self.name))));
        match &self.what {
            What::Summary(_, count, sum, ends, a, b) => {
                set("count", Some(json!(count)));
                set("sum", Some(sum.json()));
                set("min", ends.map(|(min, _)| min.json()));
                set("max", ends.map(|(_, max)| max.json()));
                set(if tagged { "last" } else { "sum_squares" }, a.map(Number::json));
                set("stddev", b.map(Number::json).filter(|_| tagged));
            }
            What::Gauge(number) | What::Counter(number) | What::Measurement(number) => {
                if tagged && !setup.plain_values {
                    set("count", Some(json!(1)));
                    set("sum", Some(number.json()));
                } else {
                    set("value", Some(number.json()));
                }
            }
        }
        if tagged {
            let all: Map<_, _> =
                self.all_tags(setup).map(|(name, value)| (name.clone(), json!(value))).collect();
            set("tags", (self.tags.is_some() || setup.tags.is_some()).then_some(Json::Object(all)));
        } else {
            set("source", self.source.as_ref().or(setup.source.as_ref()).map(|source| json!(source)));
        }
        set(if tagged { "time" } else { "measure_time" }, self.time.map(|time| json!(time)));
        set("period", self.period.map(|period| json!(period)));
        set("display_name", self.texts.0.as_ref().map(|text| json!(text)));
        set("description", self.texts.1.as_ref().map(|text| json!(text)));
        set("attributes", self.color.as_ref().map(|(color, min, stacked)| {
            json!({"color": color, "display_min": min.json(), "display_stacked": stacked})
        }));
        if let Some((name, json)) = &self.field {
            set(name, Some(serde_json::from_str(json).unwrap()));
        }
        Json::Object(object)
    }
}

/// A queue of these readings.
pub(crate) fn filled(specs: &[Spec], setup: &Setup) -> Box<BigQueue> {
    let mut queue = Box::new(BigQueue::new().with_names(NamePolicy::AsIs).with_chunk(setup.chunk));
    queue.set_prefix(&setup.prefix).unwrap();
    queue.set_source(setup.source.as_deref().unwrap_or_default()).unwrap();
    queue.set_tags(setup.tags.as_ref().map(borrowed).as_deref()).unwrap();
    for spec in specs {
        spec.add(&mut queue, setup);
    }
    queue
}

/// The requests in which this client sends these readings.
pub(crate) fn sent<F: WireFormat>(
    specs: &[Spec],
    setup: &Setup,
    client: Client<'_, Pull<impl FnMut(usize), impl FnMut(&Sent) -> Answer>, F>,
) -> Vec<Sent> {
    let (mut queue, mut client) = (filled(specs, setup), client);
    let report = client.flush(&mut *queue, Millis(0), 0).unwrap();
    assert_eq!((report.accepted as usize, queue.len()), (specs.len(), 0));
    core::mem::take(&mut client.transport_mut().sent)
}

/// The most readings of a request.
pub(crate) fn most(setup: &Setup) -> usize {
    if setup.chunk == 0 { 300 } else { usize::from(setup.chunk) }
}

/// The bodies that a queue of these readings is sent as: those by source first.
pub(crate) fn bodies(specs: &[Spec], setup: &Setup) -> Vec<(&'static str, Json)> {
    let mut bodies = Vec::new();
    for (tagged, target) in [(false, "/v1/metrics"), (true, "/v1/measurements")] {
        let readings: Vec<_> = specs.iter().filter(|spec| spec.is_tagged(setup) == tagged).collect();
        for chunk in readings.chunks(most(setup)) {
            let (counters, gauges): (Vec<&Spec>, Vec<&Spec>) =
                chunk.iter().partition(|spec| !tagged && matches!(spec.what, What::Counter(_)));
            let mut body = Map::new();
            for (name, list) in
                [(if tagged { "measurements" } else { "gauges" }, gauges), ("counters", counters)]
            {
                if !list.is_empty() {
                    body.insert(name.to_owned(), list.iter().map(|spec| spec.json(setup)).collect());
                }
            }
            bodies.push((target, Json::Object(body)));
        }
    }
    bodies
}
