//! A program on a board, and what is done to it.

use std::path::Path;

use librato_test_support::receiver::Receiver;

use crate::boards::Board;
use crate::firmware;
use crate::image::Image;
use crate::log::{self, Flush};
use crate::qemu::Qemu;

/// Programs in which nothing can panic, which the linker shows. The others link network stacks and TLS, which can.
const PANIC_FREE: [&str; 3] = ["uart", "sleepy", "modem"];

/// The most that the future of a flush may take, in bytes.
pub(crate) const FUTURE: u64 = 512;

/// Why a run failed.
pub(crate) type Error = Box<dyn std::error::Error>;

/// A program on a board against a host side of its own.
pub(crate) struct Scenario {
    /// The package.
    pub(crate) program: &'static str,
    pub(crate) board: &'static Board,
    /// What this run is about, in a few words.
    pub(crate) what: &'static str,
    /// What QEMU gets beside board and program.
    pub(crate) qemu: &'static [&'static str],
    /// Plays the host side, until all is checked.
    pub(crate) host: fn(Start<'_>) -> Result<Outcome, Error>,
}

/// Starts the program, once its host side stands.
#[derive(Clone, Copy)]
pub(crate) struct Start<'a> {
    scenario: &'a Scenario,
    built: &'a Path,
}

/// What a run that went well brought.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Requests that the program sent.
    pub(crate) requests: usize,
    /// Of these, sent before.
    pub(crate) repeated: u32,
    /// Readings at the receiver.
    pub(crate) readings: u64,
    /// Size of the future of a flush, where there is one.
    pub(crate) future: Option<u64>,
    /// What the program printed of its flushes.
    pub(crate) flushes: Vec<Flush>,
}

/// A row of the table.
pub(crate) struct Row {
    pub(crate) program: &'static str,
    pub(crate) board: &'static str,
    pub(crate) what: &'static str,
    pub(crate) image: Option<Image>,
    pub(crate) stack: Option<u32>,
    /// For a request.
    pub(crate) instructions: Option<u64>,
    pub(crate) result: Result<Outcome, Error>,
}

impl Outcome {
    /// What the receiver took, and what the program printed.
    ///
    /// # Errors
    /// If the receiver refused something, or forgot some.
    pub(crate) fn of(receiver: &Receiver, lines: &[String]) -> Result<Self, Error> {
        let counts = receiver.counts();
        if counts.refused > 0 || counts.failed > 0 || counts.forgotten > 0 {
            return Err(format!("the receiver did not take all: {counts:?}").into());
        }
        let outcome = Self::with_losses(receiver, lines);
        if let Some(flush) = outcome.flushes.iter().find(|flush| flush.dropped > 0) {
            return Err(format!("readings were dropped: {flush:?}").into());
        }
        Ok(outcome)
    }

    /// The same, of a run in which the server refuses some, as it should.
    pub(crate) fn with_losses(receiver: &Receiver, lines: &[String]) -> Self {
        let flushes: Vec<Flush> = lines.iter().filter_map(|line| Flush::parse(line)).collect();
        Self {
            requests: flushes.iter().map(|flush| flush.requests as usize).sum(),
            repeated: flushes.iter().map(|flush| u32::from(flush.resent > 0)).sum(),
            readings: receiver.readings().len() as u64,
            future: log::future(lines),
            flushes,
        }
    }

    /// The same, of a run in which something broke.
    ///
    /// # Errors
    /// If no request was repeated: then nothing did.
    pub(crate) fn with_repeats(self) -> Result<Self, Error> {
        if self.repeated == 0 {
            return Err("no request was repeated, though the way to the server broke".into());
        }
        Ok(self)
    }
}

impl Scenario {
    /// Builds and runs it.
    pub(crate) fn play(&self) -> Row {
        let mut row = Row {
            program: self.program,
            board: self.board.name,
            what: self.what,
            image: None,
            stack: None,
            instructions: None,
            result: Ok(Outcome::default()),
        };
        row.result = firmware::build(self.program, self.board).and_then(|built| {
            self.look_at(row.image.insert(Image::read(&built)?))?;
            let outcome = (self.host)(Start { scenario: self, built: &built })?;
            if let Some(bytes) = outcome.future.filter(|&bytes| bytes > FUTURE) {
                return Err(format!("the future of a flush has {bytes} bytes").into());
            }
            Ok(outcome)
        });
        if let Ok(outcome) = &row.result {
            row.stack = outcome.flushes.iter().map(|flush| flush.stack).max();
            // The least: others were cut off, or did their work over.
            let whole = outcome.flushes.iter().filter(|flush| flush.ok && flush.requests > 0);
            row.instructions =
                whole.map(|flush| instructions(flush.ticks, self.board) / u64::from(flush.requests)).min();
        }
        row
    }

    /// Where nothing may panic nothing can, and the library's own code nowhere.
    fn look_at(&self, image: &Image) -> Result<(), Error> {
        if PANIC_FREE.contains(&self.program) && image.can_panic {
            return Err("it has a panic path".into());
        }
        match image.panics_of_library().next() {
            Some(site) => Err(format!("the library can panic at {site}").into()),
            None => Ok(()),
        }
    }
}

impl Start<'_> {
    /// The program's ELF file.
    pub(crate) fn built(&self) -> &Path {
        self.built
    }

    /// Starts QEMU, with more arguments. It stands still until [`Qemu::go`].
    pub(crate) fn qemu(&self, more: &[String]) -> Result<Qemu, Error> {
        let fixed = self.scenario.qemu.iter().map(ToString::to_string);
        let arguments: Vec<String> = fixed.chain(more.iter().cloned()).collect();
        Qemu::start(self.scenario.board, self.built, &arguments)
    }
}

fn instructions(ticks: u32, board: &Board) -> u64 {
    (u64::from(ticks) * 1_000_000_000 / board.hz) >> board.shift
}
