//! What the linker made of a program: how large it is, and where it can panic.

use std::fs;
use std::path::Path;

use object::{File, Object, ObjectSection, ObjectSymbol, SectionFlags, SectionKind, elf};

use crate::panics::{self, Site};
use crate::scenario::Error;

/// A program as it lies on the board.
pub(crate) struct Image {
    /// Code, constants, and what variables begin with, in bytes.
    pub(crate) flash: u64,
    /// Variables, without the stack, in bytes.
    pub(crate) ram: u64,
    /// It has what a panic calls.
    pub(crate) can_panic: bool,
    /// From where.
    pub(crate) panics: Vec<Site>,
}

impl Image {
    /// That of an ELF file.
    pub(crate) fn read(built: &Path) -> Result<Self, Error> {
        let data = fs::read(built)?;
        let file = File::parse(&*data)?;
        let (mut flash, mut ram) = (0, 0);
        for section in file.sections() {
            // What is left of the RAM is no variable.
            if !lies_there(section.flags()) || [".stack", ".heap"].contains(&section.name()?) {
                continue;
            }
            let is_unset = section.kind() == SectionKind::UninitializedData;
            flash += if is_unset { 0 } else { section.size() };
            ram += if is_unset || section.kind() == SectionKind::Data { section.size() } else { 0 };
        }
        let is_handler = |name: &str| name.contains("rust_begin_unwind");
        let can_panic = file.symbols().any(|symbol| symbol.name().is_ok_and(is_handler));
        Ok(Self { flash, ram, can_panic, panics: panics::sites(&file)? })
    }

    /// The panics of the library's own code.
    pub(crate) fn panics_of_library(&self) -> impl Iterator<Item = &Site> {
        self.panics.iter().filter(|site| site.is_of_library())
    }
}

/// Whether it takes memory of the board, other than what is only said about the program.
pub(crate) fn lies_there(flags: SectionFlags) -> bool {
    matches!(flags, SectionFlags::Elf { sh_flags } if sh_flags & u64::from(elf::SHF_ALLOC) != 0)
}
