//! The table: entries one behind the other, each with a header of one word, found through 16 chains.
//!
//! Sixteen chains cost 32 bytes and bring a look-up among 100 names from 1,534 instructions to about 400.

use super::escape;

/// Names a text: its word offset and one. 0 is no text.
pub(crate) type Handle = u16;

/// What an entry holds. Entries of different classes never match each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// The name of a metric or source, escaped for JSON.
    Plain = 0,
    /// A tag set: the members of a JSON object.
    Tags = 1,
    /// A name with the fields that go out with each of its readings.
    Series = 2,
}

/// There is no room for a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextFull {
    /// At present.
    Now,
    /// It is longer than any text can be.
    Ever,
}

/// The longest text: 12 bits of the header.
const LONGEST: usize = 0xfff;

/// The chains, and how much of the memory is used. All-zero is an empty table.
#[derive(Clone, Debug)]
pub(crate) struct TextState {
    pub(super) heads: [Handle; 16],
    /// Words in use.
    pub(super) used: u16,
    /// Words in use by the texts that stay.
    pub(super) held: u16,
}

impl TextState {
    pub(crate) const EMPTY: Self = Self { heads: [0; 16], used: 0, held: 0 };

    /// Whether there are texts that stay.
    pub(crate) const fn has_held(&self) -> bool {
        self.held > 0
    }

    /// The bytes in use.
    pub(crate) const fn used_bytes(&self) -> usize {
        self.used as usize * 4
    }
}

/// An entry, read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) bytes: &'a [u8],
    /// Its class is [`Class::Series`].
    pub(crate) is_series: bool,
}

/// One word before each text:
/// next handle 12 | length 12 | class 2 | escaped 1 | live 1 | 4 bits of the hash.
#[derive(Clone, Copy)]
pub(super) struct Header(pub(super) u32);

impl Header {
    pub(super) const LIVE: u32 = 1 << 27;
    const ESCAPED: u32 = 1 << 26;
    /// Length, class, escaped and hash: what must be equal for two texts to be.
    const MATCH: u32 = !(0xfff | Self::LIVE);

    pub(super) fn new(len: usize, class: Class, escaped: bool, hash: u32) -> Self {
        let escaped = if escaped { Self::ESCAPED } else { 0 };
        Self(((len as u32 & 0xfff) << 12) | ((class as u32) << 24) | escaped | ((hash >> 4) << 28))
    }

    pub(super) const fn next(self) -> Handle {
        (self.0 & 0xfff) as Handle
    }

    pub(super) const fn with_next(self, next: Handle) -> Self {
        Self((self.0 & !0xfff) | next as u32 & 0xfff)
    }

    pub(super) const fn len(self) -> usize {
        (self.0 >> 12 & 0xfff) as usize
    }

    /// All but the place in a chain, in 20 bits.
    const fn seal(self) -> u32 {
        self.0 >> 12
    }

    /// Whether the texts can be equal.
    const fn is_like(self, other: Self) -> bool {
        (self.0 ^ other.0) & Self::MATCH == 0
    }

    /// The words of the whole entry.
    pub(super) const fn words(self) -> u16 {
        (self.len() as u16 + 7) / 4
    }

    const fn is_series(self) -> bool {
        // No class has both bits.
        self.0 & (Class::Series as u32) << 24 != 0
    }
}

/// A text under way: behind the last entry, where room is taken only once it is whole; or compared with an entry, without
/// any room.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tail {
    len: usize,
    /// It has no room, or is not the text of the entry.
    full: bool,
    /// The entry that it is compared with, if any.
    against: Handle,
}

impl Tail {
    pub(crate) const fn against(entry: Handle) -> Self {
        Self { len: 0, full: false, against: entry }
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// Leaves so many bytes free for [`TextTable::put`].
    pub(crate) const fn skip(&mut self, bytes: usize) {
        self.len += bytes;
    }
}

/// A table at work: its state and its memory.
pub(crate) struct TextTable<'a> {
    pub(super) state: &'a mut TextState,
    pub(super) memory: &'a mut [u8],
}

/// Where the header of an entry is. That of handle 0 would be beyond all memory.
#[inline]
fn place(handle: Handle) -> usize {
    usize::from(handle.wrapping_sub(1)) * 4
}

/// The header of an entry stands before its text. That of handle 0 is empty.
#[cfg_attr(not(target_os = "none"), inline)]
#[cfg_attr(target_os = "none", inline(never))]
pub(super) fn header(memory: &[u8], handle: Handle) -> Header {
    // The first is less where the handle is known not to be 0, the second everywhere else.
    #[cfg(feature = "std")]
    let word = memory.get(..usize::from(handle) * 4).and_then(|before| before.last_chunk());
    #[cfg(not(feature = "std"))]
    let word = memory.get(place(handle)..place(handle) + 4).and_then(|word| word.first_chunk());
    Header(word.map_or(0, |word| u32::from_le_bytes(*word)))
}

