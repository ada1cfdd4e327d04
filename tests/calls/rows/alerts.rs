//! Alerts, and the services that they tell.

use librato::alerts::{self, Alert};
use librato::services::{self, Service};

use crate::row::{Row, rows};

fn saved() -> Result<Alert, serde_json::Error> {
    serde_json::from_str("{\"id\":9,\"name\":\"web.load\"}")
}

pub(crate) fn rows() -> Vec<Row> {
    rows! { api, client:
        Both "api.list_alerts(active_only=False)" ["list_alerts"] "GET /alerts" answers ["{\"alerts\":[]}"] {
            api.list(alerts::list())
        }
        Seed "api.list_alerts()" [] "GET /alerts" answers ["{\"alerts\":[]}"] {
            api.list(alerts::list()).filter(alerts::is_active).collect::<Result<Vec<_>, _>>()
        }
        Neither "" [] "GET /alerts" answers ["{\"alerts\":[]}"] { api.list(alerts::list_version_1()) }
        Both "api.get_alert('web.load')" ["get_alert"] "GET /alerts" answers ["{\"alerts\":[]}"] {
            Alert::find(&api, "web.load")
        }
        Neither "" [] "GET /alerts/:id" { api.send(alerts::get(9)) }
        Both "api.create_alert('web.load', conditions=[...], services=[7])" ["create_alert"] "POST /alerts" {
            let load = alerts::above("cpu", 90).lasting(300).of("web*");
            api.send(alerts::create("web.load").when(&[load]).notify(&[7]))
        }
        Both "alert.add_condition_for('cpu', 'web*').above(90)" ["alert_add_condition verbs.0.verb=above"] "" given {
            let alert = Alert::new("web.load");
        } { alert.when(alerts::above("cpu", 90).of("web*")) }
        Both "alert.add_condition_for('cpu').stops_reporting_for(600)"
            ["alert_add_condition verbs.0.verb=stops_reporting_for"] "" given {
            let alert = Alert::new("web.load");
        } { alert.when(alerts::absent("cpu", 600)) }
        Both "alert.add_condition_for('cpu', 'web*').below(5).duration(300)" ["alert_add_condition verbs.1.verb=duration"] "" given {
            let alert = Alert::new("web.load");
        } { alert.when(alerts::below("cpu", 5).of("web*").lasting(300)) }
        Both "alert.add_service(7)" ["alert_add_service"] "" given { let alert = Alert::new("web.load"); } {
            alert.notify(7)
        }
        Both "alert.active = False; alert.save()" ["alert_set", "alert_save"] "PUT /alerts/:id"
            given { let mut alert = saved()?; } { alert.active = false; alert.save(&api) }
        Both "api.update_alert(alert)" ["update_alert"] "PUT /alerts/:id" given { let alert = saved()?; } {
            api.send(alerts::update(alert.id, &alert))
        }
        Neither "" [] "PUT /alerts/:id, PUT /alerts/:id" given { let mut alert = saved()?; } {
            alert.pause(&api)?; alert.resume(&api)
        }
        Both "api.delete_alert('web.load')" ["delete_alert"] "GET /alerts, DELETE /alerts/:id"
            answers ["{\"alerts\":[{\"id\":9,\"name\":\"web.load\"}]}"] { Alert::delete_named(&api, "web.load") }
        Neither "" [] "DELETE /alerts/:id" given { let alert = saved()?; } { alert.delete(&api) }
        Neither "" [] "DELETE /alerts/:id" { api.send(alerts::delete(9)) }
        Neither "" [] "GET /alerts/:id/status" { api.send(alerts::status(9)) }
        Neither "" [] "GET /alerts/status" { api.send(alerts::statuses()) }
        Neither "" [] "POST /alerts/:id/clear" { api.send(alerts::clear(9)) }
        Neither "" [] "POST /alerts/:id/services" { api.send(alerts::attach(9, 7)) }
        Neither "" [] "DELETE /alerts/:id/services/:id" { api.send(alerts::detach(9, 7)) }
    }
}

pub(crate) fn services() -> Vec<Row> {
    rows! { api, client:
        Upstream "api.list_services()" ["list_services"] "GET /services" answers ["{\"services\":[]}"] {
            api.list(services::list())
        }
        Neither "" [] "GET /services/:id" { api.send(services::get(7)) }
        Neither "" [] "POST /services" {
            api.send(services::create("mail", "Ops").settings(&[("addresses", "ops@example.com")]))
        }
        Neither "" [] "PUT /services/:id" {
            api.send(services::update(7, &services::Changes::new().title("Ops")))
        }
        Neither "" [] "POST /services" given { let mut service = Service::new("mail", "Ops"); } {
            service.save(&api)
        }
        Neither "" [] "DELETE /services/:id" given { let service = Service::from(7); } { service.delete(&api) }
        Neither "" [] "DELETE /services/:id" { api.send(services::delete(7)) }
    }
}
