//! A body, pulled: any number of bytes at a time, resumed anywhere.
//!
//! What stands at the edge of a window is written again from its start, with the bytes that were out already skipped; so
//! a dozen bytes of state suffice for a body of any length, and it is never begun again. A host keeps the record that was cut:
//! through small windows it would write each twice.

use super::format::{Shape, WireFormat};
#[cfg(feature = "std")]
use super::sink::Count;
use super::sink::{Sink, Window};
#[cfg(feature = "std")]
use super::straight::Straight;
use crate::queue::{Pinned, Readings};

/// The block for a record at the edge of a window. Most take a hundred bytes.
#[cfg(feature = "std")]
const EDGE: usize = 256;

/// So close to the end of a window the next record goes into the block: it would hardly fit.
#[cfg(feature = "std")]
const NEAR: usize = 128;

/// How far a body has been written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BodyState {
    at: Place,
    #[cfg(feature = "std")]
    cut: Cut,
}

/// Which piece comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    stage: Stage,
    section: u8,
    /// No record of the section has been written.
    first: bool,
    /// The slot where the next record is looked for.
    offset: u16,
    /// Bytes of the piece that are out.
    done: u32,
}

/// The record that did not fit into the last window, so that it is not written again for the next one.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cut {
    /// 0 if there is none.
    len: u16,
    /// The offset behind the record.
    next: u16,
    bytes: [u8; EDGE],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Open,
    Records,
}

/// What more a sink of pieces says.
trait Out: Sink {
    /// Bytes that it kept.
    fn kept(&self) -> usize;
    /// Whether it lost some.
    fn is_cut(&self) -> bool;
}

impl Out for Window<'_> {
    fn kept(&self) -> usize {
        self.written()
    }

    fn is_cut(&self) -> bool {
        Window::is_cut(self)
    }
}

#[cfg(feature = "std")]
impl Out for Count {
    #[inline(always)]
    fn kept(&self) -> usize {
        0
    }

    #[inline(always)]
    fn is_cut(&self) -> bool {
        false
    }
}

impl BodyState {
    /// Nothing is out.
    pub(crate) const START: Self = Self {
        at: Place { stage: Stage::Open, section: 0, first: false, offset: 0, done: 0 },
        #[cfg(feature = "std")]
        cut: Cut { len: 0, next: 0, bytes: [0; EDGE] },
    };

    /// Whether all of it may be out.
    pub(crate) const fn may_be_over(&self) -> bool {
        matches!(self.at.stage, Stage::Open) && self.at.section > 0
    }

    /// Bytes of the next piece that are out already.
    #[cfg(feature = "std")]
    pub(crate) fn cut(&self) -> usize {
        self.at.done as usize
    }

