//! Passages and trips, as they go over the wire.

use futures::TryStreamExt;
use multiverse_client::MultiverseClient;
use multiverse_model::wire::{
    ArriveRequest, CreatePassage, ListArrivals, ListPassages, PageQuery, RejectRequest, TravelRequest,
};
use multiverse_model::{
    EntityId, Label, PassageId, PassageState, PassageType, Problem, ProblemType, RawJson, TransitId,
    TransitState,
};
use serde_json::{Value, json};

use crate::support::{Answer, Scripted, client, id};

fn passage() -> Value {
    json!({
        "id": "passage:1", "sourceUniverseId": "universe:a", "targetUniverseId": "universe:b", "type": "gate",
        "active": true, "state": "active", "createdAt": 1, "createdBy": "ada", "stability": 99.5, "lastMaintenance": 1,
        "inTransit": 0, "bidirectional": true,
    })
}

fn transit() -> Value {
    json!({
        "id": "transit:1", "passageId": "passage:1", "entityId": "tom", "entity": {"hp": 1},
        "fromUniverseId": "universe:a", "toUniverseId": "universe:b", "state": "in_transit", "departedAt": 1,
        "expiresAt": 2,
    })
}

fn gate() -> PassageId {
    "passage:1".parse().unwrap()
}

fn trip() -> TransitId {
    "transit:1".parse().unwrap()
}

fn tom() -> TravelRequest {
    TravelRequest {
        entity_id: EntityId::new("tom").unwrap(),
        entity: RawJson::new("{ \"hp\": 1.50 }").unwrap(),
        direction: None,
        tick: None,
        leave_behind: Some(true),
    }
}

/// What is asked of the server when `call` is made, which it answers so.
async fn asked(answer: Value, call: impl AsyncFnOnce(MultiverseClient)) -> (String, Value) {
    let server = Scripted::answering([Answer::json(200, &answer)]).await;
    call(client(server.url())).await;
    let seen = server.seen();
    let body =
        if seen[0].body.is_empty() { Value::Null } else { serde_json::from_slice(&seen[0].body).unwrap() };
    assert_eq!(seen.len(), 1);
    (format!("{} {}", seen[0].method, seen[0].path), body)
}

#[tokio::test]
async fn a_passage_is_made_shown_and_deleted() {
    let create = CreatePassage {
        source_universe_id: id("universe:a"),
        target_universe_id: id("universe:b"),
        kind: PassageType::Gate,
        created_by: None,
        source_position: None,
        target_position: None,
    };
    let created = json!({"success": true, "passage": passage()});
    let (line, body) = asked(created, async |client| {
        assert_eq!(client.create_passage(create).await.unwrap().state, PassageState::Active);
    })
    .await;
    let expected =
        json!({"sourceUniverseId": "universe:a", "targetUniverseId": "universe:b", "type": "gate"});
    assert_eq!((line.as_str(), body), ("POST /api/passage", expected));

    let shown = json!({"passage": passage()});
    let (line, _) = asked(shown, async |client| drop(client.passage(&gate()).await.unwrap())).await;
    assert_eq!(line, "GET /api/passage/passage:1");
    let done = json!({"success": true, "message": "It is inactive."});
    let (line, _) = asked(done, async |client| drop(client.delete_passage(&gate()).await.unwrap())).await;
    assert_eq!(line, "DELETE /api/passage/passage:1");
}

#[tokio::test]
async fn a_passage_is_consented_to_maintained_sealed_and_unsealed() {
    let answer = || json!({"passage": passage()});
    let consent =
        asked(answer(), async |client| drop(client.consent_to_passage(&gate()).await.unwrap())).await;
    let maintain =
        asked(answer(), async |client| drop(client.maintain_passage(&gate()).await.unwrap())).await;
    let seal = asked(answer(), async |client| drop(client.seal_passage(&gate()).await.unwrap())).await;
    let unseal = asked(answer(), async |client| drop(client.unseal_passage(&gate()).await.unwrap())).await;
    let verbs = ["consent", "maintain", "seal", "unseal"];
    for ((line, body), verb) in [consent, maintain, seal, unseal].into_iter().zip(verbs) {
        assert_eq!((line, body), (format!("POST /api/passage/passage:1/{verb}"), Value::Null));
    }
}

#[tokio::test]
async fn passages_are_listed_and_universes_compared() {
    let page = json!({"passages": [passage()], "nextCursor": null});
    let query = ListPassages {
        universe_id: Some(id("universe:a")),
        state: Some(PassageState::Unstable),
        ..ListPassages::default()
    };
    let (line, _) = asked(page, async |client| {
        assert_eq!(client.all_passages(query).try_collect::<Vec<_>>().await.unwrap().len(), 1);
    })
    .await;
    assert_eq!(line, "GET /api/passages?limit=1000&state=unstable&universeId=universe%3Aa");
    let compared =
        json!({"score": 0.5, "factors": [], "warnings": ["It is dark there."], "recommended": false});
    let (line, _) = asked(compared, async |client| {
        let found = client.compatibility(&id("universe:a"), &id("universe:b")).await.unwrap();
        assert_eq!(found.warnings.len(), 1);
    })
    .await;
    assert_eq!(line, "GET /api/passages/compatibility?source=universe%3Aa&target=universe%3Ab");
}

