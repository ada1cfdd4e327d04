//! The command line.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use lexopt::prelude::*;

const HELP: &str = "\
Reports the sensors of this computer to a server for the Librato Metrics API.

Usage: cargo run --example desktop --features std -- [OPTIONS]

  --seconds N        how long to read sensors (10); a fraction will do
  --every SECONDS    how often (1); a fraction will do, from 0.2
  --period SECONDS   how many whole seconds are aggregated into one reading (2)
  --format FORMAT    librato (the default), or influx: InfluxDB line protocol, for
                     InfluxDB, VictoriaMetrics, QuestDB, Telegraf
  --database NAME    the database of InfluxDB 1
  --bucket NAME      the bucket of InfluxDB 2 or 3
  --org NAME         the organization of InfluxDB 2
  --help             this text

Environment: LIBRATO_URL, LIBRATO_USER and LIBRATO_TOKEN say where the readings
go. Without LIBRATO_URL a receiver is started for the length of the run. With
--format influx the URL must be there, and the others may be: a user with a
password, a token alone, or neither.
";

/// What the server speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Librato,
    Influx,
}

/// How long and how often, and to what.
pub struct Options {
    /// How long to read sensors.
    pub length: Duration,
    /// The time between two looks at the sensors.
    pub every: Duration,
    /// Gauges are aggregated over this many seconds.
    pub period: u32,
    /// What the server speaks.
    pub format: Format,
    /// The database of InfluxDB 1.
    pub database: String,
    /// The bucket of InfluxDB 2 or 3, and the organization.
    pub bucket: Option<String>,
    pub org: String,
}

/// What there is to say instead of working.
pub enum Answer {
    /// The help that was asked for.
    Help,
    /// What is wrong with the command line.
    Usage(lexopt::Error),
}

impl Options {
    /// Reads the arguments of this program.
    pub fn from_arguments() -> Result<Self, Answer> {
        let mut options = Self {
            length: Duration::from_secs(10),
            every: Duration::from_secs(1),
            period: 2,
            format: Format::Librato,
            database: String::new(),
            bucket: None,
            org: String::new(),
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("seconds") => options.length = seconds(&arguments.value()?, 0.2)?,
                // The load of a processor over less than this is noise.
                Long("every") => options.every = seconds(&arguments.value()?, 0.2)?,
                Long("period") => options.period = arguments.value()?.parse_with(whole)?,
                Long("format") => options.format = arguments.value()?.parse_with(format)?,
                Long("database") => options.database = arguments.value()?.string()?,
                Long("bucket") => options.bucket = Some(arguments.value()?.string()?),
                Long("org") => options.org = arguments.value()?.string()?,
                Short('h') | Long("help") => return Err(Answer::Help),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }

    /// How often sensors are read in all.
    pub fn ticks(&self) -> u32 {
        let ticks = self.length.as_secs_f64() / self.every.as_secs_f64();
        (ticks.round() as u32).max(1)
    }

    /// The time until a period begins, at least what the use of the processors needs to be told. Who starts then has
    /// whole periods, and none that an earlier run had a part of.
    pub fn until_next_period(&self) -> Duration {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let soonest = now + sysinfo::MINIMUM_CPU_UPDATE_INTERVAL;
        let period = u64::from(self.period);
        Duration::from_secs((soonest.as_secs() / period + 1) * period) - now
    }
}

fn seconds(value: &std::ffi::OsStr, least: f64) -> Result<Duration, lexopt::Error> {
    let parse = |text: &str| match text.parse::<f64>() {
        Ok(seconds) if (least..=86_400.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err(format!("not a number of seconds from {least} to a day")),
    };
    value.to_owned().parse_with(parse)
}

fn whole(text: &str) -> Result<u32, &'static str> {
    match text.parse() {
        Ok(seconds @ 1..=86_400) => Ok(seconds),
        _ => Err("not a whole number of seconds from 1 to a day"),
    }
}

fn format(text: &str) -> Result<Format, &'static str> {
    match text {
        "librato" => Ok(Format::Librato),
        "influx" => Ok(Format::Influx),
        _ => Err("neither librato nor influx"),
    }
}

impl Answer {
    /// Says it, and gives the exit code.
    pub fn print(&self) -> ExitCode {
        // There is nobody left to tell if this fails.
        match self {
            Self::Help => {
                let _ = io::stdout().write_all(HELP.as_bytes());
                ExitCode::SUCCESS
            }
            Self::Usage(error) => {
                let _ = writeln!(io::stderr(), "error: {error}\n\n{HELP}");
                ExitCode::from(2)
            }
        }
    }
}

impl From<lexopt::Error> for Answer {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error)
    }
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (length, every) = (self.length.as_secs_f64(), self.every.as_secs_f64());
        write!(f, "every {every} s for {length} s; gauges are aggregated over {} s", self.period)
    }
}