    /// The readings of the section that are left.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn readings<'q, F: WireFormat>(&self, format: &F, queue: &'q Pinned<'_>) -> Readings<'q> {
        queue.readings(usize::from(self.at.offset), format.kinds(self.at.section))
    }

    /// Writes pieces, up to `pieces` of them. True at the end of the body. A piece that is cut is the next one again.
    fn write<F: WireFormat, S: Out>(
        &mut self,
        format: &F,
        queue: &Pinned<'_>,
        shape: Shape,
        pieces: u32,
        out: &mut S,
    ) -> bool {
        let mut pieces = pieces;
        while pieces > 0 {
            let before = out.kept();
            let mut next = Place { done: 0, ..self.at };
            match self.at.stage {
                Stage::Open if self.at.section >= F::SECTIONS => return true,
                Stage::Open if format.has_section(self.at.section, queue) => {
                    format.open(out, self.at.section, queue, shape);
                    (next.stage, next.first, next.offset) = (Stage::Records, true, 0);
                }
                Stage::Open => next.section += 1,
                Stage::Records => {
                    let mut readings = self.readings(format, queue);
                    match readings.next() {
                        Some(record) => {
                            format.record(out, &record, self.at.first, queue, shape);
                            (next.offset, next.first) = (readings.offset() as u16, false);
                        }
                        None => {
                            format.close(out, self.at.section, queue);
                            (next.stage, next.section) = (Stage::Open, self.at.section + 1);
                        }
                    }
                }
            }
            if out.is_cut() {
                self.at.done += (out.kept() - before) as u32;
                return false;
            }
            self.at = next;
            pieces -= 1;
        }
        false
    }

    /// Writes the next bytes into `buf` and says how many; 0 at the end.
    #[cfg(not(feature = "std"))]
    pub(crate) fn fill<F: WireFormat>(
        &mut self,
        format: &F,
        queue: &Pinned<'_>,
        shape: Shape,
        buf: &mut [u8],
    ) -> usize {
        let mut window = Window::new(buf, self.at.done as usize);
        self.write(format, queue, shape, u32::MAX, &mut window);
        window.written()
    }

    /// Writes the next bytes into `buf` and says how many; 0 at the end.
    #[cfg(feature = "std")]
    pub(crate) fn fill<F: WireFormat>(
        &mut self,
        format: &F,
        queue: &Pinned<'_>,
        shape: Shape,
        buf: &mut [u8],
    ) -> usize {
        let mut filled = 0;
        loop {
            if self.at.stage == Stage::Records {
                filled += self.records(format, queue, shape, buf.get_mut(filled..).unwrap_or_default());
            }
            let Some(rest) = buf.get_mut(filled..).filter(|rest| !rest.is_empty()) else { return filled };
            let mut window = Window::new(rest, self.at.done as usize);
            let end = self.write(format, queue, shape, 1, &mut window);
            filled += window.written();
            if end {
                return filled;
            }
        }
    }

    /// Writes records straight into `buf`: what is left of the first, whole ones for as long as they fit, and the beginning of the
    /// next. Stops where only a window helps: at the end, and at a record too large for a block.
    #[cfg(feature = "std")]
    fn records<F: WireFormat>(
        &mut self,
        format: &F,
        queue: &Pinned<'_>,
        shape: Shape,
        buf: &mut [u8],
    ) -> usize {
        // The first of a section too, so that those behind it are all alike.
        let mut written = 0;
        if self.at.done > 0 || self.at.first {
            written = self.edge(format, queue, shape, buf);
            if self.at.done > 0 || self.at.first {
                return written;
            }
        }
        let near = buf.len().saturating_sub(NEAR);
        if written < near {
            let mut readings = self.readings(format, queue);
            let mut out = Straight::new(buf, written);
            let mut cut = None;
            for record in readings.by_ref() {
                format.record(&mut out, &record, false, queue, shape);
                let end = out.end();
                // One comparison for both: it had no room, or the next one hardly has.
                if end > near {
                    match out.place() {
                        Some(place) => written = place,
                        None => cut = Some(record.offset()),
                    }
                    break;
                }
                written = end;
            }
            self.at.offset = cut.unwrap_or(readings.offset()) as u16;
        }
        while let Some(rest @ [_, ..]) = buf.get_mut(written..) {
            match self.edge(format, queue, shape, rest) {
                0 => break,
                more => written += more,
            }
        }
        written
    }

    /// Writes what fits of the rest of the next record, by way of a block: a window would take twice as long.
    #[cfg(feature = "std")]
    #[inline(never)]
    fn edge<F: WireFormat>(&mut self, format: &F, queue: &Pinned<'_>, shape: Shape, buf: &mut [u8]) -> usize {
        if self.cut.len == 0 {
            let mut readings = self.readings(format, queue);
            let Some(record) = readings.next() else { return 0 };
            let mut out = Straight::new(&mut self.cut.bytes, 0);
            format.record(&mut out, &record, self.at.first, queue, shape);
            let Some(end) = out.place() else { return 0 };
            (self.cut.len, self.cut.next) = (end as u16, readings.offset() as u16);
        }
        let rest = self.cut.bytes.get(self.at.done as usize..usize::from(self.cut.len)).unwrap_or_default();
        let written = rest.len().min(buf.len());
        for (to, from) in buf.iter_mut().zip(rest) {
            *to = *from;
        }
        if written < rest.len() {
            self.at.done += written as u32;
        } else {
            (self.at.done, self.cut.len) = (0, 0);
            (self.at.offset, self.at.first) = (self.cut.next, false);
        }
        written
    }

    /// Counts up to `pieces` more pieces; true at the end. A few at a time keep the time short that the queue is
    /// borrowed for.
    pub(crate) fn count<F: WireFormat>(
        &mut self,
        format: &F,
        queue: &Pinned<'_>,
        shape: Shape,
        pieces: u32,
        bytes: &mut usize,
    ) -> bool {
        #[cfg(not(feature = "std"))]
        let mut count = Window::behind();
        #[cfg(feature = "std")]
        let mut count = Count::new();
        #[cfg(feature = "std")]
        if self.at.stage == Stage::Records && !self.at.first {
            let mut readings = self.readings(format, queue).up_to(pieces as usize);
            for record in readings.by_ref() {
                format.record(&mut count, &record, false, queue, shape);
            }
            self.at.offset = readings.offset() as u16;
        }
        // A host has counted its readings above.
        let pieces = if cfg!(feature = "std") { 1 } else { pieces };
        let end = self.write(format, queue, shape, pieces, &mut count);
        *bytes += count.counted();
        end
    }
}
