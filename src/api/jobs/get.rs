//! One job.

use super::JobRef;
use crate::api::Endpoint;
use crate::encode::{Path, Route};
use crate::transport::Method;

/// Asks how far a job is: `GET /jobs/ID`. The id is that of [`Done::job`](crate::api::Done::job), or at the end of the `job_href`
/// of a snapshot.
#[must_use]
pub const fn get(id: u64) -> Get {
    Get { id }
}

/// See [`get`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Get {
    id: u64,
}

impl Route for Get {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("jobs").id(self.id);
    }
}

impl Endpoint for Get {
    type Answer<'b> = JobRef<'b>;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Get {
    type Object = super::Job;
}
