//! Reading the body of a request, up to a cap, and keeping what came when it breaks off.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};

/// How the body ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Complete,
    TooLong,
    Cut,
}

/// Reads into `kept` up to the cap. What goes beyond is read and thrown away: an answer given while the client still
/// writes could be lost in the reset that follows.
pub(crate) async fn read(mut body: Body, cap: usize, kept: &mut Vec<u8>) -> End {
    let mut end = End::Complete;
    loop {
        match poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            None => return end,
            Some(Err(_)) => return End::Cut,
            Some(Ok(frame)) => {
                let Ok(data) = frame.into_data() else { continue };
                let (fits, rest) = data.split_at(data.len().min(cap - kept.len()));
                kept.extend_from_slice(fits);
                if !rest.is_empty() {
                    end = End::TooLong;
                }
            }
        }
    }
}
