use serde_json::{Value, json};

use crate::api::{Api, assert_refused, config};

fn names(list: &Value, member: &str) -> Vec<String> {
    let name = |item: &Value| item["name"].as_str().or(item["title"].as_str()).unwrap_or_default().to_owned();
    list[member].as_array().unwrap().iter().map(name).collect()
}

#[test]
fn all_kinds_are_listed_in_pages_by_name() {
    let api = Api::with(config().items_a_page(2));
    for (kind, extra) in [
        ("spaces", json!({})),
        ("dashboards", json!({})),
        ("instruments", json!({})),
        ("services", json!({"type": "mail", "settings": {}})),
        ("api_tokens", json!({"role": "viewer"})),
    ] {
        for name in ["b c", "Äb", "a"] {
            let mut body = extra.clone();
            body[if kind == "services" { "title" } else { "name" }] = name.into();
            assert_eq!(api.create(&format!("/v1/{kind}"), &body).0, 201, "{kind}");
        }
        let get = |query: &str| api.get(&format!("/v1/{kind}?{query}")).1;
        assert_eq!(names(&get("length=100"), kind), ["a", "b c"], "the receiver caps pages");
        let last = get("offset=2");
        assert_eq!(names(&last, kind), ["Äb"]);
        assert_eq!(last["query"], json!({"found": 3, "length": 1, "offset": 2, "total": 3}));
        assert_eq!(names(&get("sort=desc&length=1"), kind), ["Äb"]);
        let part = if kind == "api_tokens" { "name=*B" } else { "name=%C3%A4B" };
        assert_eq!(names(&get(part), kind), ["Äb"], "{kind}");
        assert_eq!(api.get(&format!("/v1/{kind}/x")).0, 404);
        assert_eq!(api.put(&format!("/v1/{kind}/999"), &json!({})).0, 404);
        assert_eq!(api.delete(&format!("/v1/{kind}/999")).0, 404);
    }
    assert_eq!(api.get("/v1/nothing").0, 404);
}

#[test]
fn tokens_are_made_here() {
    let api = Api::start();
    let (status, one) =
        api.create("/v1/api_tokens", &json!({"name": "meter", "role": "recorder", "token": "mine"}));
    assert_eq!(status, 201);
    assert_eq!(one["token"].as_str().map(str::len), Some(64));
    let path = one["href"].as_str().unwrap();
    let (status, changed) = api.put(path, &json!({"active": false}));
    assert_eq!((status, &changed["active"], &changed["token"]), (200, &json!(false), &one["token"]));
    let reason = "must be admin, recorder or viewer";
    assert_refused(&api.create("/v1/api_tokens", &json!({"name": "x", "role": "king"})), "role", reason);
    assert_refused(&api.create("/v1/api_tokens", &json!({"name": "x"})), "role", "is not present");
}

#[test]
fn sources_are_named() {
    let api = Api::start();
    assert_eq!(api.put("/v1/sources/web.1", &json!({"display_name": "Frontend"})).0, 201);
    assert_eq!(api.put("/v1/sources/web.1", &json!({"display_name": "Front end"})).0, 204);
    let source = json!({"name": "web.1", "display_name": "Front end"});
    assert_eq!(api.get("/v1/sources/web.1"), (200, source.clone()));
    assert_eq!(api.get("/v1/sources?name=FRONT").1["sources"], json!([source]));
    assert_eq!(api.get("/v1/sources?name=back").1["sources"], json!([]));
    assert_refused(&api.put("/v1/sources/a%20b", &json!({})), "name", "is invalid");
    assert_eq!(api.get("/v1/sources/db").0, 404);
}
