//! Names: which are allowed, and what to do with those that are not.
//!
//! Limits as documented for `POST /v1/metrics` and `POST /v1/measurements`.

/// Turns a name into one that the API takes: gives the pieces of the new name, in order. What it gives is cut
/// to 255 bytes.
pub type Sanitizer = fn(name: &str, piece: &mut dyn FnMut(&str));

/// What happens to names of metrics, sources and tags when a reading is added.
///
/// All-zero memory is [`Strict`](Self::Strict), so that a queue can lie in `.bss`.
#[derive(Clone, Copy, Debug, Default)]
pub enum NamePolicy {
    /// Names that break a rule of the API are refused, with the rule. The API's rules: 1 to 255 of
    /// `A-Z a-z 0-9 . : - _`, and no source `all`; tag names up to 64 of the same, tag values also with
    /// space, `?`, `/` and `\`.
    #[default]
    Strict,
    /// Metric names go through this function first; everything else is as with `Strict`.
    Sanitize(Sanitizer),
    /// Names go out as they are; only empty ones and ones too long are refused.
    AsIs,
}

/// The rule that a name breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
// As `ReadingError`, which has it in its upper half.
#[repr(align(2))]
pub enum NameRule {
    /// It must not be empty.
    Empty,
    /// It must not be longer than this many bytes.
    TooLong(u8),
    /// It has a character that is not allowed, the first of them at this byte.
    Character(u8),
    /// It is a reserved word (the source `all`).
    Reserved,
}

/// The longest metric name and source, in bytes. With a metric prefix, both together.
pub(crate) const MAX_NAME: usize = 255;

/// The Python client's `sanitize_metric_name`: every run of characters outside `A-Z a-z 0-9 . : - _` becomes
/// one `-`, and the result is cut to 255 characters.
///
/// ```
/// let mut clean = String::new();
/// librato::python_sanitizer("caf\u{e9}  50%", &mut |piece| clean.push_str(piece));
/// assert_eq!(clean, "caf-50-");
/// ```
pub fn python_sanitizer(name: &str, piece: &mut dyn FnMut(&str)) {
    let mut room = MAX_NAME;
    let mut rest = name;
    while !rest.is_empty() && room > 0 {
        let good = rest.bytes().take_while(|&byte| is_name_byte(byte)).count();
        let (kept, after) = rest.split_at_checked(good.min(room)).unwrap_or((rest, ""));
        if !kept.is_empty() {
            piece(kept);
        }
        room -= kept.len();
        let bad = after.bytes().take_while(|&byte| !is_name_byte(byte)).count();
        if bad > 0 && room > 0 {
            piece("-");
            room -= 1;
        }
        rest = after.split_at_checked(bad).map_or("", |(_, next)| next);
    }
}

const fn is_name_byte(byte: u8) -> bool {
    // In the fewest ranges: from `-` to `:` lie the point, the digits, and a slash that is none of them.
    (byte | 0x20).is_ascii_lowercase() || matches!(byte, b'-'..=b':' if byte != b'/') || byte == b'_'
}

const fn is_tag_value_byte(byte: u8) -> bool {
    is_name_byte(byte) || matches!(byte, b' ' | b'?' | b'/' | b'\\')
}

fn check(text: &[u8], most: u8, strict: Option<fn(u8) -> bool>) -> Result<(), NameRule> {
    if text.is_empty() {
        return Err(NameRule::Empty);
    }
    if text.len() > usize::from(most) {
        return Err(NameRule::TooLong(most));
    }
    let Some(allowed) = strict else { return Ok(()) };
    match text.iter().position(|&byte| !allowed(byte)) {
        None => Ok(()),
        Some(at) => Err(NameRule::Character(at as u8)),
    }
}

pub(crate) fn check_name(name: &[u8], strict: bool) -> Result<(), NameRule> {
    check(name, 255, strict.then_some(is_name_byte))
}

/// A prefix leaves room for a byte of name.
pub(crate) fn check_prefix(prefix: &[u8], strict: bool) -> Result<(), NameRule> {
    check(prefix, 254, strict.then_some(is_name_byte))
}

pub(crate) fn check_source(source: &[u8], strict: bool) -> Result<(), NameRule> {
    check(source, 255, strict.then_some(is_name_byte))?;
    if strict && source.eq_ignore_ascii_case(b"all") { Err(NameRule::Reserved) } else { Ok(()) }
}

pub(crate) fn check_tag_name(name: &[u8], strict: bool) -> Result<(), NameRule> {
    check(name, 64, strict.then_some(is_name_byte))
}

pub(crate) fn check_tag_value(value: &[u8], strict: bool) -> Result<(), NameRule> {
    check(value, 255, strict.then_some(is_tag_value_byte))
}

impl core::fmt::Display for NameRule {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Empty => f.write_str("must not be empty"),
            Self::TooLong(most) => write!(f, "must not be longer than {most} bytes"),
            Self::Character(at) => write!(f, "has a character that is not allowed at byte {at}"),
            Self::Reserved => f.write_str("is reserved"),
        }
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for NamePolicy {
    fn format(&self, f: defmt::Formatter<'_>) {
        match self {
            Self::Strict => defmt::write!(f, "Strict"),
            Self::Sanitize(_) => defmt::write!(f, "Sanitize"),
            Self::AsIs => defmt::write!(f, "AsIs"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;

    #[test]
    fn rules_name_the_fault() {
        let long = "x".repeat(256);
        assert_eq!(check_name(b"", true), Err(NameRule::Empty));
        assert_eq!(check_name(long.as_bytes(), true), Err(NameRule::TooLong(255)));
        assert_eq!(check_name(&long.as_bytes()[1..], true), Ok(()));
        assert_eq!(check_name(b"a b", true), Err(NameRule::Character(1)));
        assert_eq!(check_name(b"a b\n", false), Ok(()));
        assert_eq!(check_source(b"All", true), Err(NameRule::Reserved));
        assert_eq!(check_tag_name(&long.as_bytes()[..65], true), Err(NameRule::TooLong(64)));
        assert_eq!(check_tag_value(b"a b?/\\", true), Ok(()));
        assert_eq!(check_tag_value(b"a\nb", true), Err(NameRule::Character(1)));
    }

    #[test]
    fn each_byte_is_allowed_or_not() {
        for byte in 0..=u8::MAX {
            let expected = byte.is_ascii_alphanumeric() || b".:-_".contains(&byte);
            assert_eq!(check_name(&[byte], true).is_ok(), expected, "{byte}");
            assert_eq!(
                check_tag_value(&[byte], true).is_ok(),
                expected || b" ?/\\".contains(&byte),
                "{byte}"
            );
        }
    }

    #[test]
    fn sanitizer_cuts_at_255() {
        let mut out = String::new();
        python_sanitizer(&"é".repeat(3), &mut |piece| out.push_str(piece));
        assert_eq!(out, "-");
        out.clear();
        python_sanitizer(&("x".repeat(254) + "  y"), &mut |piece| out.push_str(piece));
        assert_eq!(out, "x".repeat(254) + "-");
    }
}
