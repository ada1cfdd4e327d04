//! The headers that matter.

use super::fields::is;

/// A header that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    ContentLength,
    TransferEncoding,
    Connection,
    RetryAfter,
    Date,
    ContentType,
    AggregatedLimit,
    StandardLimit,
}

/// The fields with the lengths of their names, which follow each other in [`NAMES`]. A table of texts would take twice the flash.
const FIELDS: [(Field, u8); 8] = [
    (Field::ContentLength, 14),
    (Field::TransferEncoding, 17),
    (Field::Connection, 10),
    (Field::RetryAfter, 11),
    (Field::Date, 4),
    (Field::ContentType, 12),
    (Field::AggregatedLimit, 23),
    (Field::StandardLimit, 23),
];

const NAMES: &[u8] = b"content-lengthtransfer-encodingconnectionretry-afterdatecontent-type\
    x-librato-ratelimit-aggx-librato-ratelimit-std";

impl Field {
    /// The field with this name, if it matters.
    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        let mut names = NAMES;
        for &(field, len) in &FIELDS {
            let (known, rest) = names.split_at_checked(len.into())?;
            if is(name, known) {
                return Some(field);
            }
            names = rest;
        }
        None
    }

    /// Whether it decides where the answer ends, or whether another can follow it.
    pub(super) const fn is_framing(self) -> bool {
        matches!(self, Self::ContentLength | Self::TransferEncoding | Self::Connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, field) in [
            ("Content-Length", Some(Field::ContentLength)),
            ("TRANSFER-ENCODING", Some(Field::TransferEncoding)),
            ("connection", Some(Field::Connection)),
            ("Retry-After", Some(Field::RetryAfter)),
            ("Date", Some(Field::Date)),
            ("Content-Type", Some(Field::ContentType)),
            ("X-Librato-RateLimit-Agg", Some(Field::AggregatedLimit)),
            ("X-Librato-RateLimit-Std", Some(Field::StandardLimit)),
            ("X-Librato-RateLimit-Abc", None),
            ("Content-Encoding", None),
            ("Content-Lengt", None),
            ("", None),
        ] {
            assert_eq!(Field::of(name.as_bytes()), field, "{name}");
        }
        assert_eq!(FIELDS.iter().map(|(_, len)| usize::from(*len)).sum::<usize>(), NAMES.len());
    }
}
