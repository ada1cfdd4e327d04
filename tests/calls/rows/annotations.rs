//! Annotations.

use librato::UnixSeconds;
use librato::annotations::{self, Changes, EventChanges, NewLink, Stream};
use serde_json::json;

use crate::row::{Row, rows};

const START: u64 = 1_421_762_400;

pub(crate) fn rows() -> Vec<Row> {
    rows! { api, client:
        Both "api.list_annotation_streams()" ["list_annotation_streams"] "GET /annotations"
            answers ["{\"annotations\":[]}"] { api.list(annotations::list()) }
        Both "api.get_annotation_stream('deploys', start_time=t)" ["get_annotation_stream"] "GET /annotations/:name"
            given { let t = START; } {
            api.send(annotations::get("deploys").start_time(UnixSeconds(t)))
        }
        Both "api.get_annotation('deploys', 143)" ["get_annotation"] "GET /annotations/:name/:id" {
            api.send(annotations::event("deploys", 143))
        }
        Both "api.post_annotation('deploys', title='v56', source='web1')" ["post_annotation"] "POST /annotations/:name" {
            api.send(annotations::post("deploys", "v56").source("web1"))
        }
        Neither "" [] "POST /annotations/:name" {
            api.send(annotations::post_json("deploys", &json!({ "title": "v56" })))
        }
        Neither "" [] "POST /annotations/:name, PUT /annotations/:name/:id" answers ["{\"id\":143}"] {
            let event = annotations::post("deploys", "v56").start(&api)?; event.end()
        }
        Neither "" [] "POST /annotations/:name, PUT /annotations/:name/:id" given { let deploy = || (); }
            answers ["{\"id\":143}"] {
            let (_, noted) = annotations::post("deploys", "v56").around(&api, deploy); noted
        }
        Both "api.update_annotation_stream('deploys', display_name='D')" ["update_annotation_stream"]
            "PUT /annotations/:name" {
            api.send(annotations::update("deploys", &Changes::new().display_name("D")))
        }
        Neither "" [] "GET /annotations/:name, PUT /annotations/:name"
            answers ["{\"name\":\"deploys\"}"] {
            if let Some(mut stream) = Stream::find(&api, "deploys")? { stream.display_name = None; stream.save(&api)?; }
        }
        Neither "" [] "DELETE /annotations/:name"
            given { let stream: Stream = serde_json::from_str("{\"name\":\"deploys\"}")?; } { stream.delete(&api) }
        Neither "" [] "PUT /annotations/:name/:id" {
            api.send(annotations::update_event("deploys", 143, &EventChanges::new().title("v57")))
        }
        Neither "" [] "PUT /annotations/:name/:id" given { let t = START; } {
            api.send(annotations::close("deploys", 143, UnixSeconds(t)))
        }
        Both "api.delete_annotation_stream('deploys')" ["delete_annotation_stream"] "DELETE /annotations/:name" {
            api.send(annotations::delete("deploys"))
        }
        Neither "" [] "DELETE /annotations/:name/:id" { api.send(annotations::delete_event("deploys", 143)) }
        Neither "" [] "POST /annotations/:name/:id/links" {
            api.send(annotations::add_link("deploys", 143, NewLink::new("commit", "https://git.example/56")))
        }
        Neither "" [] "DELETE /annotations/:name/:id/links/:rel" {
            api.send(annotations::delete_link("deploys", 143, "commit"))
        }
    }
}
