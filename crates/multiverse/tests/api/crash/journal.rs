//! What was acknowledged, and whether it is there.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::ledger::{catalog, rows};
use crate::support::{Client, Request};

/// All that a client was told to be done.
#[derive(Default)]
pub(crate) struct Journal {
    saves: Vec<Save>,
    /// Universes by the name that no other has, forks among them.
    universes: Vec<(String, String)>,
    /// Players by the display name that no other has, with their tokens.
    players: Vec<(String, String)>,
}

struct Save {
    universe: String,
    tick: u64,
    document: Vec<u8>,
}

impl Journal {
    pub(crate) fn saved(&mut self, universe: &str, tick: u64, document: Vec<u8>) {
        self.saves.push(Save { universe: universe.to_owned(), tick, document });
    }

    pub(crate) fn made(&mut self, name: &str, id: &str) {
        self.universes.push((name.to_owned(), id.to_owned()));
    }

    pub(crate) fn registered(&mut self, name: &str, token: &str) {
        self.players.push((name.to_owned(), token.to_owned()));
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.saves.extend(other.saves);
        self.universes.extend(other.universes);
        self.players.extend(other.players);
    }

    pub(crate) fn len(&self) -> usize {
        self.saves.len() + self.universes.len() + self.players.len()
    }

    /// Reads all of it back: every document byte for byte.
    pub(crate) async fn verify(&self, ada: &Client) {
        for save in &self.saves {
            let path = format!("/api/universe/{}/snapshot/{}", save.universe, save.tick);
            let request = Request::get(&path).header("accept", "application/vnd.multiverse.snapshot");
            let reply = ada.send(request).await;
            assert_eq!(reply.status, 200, "{path} was acknowledged");
            assert!(reply.body == save.document, "{path} is not what was saved");
            let digest: String =
                Sha256::digest(&save.document).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(reply.header("etag"), Some(format!("\"sha256:{digest}\"").as_str()));
        }
        for (name, id) in &self.universes {
            let universe = ada.get(format!("/api/universe/{id}")).await.expect(200);
            assert_eq!(universe["universe"]["name"], **name);
        }
        for (name, token) in &self.players {
            let limits = ada.with_token(token).get("/api/limits").await.expect(200);
            assert!(limits["usage"]["playerId"].is_string(), "the token of {name} was acknowledged");
        }
    }

    /// Fails if anything was made twice.
    pub(crate) fn verify_counts(&self, data: &Path) {
        let catalog = catalog(data);
        let twice = [
            "SELECT name, count(*) FROM universes GROUP BY name HAVING count(*) > 1",
            "SELECT display_name, count(*) FROM players GROUP BY display_name HAVING count(*) > 1",
            "SELECT universe_id, tick, count(*) FROM snapshots GROUP BY universe_id, tick HAVING count(*) > 1",
            "SELECT player_id, count(*) FROM tokens GROUP BY player_id HAVING count(*) > 1",
        ];
        for sql in twice {
            assert_eq!(rows(&catalog, sql), Vec::<String>::new(), "made twice");
        }
    }
}
