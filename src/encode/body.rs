//! A body, pulled: any number of bytes at a time, resumed anywhere.
//!
//! What stands at the edge of a window is written again from its start, with the bytes that were out already skipped; so
//! 48 bytes of state suffice for a body of any length, and it is never begun again.

use super::format::{Shape, WireFormat};
use super::sink::{Count, Sink, Window};
use crate::queue::{Pinned, Record};

/// How far a body has been written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BodyState {
    stage: Stage,
    section: u8,
    /// No record of the section has been written.
    first: bool,
    /// The slot where the next record is looked for.
    offset: u16,
    /// Bytes of the current piece that are out.
    done: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Open,
    Records,
    Close,
    End,
}

/// One piece of a body.
enum Piece<'a> {
    Open,
    Record(Record<'a>, usize),
    Close,
}

impl BodyState {
    /// Nothing is out.
    pub(crate) const START: Self = Self { stage: Stage::Open, section: 0, first: false, offset: 0, done: 0 };

    /// The next piece; moves over what has none.
    fn piece<'q, F: WireFormat>(&mut self, format: &F, queue: &Pinned<'q>) -> Option<Piece<'q>> {
        loop {
            match self.stage {
                Stage::Open if self.section >= F::SECTIONS => self.stage = Stage::End,
                Stage::Open if format.has_section(self.section, queue) => return Some(Piece::Open),
                Stage::Open => self.section += 1,
                Stage::Records => match queue.next(usize::from(self.offset)) {
                    Some((record, behind)) if format.takes(self.section, &record) => {
                        return Some(Piece::Record(record, behind));
                    }
                    Some((_, behind)) => self.offset = behind as u16,
                    None => self.stage = Stage::Close,
                },
                Stage::Close => return Some(Piece::Close),
                Stage::End => return None,
            }
        }
    }

    /// The piece is out.
    fn advance(&mut self, piece: &Piece<'_>) {
        self.done = 0;
        match piece {
            Piece::Open => {
                self.stage = Stage::Records;
                self.first = true;
                self.offset = 0;
            }
            Piece::Record(_, behind) => {
                self.first = false;
                self.offset = *behind as u16;
            }
            Piece::Close => {
                self.stage = Stage::Open;
                self.section += 1;
            }
        }
    }

    fn write<F: WireFormat, S: Sink>(
        &self,
        piece: &Piece<'_>,
        format: &F,
        queue: &Pinned<'_>,
        shape: Shape,
        out: &mut S,
    ) {
        match piece {
            Piece::Open => format.open(out, self.section, queue, shape),
            Piece::Record(record, _) => format.record(out, record, self.first, queue, shape),
            Piece::Close => format.close(out, self.section, queue),
        }
    }

    /// Writes the next bytes into `buf` and says how many; 0 at the end.
    pub(crate) fn fill<F: WireFormat>(
        &mut self,
        format: &F,
        queue: &Pinned<'_>,
        shape: Shape,
        buf: &mut [u8],
    ) -> usize {
        let mut filled = 0;
        while let Some(piece) = self.piece(format, queue) {
            let Some(rest) = buf.get_mut(filled..).filter(|rest| !rest.is_empty()) else { break };
            let mut window = Window::new(rest, self.done as usize);
            self.write(&piece, format, queue, shape, &mut window);
            filled += window.written();
            if window.is_cut() {
                self.done += window.written() as u32;
                break;
            }
            self.advance(&piece);
            #[cfg(feature = "std")]
            if self.stage == Stage::Records {
                filled += self.whole_records(format, queue, shape, buf.get_mut(filled..).unwrap_or_default());
            }
        }
        filled
    }

    /// Writes records straight into `buf` for as long as whole ones fit.
    #[cfg(feature = "std")]
    fn whole_records<F: WireFormat>(
        &mut self,
        format: &F,
        queue: &Pinned<'_>,
        shape: Shape,
        buf: &mut [u8],
    ) -> usize {
        let room = buf.len();
        let (mut rest, mut offset, mut first) = (buf, usize::from(self.offset), self.first);
        while let Some((record, behind)) = queue.next(offset) {
            if format.takes(self.section, &record) {
                let mut out = super::sink::Straight::new(&mut *rest);
                format.record(&mut out, &record, first, queue, shape);
                let Some(left) = out.left() else { break };
                let written = rest.len() - left;
                rest = rest.get_mut(written..).unwrap_or_default();
                first = false;
            }
            offset = behind;
        }
        (self.offset, self.first) = (offset as u16, first);
        room - rest.len()
    }

    /// Counts up to `pieces` more pieces; true at the end. A few at a time keep the time short that the queue is
    /// borrowed for.
    pub(crate) fn count<F: WireFormat>(
        &mut self,
        format: &F,
        queue: &Pinned<'_>,
        shape: Shape,
        pieces: u32,
        bytes: &mut u64,
    ) -> bool {
        let mut count = Count(0);
        let mut done = false;
        for _ in 0..pieces {
            let Some(piece) = self.piece(format, queue) else {
                done = true;
                break;
            };
            self.write(&piece, format, queue, shape, &mut count);
            self.advance(&piece);
        }
        *bytes += count.0;
        done
    }
}
