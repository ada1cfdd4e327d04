//! Readings that come in while a flush sends: it ends all the same, and no route keeps the other one waiting.

mod doubles;

use std::cell::{Cell, RefCell};

use doubles::{Answer, CREDENTIALS, Pull, SERVER, Sent, block_on};
use librato::transport::{TransportError, TransportErrorKind};
use librato::{
    Action, Async, Client, FlushError, Gauge, Measurement, Millis, Polled, Queue, Report, SharedQueue,
};

const SLOTS: usize = 100;

/// A queue to which readings are added by turns for the one route and for the other. Their values are numbers from 0 on.
struct Feed {
    queue: SharedQueue<SLOTS, 128>,
    added: Cell<u64>,
    /// Those that the server accepted.
    accepted: RefCell<Vec<u64>>,
}

impl Feed {
    fn new(chunk: u16) -> Self {
        let queue = SharedQueue::of(Queue::new().with_chunk(chunk));
        Self { queue, added: Cell::new(0), accepted: RefCell::default() }
    }

    /// Adds so many for each route, as far as there is room.
    fn add(&self, count: u64) {
        for _ in 0..count {
            for tagged in [false, true] {
                let number = self.added.get();
                let taken = if tagged {
                    self.queue.add(Measurement::new("b", number).tags(&[("c", "d")]))
                } else {
                    self.queue.add(Gauge::new("a", number))
                };
                self.added.set(number + u64::from(taken.is_ok()));
            }
        }
    }

    fn accept(&self, body: &[u8]) {
        let body: serde_json::Value = serde_json::from_slice(body).unwrap();
        let lists = ["gauges", "measurements"].map(|list| body.get(list).and_then(|list| list.as_array()));
        for reading in lists.into_iter().flatten().flatten() {
            let value = reading.get("value").or(reading.get("sum"));
            self.accepted.borrow_mut().push(value.unwrap().as_u64().unwrap());
        }
    }

    /// Adds so many before each request, and answers as `answer` says.
    fn transport(
        &self,
        more: u64,
        answer: impl Fn(&Sent) -> Answer,
    ) -> Pull<impl FnMut(usize), impl FnMut(&Sent) -> Answer> {
        let between = move |window| self.add(if window == 0 { more } else { 0 });
        let answer = move |sent: &Sent| {
            let answer = answer(sent);
            if answer == Ok((200, "")) {
                self.accept(&sent.body);
            }
            answer
        };
        Pull { window: 256, sent: vec![], between, answer }
    }

    /// Whether the server has each of the first so many, once.
    fn has(&self, count: u64) -> bool {
        let mut accepted = self.accepted.borrow().clone();
        accepted.sort_unstable();
        let all = accepted.len();
        accepted.dedup();
        assert_eq!(accepted.len(), all, "sent twice");
        (0..count).all(|number| accepted.contains(&number))
    }

    /// Flushes some times. Each flush takes what waits when it begins, and leaves some of what comes in.
    fn is_served_by(&self, mut flush: impl FnMut() -> Result<Report, FlushError>) -> Vec<Report> {
        self.add(3);
        let flushed = (0..4).map(|_| {
            let waiting = self.added.get();
            let report = flush().unwrap();
            assert!(self.has(waiting), "{report:?}");
            assert_eq!((report.waiting as usize, report.waiting > 0), (self.queue.len(), true));
            report
        });
        let reports = flushed.collect();
        let accepted = self.accepted.borrow().len();
        assert_eq!(self.added.get() as usize, accepted + self.queue.len(), "lost");
        reports
    }
}

/// What a firmware does that moves the bytes itself, over a line without faults.
fn step_through(client: &mut Client<'_, Polled>, feed: &Feed, more: u64) -> Result<Report, FlushError> {
    let (mut request, mut buf) = (Vec::new(), [0; 256]);
    loop {
        match client.poll(&feed.queue, Millis(0), 0) {
            Action::Connect => client.connected(),
            Action::Send => {
                let filled = client.fill(&feed.queue, &mut buf);
                request.extend_from_slice(&buf[..filled]);
            }
            Action::Receive => {
                feed.add(more);
                feed.accept(request.split(|byte| *byte == b'\n').next_back().unwrap());
                request.clear();
                client.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
            Action::Done(result) => return result,
        }
    }
}

#[test]
fn a_flush_ends_with_what_waited_when_it_began() {
    for chunk in [0, 2] {
        for more in [1, 5] {
            let good = |_: &Sent| Ok((200, ""));
            let feed = Feed::new(chunk);
            let mut client = Client::new(SERVER, CREDENTIALS, feed.transport(more, good));
            let reports = feed.is_served_by(|| client.flush(&feed.queue, Millis(0), 0));

            let feed = Feed::new(chunk);
            let mut client = Client::new(SERVER, CREDENTIALS, Async(feed.transport(more, good)));
            let awaited = feed.is_served_by(|| block_on(client.flush(&feed.queue, Millis(0), 0)));
            assert_eq!(reports, awaited);

            let feed = Feed::new(chunk);
            let mut client = Client::new(SERVER, CREDENTIALS, Polled::new());
            let polled = feed.is_served_by(|| step_through(&mut client, &feed, more));
            assert_eq!(reports, polled);

            // A request takes up to 300 readings: one for each route.
            let requests = reports.iter().map(|report| report.requests);
            assert!(requests.clone().all(|count| if chunk == 0 {
                count == 2
            } else {
                count as usize <= SLOTS
            }));
        }
    }
}

#[test]
fn a_server_that_takes_one_route_only_gets_that() {
    for refused in ["/v1/metrics", "/v1/measurements"] {
        let feed = Feed::new(0);
        let answer = |sent: &Sent| Ok((if sent.target() == refused { 404 } else { 200 }, ""));
        let mut client = Client::new(SERVER, CREDENTIALS, feed.transport(0, answer));
        for round in 1..=3 {
            feed.add(2);
            client.flush_now(&feed.queue, Millis(0), 0).unwrap_err();
            let others = feed.accepted.borrow().len();
            assert!(others == 2 * round || others == 2 * (round - 1), "{refused}: {others} after {round}");
        }
        assert!(feed.accepted.borrow().len() >= 4);
    }
}

#[test]
fn a_line_that_lets_one_request_through_at_a_time_serves_both_routes() {
    let kind = TransportErrorKind::Closed;
    for (lost, flushes) in [(TransportError::not_sent(kind), 2), (TransportError::unknown(kind), 4)] {
        let (feed, requests) = (Feed::new(0), Cell::new(0));
        let answer = |_: &Sent| {
            requests.set(requests.get() + 1);
            if requests.get() == 1 { Ok((200, "")) } else { Err(lost) }
        };
        let mut client = Client::new(SERVER, CREDENTIALS, feed.transport(1, answer));
        feed.add(1);
        for _ in 0..4 {
            let waiting = feed.added.get();
            for _ in 0..flushes {
                requests.set(0);
                client.flush_now(&feed.queue, Millis(0), 0).unwrap_err();
            }
            assert!(feed.has(waiting), "{lost}");
        }
    }
}
