//! `annotate`: what happened, or what a command does from its beginning to its end.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::{Command, ExitStatus};

use clap::Args;
use librato::annotations::{self, NewLink};
use librato::{Error, Librato};

use crate::failure::Failure;
use crate::times::Moment;

/// Note an event; with `-- COMMAND` one that lasts as long as the command
#[derive(Args)]
pub struct Annotate {
    /// The stream, which is created if it is not there
    stream: String,
    /// What happens, in a few words
    title: String,
    /// Where it happens
    #[arg(long)]
    source: Option<String>,
    /// More about it
    #[arg(long)]
    description: Option<String>,
    /// When it began: seconds since 1970, or how long ago (15m)
    #[arg(long, value_name = "TIME", value_parser = Moment::parse)]
    start: Option<Moment>,
    /// When it ended
    #[arg(long, value_name = "TIME", value_parser = Moment::parse, conflicts_with = "command")]
    end: Option<Moment>,
    /// What belongs to it elsewhere
    #[arg(long = "link", value_name = "REL=HREF", value_parser = link)]
    links: Vec<(String, String)>,
    /// Run this, and end the event when it ends, whatever comes of it
    #[arg(last = true)]
    command: Vec<OsString>,
}

fn link(text: &str) -> Result<(String, String), String> {
    let (rel, href) = text.split_once('=').filter(|(rel, _)| !rel.is_empty()).ok_or("not REL=HREF")?;
    Ok((rel.to_owned(), href.to_owned()))
}

impl Annotate {
    pub fn run(&self, api: &Librato, out: &mut dyn Write) -> Result<u8, Failure> {
        let links: Vec<NewLink<'_>> = self.links.iter().map(|(rel, href)| NewLink::new(rel, href)).collect();
        let mut post = annotations::post(&self.stream, &self.title);
        if let Some(source) = &self.source {
            post = post.source(source);
        }
        if let Some(description) = &self.description {
            post = post.description(description);
        }
        if let Some(start) = self.start {
            post = post.start_time(start.from(api.now()));
        }
        if let Some(end) = self.end {
            post = post.end_time(end.from(api.now()));
        }
        if !links.is_empty() {
            post = post.links(&links);
        }
        let Some((program, arguments)) = self.command.split_first() else {
            let id = api.send(post)?.id;
            let id = id.ok_or_else(|| Error::Decode("it has no id of the event".into()))?;
            writeln!(out, "{} {id}", self.stream)?;
            return Ok(0);
        };
        // Ctrl-C is for the command, which gets it as well; the event still needs its end. Without a handler it only goes without one.
        let _ = ctrlc::set_handler(|| ());
        let (ended, noted) = post.around(api, || Command::new(program).args(arguments).status());
        if let Err(error) = noted {
            // The command counts, and it is done.
            let _ = writeln!(io::stderr(), "warning: the event is not noted as it should be: {error}");
        }
        match ended {
            Ok(status) => Ok(code(status)),
            Err(error) => {
                let _ = writeln!(io::stderr(), "error: {}: {error}", program.to_string_lossy());
                // As shells have it.
                Ok(if error.kind() == io::ErrorKind::NotFound { 127 } else { 126 })
            }
        }
    }
}

/// The exit code of a command, as shells have it of one that a signal ended.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status).map(|signal| 128 + signal);
    #[cfg(not(unix))]
    let signal = None;
    status.code().or(signal).and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
