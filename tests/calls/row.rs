//! A row of the table: a call of python-librato, ours, and what ours sends.

use std::error::Error as StdError;

use librato::alerts::Alert;
use librato::api::OwnedListing;
use librato::transports::{RecordedRequest, Recording, Reply};
use librato::{Batch, Client, Credentials, Librato, Pages, Server, UnixSeconds};

/// Room for the requests of a row.
pub(crate) type Play = Recording<'static, 16_384>;

/// Which versions of python-librato have a call.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Since {
    /// 3.1.0 and the older 0.8.3.
    Both,
    /// 3.1.0 alone.
    Upstream,
    /// 0.8.3 alone.
    Seed,
    /// None.
    Neither,
}

pub(crate) struct Row {
    /// What a program writes that uses python-librato, or another client.
    pub(crate) python: &'static str,
    pub(crate) since: Since,
    /// The steps of the recorded cases that are this call: see `Steps`.
    pub(crate) ops: &'static [&'static str],
    /// What it sends, in order: see `Route`. Nothing is sent if it is empty.
    pub(crate) routes: &'static str,
    /// The tokens of our call.
    pub(crate) tokens: &'static str,
    /// Makes our call. Gives method and target of each request.
    pub(crate) run: fn() -> Result<Vec<Sent>, Box<dyn StdError>>,
}

/// Rows with what `$api` and `$client` are called in them: clients of a desktop and of a device over a transport that keeps what
/// is sent. What is `given` is not shown; `answers` are the bodies of the answers, which are empty without them.
macro_rules! rows {
    ($api:ident, $client:ident: $(
        $since:ident $python:literal [$($op:literal),*] $routes:literal
        $(given { $($given:tt)* })? $(answers [$($answer:literal),*])? { $($rust:tt)* }
    )*) => {
        vec![$($crate::row::Row {
            python: $python,
            since: $crate::row::Since::$since,
            ops: &[$($op),*],
            routes: $routes,
            tokens: stringify!($($rust)*),
            run: || {
                let ($api, mut $client) = $crate::row::clients(&[$($($answer),*)?])?;
                $($($given)*)?
                let result = { $($rust)* };
                $crate::row::Finish::finish(result)?;
                Ok($crate::row::sent(&$api, &mut $client))
            },
        }),*]
    };
}
pub(crate) use rows;

/// Method and target of a request.
pub(crate) type Sent = (String, String);

type Clients = (Librato<Play>, Client<'static, Play>);

/// A client of a desktop and one of a device, which get the same answers.
pub(crate) fn clients(answers: &[&'static str]) -> Result<Clients, Box<dyn StdError>> {
    let json = |body| Reply::new(200).headers(&[("Content-Type", "application/json")]).body(body);
    let play = || answers.iter().fold(Play::new(), |play, answer| play.answer(json(answer)));
    let server = Server::from_static("https://metrics.example.net");
    let api = Librato::with_transport("https://metrics.example.net", "user", "token", play())?.retries(0);
    Ok((api, Client::new(server, Credentials::none(), play())))
}

/// What was sent with either of the two.
pub(crate) fn sent(api: &Librato<Play>, client: &mut Client<'static, Play>) -> Vec<Sent> {
    let part = |request: RecordedRequest<'_>| (request.method().to_owned(), request.target().to_owned());
    let parts = |play: &Play| (0..play.requests()).map(|index| part(play.request(index))).collect::<Vec<_>>();
    let mut all = api.with(|play| parts(play));
    all.extend(parts(client.transport()));
    all
}

/// What a row gives. A list is read to its end, an error is one of the row.
pub(crate) trait Finish {
    fn finish(self) -> Result<(), Box<dyn StdError>>;
}

/// An answer that is empty may not be what was asked for.
impl<T, E: StdError + 'static> Finish for Result<T, E> {
    fn finish(self) -> Result<(), Box<dyn StdError>> {
        let error: Box<dyn StdError> = match self {
            Ok(_) => return Ok(()),
            Err(error) => Box::new(error),
        };
        match (error.downcast_ref(), error.downcast_ref()) {
            (Some(librato::Error::Decode(_)), _) | (_, Some(librato::ApiError::Answer(_))) => Ok(()),
            _ => Err(error),
        }
    }
}

impl<L: OwnedListing> Finish for Pages<'_, Play, L> {
    fn finish(self) -> Result<(), Box<dyn StdError>> {
        self.collect::<Result<Vec<_>, _>>().finish()
    }
}

/// What needs no request and cannot fail.
macro_rules! finished {
    ($($done:ty),*) => {
        $(impl Finish for $done {
            fn finish(self) -> Result<(), Box<dyn StdError>> {
                Ok(())
            }
        })*
    };
}

finished!((), bool, i32, usize, String, Alert, Option<UnixSeconds>);

impl<T> Finish for Vec<T> {
    fn finish(self) -> Result<(), Box<dyn StdError>> {
        Ok(())
    }
}

/// A batch without readings.
impl Finish for Batch<'_, Play> {
    fn finish(self) -> Result<(), Box<dyn StdError>> {
        Ok(())
    }
}

/// A client that was connected.
impl<T> Finish for Librato<T> {
    fn finish(self) -> Result<(), Box<dyn StdError>> {
        Ok(())
    }
}
