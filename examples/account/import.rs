//! `import`: puts an export into this account.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use librato::Librato;

use crate::failure::{Failure, REFUSED};
use crate::importer::{Importer, Outcome, Problem, what};
use crate::object::{Object, text};
use crate::progress::Progress;
use crate::table::printable;

/// No object is longer, in bytes.
const LONGEST: u64 = 16 << 20;

/// Put the objects of an export into this account
///
/// What is there by its name is updated, all else is created: to import twice is to import once. An object that the server refuses
/// is named with its line, and the others follow.
#[derive(Args)]
pub struct Import {
    /// The file; - for standard input
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Say what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// What came of the objects.
#[derive(Default)]
struct Counts {
    created: usize,
    updated: usize,
    refused: usize,
    /// Measurements that went out, and those that were there already.
    sent: usize,
    known: usize,
}

impl Import {
    pub fn run(&self, api: &Librato, out: &mut dyn Write, quiet: bool) -> Result<u8, Failure> {
        let failure = |error| Failure::file(&self.file, error);
        let mut lines: Box<dyn BufRead> = if self.file == Path::new("-") {
            Box::new(io::stdin().lock())
        } else {
            Box::new(BufReader::new(File::open(&self.file).map_err(failure)?))
        };
        let mut importer = Importer::new(api, self.dry_run);
        let mut progress = Progress::new(quiet);
        let (mut counts, mut number, mut line) = (Counts::default(), 0, Vec::new());
        loop {
            line.clear();
            number += 1;
            let is_end = lines.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(failure)? == 0;
            let (what, outcome) = if is_end {
                (String::new(), importer.finish())
            } else if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            } else {
                match serde_json::from_slice::<Object>(&line) {
                    Ok(object) => {
                        progress.step(text(&object, "kind"));
                        (what(&object), importer.import(object, number))
                    }
                    Err(error) => {
                        (String::new(), Err(Problem::Refused(number, format!("no JSON object: {error}"))))
                    }
                }
            };
            counts
                .add(outcome, &what, self.dry_run, out, &progress)
                .map_err(|failure| stopped(number, failure))?;
            if is_end {
                break;
            }
        }
        drop(progress);
        let Counts { created, updated, refused, sent, known } = counts;
        let would = if self.dry_run { "would have: " } else { "" };
        writeln!(out, "{would}created {created}, updated {updated}, refused {refused}")?;
        if sent + known > 0 {
            writeln!(out, "{would}sent {sent} measurements, {known} were there already")?;
        }
        Ok(if refused > 0 { REFUSED } else { 0 })
    }
}

impl Counts {
    fn add(
        &mut self,
        outcome: Result<Outcome, Problem>,
        what: &str,
        is_dry: bool,
        out: &mut dyn Write,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let done = match outcome {
            Ok(Outcome::Created) => "create",
            Ok(Outcome::Updated) => "update",
            Ok(Outcome::Waits) => return Ok(()),
            Ok(Outcome::Sent { new, known }) => {
                self.sent += new;
                self.known += known;
                return Ok(());
            }
            Err(Problem::Refused(line, why)) => {
                self.refused += 1;
                progress.clear();
                writeln!(io::stderr(), "line {line}: {}", printable(why))?;
                return Ok(());
            }
            Err(Problem::Fatal(failure)) => return Err(failure),
        };
        if is_dry {
            writeln!(out, "would {done} {what}")?;
        }
        *if done == "create" { &mut self.created } else { &mut self.updated } += 1;
        Ok(())
    }
}

/// Says how far it came. To import again from the beginning does no harm.
fn stopped(line: u64, failure: Failure) -> Failure {
    if !matches!(failure, Failure::Unread) {
        let _ = writeln!(io::stderr(), "stopped at line {line}");
    }
    failure
}
