//! The seam for whoever awaits while bytes move.

use super::{RequestSource, ResponseSink, TransportError};

/// Moves one request and its answer, as [`HttpTransport`](super::HttpTransport) does, without blocking: the same contract, and
/// the same two traits that it works between.
///
/// Both arguments are [`Send`], so that the future is, if the rest of it is: tokio can spawn it. An executor of one thread
/// loses nothing by that.
///
/// # Dropping the future
///
/// A transport can be dropped at each `await`: by a timeout, a `select`, a task that ends. What is under way then is a failure of
/// which nobody is told: the connection must not be used again, nothing of the request may stay behind, and the next exchange
/// must work. The client sees to its readings: see [`Client::flush`](crate::Client#method.flush-1).
#[expect(
    async_fn_in_trait,
    reason = "whether the future is `Send` shows by itself where the transport is known"
)]
pub trait AsyncHttpTransport {
    /// Sends `request` and gives the answer to `response`.
    ///
    /// # Errors
    /// When no whole answer came. What `response` was given until then does not count.
    async fn exchange(
        &mut self,
        request: &mut (dyn RequestSource + Send),
        response: &mut (dyn ResponseSink + Send),
    ) -> Result<(), TransportError>;
}

impl<T: AsyncHttpTransport> AsyncHttpTransport for &mut T {
    fn exchange(
        &mut self,
        request: &mut (dyn RequestSource + Send),
        response: &mut (dyn ResponseSink + Send),
    ) -> impl Future<Output = Result<(), TransportError>> {
        (**self).exchange(request, response)
    }
}

/// A transport that is awaited, as a [`Client`](crate::Client) holds it: `Client::new(SERVER, CREDENTIALS, Async(transport))`.
#[derive(Debug, Default)]
pub struct Async<T>(pub T);
