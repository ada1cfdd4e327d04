//! The sensors of this computer. What a computer does not have, or does not show, is left out.

use std::collections::BTreeMap;
use std::path::Path;

use librato::{Decimal, Value, python_sanitizer};
use sysinfo::{Components, Disks, Networks, System};

use crate::metric::{self, Metric};
use crate::units::{bytes, bytes_of};

/// What one sensor shows at one moment.
pub struct Sample {
    /// The name of the metric.
    pub name: String,
    /// What the sensor shows.
    pub value: Value,
    /// What the metric is.
    pub metric: &'static Metric,
}

/// All sensors.
pub struct Sensors {
    system: Option<System>,
    disks: Option<Disks>,
    networks: Option<Networks>,
    components: Option<Components>,
}

impl Sensors {
    /// Looks for sensors. The use of processors and network is told from one look to the next; this is the first.
    pub fn new() -> Self {
        let mut system = System::new().ok();
        if let Some(system) = &mut system {
            system.refresh_cpu_usage();
        }
        Self {
            system,
            disks: Disks::new_with_refreshed_list().ok(),
            networks: Networks::new_with_refreshed_list().ok(),
            components: Components::new_with_refreshed_list().ok(),
        }
    }

    /// Looks at all of them.
    pub fn read(&mut self) -> Vec<Sample> {
        let mut samples = Vec::new();
        let mut add =
            |name: &str, value: Value, metric| samples.push(Sample { name: name.into(), value, metric });
        if let Some(system) = &mut self.system {
            read_system(system, &mut add);
        }
        if let Some(disks) = &mut self.disks {
            disks.refresh(true);
            read_disks(disks, &mut add);
        }
        if let Some(networks) = &mut self.networks {
            networks.refresh(true);
            read_networks(networks, &mut add);
        }
        if let Some(components) = &mut self.components {
            components.refresh(true);
            read_temperatures(components, &mut add);
        }
        samples
    }

    /// The last look in one line.
    pub fn glance(&self) -> String {
        let mut parts = Vec::new();
        if let Some(system) = &self.system {
            let (used, total) = (system.used_memory() as f64, system.total_memory() as f64);
            parts.push(format!("cpu {:3.0} %", system.global_cpu_usage()));
            if let Ok(load) = System::load_average() {
                parts.push(format!("load {:.2}", load.one));
            }
            parts.push(format!("memory {}", bytes_of(used, total)));
        }
        if let Some(networks) = &self.networks {
            let moved: u64 =
                networks.values().map(|network| network.received() + network.transmitted()).sum();
            parts.push(format!("net {:>10}", format!("+{}", bytes(moved as f64))));
        }
        if let Some(hottest) = self.hottest() {
            parts.push(format!("{hottest:.0} °C"));
        }
        parts.join("  ")
    }

    fn hottest(&self) -> Option<f32> {
        let all = self.components.iter().flat_map(|components| components.iter());
        all.filter_map(sysinfo::Component::temperature).filter(|degrees| degrees.is_finite()).reduce(f32::max)
    }
}

/// Takes a sample: name, value, metric.
type Add<'a> = dyn FnMut(&str, Value, &'static Metric) + 'a;

fn read_system(system: &mut System, add: &mut Add<'_>) {
    system.refresh_cpu_usage();
    system.refresh_memory();
    add("cpu.used", rounded(system.global_cpu_usage().into(), 1), &metric::CPU);
    if let Ok(load) = System::load_average() {
        for (name, load) in [("load.1m", load.one), ("load.5m", load.five), ("load.15m", load.fifteen)] {
            add(name, rounded(load, 2), &metric::LOAD);
        }
    }
    add("memory.used", system.used_memory().into(), &metric::MEMORY);
    add("memory.total", system.total_memory().into(), &metric::MEMORY);
    if system.total_swap() > 0 {
        add("swap.used", system.used_swap().into(), &metric::SWAP);
        add("swap.total", system.total_swap().into(), &metric::SWAP);
    }
    if let Ok(uptime) = System::uptime() {
        add("uptime", uptime.into(), &metric::UPTIME);
    }
}

fn read_disks(disks: &Disks, add: &mut Add<'_>) {
    for (at, disk) in disks.iter().enumerate() {
        let seen = disks.iter().take(at).any(|other| other.name() == disk.name());
        // A disk can be mounted in several places; images of installed programs are full by nature.
        if seen || disk.is_read_only() || disk.total_space() == 0 {
            continue;
        }
        let name = mount_name(disk.mount_point());
        add(&format!("disk.{name}.free"), disk.available_space().into(), &metric::DISK);
        add(&format!("disk.{name}.total"), disk.total_space().into(), &metric::DISK);
    }
}

fn read_networks(networks: &Networks, add: &mut Add<'_>) {
    let in_order: BTreeMap<_, _> = networks.iter().collect();
    for (name, network) in in_order {
        let (received, sent) = (network.total_received(), network.total_transmitted());
        if received + sent > 0 {
            let name = safe(&name.to_string_lossy());
            add(&format!("net.{name}.received"), received.into(), &metric::NETWORK);
            add(&format!("net.{name}.sent"), sent.into(), &metric::NETWORK);
        }
    }
}

fn read_temperatures(components: &Components, add: &mut Add<'_>) {
    for component in components {
        let Some(degrees) = component.temperature().filter(|degrees| degrees.is_finite()) else { continue };
        let name = safe(component.label());
        add(&format!("temperature.{name}"), rounded(degrees.into(), 1), &metric::TEMPERATURE);
    }
}

/// The name of this computer, made a source that the API takes.
pub fn host_name() -> String {
    match safe(&System::host_name().unwrap_or_default()) {
        // No name at all, and the one that is reserved for sums over all sources.
        name if name.is_empty() || name == "all" => "desktop".into(),
        name => name,
    }
}

fn mount_name(path: &Path) -> String {
    match safe(&path.to_string_lossy()) {
        name if name.is_empty() => "root".into(),
        name => name,
    }
}

/// A text as a part of a name: lower case, and whatever the API does not take becomes one dash.
fn safe(text: &str) -> String {
    let mut name = String::new();
    python_sanitizer(text, &mut |piece| name.push_str(&piece.to_ascii_lowercase()));
    name.trim_matches('-').chars().take(63).collect()
}

/// A value with this many places, exactly: its sums have no noise.
fn rounded(value: f64, places: u8) -> Value {
    let scale = 10_f64.powi(places.into());
    Decimal::new((value * scale).round() as i64, places).into()
}
