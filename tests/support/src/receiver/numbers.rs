//! Numbers and times: what the service can hold.

use serde_json::Value;

use super::config::Config;
use super::problems::Problems;

/// A measured number. Exponents above 126 make the whole request fail; below -130 the service stores 0.
pub(crate) fn double(field: &str, value: &Value, problems: &mut Problems) -> Option<f64> {
    let Some(number) = value.as_f64() else {
        problems.add(field, value, "is not a number");
        return None;
    };
    if number.abs() >= 1e127 {
        problems.add_fatal(field, value, "is out of range");
        return None;
    }
    Some(if number.abs() < 1e-130 { 0.0 } else { number })
}

/// A count or a period: a whole number above 0.
pub(crate) fn positive(field: &str, value: &Value, problems: &mut Problems) -> Option<u64> {
    let reason = match value {
        Value::Number(number) if number.is_f64() => "is not an integer",
        Value::Number(number) => match number.as_u64() {
            Some(number) if number > 0 => return Some(number),
            _ => "must be greater than 0",
        },
        _ => "is not a number",
    };
    problems.add(field, value, reason);
    None
}

/// A time: whole Unix seconds, not negative, and not too old if the receiver minds.
pub(crate) fn time(field: &str, value: &Value, config: &Config, problems: &mut Problems) -> Option<u64> {
    let reason = match value {
        Value::Number(number) if number.is_f64() => "is not an integer",
        Value::Number(number) => match number.as_u64() {
            Some(time) if too_old(time, config) => "is too far in the past",
            Some(time) => return Some(time),
            None => "must be positive",
        },
        _ => "is not a number",
    };
    problems.add(field, value, reason);
    None
}

fn too_old(time: u64, config: &Config) -> bool {
    config.max_age.is_some_and(|age| config.now().saturating_sub(time) > age.as_secs())
}
