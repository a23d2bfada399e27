//! Two neighbours, for whom there is something to travel between.

use serde_json::Value;

use super::person::{Person, server};
use crate::server::Server;

/// Numbers, order and white space that another program would write otherwise.
pub(super) const TOM: &str =
    "{\"name\": \"Tom\",\t\"hp\": 1.50,\n \"bag\": [{\"name\": \"bread\", \"tags\": [\"food\"]}]}";

/// Ada's city and Bob's village, where there is nothing electronic; and a gate between them.
pub(super) struct Story {
    pub(super) server: Server,
    pub(super) ada: Person,
    pub(super) bob: Person,
    pub(super) gate: String,
}

/// Both are there, and nobody has travelled yet.
pub(super) fn story() -> Story {
    let server = server(&[]);
    let (ada, bob) = (Person::player(&server, "ada"), Person::player(&server, "bob"));
    bob.workplace.write("config.json", r#"{"techLevel": "primitive"}"#);
    ada.does(&["create", "City", "--id", "city", "--public"]);
    bob.does(&["create", "Village", "--id", "village", "--public", "--config", "config.json"]);
    let gate = ada.makes_passage("city", "village", "gate");
    bob.does(&["passage", "consent", &gate]);
    Story { server, ada, bob, gate }
}

impl Story {
    /// Ada sends an entity, and the trip's id is answered.
    pub(super) fn sends(&self, entity: &str, document: &str) -> String {
        self.ada.workplace.write("entity.json", document);
        id(&self.ada.asks(&["travel", &self.gate, entity, "entity.json"]))
    }
}

/// The id of the trip that a command tells of.
pub(super) fn id(answer: &Value) -> String {
    answer["transit"]["id"].as_str().unwrap().to_owned()
}

impl Person {
    /// The text of a file.
    pub(super) fn reads(&self, name: &str) -> String {
        std::fs::read_to_string(self.workplace.path().join(name)).unwrap()
    }

    /// Whether there is such a file.
    pub(super) fn has(&self, name: &str) -> bool {
        self.workplace.path().join(name).exists()
    }
}
