//! Series of tagged measurements, and composites that are read.

use librato::measurements::{self, TimeRange};
use librato::{Error, composites};
use serde_json::{Value, json};

use super::calls::{pairs, query};
use super::{Gives, World, seconds, unknown};
use crate::golden::case::{members, text};

impl World<'_> {
    pub(super) fn series(&self, op: &str, step: &Value) -> Gives {
        let (mut more, compose) = (step["query"].clone(), step["compose"].as_str().unwrap_or_default());
        let mut word = |name| more.as_object_mut().and_then(|more| more.remove(name));
        let mut time = |name| word(name).map(|time| seconds(&time)).transpose();
        let resolution = time("resolution")?.map_or(Ok(1), |step| u32::try_from(step.0)).map_err(unknown)?;
        // Over sources there is no length, which goes along as any other word.
        let duration = if op == "get_composite" { None } else { time("duration")?.map(|time| time.0) };
        let range = TimeRange::of(time("start_time")?, time("end_time")?, duration).map_err(Error::from)?;
        let tags = word("tags").unwrap_or_default();
        let tags: Option<Vec<_>> = members(&tags).flat_map(values).collect();
        let tags = tags.ok_or_else(|| unknown(step))?;
        let more = query(op, &more)?;
        let more = pairs(&more);
        Ok(Some(if op == "get_composite" {
            let call = composites::get(compose, range.start().map_err(Error::from)?);
            let call = range.end().map_or(call, |end| call.end_time(end));
            json!(call.resolution(resolution).query(&more).evaluate(self.api)?)
        } else if op == "get_composite_tagged" {
            let call = measurements::compose(compose, range);
            json!(self.api.send(call.resolution(resolution).query(&more))?)
        } else {
            let name = self.api.metric_name(text(&step["name"]))?;
            let call = measurements::query(&name, range).resolution(resolution);
            json!(self.api.send(call.tags(&tags).query(&more))?)
        }))
    }
}

/// A tag with each of its values.
fn values<'v>((name, value): (&'v str, &'v Value)) -> impl Iterator<Item = Option<(&'v str, &'v str)>> {
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    values.iter().map(move |value| value.as_str().map(|value| (name, value)))
}
