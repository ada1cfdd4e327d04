//! New alerts.

use super::NewCondition;
use crate::api::{Done, Endpoint, pairs};
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Creates an alert: `POST /alerts`.
///
/// A name is unique, at most 255 characters long, and has letters, digits, `.`, `:` and `-`. A device gets the
/// [id](Done::created), a desktop program the `Alert`.
///
/// ```
/// use librato::transports::{Recording, Reply};
/// use librato::{Client, Credentials, Millis, Server, alerts};
///
/// let created = Reply::new(201).headers(&[("Location", "/v1/alerts/123")]);
/// let transport = Recording::<1024>::new().answer(created).answer(204);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let mut buffer = [0; 512];
///
/// let conditions = [alerts::above("cpu.load", 0.9).lasting(300).of("web*"), alerts::absent("heartbeat", 600)];
/// let load = alerts::create("web.load").when(&conditions).notify(&[849]);
/// if let Some(id) = client.send(&load, &mut buffer, Millis(0))?.created() {
///     // At night it does not wake anybody.
///     client.send(&alerts::update(id, &load.active(false)), &mut buffer, Millis(0))?;
/// }
/// assert_eq!(client.transport().request(1).target(), "/v1/alerts/123");
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn create(name: &str) -> Create<'_> {
    Create {
        name,
        description: None,
        version: 2,
        md: false,
        active: true,
        rearm_seconds: None,
        rearm_per_signal: None,
        attributes: &[],
        services: &[],
        conditions: &[],
    }
}

/// An alert as it is to be: see [`create`]. An [`update`](super::update) puts it in the place of one that is there.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Create<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    version: u8,
    md: bool,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rearm_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rearm_per_signal: Option<bool>,
    #[serde(skip_serializing_if = "<[_]>::is_empty", serialize_with = "pairs::object")]
    attributes: &'a [(&'a str, &'a str)],
    services: &'a [u64],
    // An update without them would take those away that are there.
    conditions: &'a [NewCondition<'a>],
}

impl<'a> Create<'a> {
    /// When it is triggered: as soon as all of these hold.
    ///
    /// If one of them asks for [tags](NewCondition::tagged), the alert is one for [tagged](Self::tagged) measurements.
    #[must_use]
    pub fn when(mut self, conditions: &'a [NewCondition<'a>]) -> Self {
        self.md |= conditions.iter().any(|condition| !condition.tags.is_empty());
        self.conditions = conditions;
        self
    }

    /// The services that are told, by their ids.
    #[must_use]
    pub const fn notify(mut self, services: &'a [u64]) -> Self {
        self.services = services;
        self
    }

    /// What it is about.
    #[must_use]
    pub const fn description(mut self, description: &'a str) -> Self {
        self.description = Some(description);
        self
    }

    /// Whether it can be triggered. One that cannot is paused.
    #[must_use]
    pub const fn active(mut self, active: bool) -> Self {
        self.active = active;
        self
    }

    /// How many seconds lie at least between two notifications: a multiple of 60, and 600 without this.
    #[must_use]
    pub const fn rearm_seconds(mut self, seconds: u32) -> Self {
        self.rearm_seconds = Some(seconds);
        self
    }

    /// Whether each source or set of tags has that time for itself.
    #[must_use]
    pub const fn rearm_per_signal(mut self, per_signal: bool) -> Self {
        self.rearm_per_signal = Some(per_signal);
        self
    }

    /// Whether it is about tagged measurements.
    #[must_use]
    pub const fn tagged(mut self, tagged: bool) -> Self {
        self.md = tagged;
        self
    }

    /// What else is said of it, as pairs of name and text. `runbook_url` is where the web interface sends people.
    #[must_use]
    pub const fn attributes(mut self, attributes: &'a [(&'a str, &'a str)]) -> Self {
        self.attributes = attributes;
        self
    }
}

impl Route for Create<'_> {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("alerts");
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self);
    }
}

impl Endpoint for Create<'_> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Create<'_> {
    type Object = super::Alert;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decimal;
    use crate::api::alerts::{above, absent, tag};
    use std::string::String;

    /// Without `std` another serializer writes it.
    #[test]
    fn a_device_writes_it_like_a_desktop_program() {
        let tags = [tag("env", &["prod", "a\"b"]).grouped()];
        let conditions = [
            above("cpu.load", Decimal::new(-95, 2)).lasting(300).of("web*").summarized_by("max"),
            absent("beat", 600).tagged(&tags).detect_reset(true),
        ];
        let call = create("café")
            .when(&conditions)
            .notify(&[1, u64::MAX])
            .attributes(&[("a\n", "\"b\""), ("c", "")]);
        let mut buffer = [0; 512];
        let mut body = Body::within(&mut buffer);
        call.body(&mut body);
        let len = body.end().ok().flatten().unwrap();
        let condition = r#"{"type":"above","metric_name":"cpu.load","source":"web*","summary_function":"max","duration":300,"threshold":-0.95}"#;
        let tagged = r#"{"type":"absent","metric_name":"beat","source":"*","tags":[{"name":"env","grouped":true,"values":["prod","a\"b"]}],"duration":600,"detect_reset":true}"#;
        let expected: String = [
            r#"{"name":"café","version":2,"md":true,"active":true,"attributes":{"a\n":"\"b\"","c":""},"#,
            r#""services":[1,18446744073709551615],"conditions":["#,
            condition,
            ",",
            tagged,
            "]}",
        ]
        .concat();
        assert_eq!(core::str::from_utf8(&buffer[..len]), Ok(expected.as_str()));
    }
}
