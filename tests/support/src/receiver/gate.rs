//! What happens to every request before its route sees it: it is counted and kept, met by the script, and has its
//! credentials checked.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use super::answers::{self, Answer};
use super::body::{self, End};
use super::seen::SeenRequest;
use super::state::Shared;
use super::wire::Wire;
use super::{auth, reply};

/// The number of a request, for the routes.
#[derive(Clone, Copy)]
pub(crate) struct Number(pub(crate) u64);

/// The receiver's own routes, which no script meets and nothing counts.
const OWN: &str = "/_received";

pub(crate) async fn gate(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().path().starts_with(OWN) {
        return if auth::allowed(&shared.config, request.headers()) {
            next.run(request).await
        } else {
            auth::refusal()
        };
    }
    let (parts, body) = request.into_parts();
    let mut arriving = Arriving::new(&shared, &parts, &wire);
    let number = arriving.seen.number;
    let end = body::read(body, shared.config.body_cap, &mut arriving.seen.body).await;
    if end == End::Cut {
        return reply::request_error(StatusCode::BAD_REQUEST, "body ended early");
    }
    let bytes = arriving.seen.body.clone();
    let script = arriving.complete();

    let mut response = Response::default();
    if script.as_ref().is_none_or(|script| script.handle) {
        response = if !auth::allowed(&shared.config, &parts.headers) {
            shared.state().counts.unauthorized += 1;
            auth::refusal()
        } else if end == End::TooLong {
            shared.state().counts.refused += 1;
            reply::request_error(StatusCode::PAYLOAD_TOO_LARGE, "body is too long")
        } else {
            let mut request = Request::from_parts(parts, Body::from(bytes));
            request.extensions_mut().insert(Number(number));
            next.run(request).await
        };
    }
    match script {
        None | Some(Answer { end: answers::End::Usual, .. }) => {}
        Some(Answer { end: answers::End::Reply(reply), .. }) => response = reply.into_response(),
        Some(Answer { end: answers::End::HangUp, .. }) => {
            wire.hang_up();
            return response;
        }
    }
    if let Some(seen) = shared.state().seen_mut(number) {
        seen.status = Some(response.status().as_u16());
    }
    response
}

/// A request on its way in. The server drops the whole handler when the connection breaks; what had come by then is
/// kept all the same.
struct Arriving {
    shared: Arc<Shared>,
    seen: SeenRequest,
}

impl Arriving {
    fn new(shared: &Arc<Shared>, parts: &Parts, wire: &Wire) -> Self {
        let mut seen = SeenRequest::new(parts, wire.number);
        let mut state = shared.state();
        state.counts.requests += 1;
        seen.number = state.counts.requests;
        drop(state);
        Self { shared: Arc::clone(shared), seen }
    }

    /// Keeps the request and takes the next scripted answer, if there is one.
    fn complete(mut self) -> Option<Answer> {
        self.seen.complete = true;
        let shared = Arc::clone(&self.shared);
        drop(self);
        let mut state = shared.state();
        let script = state.answers.pop_front();
        state.counts.scripted += u64::from(script.is_some());
        script
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        let seen = std::mem::take(&mut self.seen);
        let mut state = self.shared.state();
        state.counts.cut += u64::from(!seen.complete);
        state.see(seen, &self.shared.config);
    }
}
