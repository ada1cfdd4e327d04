//! Query parameters, decoded.

use axum::extract::FromRequestParts;
use axum::extract::Query as Pairs;
use axum::http::request::Parts;

use super::refusal::Refusal;

/// The parameters of a request in order; a name may come more than once.
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A whole number, or the 400 that says it is none.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, Refusal> {
        self.text(name)
            .map(|text| text.parse().map_err(|_| Refusal::param(name, "is not a number")))
            .transpose()
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Refuses what the service knew and this receiver does not: better than an answer to another question.
    pub(crate) fn refuse(&self, names: &[&str]) -> Result<(), Refusal> {
        match names.iter().find(|name| self.text(name).is_some()) {
            Some(name) => Err(Refusal::param(name, "is not supported by this receiver")),
            None => Ok(()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match Pairs::from_request_parts(parts, state).await {
            Ok(Pairs(pairs)) => Ok(Self { pairs }),
            Err(_) => Err(Refusal::Query),
        }
    }
}

/// Whether a text fits a pattern in which `*` stands for anything, without regard to case.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_ascii_lowercase(), text.to_ascii_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some(at) = text.find(piece) else { return false };
        text = &text[at + piece.len()..];
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_fit_as_globs() {
        for (pattern, text) in
            [("us-*", "us-east"), ("*", ""), ("A*c*E", "abcde"), ("x", "X"), ("*b*", "abc")]
        {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("us-*", "eu-us-"), ("a*a", "a"), ("x", "xy"), ("a*c*e", "abcd"), ("", "x")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
