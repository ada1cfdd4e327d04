//! Tag sets: the members of a JSON object, escaped, as one text.

use super::{ReadingError, Tag, check_tag_name, check_tag_value};
use crate::text::{Handle, Tail, TextTable, escape, text};

/// The most tags of a measurement.
pub(crate) const MAX_TAGS: usize = 50;

pub(crate) fn check(tags: &[Tag<'_>], strict: bool) -> Result<(), ReadingError> {
    if tags.len() > MAX_TAGS {
        return Err(ReadingError::TooManyTags);
    }
    for (name, value) in tags {
        check_tag_name(name.as_bytes(), strict).map_err(ReadingError::TagName)?;
        check_tag_value(value.as_bytes(), strict).map_err(ReadingError::TagValue)?;
    }
    // Fifty at most, and mostly two or three: comparing each pair costs less than their checks.
    let mut rest = tags;
    while let Some(((name, _), others)) = rest.split_first() {
        if others.iter().any(|(other, _)| other == name) {
            return Err(ReadingError::TagTwice);
        }
        rest = others;
    }
    Ok(())
}

/// Checks and writes a reading's tags.
pub(crate) type Write =
    fn(&[Tag<'_>], bool, &mut TextTable<'_>, &mut Tail, Handle) -> Result<(), ReadingError>;

/// The tags of a reading's own, and how they are written: firmware without tags does not link that.
#[derive(Clone, Copy)]
pub(crate) struct OwnTags<'a> {
    pub(crate) tags: &'a [Tag<'a>],
    pub(crate) write: Write,
}

impl<'a> OwnTags<'a> {
    pub(super) const fn new(tags: &'a [Tag<'a>]) -> Self {
        Self { tags, write: checked }
    }
}

impl PartialEq for OwnTags<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.tags == other.tags
    }
}

impl core::fmt::Debug for OwnTags<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.tags.fmt(f)
    }
}

/// Checks tags, and writes them as [`write`] does.
pub(crate) fn checked(
    own: &[Tag<'_>],
    strict: bool,
    texts: &mut TextTable<'_>,
    tail: &mut Tail,
    inherited: Handle,
) -> Result<(), ReadingError> {
    check(own, strict)?;
    write(texts, tail, own, inherited);
    Ok(())
}

/// Writes tags of the reading's own, then the inherited ones whose names it has not.
pub(crate) fn write(texts: &mut TextTable<'_>, tail: &mut Tail, own: &[Tag<'_>], inherited: Handle) {
    let mut first = true;
    for (name, value) in own {
        let quote: &[u8] = if first { b"\"" } else { b",\"" };
        texts.push(tail, quote);
        escape(name.as_bytes(), &mut |piece| texts.push(tail, piece));
        texts.push(tail, b"\":\"");
        escape(value.as_bytes(), &mut |piece| texts.push(tail, piece));
        texts.push(tail, b"\"");
        first = false;
    }
    // Piece by piece through a small block, as the set lies in the memory that is written to.
    let mut at = 0;
    while let Some(member) = member_at(text(texts.memory(), inherited), at) {
        let overridden = own.iter().any(|(name, _)| is_name(text(texts.memory(), inherited), at, name));
        if !overridden {
            if !first {
                texts.push(tail, b",");
            }
            first = false;
            let mut from = at;
            while from < at + member {
                let mut block = [0; 32];
                let bytes = text(texts.memory(), inherited).get(from..at + member).unwrap_or_default();
                let len = bytes.len().min(block.len());
                for (to, byte) in block.iter_mut().zip(bytes) {
                    *to = *byte;
                }
                texts.push(tail, block.get(..len).unwrap_or_default());
                from += len;
            }
        }
        at += member + 1;
    }
}

/// The length of the member `"name":"value"` that begins at this byte.
fn member_at(set: &[u8], at: usize) -> Option<usize> {
    Some(quote(set.get(at..)?, 4)? + 1)
}

/// Where the quote of this number stands, 1 being the first; escaped ones do not count.
fn quote(text: &[u8], number: usize) -> Option<usize> {
    let (mut quotes, mut escaped) = (0, false);
    text.iter().position(|&byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => {
                quotes += 1;
                return quotes == number;
            }
            _ => {}
        }
        false
    })
}

/// Whether the member at this byte has this name.
fn is_name(set: &[u8], at: usize, name: &str) -> bool {
    let mut rest = set.get(at + 1..).unwrap_or_default();
    let mut equal = true;
    escape(name.as_bytes(), &mut |piece| match rest.split_at_checked(piece.len()) {
        Some((start, next)) if start == piece => rest = next,
        _ => equal = false,
    });
    equal && rest.first() == Some(&b'"')
}

/// The members of a tag set, one by one, as they stand in JSON: `(name, value)`, still escaped.
pub(crate) struct Members<'a> {
    set: &'a [u8],
}

impl<'a> Members<'a> {
    pub(crate) const fn new(set: &'a [u8]) -> Self {
        Self { set }
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let len = member_at(self.set, 0)?;
        let (member, rest) = self.set.split_at_checked(len)?;
        self.set = rest.split_first().map_or(&[], |(_, next)| next);
        let at = quote(member, 2)?;
        Some((member.get(1..at)?, member.get(at + 3..len - 1)?))
    }
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[] OwnTags<'_>: |own| "{}", own.tags;
}
