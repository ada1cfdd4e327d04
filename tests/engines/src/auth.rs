//! An InfluxDB that asks for credentials.

use std::time::{SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use librato::{Blame, Cause, Credentials, Gauge, LineProtocol, UnixSeconds};

use crate::point::{Field, Points};
use crate::write::Way;
use crate::{http, influx};

const USER: &str = "writer";
const PASSWORD: &str = "pass: word/1";

/// A JSON web token for the user, signed with the secret that the engine was started with.
fn web_token(secret: &str) -> String {
    let expires = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() + 3600;
    let part = |json: &str| Base64UrlUnpadded::encode_string(json.as_bytes());
    let claims = format!(r#"{{"username":"{USER}","exp":{expires}}}"#);
    let signed = format!("{}.{}", part(r#"{"alg":"HS256","typ":"JWT"}"#), part(&claims));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let signature = ring::hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", Base64UrlUnpadded::encode_string(signature.as_ref()))
}

/// Each scheme that the engine knows is let in, and nobody else is.
pub(crate) fn schemes(url: &str, secret: &str) {
    let create = format!("CREATE USER {USER} WITH PASSWORD '{PASSWORD}' WITH ALL PRIVILEGES");
    http::post(&format!("{url}/query"), &[("q", &create)], "");
    let basic = format!("Basic {}", Base64::encode_string(format!("{USER}:{PASSWORD}").as_bytes()));
    let database = "guarded";
    http::get(&format!("{url}/query"), &[("q", "SHOW DATABASES")], Some(&basic));
    create_as(url, database, &basic);

    let web_token = web_token(secret);
    // `Token` is known from InfluxDB 1.8 on, which is not packaged.
    let let_in = [("Basic", Credentials::new(USER, PASSWORD)), ("Bearer", Credentials::bearer(&web_token))];
    let mut expected = Points::default();
    for way in Way::ALL {
        for (scheme, credentials) in &let_in {
            let credentials = credentials.expect("printable ASCII");
            let reading = Gauge::new(scheme, 1).source(way.name()).at(UnixSeconds(1_700_000_000)).into();
            let format = LineProtocol::v1(database.to_owned());
            let report = way.try_write(url, credentials, format, &[reading]).expect("accepted");
            assert_eq!(report.accepted, 1);
            let tags = vec![("source".to_owned(), way.name().to_owned())];
            expected.add((scheme.to_string(), tags, 1_700_000_000), "value", Field::Float(1.0));
        }
        let kept_out = [Ok(Credentials::none()), Credentials::new(USER, "wrong"), Credentials::token("x:y")];
        for credentials in kept_out {
            let credentials = credentials.expect("printable ASCII");
            let format = LineProtocol::v1(database.to_owned());
            let refused =
                way.try_write(url, credentials, format, &[Gauge::new("t", 1).into()]).expect_err("401");
            assert_eq!((refused.cause, refused.cause.blame()), (Cause::Status(401), Blame::Configuration));
            assert_eq!((refused.report.waiting, refused.report.dropped), (1, 0));
        }
    }
    let found = influx::points_of(url, database, "SELECT * FROM /.*/ GROUP BY *", Some(&basic));
    found.assert_same(&expected);
    println!("InfluxDB with authentication: Basic and Bearer are let in, others are not");
}

fn create_as(url: &str, database: &str, authorization: &str) {
    let query = format!("CREATE DATABASE \"{database}\"");
    http::get(&format!("{url}/query"), &[("q", &query)], Some(authorization));
}
