//! Clients that write until the server is gone.

use std::sync::Arc;

use serde_json::json;

use super::journal::Journal;
use super::{Fuse, Random};
use crate::support::{Client, Reply, Request};

/// One client, who remembers what they sent and what was acknowledged.
pub(crate) struct Saver {
    number: u64,
    random: Random,
    /// Grows with every request: ticks, names and keys are made of it, so that none is used twice.
    step: u64,
    /// Universes that may be written to, and snapshots that may be forked.
    universes: Vec<String>,
    snapshots: Vec<(String, u64)>,
    pending: Option<Intent>,
    pub journal: Journal,
}

/// What a request is to do.
#[derive(Clone)]
struct Intent {
    what: What,
    request: Request,
}

#[derive(Clone)]
enum What {
    Create { name: String },
    Fork { name: String, tick: u64 },
    Save { universe: String, tick: u64, document: Vec<u8> },
    Register { name: String },
}

impl Saver {
    pub(crate) fn new(number: u64) -> Self {
        Self {
            number,
            random: Random::new(1000 + number),
            step: 0,
            universes: vec!["universe:shared".to_owned()],
            snapshots: Vec::new(),
            pending: None,
            journal: Journal::default(),
        }
    }

    /// Writes until no answer comes any more.
    pub(crate) async fn write_until_the_server_dies(
        mut self,
        ada: Client,
        anybody: Client,
        fuse: Arc<Fuse>,
    ) -> Self {
        loop {
            let intent = self.next_intent();
            self.pending = Some(intent.clone());
            let who = if matches!(intent.what, What::Register { .. }) { &anybody } else { &ada };
            let Some(reply) = who.try_send(intent.request.clone()).await else { return self };
            self.acknowledge(&intent, &reply);
            self.pending = None;
            fuse.acknowledged();
        }
    }

    /// Sends the last request again. It may have been done or not: it is done once.
    pub(crate) async fn repeat_what_was_not_acknowledged(&mut self, ada: &Client, anybody: &Client) {
        let Some(intent) = self.pending.take() else { return };
        let who = if matches!(intent.what, What::Register { .. }) { anybody } else { ada };
        let first = who.send(intent.request.clone()).await;
        self.acknowledge(&intent, &first);
        let again = who.send(intent.request.clone()).await;
        let thing = |reply: &Reply| {
            let answer = reply.json();
            let id = |what: &str| answer[what]["id"].clone();
            (id("entry"), id("universe"), id("player"), answer["token"].clone())
        };
        assert_eq!(thing(&first), thing(&again), "a repeat is told the same");
    }

    fn acknowledge(&mut self, intent: &Intent, reply: &Reply) {
        assert!(matches!(reply.status, 200 | 201), "{}", String::from_utf8_lossy(&reply.body));
        let answer = reply.json();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        match &intent.what {
            What::Create { name } => {
                let id = text(&answer["universe"]["id"]);
                self.journal.made(name, &id);
                self.universes.push(id);
            }
            What::Fork { name, tick } => {
                let id = text(&answer["universe"]["id"]);
                self.journal.made(name, &id);
                self.snapshots.push((id.clone(), *tick));
                self.universes.push(id);
            }
            What::Save { universe, tick, document } => {
                self.journal.saved(universe, *tick, document.clone());
                self.snapshots.push((universe.clone(), *tick));
            }
            What::Register { name } => self.journal.registered(name, &text(&answer["token"])),
        }
    }

    fn next_intent(&mut self) -> Intent {
        self.step += 1;
        let name = format!("{}-{}", self.number, self.step);
        // Every client has ticks of its own, so that a tick names one document.
        let tick = self.step * 100 + self.number;
        match self.random.below(10) {
            0 => {
                let request = Request::post("/api/universe").json(&json!({"name": name}));
                keyed(What::Create { name: name.clone() }, request, &name)
            }
            1 => {
                let request = Request::post("/api/player").json(&json!({"displayName": name}));
                keyed(What::Register { name: name.clone() }, request, &name)
            }
            2 | 3 if !self.snapshots.is_empty() => {
                let (universe, tick) = self.pick_snapshot();
                let body = json!({"snapshotTick": tick, "name": name});
                let request = Request::post(format!("/api/universe/{universe}/fork")).json(&body);
                keyed(What::Fork { name: name.clone(), tick }, request, &name)
            }
            4 | 5 => {
                let (universe, length) = (self.pick_universe(), 70_000 + self.random.below(200_000));
                // Some the same as another client's: contents are shared.
                let seed = if self.random.below(3) == 0 { self.step / 4 } else { self.random.next() };
                let length = if seed < 1_000_000 { 90_000 } else { length };
                let document = Random::new(seed).bytes(usize::try_from(length).unwrap());
                let request = Request::put(format!("/api/universe/{universe}/snapshot/{tick}"));
                let request = request.text("application/octet-stream", document.clone());
                Intent { what: What::Save { universe, tick, document }, request }
            }
            _ => {
                let universe = self.pick_universe();
                let text = format!("{{ \"by\" : {}, \"n\": {} }}", self.number, self.random.below(50));
                let event = json!({"type": "death", "title": name});
                let event = if self.random.below(4) == 0 {
                    format!(",\"canonEvent\":{event}")
                } else {
                    String::new()
                };
                let body = format!("{{\"tick\":{tick},\"snapshot\":{text}{event}}}");
                let request = Request::post(format!("/api/universe/{universe}/snapshot"));
                let what = What::Save { universe, tick, document: text.into_bytes() };
                keyed(what, request.text("application/json", body), &name)
            }
        }
    }

    fn pick_universe(&mut self) -> String {
        let index = self.random.below(self.universes.len() as u64);
        self.universes[usize::try_from(index).unwrap()].clone()
    }

    fn pick_snapshot(&mut self) -> (String, u64) {
        let index = self.random.below(self.snapshots.len() as u64);
        self.snapshots[usize::try_from(index).unwrap()].clone()
    }
}

fn keyed(what: What, request: Request, key: &str) -> Intent {
    Intent { what, request: request.header("idempotency-key", key) }
}
