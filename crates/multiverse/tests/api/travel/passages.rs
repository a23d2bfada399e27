//! Every verb on a passage in every state, asked by everybody.

use serde_json::{Value, json};

use super::people::{HERE, People, ROLES, THERE, outcome};
use crate::support::{PASSAGE, Reply, Request, Server, is_shaped};

const STATES: [&str; 6] = ["pending", "active", "unstable", "collapsed", "sealed", "inactive"];

const VERBS: [&str; 8] = ["show", "travel", "travel back", "maintain", "consent", "seal", "unseal", "delete"];

/// What a verb is answered with in each of [`STATES`], to who may.
fn in_states(verb: &str) -> [&'static str; 6] {
    const CLOSED: &str = "409 passage-closed";
    match verb {
        "show" | "delete" => ["200"; 6],
        "travel" | "travel back" => [CLOSED, "201", "201", CLOSED, CLOSED, CLOSED],
        "maintain" => [CLOSED, "200", "200", CLOSED, "200", CLOSED],
        "consent" => ["200", "200", "200", CLOSED, "200", CLOSED],
        "seal" | "unseal" => [CLOSED, "200", "200", CLOSED, "200", CLOSED],
        other => panic!("no such verb: {other}"),
    }
}

/// What each of [`ROLES`] is answered whatever the state is; nothing for those who may.
fn by_roles(verb: &str) -> [&'static str; 7] {
    const HIDDEN: &str = "404 not-found";
    const NO: &str = "403 forbidden";
    match verb {
        "show" => [HIDDEN, HIDDEN, "", "", "", "", ""],
        "travel" => [HIDDEN, HIDDEN, NO, "", "", NO, NO],
        "travel back" => [HIDDEN, HIDDEN, NO, NO, NO, "", ""],
        "maintain" => [HIDDEN, HIDDEN, NO, "", "", "", ""],
        "consent" | "seal" | "unseal" | "delete" => [HIDDEN, HIDDEN, NO, NO, "", NO, ""],
        other => panic!("no such verb: {other}"),
    }
}

fn request(verb: &str, passage: &str, entity: &str) -> Request {
    let at = |rest: &str| format!("/api/passage/{passage}{rest}");
    let travel = |direction: &str| {
        let body = json!({"entityId": entity, "entity": {}, "direction": direction});
        Request::post(at("/travel")).json(&body)
    };
    match verb {
        "show" => Request::get(at("")),
        "travel" => travel("forward"),
        "travel back" => travel("reverse"),
        "delete" => Request::delete(at("")),
        verb => Request::post(at(&format!("/{verb}"))),
    }
}

impl People {
    /// A gate in this state. One that is sealed was sealed by both owners.
    async fn gate_that_is(&self, state: &str) -> String {
        if state == "pending" {
            return self.olga.connects(HERE, THERE, "gate").await;
        }
        let gate = self.gate().await;
        let days_ago = |days: i64| {
            format!(
                "UPDATE passages SET last_maintenance = created_at - {days} * 86400000 WHERE id = '{gate}'"
            )
        };
        match state {
            "unstable" => self.tampers(&days_ago(80)),
            "collapsed" => self.tampers(&days_ago(101)),
            "sealed" => {
                for owner in [&self.olga, &self.paul] {
                    owner.post(format!("/api/passage/{gate}/seal"), json!({})).await.expect(200);
                }
            }
            "inactive" => drop(self.paul.delete(format!("/api/passage/{gate}")).await.expect(200)),
            _ => {}
        }
        let shown = self.olga.get(format!("/api/passage/{gate}")).await.expect(200)["passage"].clone();
        assert_eq!(shown["state"], state);
        assert_eq!(shown["active"], matches!(state, "active" | "unstable"));
        is_shaped(&shown, PASSAGE);
        gate
    }
}

