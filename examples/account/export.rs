//! `export`: all of an account, in lines.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use librato::{Librato, UnixSeconds, annotations};

use crate::failure::Failure;
use crate::kind::Kind;
use crate::measured;
use crate::object::{Object, text};
use crate::output::Output;
use crate::pages::Raw;
use crate::progress::Progress;
use crate::times;

/// Write all of the account to a file of JSON objects, one a line, which `import` takes
///
/// Everything is in it but tokens, whose secrets only the server makes. Settings of services may have passwords among them: a file
/// can be read by you alone.
#[derive(Args)]
pub struct Export {
    /// The file, which is written anew; - for standard output
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Measurements as well, of so long ago until now, such as 1d
    #[arg(long, value_name = "LENGTH", value_parser = times::seconds)]
    measurements: Option<u64>,
    /// How many seconds lie between two measurements; those in between are summed up
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=604_800))]
    resolution: u32,
}

/// The work in progress.
struct Lines {
    output: Output,
    progress: Progress,
}

impl Export {
    pub fn run(&self, api: &Librato, quiet: bool) -> Result<u8, Failure> {
        let mut lines = Lines { output: Output::new(&self.file)?, progress: Progress::new(quiet) };
        lines.all(api, Kind::Sources)?;
        // Composites are made of others, which have to be there before.
        let is_made = |metric: &Object| text(metric, "type") == "composite";
        lines.those(api, Kind::Metrics, &mut |metric| !is_made(metric))?;
        lines.those(api, Kind::Metrics, &mut |metric| is_made(metric))?;
        if let Some(length) = self.measurements {
            let since = UnixSeconds(api.now().0.saturating_sub(length));
            let mut take = |point: Object| lines.line("measurement", &point);
            Kind::Metrics.each(api, "", &mut |metric| {
                if is_made(&metric) {
                    Ok(())
                } else {
                    measured::export(api, &metric, since, self.resolution, &mut take)
                }
            })?;
        }
        lines.all(api, Kind::Services)?;
        lines.all(api, Kind::Alerts)?;
        lines.streams(api)?;
        // Charts name other spaces than their own.
        lines.all(api, Kind::Spaces)?;
        lines.all(api, Kind::Charts)?;
        lines.all(api, Kind::Instruments)?;
        lines.all(api, Kind::Dashboards)?;
        lines.output.finish()?;
        Ok(0)
    }
}

impl Lines {
    fn line(&mut self, kind: &str, object: &Object) -> Result<(), Failure> {
        self.progress.step(kind);
        self.output.line(kind, object)
    }

    fn all(&mut self, api: &Librato, kind: Kind) -> Result<(), Failure> {
        self.those(api, kind, &mut |_| true)
    }

    /// Those of a kind, unless the server does not have the kind.
    fn those(
        &mut self,
        api: &Librato,
        kind: Kind,
        is_wanted: &mut dyn FnMut(&Object) -> bool,
    ) -> Result<(), Failure> {
        let visited = kind.each(api, "", &mut |object| {
            if is_wanted(&object) { self.line(kind.one(), &object) } else { Ok(()) }
        });
        match visited {
            Err(Failure::Librato(error)) if error.status() == Some(404) => {
                self.progress.clear();
                writeln!(io::stderr(), "the server has no {}: they are left out", kind.path())?;
                Ok(())
            }
            visited => visited,
        }
    }

    /// Streams, each behind its events: it begins to exist with the first of them.
    fn streams(&mut self, api: &Librato) -> Result<(), Failure> {
        for stream in Kind::Streams.all(api)? {
            let name = text(&stream, "name");
            for event in api.list(Raw(annotations::get(name).start_time(UnixSeconds(0)))) {
                let mut event = event?;
                event.insert("stream".into(), name.into());
                self.line(Kind::Events.one(), &event)?;
            }
            self.line(Kind::Streams.one(), &stream)?;
        }
        Ok(())
    }
}
