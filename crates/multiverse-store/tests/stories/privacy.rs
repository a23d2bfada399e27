//! Private means private: what may be done by whom, and what nobody else can tell.

use multiverse_model::{Limit, Role};
use multiverse_store::{ListQuery, NewSnapshot, TimelineQuery};

use crate::support::{Person, World, audit, id, large, limit, outcome_of, tick};

/// Everything that can be asked of a universe, in the order of the table below.
async fn tries_everything(who: &Person, universe: &str) -> Vec<&'static str> {
    let (store, caller, universe) = (who.world.store(), &who.caller, &id(universe));
    let eve = "eve".parse().unwrap();
    vec![
        outcome_of(&store.universe(caller, universe).await),
        outcome_of(&store.timeline(caller, universe, TimelineQuery::default()).await),
        outcome_of(&store.latest(caller, universe).await),
        outcome_of(&who.tries_to_read(universe, 1).await),
        outcome_of(&store.lineage(caller, universe).await),
        outcome_of(&store.tree(caller, universe, Limit::MAX, None).await),
        outcome_of(&store.decay_preview(caller, universe, None).await),
        outcome_of(
            &store.list(caller, ListQuery { fork_of: Some(universe.clone()), ..ListQuery::default() }).await,
        ),
        outcome_of(
            &who.tries_to_fork(
                universe,
                1,
                &format!("fork-{}", who.world.count("SELECT COUNT(*) FROM universes")),
            )
            .await,
        ),
        outcome_of(&who.tries_to_save(universe, NewSnapshot::at(tick(2)), b"two").await),
        outcome_of(&who.tries_to_edit(universe, "{}").await),
        outcome_of(&store.access_list(caller, universe).await),
        outcome_of(&store.grant_access(caller, universe, &eve, Role::Reader).await),
        outcome_of(&store.revoke_access(caller, universe, &eve).await),
        outcome_of(&store.clean_up(caller, universe, tick(1)).await),
        outcome_of(&store.restore(caller, universe).await),
        outcome_of(&store.delete(caller, universe).await),
    ]
}

#[tokio::test]
async fn each_may_do_what_the_table_says_and_a_hidden_universe_is_as_one_that_is_not_there() {
    const READS: usize = 8;
    // After reading: fork, save, edit, see and change access, clean up, restore, delete.
    let cases = [
        ("anonymous", false, None),
        ("anonymous", true, Some(["unidentified"; 9])),
        ("paul", false, None),
        (
            "paul",
            true,
            Some([
                "ok",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
            ]),
        ),
        (
            "rita",
            false,
            Some([
                "ok",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
            ]),
        ),
        (
            "edna",
            false,
            Some([
                "ok",
                "ok",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
                "forbidden",
            ]),
        ),
        ("olga", false, Some(["ok"; 9])),
    ];
    for (name, is_public, after_reading) in cases {
        let world = World::new();
        let olga = world.player("olga");
        let village = olga.tries_to_create("village", is_public).await.unwrap().id;
        olga.saves(&village, 1, b"one").await;
        olga.shares(&village, &world.player("rita"), Role::Reader).await;
        olga.shares(&village, &world.player("edna"), Role::Editor).await;
        world.player("eve").registers().await;
        let who = if name == "anonymous" { world.anonymous() } else { world.player(name) };
        let outcomes = tries_everything(&who, "village").await;
        match after_reading {
            Some(expected) => {
                assert_eq!(outcomes[..READS], ["ok"; READS], "{name}");
                assert_eq!(outcomes[READS..], expected, "{name}");
            }
            None => {
                assert_eq!(outcomes, ["not found"; READS + 9], "{name}");
                assert_eq!(outcomes, tries_everything(&who, "nowhere").await, "{name}");
            }
        }
        audit(&world);
    }
}

