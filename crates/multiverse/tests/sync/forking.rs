//! Time travel: going on from an earlier save, or from somebody else's.

use multiverse_client::storage::SaveFilter;
use multiverse_client::{LoadError, NewUniverse, Source, Which};
use multiverse_model::UniverseName;

use crate::support::{Machine, Player, Village, Weather, history, saves, tick, village, world};

fn named(name: &str) -> NewUniverse {
    NewUniverse::named(UniverseName::new(name).unwrap())
}

#[tokio::test]
async fn a_fork_made_offline_is_one_on_the_server_too() {
    let (_server, network, ada) = world().await;
    network.turns(Weather::Down);
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    game.create_universe(named("Eschbach").with_id(village())).await.unwrap();
    for at in [100, 200, 300] {
        saves(&game, &village(), at, "first").await;
    }
    let fork =
        game.fork(&village(), Which::Nearest(tick(250)), named("Eschbach, had it rained")).await.unwrap();
    assert_eq!(fork.start.bytes, Village::at(200, "first").document());
    let start = game.load(&fork.universe_id, Which::Latest, Source::LocalFirst).await.unwrap();
    assert_eq!(start.bytes, fork.start.bytes);
    saves(&game, &fork.universe_id, 260, "rain").await;
    saves(&game, &village(), 400, "first").await;
    network.turns(Weather::Fair);
    assert_eq!(game.flush().await.pending(), 0);
    let universe = ada.client.universe(&fork.universe_id).await.unwrap();
    assert_eq!(universe.name.as_str(), "Eschbach, had it rained");
    let point = universe.fork_of.unwrap();
    assert_eq!((point.universe_id, point.snapshot_tick), (village(), tick(200)));
    let first = |ticks: &[u64]| {
        ticks.iter().map(|at| (*at, Village::at(*at, "first").document())).collect::<Vec<_>>()
    };
    let mut rained = first(&[100, 200]);
    rained.push((260, Village::at(260, "rain").document()));
    assert_eq!(history(&ada.client, &fork.universe_id).await, rained);
    assert_eq!(history(&ada.client, &village()).await, first(&[100, 200, 300, 400]));
    // What is before the fork is found here, without the server.
    network.turns(Weather::Down);
    let before = game.load(&fork.universe_id, Which::Tick(tick(100)), Source::LocalFirst).await.unwrap();
    assert_eq!(before.bytes, Village::at(100, "first").document());
}

#[tokio::test]
async fn going_on_from_an_earlier_save_is_a_fork() {
    let (_server, _network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    for at in [1, 2, 3] {
        saves(&game, &village(), at, "first").await;
    }
    game.load(&village(), Which::Tick(tick(1)), Source::LocalFirst).await.unwrap();
    let saved = saves(&game, &village(), 2, "second").await;
    assert_eq!(saved.forked_from, Some(village()));
    let again = saves(&game, &village(), 3, "second").await;
    assert_eq!((again.forked_from, &again.record.universe_id), (None, &saved.record.universe_id));
    assert_eq!(game.flush().await.pending(), 0);
    let first: Vec<_> = [1, 2, 3].map(|at| (at, Village::at(at, "first").document())).into();
    assert_eq!(history(&ada.client, &village()).await, first);
    let mut second = first[..1].to_vec();
    second.extend([2, 3].map(|at| (at, Village::at(at, "second").document())));
    assert_eq!(history(&ada.client, &saved.record.universe_id).await, second);
}

#[tokio::test]
async fn a_fork_starts_with_the_save_that_was_chosen_also_if_its_tick_has_a_newer_one() {
    let (_server, _network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    let older = saves(&game, &village(), 5, "older").await.record;
    saves(&game, &village(), 5, "newer").await;
    game.flush().await;
    game.load_save(&older.key()).await.unwrap();
    let saved = saves(&game, &village(), 6, "older").await;
    assert_eq!(saved.forked_from, Some(village()));
    let status = game.flush().await;
    assert_eq!(status.pending(), 0, "{status:?}");
    let all = game.list(SaveFilter::default()).await.unwrap();
    let fork = &all.iter().find(|save| save.tick == tick(6)).unwrap().universe_id;
    let expected: Vec<_> = [5, 6].map(|at| (at, Village::at(at, "older").document())).into();
    assert_eq!(history(&ada.client, fork).await, expected);
    // The game's next save goes on from it.
    saves(&game, &village(), 7, "older").await;
    game.flush().await;
    assert_eq!(history(&ada.client, fork).await.len(), 3);
}

#[tokio::test]
async fn another_players_past_is_travelled_to_by_a_fork() {
    let (_server, network, ada) = world().await;
    let bob = Player::registers(&network, "bob").await;
    let (of_ada, of_bob) = (Machine::new(), Machine::new());
    let theirs = of_ada.runs(&ada).await;
    theirs.create_universe(named("Eschbach").with_id(village()).public()).await.unwrap();
    for at in [1, 2, 3] {
        saves(&theirs, &village(), at, "Ada's").await;
    }
    theirs.flush().await;
    let mine = of_bob.runs(&bob).await;
    let fork = mine.fork(&village(), Which::Tick(tick(2)), named("Eschbach, my way")).await.unwrap();
    saves(&mine, &fork.universe_id, 3, "Bob's").await;
    assert_eq!(mine.flush().await.pending(), 0);
    let mut expected: Vec<_> = [1, 2].map(|at| (at, Village::at(at, "Ada's").document())).into();
    expected.push((3, Village::at(3, "Bob's").document()));
    assert_eq!(history(&bob.client, &fork.universe_id).await, expected);
    assert_eq!(ada.client.universe(&village()).await.unwrap().snapshot_count, 3);
}

#[tokio::test]
async fn saving_to_another_players_universe_is_held_with_a_reason_and_kept_here() {
    let (_server, network, ada) = world().await;
    let bob = Player::registers(&network, "bob").await;
    let (of_ada, of_bob) = (Machine::new(), Machine::new());
    let theirs = of_ada.runs(&ada).await;
    theirs.create_universe(named("Eschbach").with_id(village()).public()).await.unwrap();
    saves(&theirs, &village(), 1, "Ada's").await;
    theirs.flush().await;
    let mine = of_bob.runs(&bob).await;
    mine.load(&village(), Which::Latest, Source::LocalFirst).await.unwrap();
    saves(&mine, &village(), 2, "Bob's").await;
    let status = mine.flush().await;
    let state = format!("{:?}", status.universes[&village()].state);
    assert!(state.contains("/problems/forbidden"), "{state}");
    assert_eq!(status.pending(), 1);
    assert_eq!(history(&ada.client, &village()).await.len(), 1);
}

#[tokio::test]
async fn what_is_nowhere_is_not_found_and_what_cannot_be_asked_for_says_so() {
    let (_server, network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    let nowhere = game.load(&village(), Which::Latest, Source::LocalFirst).await;
    assert!(matches!(nowhere, Err(LoadError::NotFound(_))), "{nowhere:?}");
    network.turns(Weather::Down);
    let unknown = game.load(&village(), Which::Latest, Source::LocalFirst).await;
    assert!(matches!(unknown, Err(LoadError::Unreachable { .. })), "{unknown:?}");
}
