//! What refuses travel, with the facts that a client acts by; and comparing universes.

use serde_json::json;

use super::people::{HERE, People, THERE, id_of};
use crate::support::{Request, Server, is_shaped};

#[tokio::test]
async fn an_entity_that_is_elsewhere_or_whose_id_is_taken_is_refused() {
    let people = People::meet().await;
    let gate = people.gate().await;
    let first = people.olga.sends(&gate, "tom").await;
    let tom = |direction: &str| json!({"entityId": "tom", "entity": 1, "direction": direction});
    let again = people.olga.tries_to_send(&gate, tom("forward")).await;
    again.refused(409, "entity-elsewhere");
    assert_eq!((&again.json()["transitId"], &again.json()["state"]), (&json!(first), &json!("in_transit")));
    people.paul.tries_to_send(&gate, tom("reverse")).await.refused(409, "entity-taken");
    people.paul.receives(&first).await;
    let again = people.olga.tries_to_send(&gate, tom("forward")).await;
    assert_eq!(again.json()["state"], "arrived");
    id_of(&people.paul.tries_to_send(&gate, tom("reverse")).await.expect(201)["transit"]);
}

#[tokio::test]
async fn a_thread_that_is_full_or_worn_out_says_so() {
    let people = People::meet().await;
    people.paul.patch(format!("/api/universe/{THERE}"), json!({"visitorPolicy": "open"})).await.expect(200);
    let thread = people.olga.connects(HERE, THERE, "thread").await;
    let send = |n: u32, direction: &str| {
        let body = json!({"entityId": format!("person-{n}"), "entity": n, "direction": direction});
        let (olga, thread) = (people.olga.clone(), thread.clone());
        async move { olga.tries_to_send(&thread, body).await }
    };
    people
        .paul
        .tries_to_send(&thread, json!({"entityId": "eva", "entity": 1, "direction": "reverse"}))
        .await
        .refused(422, "rule");
    for n in 0..5 {
        let transit = id_of(&send(n, "forward").await.expect(201)["transit"]);
        if n == 0 {
            let full = send(9, "forward").await;
            full.refused(409, "passage-full");
            assert_eq!(full.json()["limit"], 1);
        }
        people.paul.receives(&transit).await;
    }
    let worn = send(9, "forward").await;
    worn.refused(409, "passage-worn-out");
    assert_eq!(worn.json()["limit"], 5);
    people.paul.send(Request::post(format!("/api/passage/{thread}/maintain"))).await.expect(200);
    send(9, "forward").await.expect(201);
}

