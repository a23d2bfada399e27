//! Every verb on a trip in every state, asked by everybody.

use serde_json::{Value, json};

use super::people::{HERE, People, ROLES, THERE, id_of, outcome};
use crate::support::{Request, TRANSIT, is_shaped};

const STATES: [&str; 4] = ["in_transit", "arrived", "returning", "returned"];

const VERBS: [&str; 5] = ["show", "arrive", "arrive there", "arrive here", "reject"];

const HIDDEN: &str = "404 not-found";
const NO: &str = "403 forbidden";
const NOT_DUE: &str = "409 not-due";

/// What each of [`ROLES`] is answered.
fn expected(verb: &str, state: &str) -> [&'static str; 7] {
    let of = |reader, source, target| [HIDDEN, HIDDEN, reader, source, source, target, target];
    match (verb, state) {
        ("show", _) => of("200", "200", "200"),
        // Whoever names the wrong universe is told so, if they could take in there.
        ("arrive" | "arrive there", "in_transit") => of(NO, NO, "200"),
        ("arrive here", "in_transit") => of(NO, NOT_DUE, NO),
        ("arrive", "arrived") => of(NO, NOT_DUE, "200"),
        ("arrive there", "arrived") => of(NO, NO, "200"),
        ("arrive here", "arrived") => of(NO, NOT_DUE, NO),
        ("arrive", "returning" | "returned") => of(NO, "200", NOT_DUE),
        ("arrive here", "returning" | "returned") => of(NO, "200", NO),
        ("arrive there", "returning" | "returned") => of(NO, NO, NOT_DUE),
        ("reject", "arrived") => of(NO, NO, NOT_DUE),
        ("reject", _) => of(NO, NO, "200"),
        other => panic!("no such case: {other:?}"),
    }
}

fn request(verb: &str, transit: &str) -> Request {
    let arrive = |body: Value| Request::post(format!("/api/transit/{transit}/arrive")).json(&body);
    match verb {
        "show" => Request::get(format!("/api/transit/{transit}")),
        "arrive" => Request::post(format!("/api/transit/{transit}/arrive")),
        "arrive there" => arrive(json!({"universeId": THERE, "tick": 5})),
        "arrive here" => arrive(json!({"universeId": HERE})),
        _ => Request::post(format!("/api/transit/{transit}/reject")),
    }
}

/// What a verb that is done makes of a trip in a state.
fn after(verb: &str, state: &str) -> &'static str {
    match (verb, state) {
        ("show", "in_transit") => "in_transit",
        ("reject", "in_transit") | ("show" | "reject", "returning") => "returning",
        (_, "in_transit" | "arrived") => "arrived",
        _ => "returned",
    }
}

impl People {
    /// A trip in this state.
    async fn trip_that_is(&self, gate: &str, state: &str, entity: &str) -> String {
        let transit = self.olga.sends(gate, entity).await;
        match state {
            "arrived" => drop(self.paul.receives(&transit).await),
            "returning" => drop(self.paul.rejects(&transit).await.expect(200)),
            "returned" => {
                self.paul.rejects(&transit).await.expect(200);
                self.olga.receives(&transit).await;
            }
            _ => {}
        }
        transit
    }
}

