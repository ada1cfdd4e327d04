//! What a bench is told to do.

/// The modes of a bench.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Measures and prints.
    Print,
    /// And fails if a figure has grown, or if the README's tables are not those of the committed figures.
    Check,
    /// And writes the committed figures, and the README's tables.
    Record,
    /// Measures nothing, and writes the README's tables from the committed figures.
    Tables,
    /// Does the rounds of one row, under valgrind.
    Child { row: String, less: bool, rounds: u32 },
}

/// The arguments of a bench.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) mode: Mode,
    /// Only rows whose name holds this.
    pub(crate) only: Option<String>,
    /// The address of the server that a child is to use.
    pub(crate) sink: Option<String>,
}

const USAGE: &str = "cargo bench --features std,float [--bench NAME] [-- --check | --record | --tables | --only TEXT]\n\
                     BENCH --row NAME --rounds N [--less] [--sink ADDRESS]";

impl Options {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments;
        let (mut mode, mut only, mut sink) = (Mode::Print, None, None);
        let (mut row, mut rounds, mut less) = (None, None, false);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(USAGE);
            match argument.as_str() {
                // From cargo.
                "--bench" => {}
                "--check" => mode = Mode::Check,
                "--record" => mode = Mode::Record,
                "--tables" => mode = Mode::Tables,
                "--only" => only = Some(value()?),
                "--sink" => sink = Some(value()?),
                "--row" => row = Some(value()?),
                "--rounds" => rounds = Some(value()?.parse().map_err(|_| USAGE)?),
                "--less" => less = true,
                _ => return Err(USAGE.to_owned()),
            }
        }
        match (row, rounds) {
            (Some(row), Some(rounds)) => mode = Mode::Child { row, less, rounds },
            (None, None) if !less => {}
            _ => return Err(USAGE.to_owned()),
        }
        // Half a table is no table.
        if only.is_some() && mode != Mode::Print {
            return Err(USAGE.to_owned());
        }
        Ok(Self { mode, only, sink })
    }

    pub(crate) const fn is_child(&self) -> bool {
        matches!(self.mode, Mode::Child { .. })
    }
}
