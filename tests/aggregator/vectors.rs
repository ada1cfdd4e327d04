//! The recorded cases of the Python client's aggregator, played over the recording transport.

use std::collections::HashMap;

use librato::transports::{Recording, Reply};
use librato::{Aggregator, Client, Counter, Credentials, Gauge, Millis, Queue, Server, UnixSeconds};
use serde_json::{Map, Value as Json, json};

const SERVER: Server = Server::from_static("https://metrics-api.librato.com");
const CREDENTIALS: Credentials = Credentials::from_static("user@example.com", "0123456789abcdef");

/// Cases that need more than an aggregator and a queue.
const ELSEWHERE: [&str; 1] = ["aggregator.auto_submit_through_queue"];

type Aggregates = Aggregator<16, 1024>;

struct Player<'a> {
    clock: f64,
    aggregators: HashMap<String, Aggregates>,
    queues: HashMap<String, Queue<256, 2048>>,
    transport: Recording<'a, 65536>,
}

fn value(json: &Json) -> librato::Value {
    json.as_i64().map_or_else(|| json.as_f64().unwrap().into(), Into::into)
}

fn tags(json: &Json) -> Vec<(&str, &str)> {
    json.as_object().unwrap().iter().map(|(name, value)| (&**name, value.as_str().unwrap())).collect()
}

