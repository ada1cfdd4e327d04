//! A chart of one line.

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The longest chart, in characters.
const WIDTH: usize = 24;

/// Draws values from the lowest to the highest of them. Where there are many, each bar is the mean of several.
pub fn sparkline(values: &[f64]) -> String {
    let chunk = values.len().div_ceil(WIDTH).max(1);
    let means: Vec<f64> =
        values.chunks(chunk).map(|part| part.iter().sum::<f64>() / part.len() as f64).collect();
    let low = means.iter().copied().fold(f64::INFINITY, f64::min);
    let high = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let bar = |value: &f64| match high - low {
        range if range > 0.0 => BARS[((value - low) / range * 7.0).round() as usize],
        // Nothing changed: a level line, and nothing at all stays on the ground.
        _ if *value == 0.0 => BARS[0],
        _ => BARS[3],
    };
    means.iter().map(bar).collect()
}
