//! The answer to a call.

use std::string::String;
use std::vec::Vec;

use super::Error;
use crate::answers::is_json_type;
use crate::transport::{Flow, ResponseSink};

/// The answer to a successful call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The status, 200 to 299.
    pub status: u16,
    /// The `Location` header: where what was created is, or the job that goes on with it.
    pub location: Option<String>,
    /// The `Content-Type` header: what the server says that the body is.
    pub content_type: Option<String>,
    /// The body, as it came.
    pub body: Vec<u8>,
}

impl Reply {
    /// The longest body that is kept; a longer one is cut, and then is no JSON.
    pub const MAX_BODY: usize = 64 << 20;

    /// Whether there is a body that the server says is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let says = self.content_type.as_deref().is_some_and(|kind| is_json_type(kind.as_bytes()));
        says && !self.body.is_empty()
    }

    /// Decodes the body. Fields that `T` does not know are passed over.
    ///
    /// # Errors
    /// [`Error::Decode`] if it is no JSON, nested deeper than 128, or not a `T`.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| Error::Decode(error.into()))
    }
}

impl ResponseSink for Reply {
    fn status(&mut self, code: u16) {
        *self = Self { status: code, ..Self::default() };
    }

    fn header(&mut self, name: &[u8], value: &[u8]) {
        let kept = [("location", &mut self.location), ("content-type", &mut self.content_type)];
        for (known, slot) in kept {
            if name.eq_ignore_ascii_case(known.as_bytes()) {
                *slot = Some(String::from_utf8_lossy(value).into_owned());
            }
        }
    }

    fn body(&mut self, piece: &[u8]) -> Flow {
        let room = Self::MAX_BODY - self.body.len();
        self.body.extend(piece.iter().take(room));
        if piece.len() > room { Flow::Enough } else { Flow::More }
    }
}
