//! Where an export goes: standard output, or a file that is there only when it is whole.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::iter::once;
use std::path::{Path, PathBuf};
use std::{fs, process};

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::object::Object;

/// The exit code of what was interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

/// Lines, each a JSON object with its kind.
pub enum Output {
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A file beside the one that it will be. Nobody else can read it: services have passwords in their settings.
    File(PathBuf, BufWriter<NamedTempFile>),
}

struct Line<'a> {
    kind: &'a str,
    object: &'a Map<String, Value>,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = Value::from(self.kind);
        // A member of its own that is called so would stand there twice.
        let members = self.object.iter().filter(|(name, _)| *name != "kind");
        serializer.collect_map(once(("kind", &kind)).chain(members.map(|(name, value)| (&**name, value))))
    }
}

impl Output {
    pub fn new(file: &Path) -> Result<Self, Failure> {
        if file == Path::new("-") {
            return Ok(Self::Stdout(BufWriter::new(io::stdout().lock())));
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temporary = NamedTempFile::new_in(folder).map_err(|error| Failure::file(file, error))?;
        let half = temporary.path().to_owned();
        // An interrupt leaves no half file either. Without a handler it ends the program all the same.
        let _ = ctrlc::set_handler(move || {
            let _ = fs::remove_file(&half);
            process::exit(INTERRUPTED);
        });
        Ok(Self::File(file.to_owned(), BufWriter::new(temporary)))
    }

    pub fn line(&mut self, kind: &str, object: &Object) -> Result<(), Failure> {
        let written = match self {
            Self::Stdout(out) => write(out, kind, object),
            Self::File(_, out) => write(out, kind, object),
        };
        written.map_err(|error| self.failure(error))
    }

    /// Puts the file into its place.
    pub fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Stdout(mut out) => Ok(out.flush()?),
            Self::File(file, out) => {
                let failure = |error| Failure::file(&file, error);
                let temporary = out.into_inner().map_err(|error| failure(error.into_error()))?;
                temporary.as_file().sync_all().map_err(failure)?;
                temporary.persist(&file).map_err(|error| failure(error.error))?;
                Ok(())
            }
        }
    }

    fn failure(&self, error: io::Error) -> Failure {
        match self {
            Self::Stdout(_) => error.into(),
            Self::File(file, _) => Failure::file(file, error),
        }
    }
}

fn write(out: &mut impl Write, kind: &str, object: &Object) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Line { kind, object })?;
    out.write_all(b"\n")
}
