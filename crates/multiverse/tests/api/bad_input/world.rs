//! A small multiverse in which only the input is wrong, and the refusal of what is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use crate::ledger::Ledger;
use crate::support::{Client, Reply, Request, Server};

/// What a refusal is expected to be: status and type of the problem.
pub(super) type Refusal = (u16, &'static str);

pub(super) const MALFORMED: Refusal = (400, "malformed");
pub(super) const UNAUTHENTICATED: Refusal = (401, "unauthenticated");
pub(super) const FORBIDDEN: Refusal = (403, "forbidden");
pub(super) const NOT_FOUND: Refusal = (404, "not-found");
pub(super) const TOO_LARGE: Refusal = (413, "too-large");
pub(super) const UNSUPPORTED: Refusal = (415, "unsupported-media-type");
pub(super) const RULE: Refusal = (422, "rule");

/// The most bytes of a body, and of a document, that the server takes.
pub(super) const MAX_BODY: usize = 4 << 20;

/// A request that must be refused.
pub(super) struct Case {
    pub what: String,
    pub request: Request,
    pub expected: Refusal,
}

impl Case {
    pub(super) fn new(what: impl Into<String>, request: Request, expected: Refusal) -> Self {
        Self { what: what.into(), request, expected }
    }
}

/// Ada owns `universe:mine` (private), `universe:open` (public) and `universe:gone` (deleted); bob and carl own
/// nothing, and carl may edit `universe:mine`. From there `passage:mine` leads to `universe:open`, and `transit:mine` is tom's.
pub(super) struct World {
    pub server: Server,
    pub ada: Client,
    pub bob: Client,
    ledger: Ledger,
}

impl World {
    pub(super) async fn start() -> Self {
        let server = Server::start_with(&["--max-body-bytes", "4MiB", "--max-document-bytes", "4MiB"]).await;
        let (ada, bob) = (server.player("ada").await, server.player("bob").await);
        server.player("carl").await;
        server.player("dora").await;
        let mine = ada.creates("universe:mine").await;
        let open = ada.creates_public("universe:open").await;
        for universe in [&mine, &open] {
            ada.saves(universe, 5, &json!({"people": ["tom"]})).await;
            ada.saves(universe, 9, &json!({"people": ["tom", "eva"]})).await;
        }
        let carl = Request::put("/api/universe/universe:mine/access/carl").json(&json!({"role": "editor"}));
        ada.send(carl).await.expect(200);
        ada.creates("universe:gone").await;
        ada.send(Request::delete("/api/universe/universe:gone")).await.expect(200);
        travel(&ada, server.data()).await;
        let ledger = Ledger::open(server.data());
        Self { server, ada, bob, ledger }
    }

    /// Sends every case as ada; fails with all that were not refused as expected or left something behind.
    pub(super) async fn refuses(&self, cases: Vec<Case>) {
        self.refuses_to(&self.ada, cases).await;
    }

    /// The same as somebody else.
    pub(super) async fn refuses_to(&self, who: &Client, cases: Vec<Case>) {
        assert!(!cases.is_empty());
        let (mut faults, mut before) = (String::new(), self.ledger.read());
        for case in cases {
            let what = case.what.clone();
            if let Err(fault) = self.refuses_one(who, case, &before).await {
                writeln!(faults, "{what}: {fault}").unwrap();
                // What one case left behind is not the next one\'s fault.
                before = self.ledger.read();
            }
        }
        assert!(faults.is_empty(), "\n{faults}");
    }

    async fn refuses_one(
        &self,
        who: &Client,
        case: Case,
        before: &BTreeMap<String, Vec<String>>,
    ) -> Result<(), String> {
        let (client, request) = (who.clone(), case.request);
        // In a task: an answer that is not documented for its route fails like any other fault.
        let reply = tokio::spawn(async move { client.send(request).await }).await;
        let reply = reply.map_err(|panic| panic.to_string())?;
        let (status, kind) = case.expected;
        let expected = (status, format!("/problems/{kind}"));
        if reply.status < 400 || reply.problem() != expected {
            return Err(format!("expected {expected:?}, got {}", text_of(&reply)));
        }
        if kind == "too-large" && !reply.json()["limit"].is_u64() {
            return Err(format!("names no limit: {}", text_of(&reply)));
        }
        self.stored_nothing(before)
    }

    /// What differs from before.
    fn stored_nothing(&self, before: &BTreeMap<String, Vec<String>>) -> Result<(), String> {
        let now = self.ledger.read();
        let changed: Vec<_> = now.iter().filter(|(table, rows)| before[*table] != **rows).collect();
        if changed.is_empty() { Ok(()) } else { Err(format!("left behind {changed:?}")) }
    }

    /// All that the store holds now.
    pub(super) fn holds(&self) -> BTreeMap<String, Vec<String>> {
        self.ledger.read()
    }
}

/// A passage from `universe:mine` to `universe:open` with a traveller in it, under ids that are known beforehand.
async fn travel(ada: &Client, data: &std::path::Path) {
    let gate =
        json!({"sourceUniverseId": "universe:mine", "targetUniverseId": "universe:open", "type": "gate"});
    let gate = ada.post("/api/passage", gate).await.expect(201)["passage"]["id"].clone();
    let path = format!("/api/passage/{}/travel", gate.as_str().unwrap());
    ada.post(path, json!({"entityId": "tom", "entity": {"name": "Tom"}})).await.expect(201);
    let database = rusqlite::Connection::open(data.join("catalog.sqlite")).unwrap();
    database
        .execute_batch(
            "PRAGMA foreign_keys = OFF; UPDATE passages SET id = 'passage:mine';
             UPDATE transits SET id = 'transit:mine', passage_id = 'passage:mine';",
        )
        .unwrap();
}

fn text_of(reply: &Reply) -> String {
    let body: String = String::from_utf8_lossy(&reply.body).chars().take(300).collect();
    format!("{} {body}", reply.status)
}
