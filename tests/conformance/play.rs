//! Plays a case: step after step, each compared with its result.

use std::sync::{Arc, Mutex};

use librato::UnixSeconds;
use serde_json::json;

use super::case::{Case, text};
use super::check::Check;
use super::interpreter::{Stop, World, connect, limit};
use super::server::Servers;
use super::summary::Verdict;

/// The wall clock of a case, in seconds.
#[derive(Clone)]
pub(crate) struct Clock(Arc<Mutex<f64>>);

impl Clock {
    pub(crate) fn set(&self, now: f64) {
        *self.0.lock().unwrap() = now;
    }

    pub(crate) fn now(&self) -> UnixSeconds {
        UnixSeconds(*self.0.lock().unwrap() as u64)
    }
}

/// The waits of a case, in seconds.
pub(crate) type Waits = Arc<Mutex<Vec<f64>>>;

/// Plays a case against a server of its own.
pub(crate) fn play(case: &Case, servers: &Servers) -> Verdict {
    let server = servers.start(case);
    let (clock, waits) = (Clock(Arc::new(Mutex::new(case.clock()))), Waits::default());
    let mut check = Check::new(case, &server);
    let results = case.recorded("results");
    let refused = results.first().filter(|result| result["step"] == "connect");
    let api = match connect(case, server.transport(), &clock, &waits) {
        Ok(api) if refused.is_none() => api,
        Ok(_) => return Verdict::Failed(vec!["connecting should have failed".to_owned()]),
        Err(Stop::Error(error)) => {
            let recorded = refused.cloned().unwrap_or(json!({ "ok": "a client", "requests": 0 }));
            check.step("connect", &Err(error), &recorded);
            return check.stop(Verdict::Passed);
        }
        Err(Stop::Cannot(verdict)) => return verdict,
    };
    if results.len() != case.steps().len() {
        check.fails(format!("{} results for {} steps", results.len(), case.steps().len()));
    }
    let mut world = World::new(&api, clock);
    for (step, result) in case.steps().iter().zip(results) {
        let gave = match world.step(step) {
            Ok(value) => Ok(value),
            Err(Stop::Error(error)) => Err(error),
            Err(Stop::Cannot(verdict)) => return check.stop(verdict),
        };
        check.step(&format!("step {} ({})", result["step"], text(&step["op"])), &gave, result);
    }
    let waited = waits.lock().unwrap().clone();
    check.end(&waited, limit(&api))
}
