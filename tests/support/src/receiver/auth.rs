//! HTTP Basic authentication.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::config::Config;
use super::reply;

/// Whether the request carries the account's credentials. The expected header is encoded and compared, so that only
/// the canonical Base64 passes.
pub(crate) fn allowed(config: &Config, headers: &HeaderMap) -> bool {
    let Some(Ok(value)) = headers.get(header::AUTHORIZATION).map(HeaderValue::to_str) else { return false };
    let Some((scheme, given)) = value.split_once(' ') else { return false };
    scheme.eq_ignore_ascii_case("basic") && given == base64(&format!("{}:{}", config.user, config.token))
}

/// The documented 401. Its other sentence, about https, is left out: on loopback plain http is fine.
pub(crate) fn refusal() -> Response {
    let mut answer =
        reply::request_error(StatusCode::UNAUTHORIZED, "Please provide credentials for authentication.");
    answer
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"Librato API\""));
    answer
}

fn base64(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in text.as_bytes().chunks(3) {
        let bits =
            group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            if place > group.len() {
                out.push('=');
            } else {
                out.push(char::from(ALPHABET[(bits >> (18 - 6 * place) & 63) as usize]));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_pads_as_in_rfc_4648() {
        let expected = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        for (length, expected) in expected.into_iter().enumerate() {
            assert_eq!(base64(&"foobar"[..length]), expected);
        }
    }
}