/// Reads an entry. A handle that names none gives an empty text.
#[inline]
pub(crate) fn entry(memory: &[u8], handle: Handle) -> Entry<'_> {
    if let Some((before, rest)) = memory.split_at_checked(usize::from(handle) * 4) {
        if let Some(word) = before.last_chunk() {
            let header = Header(u32::from_le_bytes(*word));
            if let Some(bytes) = rest.get(..header.len()) {
                return Entry { bytes, is_series: header.is_series() };
            }
        }
    }
    Entry { bytes: &[], is_series: false }
}

/// The text of a handle; that of 0 is empty.
#[inline]
pub(crate) fn text(memory: &[u8], handle: Handle) -> &[u8] {
    if handle == 0 { &[] } else { entry(memory, handle).bytes }
}

/// Eight bits of the hash: four choose the chain, four lie in the header.
fn hash(bytes: &[u8]) -> u32 {
    mix(bytes) >> 24
}

/// A hash of all bytes, in a fifth of the code of the other. Its upper bits are the better ones.
#[cfg(not(feature = "std"))]
pub(crate) fn mix(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |mixed, &byte| (mixed ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// A hash of the length and of 8 bytes each from the beginning, the middle and the end: one over every byte costs more than
/// all the rest of an add. Its upper bits are the better ones.
#[cfg(feature = "std")]
#[inline]
pub(crate) fn mix(bytes: &[u8]) -> u32 {
    let word = |part: Option<&[u8; 8]>| part.map_or(0, |part| u64::from_le_bytes(*part));
    let mixed = if bytes.len() >= 8 {
        let middle = bytes.get(bytes.len() / 2..).and_then(|rest| rest.first_chunk());
        word(bytes.first_chunk()) ^ word(bytes.last_chunk()).rotate_left(23) ^ word(middle).rotate_left(41)
    } else {
        bytes.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte))
    };
    let folded = (mixed ^ mixed >> 32) as u32 ^ (bytes.len() as u32) << 7;
    folded.wrapping_mul(0x9e37_79b1)
}

impl<'a> TextTable<'a> {
    pub(crate) const fn new(state: &'a mut TextState, memory: &'a mut [u8]) -> Self {
        Self { state, memory }
    }

