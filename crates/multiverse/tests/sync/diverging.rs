//! Two clients that extend one universe.

use std::collections::BTreeSet;

use multiverse_client::storage::SaveFilter;
use multiverse_client::{OnDivergence, Resolution, Source, SyncPhase, Which};
use multiverse_model::UniverseId;
use multiverse_model::wire::PageQuery;

use crate::support::{History, Machine, Network, Player, Server, Village, Weather, history, saves, village};

/// A village that the player's laptop and desktop both have up to tick 2.
async fn shared() -> (Server, Network, Player, Machine, Machine) {
    let server = Server::start();
    let network = Network::new().await;
    network.lead_to(server.address());
    let ada = Player::registers(&network, "ada").await;
    let (laptop, desktop) = (Machine::new(), Machine::new());
    let game = laptop.runs(&ada).await;
    saves(&game, &village(), 1, "common").await;
    saves(&game, &village(), 2, "common").await;
    game.flush().await;
    let other = desktop.runs(&ada).await;
    other.load(&village(), Which::Latest, Source::LocalFirst).await.unwrap();
    game.close().await;
    other.close().await;
    (server, network, ada, laptop, desktop)
}

fn lived(name: &str, ticks: impl IntoIterator<Item = u64>) -> History {
    let common = [1, 2].map(|at| (at, Village::at(at, "common").document()));
    common.into_iter().chain(ticks.into_iter().map(|at| (at, Village::at(at, name).document()))).collect()
}

async fn forks(ada: &Player) -> Vec<UniverseId> {
    let forks = ada.client.forks(&village(), PageQuery::default()).await.unwrap().forks;
    forks.into_iter().map(|fork| fork.id).collect()
}

#[tokio::test]
async fn two_that_extend_one_universe_offline_end_with_two_whole_histories() {
    let (_server, network, ada, laptop, desktop) = shared().await;
    network.turns(Weather::Down);
    let (left, right) = (laptop.runs(&ada).await, desktop.runs(&ada).await);
    for at in 3..=6 {
        saves(&left, &village(), at, "laptop").await;
        saves(&right, &village(), at, "desktop").await;
    }
    // The desktop is off when the network is back, so that the laptop is the first.
    right.close().await;
    drop(right);
    network.turns(Weather::Fair);
    left.flush().await;
    let right = desktop.runs(&ada).await;
    let status = right.flush().await;
    assert_eq!(status.pending(), 0, "{status:?}");
    assert_eq!(history(&ada.client, &village()).await, lived("laptop", 3..=6));
    let forks = forks(&ada).await;
    assert_eq!(forks.len(), 1);
    assert_eq!(history(&ada.client, &forks[0]).await, lived("desktop", 3..=6));
    // The desktop's game goes on in its own history, also after it has been ended.
    right.close().await;
    drop(right);
    let right = desktop.runs(&ada).await;
    let loaded = right.load(&village(), Which::Latest, Source::LocalFirst).await.unwrap();
    assert_eq!((&loaded.record.universe_id, loaded.bytes), (&forks[0], Village::at(6, "desktop").document()));
    let saved = saves(&right, &village(), 7, "desktop").await;
    assert_eq!(saved.record.universe_id, forks[0]);
    right.flush().await;
    assert_eq!(history(&ada.client, &forks[0]).await, lived("desktop", 3..=7));
    // Unless the player returns to the other.
    right.return_to(&village()).await.unwrap();
    let theirs = right.load(&village(), Which::Latest, Source::ServerFirst).await.unwrap();
    assert_eq!(theirs.bytes, Village::at(6, "laptop").document());
    assert_eq!(ada.client.stats().await.unwrap().universe_count, 2);
}

#[tokio::test]
async fn a_game_that_wants_to_choose_is_asked_and_nothing_happens_until_it_has() {
    for resolution in [Resolution::Fork, Resolution::Append] {
        let (_server, _network, ada, laptop, desktop) = shared().await;
        let left = laptop.runs(&ada).await;
        saves(&left, &village(), 3, "laptop").await;
        left.flush().await;
        let right = desktop.runs_with(&ada, OnDivergence::Ask).await;
        for at in 4..=6 {
            saves(&right, &village(), at, "desktop").await;
        }
        let status = right.flush().await;
        let SyncPhase::Diverged(divergence) = &status.universes[&village()].state else {
            panic!("{status:?}")
        };
        assert_eq!(divergence.theirs.as_ref().unwrap().tick.get(), 3);
        assert_eq!(divergence.ours.tick.get(), 4);
        assert!(divergence.common.is_some());
        assert_eq!(status.pending(), 3);
        assert_eq!(forks(&ada).await, []);
        right.resolve(&village(), resolution);
        assert_eq!(right.flush().await.pending(), 0);
        match resolution {
            Resolution::Fork => {
                assert_eq!(history(&ada.client, &forks(&ada).await[0]).await, lived("desktop", 4..=6));
                assert_eq!(history(&ada.client, &village()).await, lived("laptop", [3]));
            }
            Resolution::Append => {
                let mut both = lived("laptop", [3]);
                both.extend((4..=6).map(|at| (at, Village::at(at, "desktop").document())));
                assert_eq!(history(&ada.client, &village()).await, both);
            }
        }
    }
}

#[tokio::test]
async fn appending_saves_behind_what_is_there() {
    let (_server, _network, ada, laptop, desktop) = shared().await;
    let left = laptop.runs(&ada).await;
    saves(&left, &village(), 10, "laptop").await;
    left.flush().await;
    let right = desktop.runs_with(&ada, OnDivergence::Append).await;
    for at in 3..=5 {
        saves(&right, &village(), at, "desktop").await;
    }
    assert_eq!(right.flush().await.pending(), 0);
    let mut both = lived("desktop", 3..=5);
    both.push((10, Village::at(10, "laptop").document()));
    assert_eq!(history(&ada.client, &village()).await, both);
}

#[tokio::test]
async fn histories_that_have_nothing_in_common_live_in_two_universes() {
    let (_server, _network, ada, _laptop, _desktop) = shared().await;
    let phone = Machine::new();
    let game = phone.runs(&ada).await;
    for at in 1..=3 {
        saves(&game, &village(), at, "phone").await;
    }
    let status = game.flush().await;
    assert_eq!(status.pending(), 0, "{status:?}");
    assert_eq!(history(&ada.client, &village()).await, lived("", []));
    let of_phone: BTreeSet<_> =
        game.list(SaveFilter::default()).await.unwrap().into_iter().map(|save| save.universe_id).collect();
    let of_phone: Vec<_> = of_phone.into_iter().collect();
    assert_eq!(of_phone.len(), 1);
    let expected: Vec<_> = (1..=3).map(|at| (at, Village::at(at, "phone").document())).collect();
    assert_eq!(history(&ada.client, &of_phone[0]).await, expected);
    let universe = ada.client.universe(&of_phone[0]).await.unwrap();
    assert!(universe.fork_of.is_none());
}