#[tokio::test]
async fn items_that_cannot_cross_are_listed_and_can_be_left_behind() {
    let people = People::meet().await;
    let config = json!({"config": {"bannedItemTags": ["gun"], "techLevel": "primitive"}});
    people.paul.patch(format!("/api/universe/{THERE}"), config).await.expect(200);
    let gate = people.gate().await;
    let entity =
        r#"{"bag":[ {"tags":["gun"],"n":1e400}, {"tags":["food"]}, {"in":{"tags":["electronic"]}} ]}"#;
    let travel = |more: &str| {
        let body = format!(r#"{{"entityId":"tom","entity":{entity}{more}}}"#);
        Request::post(format!("/api/passage/{gate}/travel")).text("application/json", body)
    };
    let refused = people.olga.send(travel("")).await;
    refused.refused(422, "cannot-cross");
    let problem = refused.json();
    for item in problem["items"].as_array().unwrap() {
        is_shaped(item, "item:any path:string reason:string");
    }
    assert_eq!(problem["items"][0]["path"], "/bag/0");
    assert_eq!(
        problem["items"][0]["item"], r#"{"tags":["gun"],"n":1e400}"#,
        "its text, where it has no other form"
    );
    assert_eq!(problem["items"][1]["item"], json!({"tags": ["electronic"]}));
    assert_eq!(problem["items"][1]["reason"], "The target is primitive, and the item is electronic.");
    let sent = people.olga.send(travel(r#","leaveBehind":true"#)).await;
    assert_eq!(sent.status, 201);
    let text = String::from_utf8_lossy(&sent.body).into_owned();
    assert!(text.contains(r#""entity":{"bag":[ {"tags":["food"]}, {} ]}"#), "{text}");
    assert!(text.contains(r#""leftBehind":[{"tags":["gun"],"n":1e400},{"tags":["electronic"]}]"#), "{text}");
    let robot = json!({"entityId": "robot", "entity": {"tags": ["electronic"]}, "leaveBehind": true});
    let refused = people.olga.tries_to_send(&gate, robot).await;
    refused.refused(422, "cannot-cross");
    assert_eq!(refused.json()["items"][0]["path"], "");
}

#[tokio::test]
async fn an_entity_may_be_as_large_as_the_limit_says() {
    let people = People::meet().await;
    let gate = people.gate().await;
    let entity = |bytes: usize| json!({"entityId": format!("e{bytes}"), "entity": "x".repeat(bytes - 2)});
    people.olga.tries_to_send(&gate, entity(1 << 20)).await.expect(201);
    let refused = people.olga.tries_to_send(&gate, entity((1 << 20) + 1)).await;
    refused.refused(413, "too-large");
    assert_eq!(refused.json()["limit"], 1 << 20);
    let limits = people.olga.get("/api/limits").await.expect(200);
    assert_eq!(
        (&limits["maxEntityBytes"], &limits["threadLifetimeSeconds"]),
        (&json!(1 << 20), &json!(86_400))
    );
    assert_eq!(limits["usage"]["passages"], 1);
    assert!(limits["usage"]["storedBytes"].as_u64().unwrap() >= 1 << 20, "{limits}");
}

#[tokio::test]
async fn quotas_of_passages_are_settings() {
    let flags = ["--max-passages-per-universe", "1", "--gate-lifetime-seconds", "2d"];
    let server = Server::start_with(&flags).await;
    let ada = server.player("ada").await;
    let (one, two) = (ada.creates("universe:one").await, ada.creates("universe:two").await);
    ada.connects(&one, &two, "gate").await;
    let body = json!({"sourceUniverseId": one, "targetUniverseId": two, "type": "gate"});
    ada.post("/api/passage", body).await.refused(507, "quota-exceeded");
    assert_eq!(ada.get("/api/limits").await.expect(200)["gateLifetimeSeconds"], 172_800);
}

#[tokio::test]
async fn universes_are_compared_for_those_who_may_read_both() {
    let people = People::meet().await;
    let compare = |query: &str| format!("/api/passages/compatibility?{query}");
    let both = compare(&format!("source={HERE}&target={THERE}"));
    people
        .olga
        .patch(format!("/api/universe/{HERE}"), json!({"config": {"magicLevel": "high"}}))
        .await
        .expect(200);
    people
        .paul
        .patch(format!("/api/universe/{THERE}"), json!({"config": {"magicLevel": "none"}}))
        .await
        .expect(200);
    let compared = people.olga.get(&both).await.expect(200);
    is_shaped(&compared, "score:number factors:array warnings:array recommended:bool");
    assert_eq!(compared["factors"][0], json!({"name": "magicLevel", "weight": 0.3, "value": 0.0}));
    assert!((compared["score"].as_f64().unwrap() - 0.6).abs() < 1e-9, "{compared}");
    assert_eq!(compared["recommended"], true);
    people.paul.get(&both).await.refused(404, "not-found");
    people.server.anybody().get(&both).await.refused(404, "not-found");
    for bad in [
        "",
        "source=universe:here",
        "target=universe:there",
        "source=a%20b&target=x",
        "source=a&source=b&target=c",
    ] {
        people.olga.get(compare(bad)).await.refused(400, "malformed");
    }
}
