//! New charts.

use serde::Serialize;

use super::{ChartRef, of_space};
use crate::api::Endpoint;
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Creates a chart in a space: `POST /spaces/ID/charts`.
///
/// `chart` is anything that serde can write: [`NewChart`](super::NewChart), a `Chart` of a desktop program, or free-form
/// JSON.
///
/// ```
/// use librato::charts::{self, NewChart, NewStream};
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server};
///
/// let transport = Recording::<1024>::new().answer_with(201, &[], r#"{"id":915,"name":"Attic","type":"line"}"#);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let streams = [NewStream::metric("temperature").source("attic").units_short("°C")];
/// let fields = NewChart::line("Attic", &streams).min(-10).max(40);
/// let mut buffer = [0; 512];
/// let chart = client.send(&charts::create(129, &fields), &mut buffer, Millis(0))?;
/// assert_eq!(chart.id, 915);
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn create<B: Serialize>(space: u64, chart: &B) -> Create<'_, B> {
    Create { space, chart }
}

/// See [`create`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Create<'a, B> {
    space: u64,
    chart: &'a B,
}

impl<B: Serialize> Route for Create<'_, B> {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        of_space(path, self.space);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self.chart);
    }
}

impl<B: Serialize> Endpoint for Create<'_, B> {
    type Answer<'b> = ChartRef<'b>;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for Create<'_, B> {
    type Object = super::Chart;

    fn place(&self, chart: &mut super::Chart) {
        chart.space_id = Some(self.space);
    }
}