#[tokio::test]
async fn every_verb_in_every_state_answers_each_asker_by_their_rights() {
    let people = People::meet().await;
    let gate = people.gate().await;
    let (mut wrong, mut n) = (Vec::new(), 0);
    for state in STATES {
        for verb in VERBS {
            for ((who, asker), expected) in ROLES.iter().zip(&people.askers).zip(expected(verb, state)) {
                n += 1;
                let transit = people.trip_that_is(&gate, state, &format!("entity-{n}")).await;
                let reply = asker.send(request(verb, &transit)).await;
                if outcome(&reply) != expected {
                    wrong
                        .push(format!("{who}: {verb} of one {state} is {}, not {expected}", outcome(&reply)));
                }
                let stands = people.olga.get(format!("/api/transit/{transit}")).await.expect(200);
                let stands = &stands["transit"]["state"];
                assert_eq!(
                    stands,
                    if reply.status == 200 { after(verb, state) } else { state },
                    "{who}: {verb}"
                );
                match reply.status {
                    200 => is_shaped(&reply.json()["transit"], TRANSIT),
                    409 => assert_eq!(reply.json()["state"], state),
                    _ => {}
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn the_entity_is_for_those_who_send_and_receive() {
    let people = People::meet().await;
    let gate = people.gate().await;
    let entity = r#"{ "hp": 1.50, "name":"Tom \u2603", "hp":2e400 }"#;
    let body = format!(r#"{{"entityId":"tom","entity":{entity},"tick":7}}"#);
    let travel = Request::post(format!("/api/passage/{gate}/travel")).text("application/json", body);
    let sent = people.olga.send(travel).await;
    assert_eq!(sent.status, 201);
    let exact = format!(r#""entity":{entity},"#);
    assert!(String::from_utf8_lossy(&sent.body).contains(&exact), "the text is kept");
    let id = String::from_utf8_lossy(&sent.body)
        .split('"')
        .find(|text| text.starts_with("transit:"))
        .unwrap()
        .to_owned();
    for ((who, asker), sees) in ROLES.iter().zip(&people.askers).zip([
        None,
        None,
        Some(false),
        Some(true),
        Some(true),
        Some(true),
        Some(true),
    ]) {
        let reply = asker.get(format!("/api/transit/{id}")).await;
        assert_eq!(reply.status, if sees.is_some() { 200 } else { 404 }, "{who}");
        let text = String::from_utf8_lossy(&reply.body);
        assert_eq!(text.contains(&exact), sees == Some(true), "{who}: {text}");
    }
    let arrivals = people.paul.get(format!("/api/universe/{THERE}/arrivals")).await;
    assert_eq!(arrivals.status, 200);
    assert!(String::from_utf8_lossy(&arrivals.body).contains(&exact));
    let arrived = people.paul.send(request("arrive there", &id)).await;
    assert!(String::from_utf8_lossy(&arrived.body).contains(&exact), "who takes it in gets it once more");
}

#[tokio::test]
async fn those_who_send_and_receive_are_answered_what_happened() {
    let people = People::meet().await;
    let gate = people.gate().await;
    let body = json!({"entityId": "tom", "entity": {"name": "Tom"}, "tick": 12});
    let sent = people.olga.tries_to_send(&gate, body).await.expect(201);
    is_shaped(&sent, "success:bool transit:object leftBehind:array");
    let transit = &sent["transit"];
    assert_eq!((&transit["fromUniverseId"], &transit["toUniverseId"]), (&json!(HERE), &json!(THERE)));
    assert_eq!(
        (&transit["state"], &transit["departedTick"], &transit["passageId"]),
        (&json!("in_transit"), &json!(12), &json!(gate))
    );
    let lifetime = transit["expiresAt"].as_i64().unwrap() - transit["departedAt"].as_i64().unwrap();
    assert_eq!(lifetime, 30 * 24 * 60 * 60 * 1000);
    let id = id_of(transit);
    let reason = json!({"reason": "no room at the inn"});
    let rejected = people.paul.post(format!("/api/transit/{id}/reject"), reason).await.expect(200);
    assert_eq!(rejected["transit"]["reason"], "no room at the inn");
    let due = people.olga.get(format!("/api/universe/{HERE}/arrivals")).await.expect(200);
    assert_eq!((&due["arrivals"][0]["id"], &due["arrivals"][0]["state"]), (&json!(id), &json!("returning")));
    let returned =
        people.olga.tries_to_receive(&id, json!({"universeId": HERE, "tick": 20})).await.expect(200);
    assert_eq!(
        (&returned["transit"]["state"], &returned["transit"]["settledTick"]),
        (&json!("returned"), &json!(20))
    );
    let due = people.olga.get(format!("/api/universe/{HERE}/arrivals")).await.expect(200);
    assert_eq!(due["arrivals"], json!([]));
    people.olga.tries_to_receive(&id, json!({"universeId": "universe:other"})).await.refused(422, "rule");
}