#[tokio::test]
async fn an_entity_departs_arrives_and_is_sent_back() {
    let departed = json!({"success": true, "transit": transit(), "leftBehind": [{"item": "wand"}]});
    let (line, body) = asked(departed, async |client| {
        let departed = client.depart(&gate(), tom()).await.unwrap();
        assert_eq!((departed.transit.state, departed.left_behind.len()), (TransitState::InTransit, 1));
    })
    .await;
    assert_eq!(line, "POST /api/passage/passage:1/travel");
    assert_eq!(body, json!({"entityId": "tom", "entity": {"hp": 1.50}, "leaveBehind": true}));

    let settled = || json!({"transit": transit()});
    let arrival = ArriveRequest { universe_id: Some(id("universe:b")), tick: None };
    let (line, body) =
        asked(settled(), async |client| drop(client.arrive(&trip(), arrival).await.unwrap())).await;
    assert_eq!(
        (line.as_str(), body),
        ("POST /api/transit/transit:1/arrive", json!({"universeId": "universe:b"}))
    );
    let rejection = RejectRequest { reason: Some(Label::new("No room.").unwrap()) };
    let (line, body) =
        asked(settled(), async |client| drop(client.reject(&trip(), rejection).await.unwrap())).await;
    assert_eq!((line.as_str(), body), ("POST /api/transit/transit:1/reject", json!({"reason": "No room."})));
    let (line, _) = asked(settled(), async |client| {
        assert_eq!(client.transit(&trip()).await.unwrap().entity.unwrap().as_str(), "{\"hp\":1}");
    })
    .await;
    assert_eq!(line, "GET /api/transit/transit:1");
}

#[tokio::test]
async fn arrivals_and_journeys_are_listed() {
    let arrivals = json!({"arrivals": [transit()], "nextCursor": null});
    let query = ListArrivals { state: Some(TransitState::Returning), ..ListArrivals::default() };
    let (line, _) = asked(arrivals, async |client| {
        assert_eq!(
            client.all_arrivals(&id("universe:b"), query).try_collect::<Vec<_>>().await.unwrap().len(),
            1
        );
    })
    .await;
    assert_eq!(line, "GET /api/universe/universe:b/arrivals?state=returning");
    let entity = EntityId::new("Tom & Jerry/2 ü").unwrap();
    let journey =
        json!({"entityId": "Tom & Jerry/2 ü", "steps": [transit()], "branches": [], "nextCursor": null});
    let (line, _) = asked(journey.clone(), async |client| {
        assert_eq!(client.journey(&entity, PageQuery::default()).await.unwrap().steps.len(), 1);
    })
    .await;
    assert_eq!(line, "GET /api/entity/Tom%20&%20Jerry%2F2%20%C3%BC/journey");
    let (line, _) = asked(journey, async |client| {
        assert_eq!(client.whole_journey(&entity).try_collect::<Vec<_>>().await.unwrap().len(), 1);
    })
    .await;
    assert!(line.ends_with("/journey?limit=1000"), "{line}");
}

#[tokio::test]
async fn items_that_cannot_cross_are_told_with_the_reasons() {
    let items = json!([{"item": {"tags": ["magical"]}, "path": "/inventory/0", "reason": "There is no magic there."}]);
    let problem = Problem::new(ProblemType::CannotCross, "Leave it behind.").with("items", items);
    let server = Scripted::answering([Answer::problem_with(&problem)]).await;
    let error = client(server.url()).depart(&gate(), tom()).await.unwrap_err();
    assert_eq!(error.kind(), Some(ProblemType::CannotCross));
    let [item] = &error.refused_items()[..] else { panic!("{error:?}") };
    assert_eq!((item.path.as_str(), item.reason.as_str()), ("/inventory/0", "There is no magic there."));
    assert!(error.is_permanent());
}

#[tokio::test]
async fn a_departure_that_is_repeated_after_a_crash_is_the_same_departure() {
    let departed = Answer::json(201, &json!({"success": true, "transit": transit(), "leftBehind": []}));
    let server = Scripted::answering([departed]).await;
    let key: multiverse_client::IdempotencyKey = "tom-leaves".parse().unwrap();
    for _ in 0..2 {
        client(server.url()).with_key(key.clone()).depart(&gate(), tom()).await.unwrap();
    }
    let seen = server.seen();
    assert!(seen.iter().all(|seen| seen.header("idempotency-key") == Some("tom-leaves")));
    assert_eq!(seen[0].body, seen[1].body);
}
