//! The answer to a call.

use std::string::String;
use std::vec::Vec;

use super::Error;
use crate::transport::{Flow, ResponseSink};

/// The answer to a successful call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The status, 200 to 299.
    pub status: u16,
    /// The `Location` header: where what was created is, or the job that goes on with it.
    pub location: Option<String>,
    /// The body, as it came.
    pub body: Vec<u8>,
}

impl Reply {
    /// The longest body that is kept; a longer one is cut, and then is no JSON.
    pub const MAX_BODY: usize = 64 << 20;

    /// Decodes the body. Fields that `T` does not know are passed over.
    ///
    /// # Errors
    /// [`Error::Decode`] if it is no JSON, nested deeper than 128, or not a `T`.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|_| Error::Decode)
    }
}

impl ResponseSink for Reply {
    fn status(&mut self, code: u16) {
        *self = Self { status: code, ..Self::default() };
    }

    fn header(&mut self, name: &[u8], value: &[u8]) {
        if name.eq_ignore_ascii_case(b"location") {
            self.location = Some(String::from_utf8_lossy(value).into_owned());
        }
    }

    fn body(&mut self, piece: &[u8]) -> Flow {
        let room = Self::MAX_BODY - self.body.len();
        self.body.extend(piece.iter().take(room));
        if piece.len() > room { Flow::Enough } else { Flow::More }
    }
}
