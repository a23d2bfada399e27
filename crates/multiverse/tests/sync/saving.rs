//! Save here, sync, load elsewhere.

use multiverse_client::storage::{SaveFilter, SyncKind, SyncState};
use multiverse_client::{
    LoadedFrom, NewUniverse, SaveError, SaveLoadService, SaveOptions, ServiceSettings, Source, SyncPhase,
    Which,
};
use multiverse_model::{Label, SnapshotType, UniverseId, UniverseName};

use crate::support::{Machine, Village, history, saves, tick, village, world};

#[tokio::test]
async fn what_is_saved_on_one_machine_is_loaded_on_another() {
    let (_server, _network, ada) = world().await;
    let (laptop, desktop) = (Machine::new(), Machine::new());
    let here = laptop.runs(&ada).await;
    let name = UniverseName::new("Eschbach").unwrap();
    let id = here.create_universe(NewUniverse::named(name).with_id(village()).public()).await.unwrap();
    for (at, who) in [(100, "Ada"), (200, "Bob"), (300, "Clara")] {
        saves(&here, &id, at, who).await;
    }
    let status = here.flush().await;
    assert_eq!((status.pending(), &status.universes[&id].state), (0, &SyncPhase::Synced));
    let universe = ada.client.universe(&id).await.unwrap();
    assert_eq!((universe.name.as_str(), universe.is_public, universe.snapshot_count), ("Eschbach", true, 3));

    let there = desktop.runs(&ada).await;
    let loaded = there.load(&id, Which::Latest, Source::LocalFirst).await.unwrap();
    assert_eq!((loaded.bytes, loaded.from), (Village::at(300, "Clara").document(), LoadedFrom::Server));
    let nearest = there.load(&id, Which::Nearest(tick(299)), Source::LocalFirst).await.unwrap();
    // What was loaded is on this machine from then on, and nearer than what is not.
    assert_eq!(nearest.bytes, Village::at(200, "Bob").document());
    let exact = there.load(&id, Which::Tick(tick(100)), Source::LocalFirst).await.unwrap();
    assert_eq!(exact.bytes, Village::at(100, "Ada").document());
    // And what goes on there from the newest is no fork.
    there.load(&id, Which::Latest, Source::ServerFirst).await.unwrap();
    saves(&there, &id, 400, "Dora").await;
    there.flush().await;
    assert_eq!(history(&ada.client, &id).await.len(), 4);
}

#[tokio::test]
async fn what_the_server_has_is_removed_here_and_loaded_from_there() {
    let (_server, _network, ada) = world().await;
    for keep_canonical in [true, false] {
        let machine = Machine::new();
        let settings = ServiceSettings { keep_synced: Some(2), keep_canonical, ..ServiceSettings::default() };
        let client = Some(ada.client.clone());
        let game = SaveLoadService::open(machine.storage(), client, settings).await.unwrap();
        let id: UniverseId = format!("universe:keeps-{keep_canonical}").parse().unwrap();
        let event = r#"{"type": "birth", "title": "Bob is born"}"#;
        let birth = SaveOptions::canonical(serde_json::from_str(event).unwrap());
        game.save(&id, &Village::at(1, "Bob"), birth).await.unwrap();
        for at in 2..=5 {
            saves(&game, &id, at, "Ada").await;
        }
        game.flush().await;
        let here = game.list(SaveFilter::default()).await.unwrap();
        let ticks: Vec<u64> = here.iter().map(|save| save.tick.get()).collect();
        let expected: &[u64] = if keep_canonical { &[1, 4, 5] } else { &[4, 5] };
        assert_eq!(ticks, expected);
        assert_eq!(history(&ada.client, &id).await.len(), 5);
        let removed = game.load(&id, Which::Tick(tick(2)), Source::LocalFirst).await.unwrap();
        assert_eq!((removed.bytes, removed.from), (Village::at(2, "Ada").document(), LoadedFrom::Server));
    }
}

#[tokio::test]
async fn a_save_without_a_universe_makes_one() {
    let (_server, _network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    saves(&game, &village(), 1, "Ada").await;
    game.flush().await;
    assert_eq!(history(&ada.client, &village()).await, [(1, Village::at(1, "Ada").document())]);
}

#[tokio::test]
async fn a_save_that_stays_here_is_here_alone() {
    let (_server, _network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    saves(&game, &village(), 1, "Ada").await;
    game.save(&village(), &Village::at(2, "secret"), SaveOptions::default().local()).await.unwrap();
    saves(&game, &village(), 3, "Ada").await;
    game.flush().await;
    let ticks: Vec<u64> = history(&ada.client, &village()).await.iter().map(|(tick, _)| *tick).collect();
    assert_eq!(ticks, [1, 3]);
    let local = game.load(&village(), Which::Tick(tick(2)), Source::LocalFirst).await.unwrap();
    assert_eq!(local.bytes, Village::at(2, "secret").document());
    assert_eq!(local.record.sync, SyncState::Local);
}

#[tokio::test]
async fn an_entry_shows_what_was_said_of_the_save() {
    let (_server, _network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    let event: multiverse_model::CanonEvent = serde_json::from_value(serde_json::json!({
        "type": "birth", "title": "Klöße — Ada is born ✨", "importance": 70, "entities": ["person:1"],
    }))
    .unwrap();
    let labelled = SaveOptions::canonical(event.clone()).labelled(Label::new("the cradle").unwrap());
    game.save(&village(), &Village::at(28_800, "Ada"), labelled).await.unwrap();
    game.flush().await;
    let loaded = ada.client.download(&village(), multiverse_client::Download::latest()).await.unwrap();
    assert_eq!(loaded.entry.kind, SnapshotType::Canonical);
    assert_eq!(loaded.entry.canon_event, Some(event));
    assert_eq!(loaded.entry.label.unwrap().as_str(), "the cradle");
    assert_eq!(loaded.entry.day.get(), 1);
}

#[tokio::test]
async fn a_world_that_goes_back_in_time_by_itself_is_refused_and_nothing_is_lost() {
    let (_server, _network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    saves(&game, &village(), 10, "Ada").await;
    let back = game.save(&village(), &Village::at(9, "Ada"), SaveOptions::default()).await;
    assert!(matches!(back, Err(SaveError::Backwards { .. })), "{back:?}");
    saves(&game, &village(), 10, "Bob").await;
    game.flush().await;
    let all = game.list(SaveFilter { sync: Some(SyncKind::Synced), ..SaveFilter::default() }).await.unwrap();
    assert_eq!(all.len(), 2);
}

#[tokio::test]
async fn a_save_is_finished_although_nobody_waits_for_it() {
    let (_server, _network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    for at in 1..=20 {
        // Polled once and dropped.
        let save = game.save(&village(), &Village::at(at, "Ada"), SaveOptions::default());
        let _ = futures::FutureExt::now_or_never(save);
    }
    saves(&game, &village(), 21, "Ada").await;
    game.flush().await;
    let status = game.status().borrow().clone();
    assert_eq!(status.pending(), 0, "{status:?}");
    let history = history(&ada.client, &village()).await;
    assert!(history.is_sorted() && history.last().unwrap().0 == 21, "{}", history.len());
    let forks = game.list(SaveFilter::default()).await.unwrap();
    assert!(forks.iter().all(|save| save.universe_id == village()), "half a save made a fork");
}
