//! Each distinct text once, in fixed memory, named by 12-bit handles.
//!
//! A text costs its length and 4 bytes, rounded up to 4. Handles are word offsets, so that all text of one table is at most
//! 16 KiB.

mod collect;
mod escape;
mod table;

pub(crate) use escape::escape;
#[cfg(feature = "std")]
pub(crate) use table::is_same;
pub(crate) use table::{Class, Entry, Handle, Tail, TextFull, TextState, TextTable, entry, mix, text};
