//! What a client owns and a program can choose.

use core::time::Duration;
use std::borrow::ToOwned;
use std::boxed::Box;
use std::string::String;
use std::time::SystemTime;
use std::vec::Vec;

use super::Error;
use super::tags::SharedTags;
use crate::client::KEPT;
use crate::encode::{Settings, Shape};
use crate::readings::NamePolicy;
use crate::{Credentials, Device, Server, UnixSeconds, UserAgent};

type Next = Box<dyn Fn(Duration) -> Duration + Send + Sync>;
type Clock = Box<dyn Fn() -> UnixSeconds + Send + Sync>;
type Sleep = Box<dyn Fn(Duration) + Send + Sync>;

/// What a client owns.
pub(super) struct Options {
    pub(super) url: String,
    credentials: (&'static str, Option<String>, String),
    pub(super) agent: Option<(String, bool)>,
    pub(super) device: Option<(String, u32)>,
    pub(super) prefix: String,
    pub(super) source: String,
    pub(super) tags: SharedTags,
    pub(super) names: NamePolicy,
    pub(super) compact: bool,
    pub(super) stamps: bool,
    pub(super) retries: u32,
    pub(super) backoff: Next,
    pub(super) clock: Clock,
    pub(super) sleep: Sleep,
}

impl Options {
    pub(super) fn new(server: Server<'_>, credentials: Credentials<'_>) -> Self {
        let (scheme, user, token) = credentials.parts();
        Self {
            url: std::format!("{}://{}{}", server.scheme(), server.authority(), server.base_path()),
            credentials: (scheme, user.map(ToOwned::to_owned), token.to_owned()),
            agent: None,
            device: None,
            prefix: String::new(),
            source: String::new(),
            tags: SharedTags::default(),
            names: NamePolicy::Strict,
            compact: false,
            stamps: false,
            retries: 3,
            backoff: Box::new(|last| (last * 2).min(Duration::from_secs(30))),
            clock: Box::new(system_time),
            sleep: Box::new(std::thread::sleep),
        }
    }

    fn credentials(&self) -> Credentials<'_> {
        let (scheme, user, token) = &self.credentials;
        Credentials::from_parts(scheme, user.as_deref(), token)
    }

    /// The settings of a request whose body has this shape.
    pub(super) fn settings(&self, shape: Shape) -> Result<Settings<'_>, Error> {
        let server = Server::insecure(&self.url)?;
        let mut settings = Settings::new(server, self.credentials());
        if let Some((own, alone)) = &self.agent {
            settings.agent = match (own.as_str(), alone) {
                ("", _) => UserAgent::default(),
                (own, true) => UserAgent::replaced(own)?,
                (own, false) => UserAgent::prefixed(own)?,
            };
        }
        if let Some((id, boot)) = &self.device {
            settings.set_device(Device::new(id)?, *boot);
        }
        settings.compact = shape.compact;
        settings.sums = shape.sums;
        Ok(settings)
    }

    /// What a server said, without the credentials, should it have repeated them: they stay out of errors and logs.
    pub(super) fn redacted(&self, body: Vec<u8>) -> Vec<u8> {
        let (_, user, token) = self.credentials().parts();
        let mut pair = String::new();
        if let Some(user) = user {
            crate::encode::basic(user, token, &mut |piece| pair.push_str(piece));
        }
        // A token shorter than this would be found in ordinary words.
        let secrets = [token.as_bytes(), pair.as_bytes()].into_iter().filter(|secret| secret.len() >= 8);
        let is_cut = body.len() >= KEPT;
        secrets.fold(body, |body, secret| without(&body, secret, is_cut))
    }
}

/// A text with `<redacted>` for each `secret`, which is not looked for in what stands for it. Where the text is cut, the
/// beginning of a secret is one as well.
fn without(text: &[u8], secret: &[u8], is_cut: bool) -> Vec<u8> {
    let mut kept = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, next)) = rest.split_first() {
        let begun = is_cut && secret.starts_with(rest);
        match rest.strip_prefix(secret).or(begun.then_some(&[][..])) {
            Some(behind) => {
                kept.extend_from_slice(b"<redacted>");
                rest = behind;
            }
            None => {
                kept.push(byte);
                rest = next;
            }
        }
    }
    kept
}

fn system_time() -> UnixSeconds {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    UnixSeconds(since.map_or(0, |since| since.as_secs()))
}