#[tokio::test]
async fn every_verb_in_every_state_answers_each_asker_by_their_rights() {
    let people = People::meet().await;
    let (mut wrong, mut n) = (Vec::new(), 0);
    for (state, at) in STATES.iter().zip(0..) {
        for verb in VERBS {
            for ((who, asker), refusal) in ROLES.iter().zip(&people.askers).zip(by_roles(verb)) {
                n += 1;
                let gate = people.gate_that_is(state).await;
                let reply = asker.send(request(verb, &gate, &format!("entity-{n}"))).await;
                let expected = if refusal.is_empty() { in_states(verb)[at] } else { refusal };
                if outcome(&reply) != expected {
                    wrong.push(format!(
                        "{who}: {verb} of a {state} one is {}, not {expected}",
                        outcome(&reply)
                    ));
                }
                if reply.status == 409 {
                    assert_eq!(reply.json()["state"], *state, "{verb}");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn strangers_see_what_connects_public_universes_and_change_nothing() {
    let people = People::meet().await;
    people.publish().await;
    for verb in VERBS {
        for (asker, refusal) in
            people.askers.iter().zip(["401 unauthenticated", "403 forbidden", "403 forbidden"])
        {
            let gate = people.gate().await;
            let reply = asker.send(request(verb, &gate, "tom")).await;
            let expected = if verb == "show" { "200" } else { refusal };
            assert_eq!(outcome(&reply), expected, "{verb}");
        }
    }
}

#[tokio::test]
async fn a_verb_that_is_done_is_seen_in_the_answer() {
    let people = People::meet().await;
    let (olga, paul) = (&people.olga, &people.paul);
    let gate = olga.connects(HERE, THERE, "gate").await;
    let post = |who: &crate::support::Client, verb: &str| {
        let (who, path) = (who.clone(), format!("/api/passage/{gate}/{verb}"));
        async move { who.post(path, json!({})).await.expect(200)["passage"].clone() }
    };
    let at = |passage: &Value| passage["state"].as_str().unwrap().to_owned();
    let shown = olga.get(format!("/api/passage/{gate}")).await.expect(200)["passage"].clone();
    assert_eq!(
        (at(&shown).as_str(), &shown["consent"]),
        ("pending", &json!({"source": true, "target": false}))
    );
    assert_eq!(at(&post(paul, "consent").await), "active");
    assert_eq!(post(olga, "seal").await["sealedBy"], json!({"source": true, "target": false}));
    assert_eq!(at(&post(paul, "seal").await), "sealed");
    assert_eq!(at(&post(olga, "unseal").await), "sealed", "paul's seal is still there");
    paul.send(Request::post(format!("/api/passage/{gate}/unseal"))).await.expect(200);
    olga.send(Request::post(format!("/api/passage/{gate}/unseal"))).await.expect(200);
    paul.delete(format!("/api/passage/{gate}")).await.expect(200);
    paul.delete(format!("/api/passage/{gate}")).await.expect(200);
    assert_eq!(olga.get(format!("/api/passage/{gate}")).await.expect(200)["passage"]["state"], "inactive");
    assert_eq!(olga.get("/api/stats").await.expect(200)["passageCount"], 0);
}

#[tokio::test]
async fn who_makes_a_passage_edits_its_source_and_sees_its_target() {
    let people = People::meet().await;
    let body = |source: &str, target: &str| json!({"sourceUniverseId": source, "targetUniverseId": target, "type": "bridge"});
    for (universe_from, universe_to, expected) in [
        (
            HERE,
            THERE,
            [
                "404 not-found",
                "404 not-found",
                "403 forbidden",
                "404 not-found",
                "201",
                "404 not-found",
                "404 not-found",
            ],
        ),
        (
            THERE,
            HERE,
            [
                "404 not-found",
                "404 not-found",
                "403 forbidden",
                "404 not-found",
                "403 forbidden",
                "404 not-found",
                "404 not-found",
            ],
        ),
        (
            HERE,
            "universe:nowhere",
            [
                "404 not-found",
                "404 not-found",
                "403 forbidden",
                "404 not-found",
                "404 not-found",
                "404 not-found",
                "404 not-found",
            ],
        ),
    ] {
        for ((who, asker), expected) in ROLES.iter().zip(&people.askers).zip(expected) {
            let reply = asker.post("/api/passage", body(universe_from, universe_to)).await;
            assert_eq!(outcome(&reply), expected, "{who} from {universe_from} to {universe_to}");
        }
    }
    people.publish().await;
    let public = [
        "401 unauthenticated",
        "403 forbidden",
        "403 forbidden",
        "201",
        "201",
        "403 forbidden",
        "403 forbidden",
    ];
    for ((who, asker), expected) in ROLES.iter().zip(&people.askers).zip(public) {
        assert_eq!(outcome(&asker.post("/api/passage", body(HERE, THERE)).await), expected, "{who}");
    }
    people.olga.post("/api/passage", body(HERE, HERE)).await.refused(422, "rule");
    people.paul.patch(format!("/api/universe/{THERE}"), json!({"visitorPolicy": "closed"})).await.expect(200);
    people.olga.post("/api/passage", body(HERE, THERE)).await.refused(422, "rule");
}

#[tokio::test]
async fn a_list_shows_each_asker_what_they_may_see() {
    let people = People::meet().await;
    let gate = people.gate().await;
    people.gate_that_is("sealed").await;
    let listed = |reply: &Reply| reply.expect(200)["passages"].as_array().unwrap().len();
    for ((who, asker), sees) in ROLES.iter().zip(&people.askers).zip([0, 0, 2, 2, 2, 2, 2]) {
        assert_eq!(listed(&asker.get("/api/passages").await), sees, "{who}");
        let sealed = asker.get("/api/passages?state=sealed").await;
        assert_eq!(listed(&sealed), sees / 2, "{who}");
    }
    let of_there =
        people.paul.get(format!("/api/passages?universeId={THERE}&state=active")).await.expect(200);
    assert_eq!(of_there["passages"][0]["id"], *gate);
    people.paul.get(format!("/api/passages?universeId={HERE}")).await.refused(404, "not-found");
}

#[tokio::test]
async fn an_open_server_lets_anybody_do_everything() {
    let server = Server::open().await;
    let anybody = server.anybody();
    for (id, owner) in [(HERE, "olga"), (THERE, "paul")] {
        anybody.post("/api/universe", json!({"id": id, "name": id, "ownerId": owner})).await.expect(201);
    }
    let body = json!({"sourceUniverseId": HERE, "targetUniverseId": THERE, "type": "confluence", "createdBy": "paul"});
    let made = anybody.post("/api/passage", body).await.expect(201)["passage"].clone();
    assert_eq!((&made["createdBy"], &made["state"]), (&json!("paul"), &json!("pending")));
    let id = made["id"].as_str().unwrap();
    for verb in ["consent", "maintain", "seal", "unseal"] {
        anybody.send(Request::post(format!("/api/passage/{id}/{verb}"))).await.expect(200);
    }
    anybody.delete(format!("/api/passage/{id}")).await.refused(422, "rule");
    let transit = anybody.sends(id, "tom").await;
    anybody.rejects(&transit).await.expect(200);
    assert_eq!(anybody.receives(&transit).await["state"], "returned");
}
