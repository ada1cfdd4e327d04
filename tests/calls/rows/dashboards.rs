//! Dashboards and instruments.

use librato::dashboards::{self, Dashboard};
use librato::instruments::{self, Instrument, InstrumentStream};
use serde_json::json;

use crate::row::{Row, rows};

fn saved() -> Result<Dashboard, serde_json::Error> {
    serde_json::from_value(json!({ "id": 3, "name": "Production", "instruments": [5] }))
}

pub(crate) fn rows() -> Vec<Row> {
    rows! { api, client:
        Seed "api.list_dashboards()" ["list_dashboards"] "GET /dashboards" answers ["{\"dashboards\":[]}"] {
            api.list(dashboards::list())
        }
        Seed "api.get_dashboard(3)" ["get_dashboard"] "GET /dashboards/:id" { api.send(dashboards::get(3)) }
        Seed "api.create_dashboard('Production')" ["create_dashboard"] "POST /dashboards" {
            api.send(dashboards::create(&Dashboard::new("Production")))
        }
        Seed "api.update_dashboard(dashboard, name='EU')" ["update_dashboard"] "PUT /dashboards/:id" {
            api.send(dashboards::update(3, &json!({ "name": "EU" })))
        }
        Neither "" [] "PUT /dashboards/:id" given { let mut dashboard = saved()?; } {
            dashboard.save(&api)
        }
        Seed "dashboard.get_instruments()" ["dashboard_instruments"] "GET /instruments/:id"
            given { let mut dashboard = saved()?; } { dashboard.instruments(&api) }
        Neither "" [] "GET /dashboards" answers ["{\"dashboards\":[]}"] { Dashboard::find(&api, "Production") }
        Neither "" [] "DELETE /dashboards/:id" given { let dashboard = saved()?; } { dashboard.delete(&api) }
        Neither "" [] "DELETE /dashboards/:id" { api.send(dashboards::delete(3)) }
        Seed "api.list_instruments()" ["list_instruments"] "GET /instruments" answers ["{\"instruments\":[]}"] {
            api.list(instruments::list())
        }
        Seed "api.get_instrument(5)" ["get_instrument"] "GET /instruments/:id" { api.send(instruments::get(5)) }
        Seed "api.create_instrument('CPU')" ["create_instrument"] "POST /instruments" {
            api.send(instruments::create(&Instrument::new("CPU")))
        }
        Seed "api.update_instrument(instrument, name='Load')" [] "PUT /instruments/:id" {
            api.send(instruments::update(5, &json!({ "name": "Load" })))
        }
        Seed "instrument.new_stream('cpu'); instrument.save()" ["instrument_new_stream", "instrument_save"]
            "PUT /instruments/:id" given {
            let mut instrument: Instrument = serde_json::from_value(json!({ "id": 5, "name": "CPU" }))?;
        } {
            instrument.add_stream(InstrumentStream::metric("cpu")); instrument.save(&api)
        }
        Neither "" [] "GET /instruments" answers ["{\"instruments\":[]}"] { Instrument::find(&api, "CPU") }
        Neither "" [] "DELETE /instruments/:id"
            given { let instrument: Instrument = serde_json::from_str("{\"id\":5}")?; } { instrument.delete(&api) }
        Neither "" [] "DELETE /instruments/:id" { api.send(instruments::delete(5)) }
    }
}
