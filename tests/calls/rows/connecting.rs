//! Clients.

use std::time::Duration;

use librato::transport::Method;
use librato::transports::Ureq;
use librato::{Call, Librato, NamePolicy, UserAgent, python_sanitizer};

use crate::row::{Row, rows};

const CREDENTIALS: (&str, &str, &str) = ("https://metrics.example.net", "user", "token");

pub(crate) fn rows() -> Vec<Row> {
    rows! { api, client:
        Both "librato.connect(user, token, hostname='metrics.example.net')" ["connect"] "" given { let (url, user, token) = CREDENTIALS; } {
            Librato::connect(url, user, token)
        }
        Upstream "librato.connect(None, None)" ["connect connection.env"] "" given {
            let look_up = |name: &str| Some(if name == "LIBRATO_URL" { CREDENTIALS.0 } else { "user" }.to_owned());
        } { Librato::from_vars(look_up, Ureq::new()) }
        Upstream "connect(..., protocol='http')" ["connect connection.protocol=http"] "" given { let (_, user, token) = CREDENTIALS; } {
            Librato::insecure("http://metrics.lan", user, token, Ureq::new())
        }
        Both "connect(..., sanitizer=librato.sanitize_metric_name)" ["connect connection.sanitizer"] "" given { let (url, user, token) = CREDENTIALS; } {
            Librato::connect(url, user, token)?.names(NamePolicy::Sanitize(python_sanitizer))
        }
        Both "librato.sanitize_metric_name(name)" ["sanitize"] "" {
            let mut clean = String::new(); python_sanitizer("a b", &mut |piece| clean.push_str(piece)); clean
        }
        Upstream "connect(..., tags={'city': 'sf'})" ["connect connection.tags"] "" given { let (url, user, token) = CREDENTIALS; } {
            Librato::connect(url, user, token)?.tags(&[("city", "sf")])
        }
        Upstream "api.set_tags({'city': 'sf'}); api.add_tags({'host': 'h1'}); api.get_tags()"
            ["connection_set_tags", "connection_add_tags", "connection_get_tags"] "" {
            api.set_tags(&[("city", "sf")]); api.add_tags(&[("host", "h1")]); api.default_tags()
        }
        Upstream "api.set_timeout(3)" ["connect connection.timeout_s"] "" given { let (url, user, token) = CREDENTIALS; } {
            let ureq = Ureq::builder().with_part_timeouts(Duration::from_secs(3)).build();
            Librato::with_transport(url, user, token, ureq)
        }
        Upstream "api.custom_ua = 'probe/1.0'" ["connect connection.user_agent"] "" given { let (url, user, token) = CREDENTIALS; } {
            Librato::connect(url, user, token)?.user_agent(UserAgent::replaced("probe/1.0")?)
        }
        Both "api.backoff_logic = lambda backoff: backoff * 2" ["connect connection.backoff"] "" given { let (url, user, token) = CREDENTIALS; } {
            Librato::connect(url, user, token)?.backoff(|last| last * 2)
        }
        Neither "" [] "GET /metrics" {
            api.call(&Call::new(Method::Get, &["metrics"]).query(&[("name", "cpu")]))
        }
    }
}
