//! The table at the end.

use std::env;
use std::io::{self, IsTerminal, Write};

use crate::readback::Series;
use crate::sparkline::sparkline;
use crate::units::with_unit;

/// Prints a row for each series. Gives the sum of the column `count`.
pub fn print(out: &mut dyn Write, all: &[Series]) -> io::Result<u64> {
    let metric = all.iter().map(|series| series.metric.len()).max().unwrap_or(0).max(6);
    let source = all.iter().map(|series| series.source.len()).max().unwrap_or(0).max(6);
    let head = |text| paint(text, "1");
    let (min, mean, max) = ("min", "mean", "max");
    let titles =
        format!("{:metric$}  {:source$}  count  {min:>11}  {mean:>11}  {max:>11}", "metric", "source");
    writeln!(out, "{}", head(&titles))?;
    for series in all {
        let unit = series.unit.as_str();
        let [min, mean, max] =
            [series.min(), series.mean(), series.max()].map(|value| with_unit(value, unit));
        let (name, source_name, count) = (&series.metric, &series.source, series.readings());
        let chart = chart(series);
        writeln!(
            out,
            "{name:metric$}  {source_name:source$}  {count:5}  {min:>11}  {mean:>11}  {max:>11}  {chart}"
        )?;
    }
    let count = all.iter().map(Series::readings).sum();
    let width = metric + source + 2;
    writeln!(out, "{}", head(&format!("{:width$}  {count:5}", "total")))?;
    Ok(count)
}

/// Of a gauge how it went; of a counter how it grew from one reading to the next, and by how much in all.
fn chart(series: &Series) -> String {
    let values: Vec<f64> = series.points.iter().map(|point| point.value).collect();
    if !series.is_counter {
        return paint(&sparkline(&values), &color(&series.color));
    }
    let growth: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let total = with_unit(growth.iter().sum(), &series.unit);
    format!("{} +{total}", paint(&sparkline(&growth), &color(&series.color)))
}

/// The terminal's code for a `#RRGGBB`.
fn color(hex: &str) -> String {
    let part = |at| hex.get(at).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    match (part(1..3), part(3..5), part(5..7)) {
        (Some(red), Some(green), Some(blue)) => format!("38;2;{red};{green};{blue}"),
        _ => String::new(),
    }
}

/// Colours are for terminals, and for those who like them.
fn paint(text: &str, code: &str) -> String {
    if code.is_empty() || env::var_os("NO_COLOR").is_some() || !io::stdout().is_terminal() {
        return text.into();
    }
    format!("\x1b[{code}m{text}\x1b[0m")
}
