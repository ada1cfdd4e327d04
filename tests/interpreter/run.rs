//! Plays a case.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use librato::transport::HttpTransport;
use librato::{Error, Librato, NamePolicy, UnixSeconds, UserAgent, python_sanitizer};
use serde_json::Value;

use super::case::{Case, Verdict, text};
use super::check::Check;
use super::fields::{Kind, tags};
use super::steps::{Stop, World, is_known};
use super::wire::{Recorded, Scripted, Wire};

/// The wall clock of a case, in seconds.
#[derive(Clone)]
pub(crate) struct Clock(Arc<Mutex<f64>>);

impl Clock {
    pub(crate) fn set(&self, now: f64) {
        *self.0.lock().unwrap() = now;
    }

    fn now(&self) -> UnixSeconds {
        UnixSeconds(*self.0.lock().unwrap() as u64)
    }
}

/// The waits of a case, in seconds.
type Sleeps = Arc<Mutex<Vec<f64>>>;

/// Plays a case over the recording transport.
pub(crate) fn play(case: &Case) -> Verdict {
    if !case.connection("env").is_null() {
        // The library reads the environment of the process, which a test cannot set safely.
        return Verdict::NotSupported(vec!["env".to_owned()]);
    }
    play_over::<Recorded>(case, &script(case))
}

/// The answers to the steps that can be played, and those that no step asked for.
fn script(case: &Case) -> Vec<Scripted<'_>> {
    let limit = case.connection("timeout_s").as_f64().unwrap_or(10.0);
    let (responses, results) = (case.recorded("responses"), case.recorded("results"));
    let mut script = Vec::new();
    let mut at = 0;
    for (step, result) in case.steps().iter().zip(results) {
        let end = at + requests(result);
        if is_known(text(&step["op"])) {
            script.extend(responses[at..end].iter().map(|response| Scripted::new(response, limit)));
        }
        at = end;
    }
    script.extend(responses[at..].iter().map(|response| Scripted::new(response, limit)));
    script
}

/// How many requests a step made.
pub(crate) fn requests(result: &Value) -> usize {
    usize::try_from(result["requests"].as_u64().unwrap()).unwrap()
}

fn play_over<'s, W: Wire<'s>>(case: &Case, script: &'s [Scripted<'s>]) -> Verdict {
    let (wire, transport) = W::open(script);
    let clock = Clock(Arc::new(Mutex::new(case.clock())));
    let sleeps = Sleeps::default();
    let (steps, results) = (case.steps(), case.recorded("results"));
    let mut check = Check::new(case);
    let mut api = match connect(case, &wire.url(&url(case)), transport, &clock, &sleeps) {
        Ok(api) => api,
        Err(Stop::NotExpressible(why)) => return Verdict::NotExpressible(why),
        Err(Stop::Error(error)) => {
            check.step("connect", &Err(error), &[], &results[0]);
            return check.end(script.len(), &[]);
        }
    };
    if results.first().is_some_and(|result| result["step"] == "connect") {
        return Verdict::Failed(vec!["connecting should have failed".to_owned()]);
    }
    let (mut unplayed, mut waited) = (wire.unplayed(&api), Vec::new());
    let mut rest = steps.iter().zip(results).peekable();
    while rest.peek().is_some() {
        let mut world = World::new(&api, clock.clone());
        while let Some((step, result)) = rest.next_if(|(step, _)| !changes_client(step)) {
            if let Err(why) = play_step(&wire, &mut world, step, result, &mut check) {
                return Verdict::NotExpressible(why);
            }
        }
        // What a batch holds that is dropped with the world is sent then, which is no part of the case.
        (unplayed, waited) = (wire.unplayed(&api), sleeps.lock().unwrap().clone());
        drop(world);
        if let Some((step, _)) = rest.next() {
            let given = tags(&step["tags"]).unwrap_or_default();
            if step["op"] == "connection_set_tags" { api.set_tags(&given) } else { api.add_tags(&given) }
        }
    }
    check.end(unplayed, &waited)
}

/// Plays a step; an error where an input cannot be said.
fn play_step<'s, W: Wire<'s>>(
    wire: &W,
    world: &mut World<'_, W::Transport>,
    step: &Value,
    result: &Value,
    check: &mut Check<'_>,
) -> Result<(), &'static str> {
    let op = text(&step["op"]);
    if !is_known(op) {
        let object = &result["ok"];
        if let (Some(name), Some(kind @ ("gauge" | "counter"))) =
            (step["as"].as_str(), object["kind"].as_str())
        {
            // What was read stands in the recording.
            let kind = if kind == "counter" { Kind::Counter } else { Kind::Gauge };
            world.metrics.insert(name.to_owned(), (kind, text(&object["name"]).to_owned()));
        }
        check.skip(op, result);
        return Ok(());
    }
    let before = wire.sent(world.api).len();
    let gave = match world.step(step) {
        Ok(value) => Ok(value),
        Err(Stop::Error(error)) => Err(error),
        Err(Stop::NotExpressible(why)) => return Err(why),
    };
    let sent = wire.sent(world.api);
    check.step(&format!("step {} ({op})", result["step"]), &gave, &sent[before..], result);
    Ok(())
}

/// Whether a step changes the client itself, which it does while nothing borrows it.
fn changes_client(step: &Value) -> bool {
    step["op"] == "connection_set_tags" || step["op"] == "connection_add_tags"
}

/// The base URL that a case configures. The library has no default host; the base path it has by itself.
fn url(case: &Case) -> String {
    let part = |field, default| case.connection(field).as_str().unwrap_or(default);
    let host = part("hostname", "metrics-api.librato.com");
    format!("{}://{host}{}", part("protocol", "https"), part("base_path", ""))
}

fn connect<T: HttpTransport>(
    case: &Case,
    url: &str,
    transport: T,
    clock: &Clock,
    sleeps: &Sleeps,
) -> Result<Librato<T>, Stop> {
    let user = case.connection("user").as_str().unwrap_or("user@example.com");
    let token = case.connection("token").as_str().unwrap_or("0123456789abcdef");
    let connected = match case.connection("protocol").as_str() {
        Some("http") => Librato::insecure(url, user, token, transport),
        _ => Librato::with_transport(url, user, token, transport),
    };
    let names = match case.connection("sanitizer").as_str() {
        Some("metric_name") => NamePolicy::Sanitize(python_sanitizer),
        _ => NamePolicy::AsIs,
    };
    let (clock, sleeps) = (clock.clone(), sleeps.clone());
    let mut api = connected?
        .names(names)
        .clock(move || clock.now())
        .sleeper(move |wait| sleeps.lock().unwrap().push(wait.as_secs_f64()));
    if let Some(agent) = case.connection("user_agent").as_str() {
        api = api.user_agent(UserAgent::replaced(agent).map_err(Error::from)?);
    }
    if !case.connection("tags").is_null() {
        api = api.tags(&tags(case.connection("tags"))?);
    }
    let backoff = case.connection("backoff");
    let seconds = Duration::from_secs(backoff["seconds"].as_u64().unwrap_or(0));
    Ok(match backoff["kind"].as_str() {
        Some("constant") => api.backoff(move |_| seconds),
        Some("add") => api.backoff(move |last| last + seconds),
        _ => api.backoff(|last| last * 2),
    })
}
