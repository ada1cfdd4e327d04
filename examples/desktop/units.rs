//! Numbers as people read them.

const STEPS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];

/// A value with its unit.
pub fn with_unit(value: f64, unit: &str) -> String {
    match unit {
        "B" => bytes(value),
        "s" => duration(value),
        "" => format!("{value:.2}"),
        _ => format!("{value:.1} {unit}"),
    }
}

/// "3.1 GiB": one place, in the largest unit that leaves a whole part.
pub fn bytes(bytes: f64) -> String {
    let (scale, unit) = byte_unit(bytes);
    if scale > 1.0 { format!("{:.1} {unit}", bytes / scale) } else { format!("{bytes:.0} {unit}") }
}

/// "3.1 / 24.0 GiB": a part and the whole, in the unit of the whole.
pub fn bytes_of(part: f64, whole: f64) -> String {
    let (scale, unit) = byte_unit(whole);
    format!("{:.1} / {:.1} {unit}", part / scale, whole / scale)
}

fn byte_unit(bytes: f64) -> (f64, &'static str) {
    let mut unit = (1.0, "B");
    for step in STEPS {
        if bytes / unit.0 < 1024.0 {
            break;
        }
        unit = (unit.0 * 1024.0, step);
    }
    unit
}

/// "3 d 4:05:06", as long as it takes.
fn duration(seconds: f64) -> String {
    let all = seconds as u64;
    let (days, hours, minutes, seconds) = (all / 86_400, all / 3_600 % 24, all / 60 % 60, all % 60);
    match days {
        0 => format!("{hours}:{minutes:02}:{seconds:02}"),
        _ => format!("{days} d {hours}:{minutes:02}:{seconds:02}"),
    }
}
