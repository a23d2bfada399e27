//! Days without a network.

use futures::StreamExt;
use multiverse_client::storage::SaveFilter;
use multiverse_client::{SaveOptions, SyncEvent, SyncPhase};
use multiverse_model::UniverseId;

use crate::support::{Machine, Village, Weather, history, saves, village, world};

#[tokio::test]
async fn five_hundred_saves_made_offline_arrive_in_order_once_the_server_is_there() {
    let (_server, network, ada) = world().await;
    network.turns(Weather::Down);
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    for at in 1..=250 {
        saves(&game, &village(), at, "offline").await;
    }
    let status = game.flush().await;
    assert_eq!(status.pending(), 250);
    assert!(matches!(status.universes[&village()].state, SyncPhase::Offline { .. }), "{status:?}");
    game.close().await;
    drop(game);
    // The program ends and begins again, still without a network.
    let game = machine.runs(&ada).await;
    for at in 251..=500 {
        saves(&game, &village(), at, "offline").await;
    }
    assert_eq!(game.flush().await.pending(), 500);
    let events = game.events();
    network.turns(Weather::Fair);
    assert_eq!(game.flush().await.pending(), 0);
    let expected: Vec<_> = (1..=500).map(|at| (at, Village::at(at, "offline").document())).collect();
    assert_eq!(history(&ada.client, &village()).await, expected);
    let uploaded = events.take(500).filter_map(|event| async move {
        match event {
            SyncEvent::Uploaded { record, .. } => Some(record.tick.get()),
            _ => None,
        }
    });
    assert_eq!(uploaded.collect::<Vec<_>>().await, (1..=500).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_save_does_not_wait_for_a_network_that_carries_nothing() {
    let (_server, network, ada) = world().await;
    for weather in [Weather::Down, Weather::SwallowsAnswers, Weather::BreaksAfter(100)] {
        network.turns(weather);
        let machine = Machine::new();
        let game = machine.runs(&ada).await;
        let saved = saves(
            &game,
            &format!("universe:{}", machine.path().display().to_string().len()).parse().unwrap(),
            1,
            "Ada",
        )
        .await;
        assert_eq!(game.list(SaveFilter::default()).await.unwrap(), [saved.record]);
    }
}

#[tokio::test]
async fn answers_that_are_swallowed_duplicate_nothing() {
    let (_server, network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    network.turns(Weather::SwallowsAnswers);
    for at in 1..=5 {
        saves(&game, &village(), at, "Ada").await;
        game.flush().await;
    }
    network.turns(Weather::Fair);
    assert_eq!(game.flush().await.pending(), 0);
    assert_eq!(history(&ada.client, &village()).await.len(), 5);
}

#[tokio::test]
async fn connections_that_break_anywhere_lose_and_duplicate_nothing() {
    let (_server, network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    for (at, bytes) in (1..).zip((40..4_000).step_by(97)) {
        network.turns(Weather::BreaksAfter(bytes));
        saves(&game, &village(), at, "Ada").await;
        game.flush().await;
    }
    network.turns(Weather::Fair);
    assert_eq!(game.flush().await.pending(), 0);
    let expected: Vec<_> = (1..)
        .take((40..4_000).step_by(97).count())
        .map(|at| (at, Village::at(at, "Ada").document()))
        .collect();
    assert_eq!(history(&ada.client, &village()).await, expected);
}

#[tokio::test]
async fn a_game_without_a_player_queues_until_somebody_signs_in() {
    let (_server, _network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    game.set_client(None);
    saves(&game, &village(), 1, "Ada").await;
    let status = game.flush().await;
    assert_eq!(status.pending(), 1);
    game.set_client(Some(ada.client.clone()));
    assert_eq!(game.flush().await.pending(), 0);
    assert_eq!(history(&ada.client, &village()).await.len(), 1);
}

#[tokio::test]
async fn canon_events_of_one_universe_go_before_the_clock_saves_of_another() {
    let (_server, network, ada) = world().await;
    network.turns(Weather::Down);
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    let (calm, busy): (UniverseId, UniverseId) =
        ("universe:calm".parse().unwrap(), "universe:busy".parse().unwrap());
    for at in 1..=3 {
        saves(&game, &calm, at, "calm").await;
    }
    let event = serde_json::from_value(serde_json::json!({"type": "death", "title": "Bob dies"})).unwrap();
    game.save(&busy, &Village::at(1, "busy"), SaveOptions::canonical(event)).await.unwrap();
    game.close().await;
    drop(game);
    let settings = multiverse_client::ServiceSettings {
        uploads_at_once: 1,
        ..multiverse_client::ServiceSettings::default()
    };
    let game = multiverse_client::SaveLoadService::open(machine.storage(), None, settings).await.unwrap();
    let events = game.events();
    network.turns(Weather::Fair);
    game.set_client(Some(ada.client.clone()));
    game.flush().await;
    let order: Vec<_> = events
        .take(4)
        .filter_map(|event| async move {
            match event {
                SyncEvent::Uploaded { record, .. } => Some((record.universe_id.clone(), record.tick.get())),
                _ => None,
            }
        })
        .collect()
        .await;
    assert_eq!(order, [(busy, 1), (calm.clone(), 1), (calm.clone(), 2), (calm, 3)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_while_it_takes_saves_has_each_of_them_once() {
    let (mut server, network, ada) = world().await;
    let machine = Machine::new();
    let game = machine.runs(&ada).await;
    for round in 0..5 {
        for at in round * 20 + 1..=round * 20 + 20 {
            saves(&game, &village(), at, "Ada").await;
        }
        let sending = tokio::spawn({
            let game = game.clone();
            async move { game.flush().await }
        });
        tokio::task::yield_now().await;
        server = server.after_kill_and_restart();
        network.lead_to(server.address());
        sending.await.unwrap();
    }
    assert_eq!(game.flush().await.pending(), 0);
    let expected: Vec<_> = (1..=100).map(|at| (at, Village::at(at, "Ada").document())).collect();
    assert_eq!(history(&ada.client, &village()).await, expected);
}
