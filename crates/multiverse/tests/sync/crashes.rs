//! A program that dies between any two steps of its storage, on either side of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::TryStreamExt;
use multiverse_client::storage::{MemoryStorage, Origin, SaveFilter, SyncKind};
use multiverse_client::{NewUniverse, OnDivergence, SaveLoadService, Source, Which};
use multiverse_model::wire::{ListPlayerUniverses, ListSnapshots};
use multiverse_model::{PlayerId, UniverseId, UniverseName};

use crate::support::{Doom, Doomed, Instant, Network, Player, Server, saves, service, tick};

/// More steps than any of these stories has.
const STEPS: u64 = 60;

/// Somebody who plays one of the stories, on a machine of their own.
#[derive(Clone)]
struct Game {
    player: Player,
    id: PlayerId,
    disk: Arc<MemoryStorage>,
    village: UniverseId,
}

impl Game {
    async fn runs(&self) -> SaveLoadService {
        service(self.disk.clone(), &self.player, OnDivergence::Fork).await
    }
}

/// Tells a story again and again, each time up to another step of its storage. Then another program goes on on the same
/// machine; after it all that is on the machine is on the server, once.
async fn dies_at_every_step<P, S>(
    prepare: impl Fn(Game) -> P,
    story: impl Fn(SaveLoadService, UniverseId) -> S,
) where
    P: Future<Output = ()>,
    S: Future<Output = ()> + Send + 'static,
{
    let server = Server::start();
    let network = Network::new().await;
    network.lead_to(server.address());
    for instant in [Instant::Before, Instant::After] {
        for step in 0.. {
            assert!(step < STEPS, "the story has more steps than are tried");
            let name = format!("{instant:?}-{step}").to_lowercase();
            let player = Player::registers(&network, &name).await;
            let (id, village) = (name.parse().unwrap(), format!("universe:{name}").parse().unwrap());
            let game = Game { player, id, disk: Arc::new(MemoryStorage::new()), village };
            prepare(game.clone()).await;
            let doom = Doom::at(step, instant);
            let doomed = Arc::new(Doomed { storage: game.disk.clone(), doom: doom.clone() });
            let doomed = service(doomed, &game.player, OnDivergence::Fork).await;
            let told = tokio::spawn(story(doomed, game.village.clone()));
            let is_whole = tokio::select! {
                () = doom.comes() => false,
                told = told => { told.unwrap(); true }
            };
            all_is_on_the_server_once(&game).await;
            if is_whole {
                assert!(step > 3, "a story of {step} steps");
                break;
            }
        }
    }
}

async fn all_is_on_the_server_once(game: &Game) {
    let service = game.runs().await;
    let status = service.flush().await;
    assert_eq!(status.pending(), 0, "{}: {status:?}", game.id);
    let mut lines: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let records = service.list(SaveFilter::default()).await.unwrap();
    for record in records.into_iter().filter(|record| record.origin == Origin::Saved) {
        assert_eq!(record.sync.kind(), SyncKind::Synced, "{}: {record:?}", game.id);
        lines.entry(record.universe_id).or_default().push((record.tick, record.checksum));
    }
    for (universe, mut here) in lines.clone() {
        let entries = game.player.client.all_snapshots(&universe, ListSnapshots::default());
        let entries: Vec<_> = entries.try_collect().await.unwrap();
        let there: Vec<_> = entries.iter().map(|entry| (entry.tick, entry.checksum)).collect();
        let forked = game.player.client.universe(&universe).await.unwrap().fork_of.is_some();
        here.sort();
        let own = if forked { &there[1..] } else { &there[..] };
        let theirs = own.len() - here.len().min(own.len());
        // What another machine saved to it may stand there too.
        assert!(
            here.iter().all(|save| own.iter().filter(|entry| *entry == save).count() == 1),
            "{}: {own:?}",
            game.id
        );
        assert!(theirs <= 3, "{}: {theirs} of others", game.id);
    }
    let query = ListPlayerUniverses::default();
    let there = game.player.client.player_universes(&game.id, query).await.unwrap().universe_ids;
    let is_known = |id: &UniverseId| id.as_str().starts_with(game.village.as_str()) || lines.contains_key(id);
    let unknown: Vec<_> = there.iter().filter(|id| !is_known(id)).collect();
    assert!(unknown.is_empty(), "{}: universes that nothing was saved to: {unknown:?}", game.id);
}

#[tokio::test]
async fn saves_in_a_row() {
    dies_at_every_step(
        async |_| {},
        |service, village| async move {
            for at in 1..=3 {
                saves(&service, &village, at, "Ada").await;
            }
            service.flush().await;
            saves(&service, &village, 4, "Ada").await;
            service.flush().await;
        },
    )
    .await;
}

#[tokio::test]
async fn going_on_from_an_earlier_save() {
    dies_at_every_step(
        async |_| {},
        |service, village| async move {
            for at in 1..=3 {
                saves(&service, &village, at, "first").await;
            }
            service.load(&village, Which::Tick(tick(1)), Source::LocalFirst).await.unwrap();
            for at in 2..=3 {
                saves(&service, &village, at, "second").await;
            }
            service.flush().await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_fork_by_name() {
    dies_at_every_step(
        async |game| {
            let service = game.runs().await;
            saves(&service, &game.village, 1, "first").await;
            service.flush().await;
            service.close().await;
        },
        |service, village| async move {
            let id: UniverseId = format!("{village}-fork").parse().unwrap();
            let new = NewUniverse::named(UniverseName::new("another way").unwrap()).with_id(id.clone());
            service.fork(&village, Which::Latest, new).await.unwrap();
            saves(&service, &id, 2, "second").await;
            service.flush().await;
        },
    )
    .await;
}

#[tokio::test]
async fn histories_that_have_diverged() {
    dies_at_every_step(
        async |game| {
            let service = game.runs().await;
            saves(&service, &game.village, 1, "common").await;
            service.flush().await;
            service.close().await;
            let elsewhere = Game { disk: Arc::new(MemoryStorage::new()), ..game.clone() }.runs().await;
            elsewhere.load(&game.village, Which::Latest, Source::LocalFirst).await.unwrap();
            for at in 2..=4 {
                saves(&elsewhere, &game.village, at, "theirs").await;
            }
            elsewhere.flush().await;
            elsewhere.close().await;
        },
        |service, village| async move {
            for at in 2..=4 {
                saves(&service, &village, at, "ours").await;
            }
            service.flush().await;
            saves(&service, &village, 5, "ours").await;
            service.flush().await;
        },
    )
    .await;
}

#[tokio::test]
async fn histories_that_have_nothing_in_common() {
    dies_at_every_step(
        async |game| {
            let elsewhere = Game { disk: Arc::new(MemoryStorage::new()), ..game.clone() }.runs().await;
            saves(&elsewhere, &game.village, 1, "theirs").await;
            elsewhere.flush().await;
            elsewhere.close().await;
        },
        |service, village| async move {
            for at in 1..=3 {
                saves(&service, &village, at, "ours").await;
            }
            service.flush().await;
        },
    )
    .await;
}
