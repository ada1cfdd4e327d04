//! A body as a whole, for a transport of a host that must know its length first: to write it takes little longer than to count it,
//! and it is not written a second time.

use std::vec::Vec;

/// A body that lies in memory, in a buffer that is used again.
pub(super) struct Whole<'a> {
    buffer: &'a mut Vec<u8>,
    len: usize,
    /// Bytes that are out.
    at: usize,
}

impl<'a> Whole<'a> {
    /// A window. While one is filled, a shared queue is borrowed.
    const WINDOW: usize = 16 * 1024;

    /// Takes all that `fill` gives; 0 is its end.
    pub(super) fn write(buffer: &'a mut Vec<u8>, mut fill: impl FnMut(&mut [u8]) -> usize) -> Self {
        let mut len = 0;
        loop {
            if buffer.len() < len + Self::WINDOW {
                buffer.resize(len + Self::WINDOW, 0);
            }
            let window = buffer.get_mut(len..len + Self::WINDOW).unwrap_or_default();
            match fill(window) {
                0 => break,
                filled => len += filled,
            }
        }
        Self { buffer, len, at: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Whether all of it is out.
    pub(super) const fn is_out(&self) -> bool {
        self.at >= self.len
    }

    /// Gives the next bytes, and says how many.
    pub(super) fn fill(&mut self, buf: &mut [u8]) -> usize {
        let rest = self.buffer.get(self.at..self.len).unwrap_or_default();
        let len = rest.len().min(buf.len());
        let (Some(room), Some(bytes)) = (buf.get_mut(..len), rest.get(..len)) else { return 0 };
        room.copy_from_slice(bytes);
        self.at += len;
        len
    }
}