    /// The same table, for a while.
    pub(crate) const fn again(&mut self) -> TextTable<'_> {
        TextTable { state: self.state, memory: self.memory }
    }

    pub(crate) const fn memory(&self) -> &[u8] {
        self.memory
    }

    /// Whether a text stays, or is none.
    pub(crate) const fn is_held(&self, text: Handle) -> bool {
        text <= self.state.held
    }

    /// The words that there are: 12 bits of them at most.
    pub(super) fn capacity(&self) -> usize {
        (self.memory.len() / 4).min(0xffe)
    }

    /// What tells a text that stays, and another one or none, from most others: their headers but for their places in chains, added
    /// up, so that a text that stands for both does not cancel itself. `None` if no such texts can be there.
    #[cfg(not(feature = "std"))]
    pub(crate) fn seal(&self, text: Handle, other: Handle) -> Option<u32> {
        let held = self.state.held;
        let are_held = text != 0 && text <= held && other <= held;
        are_held.then(|| header(self.memory, text).seal() + header(self.memory, other).seal())
    }

    /// The same, for hosts.
    #[cfg(feature = "std")]
    #[inline(always)]
    pub(crate) fn seal(&self, text: Handle, other: Handle) -> Option<u32> {
        // Looked for in what stays alone, each is compared with one limit.
        let held = self.memory.get(..usize::from(self.state.held) * 4)?;
        let seal = |handle| {
            let word = held.get(..usize::from(handle) * 4)?.last_chunk()?;
            Some(Header(u32::from_le_bytes(*word)).seal())
        };
        let mut sum = seal(text)?;
        if other != 0 {
            sum += seal(other)?;
        }
        Some(sum)
    }

    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn set_header(&mut self, handle: Handle, header: Header) {
        let at = place(handle);
        if let Some(word) = self.memory.get_mut(at..at + 4).and_then(|word| word.first_chunk_mut()) {
            *word = header.0.to_le_bytes();
        }
    }

    /// The handle of a text that is there.
    #[cfg_attr(feature = "std", inline(always))]
    pub(crate) fn find(&self, bytes: &[u8], class: Class, escaped: bool) -> Option<Handle> {
        let hash = hash(bytes);
        let wanted = Header::new(bytes.len(), class, escaped, hash);
        let mut handle = self.state.heads.get(hash as usize & 15).copied().unwrap_or(0);
        while handle != 0 {
            let header = header(self.memory, handle);
            if header.is_like(wanted) && has_text(self.memory, handle, bytes) {
                return Some(handle);
            }
            handle = header.next();
        }
        None
    }

    /// Adds a piece to a text under way.
    pub(crate) fn push(&mut self, tail: &mut Tail, piece: &[u8]) {
        self.put(tail, tail.len, piece);
        tail.len = tail.len.wrapping_add(piece.len());
    }

    /// Adds a text with the escapes that it needs, and says whether it needs any.
    pub(crate) fn push_escaped(&mut self, tail: &mut Tail, text: &[u8]) -> bool {
        let before = tail.len;
        escape(text, &mut |piece| self.push(tail, piece));
        tail.len.wrapping_sub(before) != text.len()
    }

    /// Writes a piece so many bytes behind the beginning of a text under way, or compares it with what is there.
    pub(crate) fn put(&mut self, tail: &mut Tail, at: usize, piece: &[u8]) {
        let start = self.start(tail).wrapping_add(at);
        let end = start.wrapping_add(piece.len());
        let room = if end > self.capacity() * 4 { None } else { self.memory.get_mut(start..end) };
        match room {
            Some(room) if tail.against == 0 => {
                for (to, from) in room.iter_mut().zip(piece) {
                    *to = *from;
                }
            }
            room => tail.full |= room.as_deref() != Some(piece),
        }
    }

    /// Where a text under way begins: the entry that it is compared with, or the next one.
    const fn start(&self, tail: &Tail) -> usize {
        let handle = if tail.against == 0 { self.state.used + 1 } else { tail.against };
        handle as usize * 4
    }

    /// The entry behind this one, the first behind 0.
    pub(crate) fn behind(&self, handle: Handle) -> Option<Handle> {
        let behind = handle + header(self.memory, handle).words();
        (behind <= self.state.used).then_some(behind)
    }

    /// What has been pushed so far.
    pub(crate) fn pushed(&self, tail: &Tail) -> &[u8] {
        let start = self.start(tail);
        self.memory.get(start..start.wrapping_add(tail.len)).unwrap_or_default()
    }

    /// Ends a text: the handle of the entry that has it, new or old, or that it was compared with.
    pub(crate) fn commit(&mut self, tail: &Tail, class: Class, escaped: bool) -> Result<Handle, TextFull> {
        if tail.len > LONGEST {
            return Err(TextFull::Ever);
        }
        if tail.full {
            return Err(TextFull::Now);
        }
        let text = self.pushed(tail);
        let header = Header::new(tail.len, class, escaped, hash(text));
        if tail.against != 0 {
            let own = super::table::header(self.memory, tail.against);
            return if own.is_like(header) { Ok(tail.against) } else { Err(TextFull::Now) };
        }
        if let Some(found) = self.find(text, class, escaped) {
            return Ok(found);
        }
        // An empty text pushes nothing that would have noticed a full table.
        if usize::from(self.state.used + header.words()) > self.capacity() {
            return Err(TextFull::Now);
        }
        let handle = self.state.used + 1;
        self.state.used += header.words();
        self.link(handle, header);
        Ok(handle)
    }

    /// Puts an entry at the head of its chain, and takes its mark away.
    pub(super) fn link(&mut self, handle: Handle, header: Header) {
        let start = usize::from(handle) * 4;
        let bucket = hash(self.memory.get(start..start + header.len()).unwrap_or_default()) & 15;
        if let Some(head) = self.state.heads.get_mut(bucket as usize) {
            let header = Header(header.0 & !Header::LIVE).with_next(*head);
            *head = handle;
            self.set_header(handle, header);
        }
    }
}

#[cfg(not(feature = "std"))]
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a == b
}

/// Whether two texts are equal. From 4 to 32 bytes they are compared as two blocks that overlap, which takes less than a call.
#[cfg(feature = "std")]
#[inline(always)]
pub(crate) fn is_same(a: &[u8], b: &[u8]) -> bool {
    #[inline(always)]
    fn blocks<const N: usize>(a: &[u8], b: &[u8]) -> Option<bool> {
        let (first, last) = (a.first_chunk::<N>()?, a.last_chunk::<N>()?);
        Some(Some(first) == b.first_chunk() && Some(last) == b.last_chunk())
    }
    #[cold]
    #[inline(never)]
    fn others(a: &[u8], b: &[u8]) -> bool {
        a == b
    }
    if a.len() != b.len() {
        return false;
    }
    let short = if a.len() > 32 {
        None
    } else {
        blocks::<16>(a, b).or_else(|| blocks::<8>(a, b)).or_else(|| blocks::<4>(a, b))
    };
    short.unwrap_or_else(|| others(a, b))
}

/// Whether an entry, whose text is as long as this one, has it.
#[cfg_attr(feature = "std", inline(always))]
fn has_text(memory: &[u8], handle: Handle, text: &[u8]) -> bool {
    if let Some(rest) = memory.get(usize::from(handle) * 4..) {
        if let Some(own) = rest.get(..text.len()) {
            return is_same(own, text);
        }
    }
    false
}
