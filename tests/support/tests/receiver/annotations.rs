use serde_json::{Value, json};

use crate::api::{Api, NOW, assert_refused, config};

#[test]
fn a_stream_begins_with_its_first_event() {
    let api = Api::start();
    assert_eq!(api.get("/v1/annotations/Aus%20und%20Ein").0, 404);
    let (status, event) =
        api.create("/v1/annotations/Aus%20und%20Ein", &json!({"title": "Ein", "source": "küche"}));
    assert_eq!((status, &event["start_time"], &event["source"]), (201, &json!(NOW), &json!("küche")));
    let (_, list) = api.get("/v1/annotations?name=und");
    assert_eq!(list["annotations"], json!([{"name": "Aus und Ein", "display_name": null}]));
    assert_eq!(api.put("/v1/annotations/Aus%20und%20Ein", &json!({"display_name": "E/A"})).0, 204);
    let path = format!("/v1/annotations/Aus%20und%20Ein/{}", event["id"]);
    assert_eq!(api.put(&path, &json!({"end_time": NOW + 5, "source": "bad"})).0, 204);
    let (_, ended) = api.get(&path);
    assert_eq!((&ended["end_time"], &ended["source"]), (&json!(NOW + 5), &json!("küche")));

    assert_eq!(api.create(&format!("{path}/links"), &json!({"rel": "log", "href": "http://x"})).0, 201);
    assert_refused(
        &api.create(&format!("{path}/links"), &json!({"rel": "log", "href": "y"})),
        "rel",
        "is already taken",
    );
    assert_eq!(api.get(&path).1["links"], json!([{"rel": "log", "href": "http://x"}]));
    assert_eq!(api.delete(&format!("{path}/links/log")).0, 204);
    assert_eq!(api.delete(&format!("{path}/links/log")).0, 404);
    assert_eq!(api.delete(&path).0, 204);
    assert_eq!(api.get(&path).0, 404);
    assert_eq!(api.delete("/v1/annotations/Aus%20und%20Ein").0, 204);
    assert_eq!(api.get("/v1/annotations").1["query"]["found"], 0);
    assert_refused(&api.create("/v1/annotations/x", &json!({"title": ""})), "title", "is not present");
}

#[test]
fn events_come_by_source_and_go_on_at_the_next_time() {
    let api = Api::with(config().points_a_page(2));
    for (title, time, source) in
        [("a", 10, None), ("b", 20, Some("s")), ("c", 20, None), ("d", 30, Some("s"))]
    {
        let mut event = json!({"title": title, "start_time": time});
        if let Some(source) = source {
            event["source"] = source.into();
        }
        assert_eq!(api.create("/v1/annotations/x", &event).0, 201);
    }
    let titles = |body: &Value| -> Vec<String> {
        let groups = body["events"].as_array().unwrap().iter().flat_map(|group| group.as_object().unwrap());
        groups
            .flat_map(|(source, events)| {
                events
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(move |event| format!("{source} {}", event["title"].as_str().unwrap()))
            })
            .collect()
    };
    let (_, first) = api.get("/v1/annotations/x?start_time=1");
    assert_eq!(titles(&first), ["s b", "unassigned a", "unassigned c"], "a second stays together");
    assert_eq!(first["query"]["next_time"], 30);
    assert_eq!(titles(&api.get("/v1/annotations/x?start_time=30").1), ["s d"]);
    assert_eq!(titles(&api.get("/v1/annotations/x?count=1").1), ["s d"]);
    assert_eq!(titles(&api.get("/v1/annotations/x?start_time=1&end_time=10").1), ["unassigned a"]);
    assert_eq!(titles(&api.get("/v1/annotations/x?start_time=1&sources[]=s*").1), ["s b", "s d"]);
    assert_eq!(api.get("/v1/annotations/x").1.get("events"), None);
}
