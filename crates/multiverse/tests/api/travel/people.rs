//! Who stands how to the two ends of a passage, and what they do.

use serde_json::{Value, json};

use crate::support::{Client, Reply, Request, Server};

pub(super) const HERE: &str = "universe:here";
pub(super) const THERE: &str = "universe:there";

/// Two private universes of different owners, and people by what they are to them.
pub(super) struct People {
    pub server: Server,
    /// Owns the source.
    pub olga: Client,
    /// Owns the target, and asks to be asked.
    pub paul: Client,
    /// Everybody, in the order of [`ROLES`].
    pub askers: Vec<Client>,
}

/// What the askers are.
pub(super) const ROLES: [&str; 7] = [
    "nobody",
    "a stranger",
    "a reader of both",
    "an editor of the source",
    "the owner of the source",
    "an editor of the target",
    "the owner of the target",
];

impl People {
    pub(super) async fn meet() -> Self {
        let server = Server::start().await;
        let (olga, paul) = (server.player("olga").await, server.player("paul").await);
        olga.creates(HERE).await;
        paul.creates(THERE).await;
        let mut askers = vec![server.anybody()];
        for name in ["stranger", "reader", "here-editor", "there-editor"] {
            askers.push(server.player(name).await);
        }
        for (owner, universe, player, role) in [
            (&olga, HERE, "reader", "reader"),
            (&paul, THERE, "reader", "reader"),
            (&olga, HERE, "here-editor", "editor"),
            (&paul, THERE, "there-editor", "editor"),
            // Who makes a passage has to see where it leads.
            (&paul, THERE, "olga", "reader"),
        ] {
            let path = format!("/api/universe/{universe}/access/{player}");
            owner.put(path, json!({"role": role})).await.expect(200);
        }
        askers.insert(4, olga.clone());
        askers.push(paul.clone());
        Self { server, olga, paul, askers }
    }

    /// Makes both universes public.
    pub(super) async fn publish(&self) {
        for (owner, universe) in [(&self.olga, HERE), (&self.paul, THERE)] {
            owner.patch(format!("/api/universe/{universe}"), json!({"isPublic": true})).await.expect(200);
        }
    }

    /// A gate from the one to the other that both want.
    pub(super) async fn gate(&self) -> String {
        let gate = self.olga.connects(HERE, THERE, "gate").await;
        self.paul.post(format!("/api/passage/{gate}/consent"), json!({})).await.expect(200);
        gate
    }

    /// Changes a row of the server's database while it runs.
    pub(super) fn tampers(&self, sql: &str) {
        let database = rusqlite::Connection::open(self.server.data().join("catalog.sqlite")).unwrap();
        database.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        assert_eq!(database.execute(sql, []).unwrap(), 1, "{sql}");
    }
}

impl Client {
    /// Makes a passage; answers its id.
    pub(super) async fn connects(&self, source: &str, target: &str, kind: &str) -> String {
        let body = json!({"sourceUniverseId": source, "targetUniverseId": target, "type": kind});
        id_of(&self.post("/api/passage", body).await.expect(201)["passage"])
    }

    pub(super) async fn tries_to_send(&self, passage: &str, body: Value) -> Reply {
        self.post(format!("/api/passage/{passage}/travel"), body).await
    }

    /// Sends an entity; answers the id of its trip.
    pub(super) async fn sends(&self, passage: &str, entity: &str) -> String {
        let body = json!({"entityId": entity, "entity": {"name": entity}});
        id_of(&self.tries_to_send(passage, body).await.expect(201)["transit"])
    }

    pub(super) async fn tries_to_receive(&self, transit: &str, body: Value) -> Reply {
        self.post(format!("/api/transit/{transit}/arrive"), body).await
    }

    /// Takes a traveller in; answers the trip.
    pub(super) async fn receives(&self, transit: &str) -> Value {
        self.tries_to_receive(transit, json!({})).await.expect(200)["transit"].clone()
    }

    /// Sends a traveller back, without saying why, and without a body.
    pub(super) async fn rejects(&self, transit: &str) -> Reply {
        self.send(Request::post(format!("/api/transit/{transit}/reject"))).await
    }
}

pub(super) fn id_of(thing: &Value) -> String {
    thing["id"].as_str().unwrap().to_owned()
}

/// `200` or `409 passage-closed`: what a table of cases holds.
pub(super) fn outcome(reply: &Reply) -> String {
    if reply.status < 400 {
        return reply.status.to_string();
    }
    let (status, kind) = reply.problem();
    format!("{status} {}", kind.trim_start_matches("/problems/"))
}
