//! Ways of moving bytes, each behind a feature of its own.

#[cfg(feature = "embedded-io")]
#[cfg_attr(docsrs, doc(cfg(feature = "embedded-io")))]
mod embedded_io;
#[cfg(feature = "recording")]
#[cfg_attr(docsrs, doc(cfg(feature = "recording")))]
mod recording;
#[cfg(feature = "ureq")]
#[cfg_attr(docsrs, doc(cfg(feature = "ureq")))]
mod ureq;

#[cfg(feature = "embedded-io-async")]
#[cfg_attr(docsrs, doc(cfg(feature = "embedded-io-async")))]
pub use self::embedded_io::{AsyncByteStream, AsyncDial, AsyncRedial};
#[cfg(feature = "embedded-io")]
pub use self::embedded_io::{ByteStream, Dial, Opened, Redial};
#[cfg(feature = "recording")]
pub use self::recording::{Fault, RecordedKind, RecordedReading, RecordedRequest, Recording, Reply};
#[cfg(feature = "tls")]
pub use self::ureq::{PinnedKey, Roots};
#[cfg(feature = "ureq")]
pub use self::ureq::{Ureq, UreqBuilder, UreqError};