/// Numbers as floats, and no empty list of counters: what does not matter to a server.
fn plain(json: &Json) -> Json {
    match json {
        Json::Number(number) => json!(number.as_f64()),
        Json::Array(list) => list.iter().map(plain).collect(),
        Json::Object(members) => {
            let kept = members.iter().filter(|(name, value)| *name != "counters" || **value != json!([]));
            Json::Object(kept.map(|(name, value)| (name.clone(), plain(value))).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

impl Player<'_> {
    fn now(&self) -> Option<UnixSeconds> {
        Some(UnixSeconds(self.clock as u64))
    }

    fn flush(&mut self, queue: &mut Queue<256, 2048>, compact: bool) -> Result<Json, Json> {
        let client = Client::new(SERVER, CREDENTIALS, &mut self.transport);
        let mut client = if compact { client.compact() } else { client };
        client.flush_now(queue, Millis(0), 1).map(|_| Json::Null).map_err(|_| json!("error"))
    }

    /// The body that one half would be sent as; what belongs to no series in particular is asked for apart.
    fn payload(&self, name: &str, tagged: bool) -> Json {
        let mut copy = self.aggregators[name].clone();
        if tagged {
            copy.clear_gauges();
        } else {
            copy.clear_tagged();
        }
        let list = if tagged { "measurements" } else { "gauges" };
        if copy.is_empty() {
            let mut body = json!({list: []});
            if let Some(source) = copy.source() {
                body["source"] = json!(source);
            }
            if let Some(time) = copy.measure_time_at(self.now()) {
                body["measure_time"] = json!(time.0);
            }
            return body;
        }
        let mut queue = Queue::<256, 2048>::new();
        queue.add_aggregator_at(&mut copy, self.now()).unwrap();
        let transport = Recording::<65536>::new();
        let mut client = Client::new(SERVER, CREDENTIALS, transport).compact();
        client.flush_now(&mut queue, Millis(0), 1).unwrap();
        serde_json::from_slice(client.transport().request(0).body()).unwrap()
    }

    /// Sends a copy, and drops each half that was accepted.
    fn submit(&mut self, name: &str) -> Result<Json, Json> {
        let now = self.now();
        let mut queue = Queue::new();
        queue.add_aggregator_at(&mut self.aggregators[name].clone(), now).unwrap();
        let result = self.flush(&mut queue, true);
        let aggregator = self.aggregators.get_mut(name).unwrap();
        if queue.tagged_len() == 0 {
            aggregator.clear_tagged();
        }
        if queue.len() == queue.tagged_len() {
            aggregator.clear_gauges();
        }
        result
    }

    fn play(&mut self, step: &Json) -> Result<Json, Json> {
        let text = |key: &str| step[key].as_str().unwrap_or_default();
        let (op, on) = (text("op"), text("on"));
        match op {
            "clock" => self.clock = step["now"].as_f64().unwrap(),
            "aggregator_new" => {
                let mut new = Aggregates::new().with_period(step["period"].as_u64().unwrap_or(0) as u32);
                new.set_source(text("source")).unwrap();
                new.set_tags(step["tags"].is_object().then(|| tags(&step["tags"])).as_deref()).unwrap();
                new.set_measure_time(step["measure_time"].as_u64().map(UnixSeconds)).unwrap();
                self.aggregators.insert(text("as").into(), new);
            }
            "queue_new" => {
                self.queues.insert(text("as").into(), Queue::new());
            }
            "queue_add" => {
                let queue = self.queues.get_mut(on).unwrap();
                let (name, value) = (text("name"), value(&step["value"]));
                match text("type") {
                    "counter" => queue.add(Counter::new(name, value)).unwrap(),
                    _ => queue.add(Gauge::new(name, value)).unwrap(),
                }
            }
            "queue_size" => return Ok(json!(self.queues[on].len())),
            "queue_add_aggregator" => {
                let now = self.now();
                let aggregator = self.aggregators.get_mut(text("aggregator")).unwrap();
                self.queues.get_mut(on).unwrap().add_aggregator_at(aggregator, now).unwrap();
            }
            "queue_submit" => {
                let mut queue = self.queues.remove(on).unwrap();
                let result = self.flush(&mut queue, false);
                self.queues.insert(on.into(), queue);
                return result;
            }
            "aggregator_payload" => return Ok(self.payload(on, false)),
            "aggregator_tagged_payload" => return Ok(self.payload(on, true)),
            "aggregator_submit" => return self.submit(on),
            _ => {
                let now = self.now();
                return self.on_aggregator(op, on, step, now);
            }
        }
        Ok(Json::Null)
    }

    fn on_aggregator(
        &mut self,
        op: &str,
        on: &str,
        step: &Json,
        now: Option<UnixSeconds>,
    ) -> Result<Json, Json> {
        let aggregator = self.aggregators.get_mut(on).unwrap();
        let name = step["name"].as_str().unwrap_or_default();
        match op {
            "aggregator_add" => aggregator.add(name, value(&step["value"])).unwrap(),
            "aggregator_add_tagged" => aggregator.add_tagged(name, value(&step["value"])).unwrap(),
            "aggregator_add_series" => {
                for value in 0..step["count"].as_i64().unwrap() {
                    let names = step["names"].as_i64().unwrap();
                    let name = format!("{}{}", step["prefix"].as_str().unwrap(), value % names);
                    aggregator.add(&name, value).unwrap();
                }
            }
            "aggregator_clear" => aggregator.clear(),
            "aggregator_measure_time" => {
                return Ok(json!(aggregator.measure_time_at(now).map(|time| time.0)));
            }
            "set_tags" => aggregator.set_tags(Some(&tags(&step["tags"]))).unwrap(),
            "add_tags" => aggregator.add_tags(&tags(&step["tags"])).unwrap(),
            "get_tags" => {
                let tags =
                    aggregator.tags().map(|(name, value)| (name.to_string(), json!(value.to_string())));
                return Ok(Json::Object(tags.collect()));
            }
            other => panic!("no step {other}"),
        }
        Ok(Json::Null)
    }
}

fn play(case: &Json) {
    let id = case["id"].as_str().unwrap();
    let answers = case["responses"].as_array().unwrap();
    let bodies: Vec<String> = answers.iter().map(|answer| answer["body_json"].to_string()).collect();
    let mut transport = Recording::new();
    for (answer, body) in answers.iter().zip(&bodies) {
        let reply = Reply::new(answer["status"].as_u64().unwrap() as u16);
        transport = transport.answer(if answer["body_json"].is_null() { reply } else { reply.body(body) });
    }
    let clock = case["call"]["clock"].as_f64().unwrap_or(1_421_762_400.5);
    let mut player = Player { clock, aggregators: HashMap::new(), queues: HashMap::new(), transport };
    let mut requests = 0;
    for (number, step) in case["call"]["steps"].as_array().unwrap().iter().enumerate() {
        let result = player.play(step);
        let expected = &case["results"][number];
        match result {
            Ok(found) => assert_eq!(plain(&found), plain(&expected["ok"]), "{id}, step {number}"),
            Err(_) => assert!(expected["error"].is_object(), "{id}, step {number}"),
        }
        requests += expected["requests"].as_u64().unwrap() as usize;
        assert_eq!(player.transport.requests(), requests, "{id}, step {number}");
    }
    for (index, expected) in case["requests"].as_array().unwrap().iter().enumerate() {
        let request = player.transport.request(index);
        let body: Json = serde_json::from_slice(request.body()).unwrap();
        assert_eq!(request.target(), expected["target"].as_str().unwrap(), "{id}");
        assert_eq!(plain(&body), plain(&expected["body_json"]), "{id}, request {index}");
    }
}

#[test]
fn recorded_cases() {
    let mut played = 0;
    for text in [
        include_str!("../vectors/aggregator.json"),
        include_str!("../vectors/tagged.json"),
        include_str!("../vectors/queue.json"),
    ] {
        let file: Json = serde_json::from_str(text).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let is_ours = case["call"].to_string().contains("aggregator_new");
            if is_ours && case["conformance"] == "match" && !ELSEWHERE.contains(&case["id"].as_str().unwrap())
            {
                play(case);
                played += 1;
            }
        }
    }
    assert_eq!(played, 23);
}
