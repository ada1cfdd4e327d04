//! Charts and their streams.

use librato::charts::{self, Chart, Stream};
use librato::spaces::Space;
use serde_json::json;

use crate::row::{Row, rows};

fn space() -> Result<Space, serde_json::Error> {
    serde_json::from_value(json!({ "id": 129, "name": "Production" }))
}

fn saved() -> Result<Chart, serde_json::Error> {
    serde_json::from_value(json!({ "id": 915, "name": "CPU", "space_id": 129 }))
}

pub(crate) fn rows() -> Vec<Row> {
    rows! { api, client:
        Upstream "api.list_charts_in_space(space)" ["list_charts_in_space"] "GET /spaces/:id/charts" answers ["[]"] {
            api.list(charts::list(129))
        }
        Upstream "api.get_chart(915, 129)" ["get_chart"] "GET /spaces/:id/charts/:id" { api.send(charts::get(129, 915)) }
        Upstream "api.find_chart('CPU', space)" ["find_chart"] "GET /spaces/:id/charts, GET /spaces/:id/charts/:id"
            answers ["[{\"id\":915,\"name\":\"CPU\"}]"] { Chart::find(&api, 129, "CPU") }
        Upstream "api.create_chart('CPU', space, streams=[{'metric': 'cpu'}])" ["create_chart"] "POST /spaces/:id/charts" {
            api.send(charts::create(129, &Chart::line("CPU", [Stream::metric("cpu")])))
        }
        Upstream "api.update_chart(chart, space)" ["update_chart"] "PUT /spaces/:id/charts/:id"
            given { let chart = saved()?; } { api.send(charts::update(129, 915, &chart)) }
        Upstream "api.delete_chart(915, 129)" ["delete_chart"] "DELETE /spaces/:id/charts/:id" {
            api.send(charts::delete(129, 915))
        }
        Upstream "space.add_line_chart('CPU', streams); space.add_single_line_chart('CPU', 'cpu')"
            ["space_add_chart", "space_add_line_chart", "space_add_single_line_chart"]
            "GET /spaces/:id, POST /spaces/:id/charts" given { let space = space()?; } answers ["{\"id\":129,\"name\":\"P\"}"] {
            space.add_chart(&api, Chart::line("CPU", [Stream::metric("cpu")]))
        }
        Upstream "space.add_stacked_chart('CPU', streams); space.add_single_stacked_chart('CPU', 'cpu', '*')"
            ["space_add_stacked_chart", "space_add_single_stacked_chart"]
            "GET /spaces/:id, POST /spaces/:id/charts" given { let space = space()?; } answers ["{\"id\":129,\"name\":\"P\"}"] {
            space.add_chart(&api, Chart::stacked("CPU", [Stream::metric("cpu")]))
        }
        Upstream "space.add_bignumber_chart('Users', 'users')" ["space_add_bignumber_chart"]
            "GET /spaces/:id, POST /spaces/:id/charts" given { let space = space()?; } answers ["{\"id\":129,\"name\":\"P\"}"] {
            space.add_chart(&api, Chart::bignumber("Users", Stream::metric("users")))
        }
        Upstream "chart = space.new_chart('CPU'); chart.new_stream('cpu'); chart.save()"
            ["chart_new", "chart_new_stream", "chart_save"] "GET /spaces/:id, POST /spaces/:id/charts"
            given { let space = space()?; } answers ["{\"id\":129,\"name\":\"P\"}"] {
            let mut chart = space.new_chart("CPU"); chart.add_stream(Stream::metric("cpu")); chart.save(&api)
        }
        Upstream "chart.label = 'percent'; chart.save()" ["chart_set"] "GET /spaces/:id, PUT /spaces/:id/charts/:id"
            given { let mut chart = saved()?; } answers ["{\"id\":129,\"name\":\"P\"}"] {
            chart.label = Some("percent".into()); chart.save(&api)
        }
        Upstream "chart.rename('Load')" ["chart_rename"] "GET /spaces/:id, PUT /spaces/:id/charts/:id"
            given { let mut chart = saved()?; } answers ["{\"id\":129,\"name\":\"P\"}"] { chart.rename(&api, "Load") }
        Upstream "chart.delete()" ["chart_delete"] "DELETE /spaces/:id/charts/:id" given { let chart = saved()?; } {
            chart.delete(&api)
        }
        Upstream "chart.space()" [] "GET /spaces/:id" given { let mut chart = saved()?; } { chart.space(&api) }
        Upstream "chart.get_payload(); stream.get_payload()" ["chart_payload", "stream_payload"] ""
            given { let chart = saved()?; } { serde_json::to_string(&chart) }
    }
}
