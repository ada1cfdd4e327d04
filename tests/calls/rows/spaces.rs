//! Spaces.

use librato::spaces::{self, Space};
use serde_json::json;

use crate::row::{Row, rows};

fn saved() -> Result<Space, serde_json::Error> {
    serde_json::from_value(json!({ "id": 129, "name": "Production" }))
}

pub(crate) fn rows() -> Vec<Row> {
    rows! { api, client:
        Upstream "api.list_spaces()" ["list_spaces"] "GET /spaces" answers ["{\"spaces\":[]}"] {
            api.list(spaces::list())
        }
        Upstream "api.get_space(129)" ["get_space"] "GET /spaces/:id" { api.send(spaces::get(129)) }
        Upstream "api.find_space('Production')" ["find_space"] "GET /spaces, GET /spaces/:id"
            answers ["{\"spaces\":[{\"id\":129,\"name\":\"Production\"}]}"] { Space::find(&api, "Production") }
        Upstream "api.create_space('Production', tags=True)" ["create_space"] "POST /spaces" {
            api.send(spaces::create("Production").tags(true))
        }
        Upstream "api.update_space(space, name='EU')" ["update_space"] "PUT /spaces/:id" {
            api.send(spaces::update(129, &json!({ "name": "EU" })))
        }
        Neither "" [] "PUT /spaces/:id" { api.send(spaces::rename(129, "EU")) }
        Upstream "api.delete_space(129)" ["delete_space"] "DELETE /spaces/:id" { api.send(spaces::delete(129)) }
        Upstream "space = Space(api, 'Production', tags=True); space.save(); space.persisted()"
            ["space_new", "space_save", "space_persisted"] "POST /spaces"
            answers ["{\"id\":129,\"name\":\"Production\"}"] {
            let mut space = Space::new("Production").tags(true); space.save(&api)?; space.is_saved()
        }
        Upstream "space.rename('EU')" ["space_rename"] "PUT /spaces/:id" given { let mut space = saved()?; } {
            space.rename(&api, "EU")
        }
        Upstream "space.delete()" ["space_delete"] "DELETE /spaces/:id" given { let space = saved()?; } {
            space.delete(&api)
        }
        Upstream "space.charts()" ["space_charts"] "GET /spaces/:id/charts" given { let mut space = saved()?; }
            answers ["[]"] { space.charts(&api) }
    }
}