/// A public root, a private universe forked from it, and a public fork of that.
async fn hidden_generation() -> (World, Person) {
    let world = World::new();
    let olga = world.player("olga");
    let root = olga.publishes("root").await;
    olga.saves(&root, 1, b"one").await;
    let hidden = olga.forks(&root, 1, "hidden").await;
    olga.tries_to_edit(&hidden, r#"{"isPublic": false}"#).await.unwrap();
    olga.saves(&hidden, 2, b"secret").await;
    olga.saves(&hidden, 3, b"three").await;
    let shown = olga.forks(&hidden, 3, "shown").await;
    olga.tries_to_edit(&shown, r#"{"isPublic": true}"#).await.unwrap();
    (world, olga)
}

#[tokio::test]
async fn a_public_fork_of_a_private_universe_tells_strangers_nothing_of_it() {
    let (world, olga) = hidden_generation().await;
    let shown = id("shown");
    let secret = multiverse_model::Checksum::of(b"secret");
    let query = TimelineQuery { lineage: true, ..TimelineQuery::default() };
    for stranger in [world.anonymous(), world.player("paul")] {
        let store = world.store();
        assert_eq!(stranger.looks_at(&shown).await.fork_of, None);
        let listed = store.list(&stranger.caller, ListQuery::default()).await.unwrap();
        assert!(
            listed
                .items
                .iter()
                .all(|universe| universe.fork_of.as_ref().is_none_or(|f| f.universe_id != id("hidden")))
        );
        let lineage = store.lineage(&stranger.caller, &shown).await.unwrap();
        assert_eq!(lineage.iter().map(|a| a.universe_id.as_str()).collect::<Vec<_>>(), ["shown"]);
        for (of, expected) in [("root", vec!["root"]), ("shown", vec!["shown"])] {
            let tree = store.tree(&stranger.caller, &id(of), limit(10), None).await.unwrap();
            let ids: Vec<_> = tree.universes.iter().map(|u| u.universe_id.as_str()).collect();
            assert_eq!(ids, expected, "the tree of {of}");
            assert_eq!(tree.next_cursor, None);
        }
        let mut entries = stranger.reads_timeline(&shown, &query, limit(1)).await.unwrap();
        entries.push(store.latest_entry(&stranger.caller, &shown).await.unwrap());
        entries.push(store.entry_at(&stranger.caller, &shown, tick(3), false).await.unwrap());
        for entry in entries {
            assert_eq!(entry.universe_id, shown);
            assert_ne!(entry.parent, Some(secret), "the checksum of what may not be read");
        }
        assert_eq!(outcome_of(&stranger.tries_to_read(&shown, 2).await), "no snapshot at");
        assert_eq!(outcome_of(&stranger.tries_to_read(&shown, 1).await), "no snapshot at");
    }
    let lineage = world.store().lineage(&olga.caller, &shown).await.unwrap();
    assert_eq!(lineage.len(), 3);
    let tree = world.store().tree(&olga.caller, &id("root"), limit(10), None).await.unwrap();
    assert_eq!(tree.universes.len(), 3);
    assert_eq!(olga.tries_to_read(&shown, 3).await.unwrap().entry.parent, Some(secret));
    assert_eq!(olga.reads_timeline(&shown, &query, limit(1)).await.unwrap().len(), 3);
}

#[tokio::test]
async fn who_may_read_the_source_is_told_of_it() {
    let (world, olga) = hidden_generation().await;
    let rita = world.player("rita");
    olga.shares(&id("hidden"), &rita, Role::Reader).await;
    assert_eq!(rita.looks_at(&id("shown")).await.fork_of.unwrap().universe_id, id("hidden"));
    assert_eq!(rita.reads(&id("shown"), 2).await, b"secret");
    world.store().revoke_access(&olga.caller, &id("hidden"), &"rita".parse().unwrap()).await.unwrap();
    assert_eq!(rita.looks_at(&id("shown")).await.fork_of, None);
    assert_eq!(outcome_of(&rita.tries_to_read(&id("shown"), 2).await), "no snapshot at");
}

#[tokio::test]
async fn stored_size_does_not_tell_that_somebody_else_has_the_document() {
    let world = World::new();
    let (olga, paul) = (world.player("olga"), world.player("paul"));
    let (hidden, guess, control) =
        (olga.creates("hidden").await, paul.creates("guess").await, paul.creates("control").await);
    olga.saves(&hidden, 1, &large(1)).await;
    let guessed = paul.saves(&guess, 1, &large(1)).await;
    let fresh = paul.saves(&control, 1, &large(2)).await;
    assert!(guessed.stored_size > 0 && guessed.stored_size.abs_diff(fresh.stored_size) < 50);
    let used = paul.world.store().usage(&"paul".parse().unwrap()).await.unwrap().stored_bytes;
    assert_eq!(used, guessed.stored_size + fresh.stored_size);
    audit(&world);
}

#[tokio::test]
async fn a_profile_counts_private_universes_for_their_owner_only() {
    let world = World::new();
    let (olga, paul) = (world.player("olga"), world.player("paul"));
    olga.creates("hidden").await;
    olga.publishes("shown").await;
    for (who, count) in [(&olga, 2), (&paul, 1), (&world.anonymous(), 1)] {
        let player = world.store().player(&who.caller, &"olga".parse().unwrap()).await.unwrap();
        assert_eq!(player.universe_count, count);
    }
}
