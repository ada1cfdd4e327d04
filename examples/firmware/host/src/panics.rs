//! From where a program can panic: each panic says a line of the source, which so stands among the constants.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};
use std::path::Path;

use object::{File, Object, ObjectSection};

use crate::image;
use crate::scenario::Error;

/// A place in the source from which a panic can come.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Site {
    file: String,
    line: u32,
    column: u32,
}

impl Site {
    /// Whether it is in the library: the firmware's own paths are relative, and all other crates come from elsewhere.
    pub(crate) fn is_of_library(&self) -> bool {
        let elsewhere = ["/rustc/", "/rustlib/src/", "/registry/src/", "/git/checkouts/"];
        Path::new(&self.file).is_absolute() && !elsewhere.iter().any(|part| self.file.contains(part))
    }
}

impl Display for Site {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// All of them. A `core::panic::Location` is four words: where the name of the file is, its length, line and column.
pub(crate) fn sites(file: &File<'_>) -> Result<Vec<Site>, Error> {
    let mut constants = Vec::new();
    for section in file.sections().filter(|section| image::lies_there(section.flags())) {
        constants.push((section.address(), section.data()?));
    }
    let text = |address: u32, length: u32| {
        constants.iter().find_map(|(start, data)| {
            let from = usize::try_from(u64::from(address).checked_sub(*start)?).ok()?;
            std::str::from_utf8(data.get(from..from.checked_add(length as usize)?)?).ok()
        })
    };
    let mut sites = BTreeSet::new();
    for (_, data) in &constants {
        let (words, _) = data.as_chunks::<4>();
        for location in words.windows(4) {
            let [address, length, line, column] = [0, 1, 2, 3].map(|at| u32::from_le_bytes(location[at]));
            let is_name = |name: &&str| name.ends_with(".rs") && !name.contains(char::is_control);
            // No path and no line is longer. It saves the search for most.
            let may_be =
                (1..4096).contains(&length) && (1..100_000).contains(&line) && (1..1000).contains(&column);
            if let Some(name) = may_be.then(|| text(address, length)).flatten().filter(is_name) {
                sites.insert(Site { file: name.to_owned(), line, column });
            }
        }
    }
    Ok(sites.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(file: &str, line: u32, column: u32) -> Site {
        Site { file: file.to_owned(), line, column }
    }

    #[test]
    fn each_path_is_somebodys() {
        let registry = "/home/user/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/smoltcp-0.14.0/src/iface/route.rs";
        assert!(!site(registry, 1, 1).is_of_library());
        assert!(!site("/rustc/59807616e1fa/library/core/src/slice/index.rs", 1, 1).is_of_library());
        assert!(!site("boards/src/log.rs", 1, 1).is_of_library());
        assert!(site("/home/user/librato/src/../transports/embedded_io.rs", 1, 1).is_of_library());
    }
}
