//! API tokens.

use std::ops::ControlFlow;

use librato::api_tokens::{self, ApiToken, Changes, Role, Token};
use librato::transports::Recording;
use librato::{ApiError, Error, Millis};
use serde_json::{Value, json};

use super::{desktop, device, json, sends, sent};

#[test]
fn what_each_call_sends() {
    sends(api_tokens::get(28), "GET", "api_tokens/28", Value::Null);
    let body = json!({ "name": "thermometer \"7\"", "role": "recorder" });
    sends(api_tokens::create("thermometer \"7\"", "recorder"), "POST", "api_tokens", body);
    let changes = Changes::new().name("t").active(false).role("viewer");
    let body = json!({ "name": "t", "active": false, "role": "viewer" });
    sends(api_tokens::update(28, &changes), "PUT", "api_tokens/28", body);
    sends(api_tokens::update(28, &Changes::new()), "PUT", "api_tokens/28", Value::Null);
    sends(api_tokens::delete(28), "DELETE", "api_tokens/28", Value::Null);
}

const SECRET: &str = "24f9fb2134399595";
const WHOLE: &str = r#"{"name":"My \u00e9 Token","token":"24f9fb2134399595","active":true,"role":"admin",
    "href":"http:\/\/api.example\/v1\/api_tokens\/28","created_at":"2013-02-01 18:53:38 UTC","updated_at":"2013-02-01 19:51:22 UTC",
    "future":{"field":1}}"#;

/// Only the one method that says so gives the secret.
#[test]
fn no_output_has_the_secret() {
    let api = desktop(Recording::new().answer(json(WHOLE)));
    let token = api.send(api_tokens::get(28)).unwrap();
    assert_eq!(token.token.as_ref().map(Token::reveal), Some(SECRET));
    assert_eq!(token.to_string(), "My é Token (admin)");
    let (mut device, mut buffer) = (device(Recording::new().answer(json(WHOLE))), [0; 512]);
    let small = device.send(&api_tokens::get(28), &mut buffer, Millis(0)).unwrap();
    assert!(small.token.unwrap().reveal().is(SECRET));
    let written = serde_json::to_string(&token).unwrap();
    for output in [format!("{token:?}"), format!("{token:#?}"), format!("{small:?}"), written] {
        assert!(output.contains("Token") && !output.contains(&SECRET[..4]), "it shows");
    }
    assert_eq!((token.id(), small.id(), small.active), (Some(28), Some(28), Some(true)));
}

#[test]
fn a_read_modify_write_loses_nothing() {
    let api = desktop(Recording::new().answer(json(WHOLE)).answer(json(WHOLE)).answer(204));
    let mut token = api.send(api_tokens::get(28)).unwrap();
    assert_eq!(token.created_at.as_deref(), Some("2013-02-01 18:53:38 UTC"));
    (token.active, token.role) = (Some(false), Some(Role::Recorder));
    assert_eq!(token.to_string(), "My é Token (recorder, shut out)");
    assert!(api.send(api_tokens::update(28, &token)).unwrap().is_some());
    let body = json!({ "name": "My é Token", "active": false, "role": "recorder", "future": { "field": 1 } });
    api.with(|recording| assert_eq!(sent(recording)[1].2, body));
    assert_eq!(api.send(api_tokens::update(28, &token)).unwrap(), None);
}

#[test]
fn the_list_by_a_pattern() {
    let page = format!(
        r#"{{"api_tokens":[{{"name":null,"token":"t","active":true,"role":"own","href":"/v1/api_tokens/2"}},{WHOLE},
        {{"name":"bare"}}],"query":{{"found":3,"length":3,"offset":0,"total":3}}}}"#
    );
    let api = desktop(Recording::new().answer(json(&page)));
    let tokens: Vec<ApiToken> =
        api.list(api_tokens::list().name("*token*")).collect::<Result<_, _>>().unwrap();
    assert_eq!(tokens[0].role, Some(Role::Other("own".into())));
    let shown: Vec<_> = tokens.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["without a name (own)", "My é Token (admin)", "bare"]);
    assert_eq!(tokens.iter().map(ApiToken::id).collect::<Vec<_>>(), [Some(2), Some(28), None]);
    api.with(|recording| assert_eq!(sent(recording)[0].1, "/v1/api_tokens?name=%2Atoken%2A"));

    let mut device = device(Recording::new().answer(json(&page)));
    let mut ids = Vec::new();
    let listed = device.list(api_tokens::list(), &mut [0; 320], Millis(0), |token| {
        let token = token.unwrap();
        ids.push((token.id(), token.role.is_some_and(|role| role.is("admin"))));
        ControlFlow::Continue(())
    });
    assert_eq!((listed.unwrap().items, ids), (3, vec![(Some(2), false), (Some(28), true), (None, false)]));
}

#[test]
fn what_is_something_else() {
    for body in ["[]", r#"{"name":7}"#, r#"{"token":{}}"#, r#"{"name":"w""#, ""] {
        let mut device = device(Recording::new().answer(json(body)));
        let token = device.send(&api_tokens::get(1), &mut [0; 64], Millis(0)).map(drop);
        assert!(matches!(token, Err(ApiError::Answer(_))), "{body}");
        let api = desktop(Recording::new().answer(json(body)));
        assert!(matches!(api.send(api_tokens::get(1)), Err(Error::Decode(_))), "{body}");
    }
}
