//! Pairs that are the members of a JSON object.

use serde::Serializer;

/// Writes pairs as an object of texts.
pub(super) fn object<S: Serializer>(pairs: &&[(&str, &str)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().copied())
}
