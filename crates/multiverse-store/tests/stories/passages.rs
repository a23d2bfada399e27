//! Passages: who may make them, whose consent they need, and what ends them.

use multiverse_model::wire::Stats;
use multiverse_model::{PassageState, Role, Sides};
use multiverse_store::PassageQuery;

use crate::support::{Person, START, World, audit, outcome_of};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Ada's and Bob's, public, with a policy for visitors of Bob's.
pub(super) async fn two_owners(world: &World, policy: &str) -> (Person, Person) {
    let (ada, bob) = (world.player("ada"), world.player("bob"));
    ada.publishes("village").await;
    bob.publishes("town").await;
    bob.tries_to_edit(&"town".parse().unwrap(), &format!(r#"{{"visitorPolicy": "{policy}"}}"#))
        .await
        .unwrap();
    (ada, bob)
}

#[tokio::test]
async fn a_passage_shows_its_type_and_what_follows_from_it() {
    let world = World::new();
    let (ada, _) = two_owners(&world, "open").await;
    let (village, town) = ("village".parse().unwrap(), "town".parse().unwrap());
    for (kind, uses, bidirectional, consent) in [
        ("thread", Some(5), false, None),
        ("bridge", None, true, None),
        ("gate", None, true, None),
        ("confluence", None, true, Some(Sides { source: true, target: false })),
    ] {
        let passage = ada.tries_to_connect(&village, &town, kind).await.unwrap();
        assert_eq!(
            (passage.uses_left, passage.bidirectional, passage.consent),
            (uses, bidirectional, consent)
        );
        assert_eq!(passage.active, consent.is_none());
        assert_eq!((passage.created_at.0, passage.created_by.as_str()), (START, "ada"));
        assert_eq!(ada.sees(&passage.id).await, passage);
    }
    let Stats { passage_count, .. } = world.store().stats().await.unwrap();
    assert_eq!(passage_count, 4);
    assert_eq!(outcome_of(&ada.tries_to_connect(&village, &village, "gate").await), "rule");
    audit(&world);
}

#[tokio::test]
async fn the_targets_policy_decides_over_passages_from_another_owners_universe() {
    for (policy, kind, expected) in [
        ("open", "gate", Ok(PassageState::Active)),
        ("open", "confluence", Ok(PassageState::Pending)),
        ("approval", "thread", Ok(PassageState::Pending)),
        ("approval", "confluence", Ok(PassageState::Pending)),
        ("closed", "bridge", Err("rule")),
        ("closed", "confluence", Err("rule")),
    ] {
        let world = World::new();
        let (ada, bob) = two_owners(&world, policy).await;
        let made = ada.tries_to_connect(&"village".parse().unwrap(), &"town".parse().unwrap(), kind).await;
        let outcome = outcome_of(&made);
        assert_eq!(
            made.as_ref().map(|passage| passage.state).map_err(|_| outcome),
            expected,
            "{policy} {kind}"
        );
        // Between two of one owner, nobody is asked.
        let own = bob.publishes("own").await;
        let passage = bob.tries_to_connect(&own, &"town".parse().unwrap(), kind).await.unwrap();
        assert_eq!(passage.state, PassageState::Active, "{policy} {kind}");
    }
}

#[tokio::test]
async fn a_pending_passage_opens_with_the_last_consent_and_lives_from_then_on() {
    let world = World::new();
    let (ada, bob) = two_owners(&world, "approval").await;
    let bridge = ada.connects(&"village".parse().unwrap(), &"town".parse().unwrap(), "bridge").await;
    world.clock.advance(365 * DAY);
    assert_eq!(ada.finds_it(&bridge).await, PassageState::Pending);
    assert_eq!(outcome_of(&ada.tries_to_send(&bridge, "tom").await), "passage closed");
    assert_eq!(ada.consents(&bridge).await.unwrap().state, PassageState::Pending, "hers was given");
    assert_eq!(bob.consents(&bridge).await.unwrap().state, PassageState::Active);
    let opened = bob.sees(&bridge).await;
    assert_eq!(opened.last_maintenance.0, START + 365 * DAY);
    assert_eq!(opened.consent, Some(Sides { source: true, target: true }));
    assert_eq!(bob.consents(&bridge).await.unwrap(), opened, "a repeat changes nothing");
    ada.sends(&bridge, "tom").await;
    audit(&world);
}

#[tokio::test]
async fn a_confluence_of_an_editors_needs_both_owners() {
    let world = World::new();
    let (ada, bob) = two_owners(&world, "open").await;
    let (village, town) = ("village".parse().unwrap(), "town".parse().unwrap());
    let eve = world.player("eve");
    ada.shares(&village, &eve, Role::Editor).await;
    let confluence = eve.connects(&village, &town, "confluence").await;
    assert_eq!(outcome_of(&eve.consents(&confluence).await), "forbidden");
    assert_eq!(bob.consents(&confluence).await.unwrap().state, PassageState::Pending);
    assert_eq!(ada.consents(&confluence).await.unwrap().state, PassageState::Active);
    world.clock.advance(100_000 * DAY);
    assert_eq!(ada.finds_it(&confluence).await, PassageState::Active, "it lasts for ever");
    assert_eq!(outcome_of(&bob.closes(&confluence).await), "rule", "and cannot be destroyed");
    let refused = eve.connects(&village, &town, "confluence").await;
    assert_eq!(bob.closes(&refused).await.unwrap().state, PassageState::Inactive, "but be refused");
    audit(&world);
}

#[tokio::test]
async fn an_open_server_asks_for_nobody_and_believes_who_is_named() {
    let world = World::new();
    two_owners(&world, "approval").await;
    let anybody = world.trusted();
    let made = anybody.tries_to_connect(&"village".parse().unwrap(), &"town".parse().unwrap(), "gate").await;
    let made = made.unwrap();
    assert_eq!((made.created_by.as_str(), made.state), ("ada", PassageState::Pending));
    assert_eq!(anybody.consents(&made.id).await.unwrap().state, PassageState::Active);
    let request =
        r#"{"sourceUniverseId":"village","targetUniverseId":"town","type":"gate","createdBy":"bob"}"#;
    let by_bob = world.store().create_passage(&anybody.caller, serde_json::from_str(request).unwrap()).await;
    let by_bob = by_bob.unwrap();
    assert_eq!(
        (by_bob.created_by.as_str(), by_bob.state),
        ("bob", PassageState::Active),
        "he owns the target"
    );
    audit(&world);
}

#[tokio::test]
async fn each_owner_has_a_seal_of_their_own() {
    let world = World::new();
    let (ada, bob) = two_owners(&world, "open").await;
    let gate = ada.connects(&"village".parse().unwrap(), &"town".parse().unwrap(), "gate").await;
    assert_eq!(ada.seals(&gate).await.unwrap().state, PassageState::Sealed);
    assert_eq!(outcome_of(&bob.unseals(&gate).await), "passage closed", "it is not his seal");
    bob.seals(&gate).await.unwrap();
    let hers_is_gone = ada.unseals(&gate).await.unwrap();
    assert_eq!(hers_is_gone.sealed_by, Some(Sides { source: false, target: true }));
    assert_eq!(outcome_of(&ada.tries_to_send(&gate, "tom").await), "passage closed");
    assert_eq!(bob.unseals(&gate).await.unwrap().state, PassageState::Active);
    assert_eq!(bob.unseals(&gate).await.unwrap().state, PassageState::Active, "a repeat changes nothing");
    ada.sends(&gate, "tom").await;
    audit(&world);
}

#[tokio::test]
async fn a_passage_is_inactive_while_one_of_its_universes_is_deleted() {
    let world = World::new();
    let (ada, bob) = two_owners(&world, "open").await;
    let (village, town) = ("village".parse().unwrap(), "town".parse().unwrap());
    let gate = ada.connects(&village, &town, "gate").await;
    world.store().delete(&bob.caller, &town).await.unwrap();
    assert_eq!(ada.finds_it(&gate).await, PassageState::Inactive);
    assert_eq!(outcome_of(&ada.tries_to_send(&gate, "tom").await), "passage closed");
    assert_eq!(outcome_of(&ada.maintains(&gate).await), "passage closed");
    let hidden = world.store().passage(&bob.caller, &gate).await;
    assert_eq!(outcome_of(&hidden), "not found", "a deleted universe is hidden from its owner too");
    world.store().restore(&bob.caller, &town).await.unwrap();
    assert_eq!(bob.finds_it(&gate).await, PassageState::Active);
    world.store().delete(&bob.caller, &town).await.unwrap();
    ada.closes(&gate).await.unwrap();
    world.store().restore(&bob.caller, &town).await.unwrap();
    assert_eq!(ada.finds_it(&gate).await, PassageState::Inactive, "this time it was deleted itself");
    ada.closes(&gate).await.unwrap();
    audit(&world);
}

#[tokio::test]
async fn a_list_has_what_the_caller_may_see_newest_first_however_it_is_paged() {
    let world = World::new();
    let (ada, bob) = two_owners(&world, "open").await;
    let (village, town) = ("village".parse().unwrap(), "town".parse().unwrap());
    let (eve, cellar) = (world.player("eve"), bob.creates("cellar").await);
    let mut made = Vec::new();
    for n in 0..7 {
        world.clock.advance(i64::from(n % 2 == 0));
        let target = if n % 3 == 0 { &cellar } else { &village };
        made.push(bob.connects(&town, target, "gate").await);
        if n % 3 != 0 {
            // Ada's policy is to be asked.
            ada.consents(&made[n]).await.unwrap();
        }
    }
    made.sort();
    made.reverse();
    let public: Vec<_> = made.iter().filter(|id| !in_cellar(&world, id.as_str())).cloned().collect();
    for most in [1, 2, 3, 1000] {
        assert_eq!(bob.lists_passages(&PassageQuery::default(), most).await, made);
        assert_eq!(eve.lists_passages(&PassageQuery::default(), most).await, public);
        let of_village = PassageQuery { universe: Some(village.clone()), ..PassageQuery::default() };
        assert_eq!(world.anonymous().lists_passages(&of_village, most).await, public);
    }
    let of_cellar = PassageQuery { universe: Some(cellar.clone()), ..PassageQuery::default() };
    assert_eq!(outcome_of(&world.store().passages(&eve.caller, of_cellar.clone()).await), "not found");
    assert_eq!(bob.lists_passages(&of_cellar, 2).await.len(), 3);
    bob.seals(&made[0]).await.unwrap();
    let sealed = PassageQuery { state: Some(PassageState::Sealed), ..PassageQuery::default() };
    assert_eq!(bob.lists_passages(&sealed, 1).await, made[..1]);
}

fn in_cellar(world: &World, id: &str) -> bool {
    world.count(&format!("SELECT COUNT(*) FROM passages WHERE id = '{id}' AND target_universe_id = 'cellar'"))
        == 1
}

#[tokio::test]
async fn passages_are_counted_for_their_maker_and_their_source() {
    let world = World::with(|settings| {
        settings.max_passages_per_universe = 2;
        settings.max_passages_per_player = 3;
    });
    let (ada, bob) = two_owners(&world, "open").await;
    let (village, town) = ("village".parse().unwrap(), "town".parse().unwrap());
    let second = ada.publishes("second").await;
    let first = ada.connects(&village, &town, "gate").await;
    ada.connects(&village, &town, "gate").await;
    assert_eq!(outcome_of(&ada.tries_to_connect(&village, &town, "gate").await), "quota");
    ada.connects(&second, &town, "gate").await;
    assert_eq!(outcome_of(&ada.tries_to_connect(&second, &town, "gate").await), "quota");
    bob.connects(&town, &village, "gate").await;
    ada.closes(&first).await.unwrap();
    ada.closes(&first).await.unwrap();
    ada.connects(&village, &town, "gate").await;
    audit(&world);
}
